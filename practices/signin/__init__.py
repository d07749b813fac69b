"""Signing in: password, then a code from the phone (docs/signing-in.md).

`site.py` puts it before the admin, whose `has_permission` is the only gate. `second_factor.py` knows phones and
recovery codes. `guard.py` slows down who guesses, `passwords.py` sees to it that no password passes it by, and
`refusals.py` that answers say so. `browsers.py` knows browsers of before; `session.py` says how long and where somebody
stays signed in. `forgotten.py` mails links to those who have forgotten their password. `told.py` writes what came of it
into the log, `notices.py` to the person.
"""
