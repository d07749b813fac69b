"""Briefings: some practices, frozen as they were on one day, for a meeting. Anybody makes one, without an account.

Whoever has its secret address reads it, also as a document (`paper.py`); what became of the practices since is told
(`since.py`). Knows no request.
"""
