"""The real catalogue, once for all of these tests, which only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from practices.search import follow
from tests import loaded


@pytest.fixture(scope="package", autouse=True)
def _own_index() -> Iterator[None]:
    """Keep one index for these tests, in the place of one for each."""
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    follow.forget()
    yield
    follow.forget()


@pytest.fixture(scope="package", autouse=True)
def _catalogue(_own_index: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The catalogue's own practices."""
    with django_db_blocker.unblock(), loaded.database():
        loaded.copy_index()
        yield


@pytest.fixture(autouse=True)
def _reading(db: None) -> None:
    """Each of these tests asks the database."""
