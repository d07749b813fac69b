"""Fixtures that many tests share."""

from __future__ import annotations

import gc
import os
import random
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.test import Client
from django.test import client as client_of_tests
from django.utils import translation
from django.utils.functional import cached_property
from pytest_django import DjangoDbBlocker

from practices.models import Practice
from practices.search import follow
from practices.web import outage
from tests import factories, loaded, prepared, scenes
from tests.admin import forms as admin_forms
from tests.chromium import IS_MISSING, chromium

_store = client_of_tests.store_rendered_templates
TESTS = Path(__file__).parent
SLOW = set((TESTS / "slow.txt").read_text().splitlines())
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def pytest_configure(config: pytest.Config) -> None:
    """Draw the same random examples each time, and refuse to run on another database than was asked for: settings are
    read before this file.
    """
    client_of_tests.store_rendered_templates = _store_but_widgets
    _compare_columns_cheaply()
    _leave_transactions_open()
    hypothesis.settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
    hypothesis.settings.register_profile("fuzz", max_examples=1000, database=None, deadline=None)
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
    wanted = os.environ.get("TEST_DATABASE", "sqlite")
    if connection.vendor != wanted:
        raise pytest.UsageError(f"The tests were to run on {wanted} and are about to run on {connection.vendor}.")


def _store_but_widgets(store: Any, signal: Any, sender: Any, template: Any, context: Any, **given: Any) -> None:
    """Keep for a test what a template was given, but that of a widget: a form has some hundred, and no test asks."""
    if not str(template.name).startswith(("django/forms/", "admin/widgets/")):
        _store(store, signal, sender, template, context, **given)


def _compare_columns_cheaply() -> None:
    """Tell columns apart by what they are made of. Django does so, too, but by way of `inspect`, and for each query in
    an order of all its columns, a hundred and more of a practice: a seventh of the time of a page.
    """
    identity = cached_property(lambda self: (Col, self.alias, self.target, self.output_field))
    identity.__set_name__(Col, "identity")
    Col.identity = identity


def _leave_transactions_open() -> None:
    """Let no request that ends close the connection of a test that is rolled back. Django's client sees to that; what
    asks past it, as the mirror does, can't.
    """
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close_if_outside(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            close(self)

    BaseDatabaseWrapper.close_if_unusable_or_obsolete = close_if_outside


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage less often: what is imported stays, and a test leaves little. It takes a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database server of the tests, if there is one."""
    from tests.settings import stop_server

    stop_server()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Don't even import what has nothing to run on PostgreSQL."""
    is_file = connection.vendor == "postgresql" and collection_path.match("test_*.py")
    return True if is_file and "both_databases" not in collection_path.read_text() else None


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marker
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs no PostgreSQL or has no browser; begin with what takes long; shuffle if asked to."""
    for item in items:
        if str(item.path.relative_to(TESTS)) in SLOW:
            item.add_marker("slow")
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not _runs_on_postgresql(item)])
        items[:] = filter(_runs_on_postgresql, items)
    if seed := os.environ.get("TEST_ORDER"):
        chance = random.Random(seed)
        modules = {item.nodeid.partition("::")[0]: chance.random() for item in items}
        items.sort(key=lambda item: (modules[item.nodeid.partition("::")[0]], chance.random()))
    else:
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)  # else a process would wait for them
    _leave_out_browsers(items)


def _runs_on_postgresql(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("both_databases")) and not item.get_closest_marker("sqlite_is_enough")


def _leave_out_browsers(items: list[pytest.Item]) -> None:
    """Leave browser tests out where there is no browser, and say so; under CI that is a failure."""
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
    if not browser_tests or chromium():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"Browser tests can't run. {IS_MISSING}")
    for item in browser_tests:
        item.add_marker(pytest.mark.skip(reason=IS_MISSING))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Migrate once for all processes, where pytest-django would have each of them do so."""
    with django_db_blocker.unblock():
        prepared.begin_with_a_migrated_database()


@pytest.fixture(autouse=True)
def _own_index() -> Iterator[None]:
    """Give each test an index that knows nothing of the last test's database."""
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    follow.forget()
    yield
    follow.forget()


@pytest.fixture(autouse=True)
def _no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an error that a test makes up be no outage, which the next test would meet. Tests of outages begin one."""
    monkeypatch.setattr(outage, "_here", defaultdict(outage._Outage))
    monkeypatch.setattr(outage, "_watch", lambda alias: None)
    monkeypatch.setattr(outage, "begin", lambda error, alias="": None)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Start each test in English: a request for a French page leaves French behind in its thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def _django_db_helper(_database: bool, _django_db_helper: None) -> None:
    """Choose the database before a transaction begins in it."""


@pytest.fixture
def _database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[bool]:
    """Ask the database that has the catalogue, where a test wants that and writes nothing for good. Tell whether."""
    marker = request.node.get_closest_marker("django_db")
    is_for_good = {"transactional_db", "live_server"} & set(request.fixturenames) or (marker and marker.kwargs)
    if is_for_good or "catalogue" not in request.fixturenames:
        yield False
        return
    with django_db_blocker.unblock(), loaded.database():
        yield True


@pytest.fixture
def catalogue(_database: bool, db: None) -> None:
    """The catalogue's own practices, as `load_practices` puts them there."""
    if _database:
        loaded.copy_index()
    else:
        loaded.load()


@pytest.fixture
def practice(db: None) -> Callable[..., Practice]:
    """A function that makes a published practice."""
    return factories.practice


@pytest.fixture
def vocabulary(db: None) -> factories.Vocabulary:
    """A few terms of each vocabulary."""
    return factories.vocabulary()


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    """Signed in, and may do everything."""
    client.force_login(get_user_model().objects.create_superuser("curator"))
    return client


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    """Signed in as an editor: may write and review, but not publish and withdraw."""
    client.force_login(factories.person("editor", "Editor"))
    return client


@pytest.fixture
def everything(vocabulary: factories.Vocabulary) -> dict[str, Any]:
    """A form of the admin with all fields and a row in each inline."""
    return admin_forms.full_form(vocabulary)


@pytest.fixture
def scene(vocabulary: factories.Vocabulary, client: Client, tmp_path: Path) -> scenes.Scene:
    """Practices without a certain word, terms that have it for a name, and an index that stands."""
    client.force_login(get_user_model().objects.create_superuser("curator"))
    made = scenes.scene(vocabulary, client, tmp_path)
    assert scenes.found("practice") == [made.practice.pk, made.other.pk]  # before anything changes
    return made


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium, and keep it from looking up the world."""
    return {**browser_type_launch_args, "executable_path": chromium(), "args": CHROMIUM_ARGUMENTS}
