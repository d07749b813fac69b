"""What was done at once is one line of the recent changes, however many things it changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from practices.editorial import history, merging
from practices.models import Practice, Version
from tests import factories
from tests.admin.forms import LIST
from tests.exchange.files import NEW, confirm, csv_bytes, opened

pytestmark = pytest.mark.both_databases


@pytest.fixture
def pat(vocabulary: factories.Vocabulary) -> Any:
    return factories.person("pat", "Publisher", first_name="Pat")


def recent(user: Any) -> list[tuple[str, str]]:
    desk = factories.signed_in(user).get(reverse("admin:index")).context["desk"]
    return [(change.what, change.title) for change in desk["recent"]]


def test_a_new_order_is_one_act(pat: Any, vocabulary: factories.Vocabulary) -> None:
    first, second, third = vocabulary.areas
    order = {"term": [third.pk, first.pk, second.pk], "_seen": f"{first.pk},{second.pk},{third.pk}", "save": "1"}
    assert factories.signed_in(pat).post(reverse("admin:practices_policyarea_order"), order).status_code == 302
    assert recent(pat)[0] == ("Changed", "3 policy areas")
    assert Version.objects.filter(kind="policyarea", action="changed").count() == 3


def test_replacing_a_term_is_one_act(pat: Any, vocabulary: factories.Vocabulary) -> None:
    first, second, _third = vocabulary.areas
    merging.merge(first, second, pat, "The same.", (1, 1))
    assert Version.objects.count() == 3
    assert recent(pat) == [("Replaced by another one", first.name_en)]


def test_moving_many_is_one_act_and_moving_one_names_it(pat: Any) -> None:
    drafts = [factories.complete_draft(f"Draft {number}", author=pat) for number in range(3)]

    def archive(*practices: Practice) -> None:
        chosen = {"action": "move_archive", "_selected_action": [one.pk for one in practices], "_confirmed": "1"}
        seen = {f"_version_{pk}": number for pk, number in history.numbers(practices).items()}
        factories.signed_in(pat).post(reverse(LIST), {**chosen, **seen, "reason": "Old."})

    archive(*drafts[:2])
    archive(drafts[2])
    assert [title for what, title in recent(pat) if what == "Archived"] == ["Draft 2", "2 practices"]


def test_an_import_in_several_batches_is_one_act(pat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.exchange.table.BATCH", 2)
    rows = [NEW | {"title_en": title} for title in ("Nurses", "Savings banks", "Seasonal work", "Consuls", "Diplomas")]
    client = factories.signed_in(pat)
    confirm(client, *opened(client, csv_bytes(*rows)))
    assert recent(pat) == [("Imported", "5 practices")]


def test_what_was_loaded_before_acts_were_written_down_is_one_line_a_day(pat: Any) -> None:
    practices = [factories.practice() for _number in range(3)]
    history.record_all(practices, None, history.Action.LOADED)
    Version.objects.update(act=None)
    assert recent(pat) == [("Came with the catalogue", "3 practices")]


def test_what_happens_besides_is_not_told_in_the_place_of_what_was_done(pat: Any) -> None:
    one, two = factories.practice("One"), factories.practice("Two")
    with history.one_act():
        history.record(one, pat, reason="Besides.")
        history.record(two, pat, history.Action.RESCHEDULED)
    assert recent(pat) == [("Review date set", "Two")]
