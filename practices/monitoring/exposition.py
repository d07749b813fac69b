"""The figures as Prometheus reads them: what was counted, and what is looked up when somebody asks."""

from __future__ import annotations

import contextlib
import datetime
import shutil
from collections.abc import Callable, Iterator

from django.conf import settings
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from practices.backup import last_backup
from practices.web import replica

from . import condition, metrics, readiness


def exposition() -> bytes:
    """Return all figures as text. Only the readiness check asks the database, so this never hangs."""
    findings = readiness.look()
    return generate_latest(metrics.registry()) + generate_latest(_Now(findings))


class _Now(Collector):
    """What holds of this machine at this moment."""

    def __init__(self, findings: list[readiness.Finding]) -> None:
        self._findings = findings

    def collect(self) -> Iterator[Metric]:
        """Yield each figure, or none where it can't be told."""
        ready = GaugeMetricFamily(
            "catalogue_ready", "Whether a check of /readyz finds no failure (1) or does (0).", labels=["check"]
        )
        for finding in self._findings:
            ready.add_metric([finding.check.replace(" ", "_")], float(finding.state != readiness.FAILED))
        yield ready
        text = "Seconds for which the replica has not had what readers are shown; 0 where there is none."
        yield GaugeMetricFamily("catalogue_replica_lag_seconds", text, replica.behind_for())
        yield from _gauges(readiness.latest_lag())


def _gauges(lag: readiness.Lag | None) -> Iterator[Metric]:
    if lag is not None:
        yield GaugeMetricFamily("catalogue_index_lag_changes", "Changes that the index has not read.", lag.changes)
        yield GaugeMetricFamily("catalogue_index_lag_seconds", "Age of the oldest of these changes.", lag.seconds)
    with contextlib.suppress(OSError):
        disk = shutil.disk_usage(settings.DATA_DIR)
        yield GaugeMetricFamily("catalogue_disk_free_bytes", "Room on the disk of DATA_DIR.", disk.free)
        yield GaugeMetricFamily("catalogue_disk_bytes", "Size of the disk of DATA_DIR.", disk.total)
    last: tuple[tuple[str, str, Callable[[], datetime.datetime | None]], ...] = (
        ("catalogue_last_backup_seconds", "When the last backup was made, since 1970.", last_backup),
        ("catalogue_last_dump_seconds", "When the last dump was made, since 1970.", condition.last_dump),
        ("catalogue_last_alerts_seconds", "When alerts were sent last, since 1970.", condition.last_alerts),
    )
    for name, what, when in last:
        moment = when()
        if moment is not None:
            yield GaugeMetricFamily(name, what, moment.timestamp())
