"""Signing in: password, then a code from the phone (docs/signing-in.md).

`site.py` puts it before the admin, whose `has_permission` is the only gate. `second_factor.py` knows phones and
recovery codes, `throttle.py` slows down who guesses, `session.py` says how long somebody stays signed in.
"""
