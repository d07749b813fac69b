"""The addresses that monitors ask."""

# They are answered without database, session, pages and index, and by threads that are kept for them.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
