"""Pages that caches may keep: which edition of the catalogue they show, and which release of the code made them.

Uses `search` and `changelog`; knows no page.
"""
