"""With a replica, public pages are read there, if it has what they show; all else is read from the primary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices import search
from practices.changelog import records
from practices.models import Practice
from practices.monitoring import live_checks, metrics, readiness
from practices.search import follow
from practices.web import outage, replica
from tests.caching.keeping import keeping_pages

PUBLIC = [
    "/",
    "/practices/",
    "/fr/practices/?country=MA",
    "/practices/?q=fees",
    "/countries/",
    "/policy-areas/",
    "/about/",
]
PUBLIC += [
    "/corridors/",
    "/gaps/",
    "/sources/",
    "/organisations/",
    "/partners/",
    "/practices/export.csv",
    "/sitemap.xml",
]
PUBLIC += ["/api/v1/practices", "/api/v1/facets", "/practices/feed.atom"]
pytestmark = pytest.mark.both_databases
_has_replayed, _place_of = replica._has_replayed, replica._place_of


class Replica:
    """Stands for one: the connection of the test under another alias, so that it sees what the test has written."""

    def __init__(self, wrapper: Any) -> None:
        self.wrapper = wrapper
        self.has_all = True
        self.asked: list[str] = []

    def has_replayed(self, place: str) -> bool:
        """Answer in the place of a real one."""
        outage.refuse(replica.ALIAS)
        self.asked.append(place)
        return self.has_all

    @contextmanager
    def broken(self) -> Iterator[None]:
        """Let each query to it fail, as where it goes away while a page is read."""

        def fail(*given: Any) -> Any:
            self.wrapper.errors_occurred = True  # as Django notes it of errors that a database raises
            raise OperationalError("gone") from Exception("as the driver says it")

        with self.wrapper.execute_wrapper(fail):
            yield


@pytest.fixture
def other(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    """A replica, as DATABASE_REPLICA_URL gives one."""
    own = connection.copy(alias=replica.ALIAS)
    for name in ("connection", "in_atomic_block", "savepoint_ids", "autocommit", "isolation_level"):
        if hasattr(connection, name):
            setattr(own, name, getattr(connection, name))
    monkeypatch.setitem(connections.settings, replica.ALIAS, own.settings_dict)
    monkeypatch.setattr(own, "close", lambda: None)
    connections[replica.ALIAS] = own
    settings.DATABASE_ROUTERS = ["catalogue.databases.router.Router"]
    standing = Replica(own)
    monkeypatch.setattr(replica, "_has_replayed", standing.has_replayed)
    monkeypatch.setattr(replica, "_place_of", lambda edition: f"place of {edition}")
    yield standing
    replica.leave()
    own.connection = None
    del connections[replica.ALIAS]


@contextmanager
def asked() -> Iterator[Counter[str]]:
    """Count the queries to each database, but for the look at the change log, which the index takes at the primary."""
    found: Counter[str] = Counter()
    with CaptureQueriesContext(connection) as one, CaptureQueriesContext(connections[replica.ALIAS]) as two:
        yield found
    found["primary"] = sum('FROM "practices_change"' not in query["sql"] for query in one.captured_queries)
    found["replica"] = len(two.captured_queries)


@pytest.fixture
def practices(catalogue: None, other: Replica) -> None:
    """The catalogue, with its index and its records caught up at the primary."""
    search.snapshot()
    records.keep_up()


def test_a_public_page_asks_the_replica_alone(practices: None, subtests: pytest.Subtests) -> None:
    for path in PUBLIC:
        with subtests.test(path=path):
            with asked() as queries:
                assert Client().get(path).status_code == 200
            assert queries["primary"] == 0


def test_pages_are_read_from_the_replica_at_all(practices: None, other: Replica) -> None:
    pk = Practice.objects.published().first().pk  # type: ignore[union-attr]
    with asked() as queries:
        assert Client().get(f"/practices/{pk}/", follow=True).status_code == 200
    assert queries["replica"] > 3 and other.asked


def test_curators_and_what_is_no_page_of_an_edition_ask_the_primary(
    practices: None, curator: Client, subtests: pytest.Subtests
) -> None:
    asking = [(Client(), "/oai?verb=Identify"), *((curator, path) for path in ("/practices/", "/admin/"))]
    for client, path in asking:
        with subtests.test(path=path):
            with asked() as queries:
                assert client.get(path, follow=True).status_code == 200
            assert queries["replica"] == 0


def test_who_has_written_reads_where_it_was_written(practices: None) -> None:
    replica.choose("an edition")
    with asked() as queries:
        list(Practice.objects.all()[:1])
        Practice.objects.filter(pk=0).delete()
        list(Practice.objects.all()[:1])
    assert queries["replica"] == 1 and replica.alias() == "default"


def test_the_index_is_made_of_the_primary_even_while_a_page_is_read(practices: None) -> None:
    replica.choose("an edition")
    with asked() as queries:
        follow.forget()
        search.snapshot()
        follow.heal("a test asks", damaged=follow.reader().state.generation)
    assert queries["replica"] == 0 and queries["primary"] > 0
    assert replica.alias() == replica.ALIAS


@keeping_pages()
def test_no_page_is_kept_of_what_was_before_its_edition(practices: None, other: Replica) -> None:
    other.has_all = False
    with asked() as queries:
        assert Client().get("/practices/").status_code == 200
    assert queries["replica"] == 0 < queries["primary"]
    edition = search.snapshot().edition
    assert other.asked == [f"place of {edition}"]
    assert Client().get("/practices/").status_code == 200
    assert len(other.asked) == 1, "what is kept asks no database"


def test_a_request_leaves_nothing_behind_for_the_next(practices: None) -> None:
    Client().get("/practices/")
    assert replica.alias() == "default"


def test_a_replica_that_is_gone_is_noticed_by_nobody_and_asked_once(
    practices: None, other: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def gone(place: str) -> bool:
        raise OperationalError("gone")

    monkeypatch.setattr(replica, "_has_replayed", gone)
    monkeypatch.setattr(outage, "begin", lambda error, alias: begun.append(alias))
    before = _read("primary")
    with asked() as queries:
        assert Client().get("/practices/").status_code == 200
    assert begun == ["replica"]
    assert queries["replica"] == 0 and _read("primary") == before + 1


def test_a_page_whose_replica_goes_away_meanwhile_is_made_of_the_primary(practices: None, other: Replica) -> None:
    client = Client(raise_request_exception=False)
    with other.broken():
        for path in ("/practices/", "/api/v1/practices", "/practices/export.csv"):
            assert client.get(path).status_code == 200, path


def test_readiness_warns_and_takes_no_machine_from_its_readers(
    practices: None, other: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "CHECKS", (readiness._replica,))
    monkeypatch.setattr(readiness, "NAMES", ("replica",))
    assert readiness._replica().state == readiness.OK
    other.has_all = False
    monkeypatch.setattr(replica, "behind_for", lambda: 90.0)
    assert "for 90 seconds" in readiness._replica().reason
    outage._here["replica"].error = OperationalError("gone")
    finding = readiness._replica()
    assert finding.state == readiness.WARNING and finding.reason.startswith("no answer")
    assert readiness.is_ready([finding])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has replicas")
def test_a_database_that_follows_no_other_one_is_no_replica(other: Replica) -> None:
    """The test's own database is a primary, so what is asked of a replica finds that out."""
    place = _place_of.__wrapped__("an edition of this test")
    assert "/" in place
    assert not _has_replayed(place) and replica.behind_for() > 0
    assert [str(one.id) for one in live_checks._replica()] == ["practices.E113"]
    with other.broken():
        assert [str(one.id) for one in live_checks._replica()] == ["practices.W113"]
    assert list(live_checks._pooler()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO 0")
    assert [str(one.id) for one in live_checks._pooler()] == ["practices.W112"]


def _read(database: str) -> float:
    return metrics.pages_read.labels(database)._value.get()
