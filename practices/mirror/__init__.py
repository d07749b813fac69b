"""The whole public site as files that need no server, written by `manage.py mirror`.

`places.py` says where in the folder an address lies, or that it needs the site; `asking.py` asks the site's own views;
`rewriting.py` makes links relative; `copying.py` copies one address, `crawling.py` all, `processes.py` several at once;
`folder.py` knows what was written; `searching.py` makes the small search; `packing.py` packs the offline edition.
docs/mirror.md tells the rest.

Uses the views only by their addresses, so that the folder holds what the site answers.
"""
