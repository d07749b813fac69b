"""Mail that is not lost: written down with what it tells of, sent when that is saved, and tried until it is taken.

Uses `models`; knows nobody who writes.
"""
