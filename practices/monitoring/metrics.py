"""What is counted and timed, for Prometheus. No label ever holds an address, a path, a question or a name."""

from __future__ import annotations

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    multiprocess,
)

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each was counted first: as many lines again

REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests = Counter(
    "catalogue_requests", "Answers, by the name of the route.", ["route", "method", "status"], registry=REGISTRY
)
request_seconds = Histogram(
    "catalogue_request_seconds",
    "Time until the last byte of an answer was made, by the name of the route.",
    ["route"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
search_seconds = Histogram(
    "catalogue_search_seconds",
    "Time to answer one question, by what answered it (the index, or the database in its place).",
    ["by"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
kept_pages = Counter(
    "catalogue_kept_pages",
    "Public pages: hit (kept by this process), miss (made), unchanged (the reader had it).",
    ["outcome"],
    registry=REGISTRY,
)
pages_read = Counter(
    "catalogue_pages_read",
    "Public pages that were made, by the database read.",
    ["database"],
    registry=REGISTRY,
)
publications = Counter("catalogue_publications", "Practices published by people.", registry=REGISTRY)
mails = Counter("catalogue_mails", "Mails, by what became of them: sent or failed.", ["outcome"], registry=REGISTRY)
for _outcome in ("sent", "failed"):
    mails.labels(_outcome)  # from the beginning: a counter that comes with its first failure has not risen
exports = Counter("catalogue_exports", "Files of results, by their format.", ["format"], registry=REGISTRY)
database_errors = Counter(
    "catalogue_database_errors", "Errors of the database, by their class.", ["kind"], registry=REGISTRY
)
slow_queries = Counter("catalogue_slow_queries", "Queries that took longer than SLOW_QUERY_MS.", registry=REGISTRY)

if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    ProcessCollector(registry=REGISTRY)
    PlatformCollector(registry=REGISTRY)


def registry() -> CollectorRegistry:
    """Return what this process has counted or, with PROMETHEUS_MULTIPROC_DIR, what all of this machine have."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
