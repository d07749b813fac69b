"""What changed, in the order in which it did: the log read on from a position, and the records that feeds, mirrors
and harvesters ask.

Uses the models and the vocabularies alone.
"""
