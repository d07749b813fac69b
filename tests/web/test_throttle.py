"""Counting how often something is done: exactly, for all processes together, and in few rows."""

from __future__ import annotations

import datetime

import pytest

from practices.models import Attempts
from practices.web import throttle
from practices.web.throttle import Limit, Throttled
from tests.at_once import at_once

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
HOUR = datetime.timedelta(hours=1)
ALL, ONE = Limit("all", 5, HOUR), Limit("one", 2, HOUR)


def counts() -> dict[str, int]:
    return dict(Attempts.objects.values_list("action", "count"))


def test_what_one_limit_refuses_no_other_counts() -> None:
    for _time in range(2):
        throttle.count((ALL, ""), (ONE, "ana"))
    with pytest.raises(Throttled) as refused:
        throttle.count((ALL, ""), (ONE, "ana"))
    assert (refused.value.limit, 0 < refused.value.seconds <= 3600) == (ONE, True)
    assert counts() == {"all": 2, "one": 2}


def test_what_is_given_back_counts_no_more_and_never_less_than_nothing() -> None:
    throttle.count((ALL, ""), (ONE, "ana"))
    ids = throttle.count((ALL, ""), (ONE, "ana"))
    throttle.clear(ids[-1])
    throttle.give_back(ids)
    assert counts() == {"all": 1, "one": 0}


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_no_more_than_the_limit_get_through() -> None:
    results = at_once(*[lambda who=str(number): throttle.count((ALL, ""), (ONE, who)) for number in range(12)])
    assert sum(isinstance(result, list) for result in results) == ALL.most
    assert sum(isinstance(result, Throttled) for result in results) == 12 - ALL.most
    assert Attempts.objects.count() == 1 + ALL.most
