"""What many new practices may be duplicates of, found in one pass over all that somebody may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.editorial import many_duplicates
from practices.editorial.duplicates import Sketch
from practices.editorial.many_duplicates import Comparison
from practices.models import Practice
from tests import factories
from tests.editorial import test_duplicates
from tests.editorial.test_duplicates import ALIKE, sketch
from tests.factories import Vocabulary

pytestmark = pytest.mark.both_databases
known, editor_user = test_duplicates.known, test_duplicates.editor_user  # fixtures


def compared(sketches: list[Sketch], user: Any) -> Comparison:
    *_begun, last = many_duplicates.find_all(sketches, user)
    return last


def test_the_same_is_found_as_for_each_alone(known: Practice, editor_user: Any) -> None:
    others = [sketch("Morocco: pensions are paid abroad", "Retired miners draw them.", "MA"), sketch("", "", "MA")]
    done = compared([*others, *(asked for asked, _reason in ALIKE.values())], editor_user)
    assert (done.looked_at, done.total) == (4, 4)
    reasons = [[(one.practice.pk, one.reason) for one in found] for found in done.found]
    assert reasons == [[], [], *([(known.pk, reason)] for _asked, reason in ALIKE.values())]


def test_it_is_found_among_any_number_with_as_many_queries(
    vocabulary: Vocabulary,
    editor_user: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    oldest = factories.draft("A radio play on life abroad", summary_en="Heard by many.")
    for number in range(30):
        factories.draft(
            f"Savings clubs of seamstresses, part {number}", countries=[(vocabulary.countries[0], "origin")]
        )
    asked = [sketch(f"Savings clubs, part {number}", "", "MA") for number in range(40)]
    compared(asked[:1], editor_user)  # the index is made once
    with CaptureQueriesContext(connection) as captured:
        done = compared([*asked, sketch("Radio plays on the life abroad")], editor_user)
    assert done.looked_at == 31
    assert [one.practice for one in done.found[-1]] == [oldest]
    assert all(len(found) == 5 for found in done.found[:-1])
    assert len(captured) <= 8
    monkeypatch.setattr(many_duplicates, "_AT_ONCE", 7)
    assert [one.practice for one in compared([asked[0], sketch("A radio play on life abroad")], editor_user).found[1]]


def test_what_somebody_may_not_see_is_neither_counted_nor_named(known: Practice, editor_user: Any) -> None:
    Practice.objects.filter(pk=known.pk).update(state="draft")
    done = compared([ALIKE["the same"][0]], factories.person("other", "Contributor"))
    assert (done.looked_at, done.found) == (3, [[]])
