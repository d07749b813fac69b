"""The catalogue for harvesters: OAI-PMH 2.0, http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm.

`views.py` reads a request into `arguments.Asked` and has `verbs.py` answer it; `listing.py` finds the records,
`dublin_core.py` and `mods.py` describe them. docs/harvesting.md tells harvesters what to expect.
Uses `changelog`, `citing` and `taxonomy`: neither the index nor a page.
"""
