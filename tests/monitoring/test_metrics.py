"""What is counted and timed; and that no label grows with what people type."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from prometheus_client.parser import text_string_to_metric_families

from practices.editorial import workflow
from practices.editorial.moves import Details
from practices.monitoring import metrics
from practices.monitoring.exposition import exposition
from tests import factories
from tests.queries import count_of

pytestmark = pytest.mark.both_databases


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


class Grown:
    """By how much a figure has grown."""

    def __init__(self, name: str, **labels: str) -> None:
        self._name, self._labels = name, labels
        self._before = value(name, **labels)

    def __call__(self) -> float:
        return value(self._name, **self._labels) - self._before


def test_requests_are_counted_by_route(client: Client, db: None) -> None:
    practice = factories.practice()
    fine = Grown("catalogue_requests_total", route="practice", method="GET", status="200")
    timed = Grown("catalogue_request_seconds_count", route="practice")
    nowhere = Grown("catalogue_requests_total", route="none", method="other", status="404")
    client.get(practice.get_absolute_url())
    client.get(f"/fr{practice.get_absolute_url()}")
    client.generic("MYMETHOD", "/nowhere-at-all/")
    assert (fine(), timed(), nowhere()) == (2, 2, 1)


def test_labels_are_bounded(client: Client, db: None) -> None:
    factories.practice()

    def series() -> int:
        families = [family for family in metrics.REGISTRY.collect() if family.name.startswith("catalogue_")]
        return len([sample for family in families for sample in family.samples])

    def ask(number: int) -> None:
        practice = f"/practices/{10_000 + number}/x{number}/"  # there is none
        for path in (f"/x{number}/", f"/practices/?q=x{number}", practice, f"/preview/{number}/"):
            client.get(path)
            client.generic(f"M{number}", path)

    ask(1)
    ask(2)
    before = series()
    for number in range(3, 7):
        ask(number)
    assert series() == before


def test_they_cost_no_query(client: Client, db: None) -> None:
    factories.practice()
    counts = []
    for middleware in (project.MIDDLEWARE, project.MIDDLEWARE[1:]):
        client.get("/practices/")
        with override_settings(MIDDLEWARE=middleware), CaptureQueriesContext(connection) as captured:
            Client().get("/practices/")
        counts.append(count_of(captured))
    assert counts[0] == counts[1]


def test_questions_are_timed(client: Client, db: None) -> None:
    factories.practice()
    grown = Grown("catalogue_search_seconds_count", by="index")
    client.get("/practices/?q=work")
    assert grown() >= 1


def test_kept_pages(client: Client, db: None, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept"}}
    factories.practice()
    made, kept, had = (Grown("catalogue_kept_pages_total", outcome=one) for one in ("miss", "hit", "unchanged"))
    tag = client.get("/about/")["ETag"]
    client.get("/about/")
    client.get("/about/", headers={"If-None-Match": tag})
    client.get("/healthz")
    assert (made(), kept(), had()) == (1, 1, 1)


def test_exports(client: Client, db: None) -> None:
    factories.practice()
    csv, xlsx = Grown("catalogue_exports_total", format="csv"), Grown("catalogue_exports_total", format="xlsx")
    for path in ("/practices/export.csv", "/practices/export.csv?country=nowhere"):
        client.get(path)
    client.head("/practices/export.xlsx")
    assert (csv(), xlsx()) == (1, 0)


def test_publications(db: None, django_capture_on_commit_callbacks: Any) -> None:
    publisher = factories.person("administrator", "Administrator")  # who may publish without another's reading
    practice = factories.complete_draft(state="in-review")
    grown = Grown("catalogue_publications_total")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.perform(practice, "publish", publisher)
    assert grown() == 1
    with django_capture_on_commit_callbacks(execute=True):
        workflow.perform(practice, "withdraw", publisher, Details(reason="Old."))
    assert grown() == 1


def test_mails(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sent, failed = (Grown("catalogue_mails_total", outcome=one) for one in ("sent", "failed"))
    mails = [EmailMessage("x", "y", to=["a@example.org"]) for _ in range(2)]
    assert get_connection("practices.monitoring.mail.ConsoleBackend").send_messages(mails) == 2
    assert (sent(), failed()) == (2, 0)
    refused = get_connection("practices.monitoring.mail.SmtpBackend", host="127.0.0.1", port=1, timeout=1)
    with pytest.raises(OSError, match="refused"):
        refused.send_messages(mails)
    assert (sent(), failed()) == (2, 2)


def test_errors_of_the_database_are_counted_once(client: Client, db: None) -> None:
    kind = "OperationalError" if connection.vendor == "sqlite" else "ProgrammingError"
    grown = Grown("catalogue_database_errors_total", kind=kind)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert grown() == 1


def test_it_is_prometheus_format_and_tells_of_nobody(client: Client, db: None, settings: Any) -> None:
    client.get("/practices/?q=maria@example.org&utm_source=me", headers={"User-Agent": "me"})
    text = exposition().decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["catalogue_requests"].type == "counter"
    assert families["catalogue_request_seconds"].type == "histogram"
    assert families["catalogue_disk_free_bytes"].samples[0].value > 0
    assert "process_resident_memory_bytes" in families
    assert "maria" not in text and "127.0.0.1" not in text


# Several processes -------------------------------------------------------------------------------

_COUNT = "from practices.monitoring import metrics; metrics.publications.inc(2); metrics.mails.labels('sent').inc()"
_TELL = "from prometheus_client import generate_latest; print(generate_latest(metrics.registry()).decode())"


def test_several_processes_add_up(tmp_path: Path) -> None:
    def run(program: str) -> str:
        variables = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=project.BASE_DIR, env=variables, capture_output=True, text=True, check=True)
        return done.stdout

    run(_COUNT)
    told = run(f"{_COUNT}; {_TELL}")
    assert "catalogue_publications_total 4.0" in told
    assert 'catalogue_mails_total{outcome="sent"} 2.0' in told
