"""On the real catalogue, each practice has some that are like it, and each of these a reason."""

from __future__ import annotations

from practices import search
from practices.discovery.detail import RELATED, Detail
from practices.models import Practice


def test_each_practice_has_some_like_it_and_a_reason_for_each() -> None:
    snapshot = search.snapshot()
    for practice in Practice.objects.published()[::4]:
        found = Detail(practice, snapshot).related
        assert 0 < len(found) <= RELATED, practice
        for one in found:
            assert one.practice != practice
            assert one.practice.is_published
            assert one.reasons or one.words
            assert len(one.reasons) <= 2 and len(one.words) <= 3
