"""While one reader makes a page of a new edition, the others get the one of a moment ago, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from practices.caching import editions, kept
from practices.models import Practice
from tests.caching.keeping import keeping_pages

pytestmark = pytest.mark.both_databases
LIST = "/practices/"
OLD, NEW = "Lower fees", "Fair recruitment"


class SomebodyElse(dict):
    """Stands for another thread that makes every page."""

    def setdefault(self, key: Any, default: Any = None) -> Any:
        return object()


@pytest.fixture
def before(practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The tag of a page that was kept before something was published."""
    monkeypatch.setattr(kept, "RECENT", 600.0)  # however slow the machine is
    with keeping_pages():
        practice(OLD)
        tag = Client().get(LIST)["ETag"]
        practice(NEW)
        yield tag


@pytest.fixture
def another_makes_it(before: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let another thread be making the new page. The tag of the one before."""
    monkeypatch.setattr(kept, "_being_made", SomebodyElse())
    return before


def test_who_asks_first_after_a_publication_sees_it(before: str) -> None:
    response = Client().get(LIST)
    assert NEW in response.text
    assert response["ETag"] != before


def test_who_asks_meanwhile_gets_the_one_before_with_its_tag(another_makes_it: str) -> None:
    response = Client().get(LIST)
    assert NEW not in response.text
    assert OLD in response.text
    assert response["ETag"] == another_makes_it
    assert "Warning" not in response
    assert Client().get(LIST, headers={"If-None-Match": another_makes_it}).status_code == 304


def test_who_is_signed_in_never_does(another_makes_it: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "some session"
    assert NEW in client.get(LIST).text


def test_it_is_no_older_than_a_moment(another_makes_it: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "RECENT", 0.0)
    assert NEW in Client().get(LIST).text


def test_there_must_be_one(another_makes_it: str) -> None:
    cache.clear()
    assert NEW in Client().get(LIST).text


def test_who_asks_while_others_look_for_what_is_new_gets_it_too(before: str) -> None:
    with editions._one_at_a_time:
        assert Client().get(LIST)["ETag"] == before


def test_once_it_is_made_all_get_it(before: str) -> None:
    first = Client().get(LIST)
    assert not kept._being_made
    assert Client().get(LIST)["ETag"] == first["ETag"] != before
