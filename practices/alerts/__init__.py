"""Being told by mail what is new, changed and withdrawn: for any question, and for one practice. No account is needed.

Uses the feeds, which know what is to be told, and `mails`, which loses none. docs/operations.md tells how it is run.
"""
