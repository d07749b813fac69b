"""Counting queries in the same way every time."""

from __future__ import annotations

from django.test.utils import CaptureQueriesContext


def count_of(captured: CaptureQueriesContext) -> int:
    """Return how many there were, without the look for changes, which the index takes at most ten times a second."""
    return sum('"practices_change"' not in query["sql"] for query in captured.captured_queries)
