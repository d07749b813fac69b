"""The desk tells how reviews stand, and spreads those that fall due on one day."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.editorial import history, review_dates, revisions
from practices.models import Practice, Version
from tests import factories
from tests.admin.forms import messages_of
from tests.pages import form_on

pytestmark = pytest.mark.both_databases
PAGE = "admin:practices_practice_review_dates"
TODAY = timezone.localdate()
DAY = TODAY + datetime.timedelta(days=100)


@pytest.fixture
def pat(vocabulary: factories.Vocabulary) -> Client:
    return factories.signed_in(factories.person("pat", "Publisher"))


@pytest.fixture
def crowd(vocabulary: factories.Vocabulary, monkeypatch: pytest.MonkeyPatch) -> list[Practice]:
    """Three that fall due on one day, which is too many here, and one that doesn't."""
    monkeypatch.setattr(review_dates, "MANY", 3)
    factories.practice("Alone", review_due=TODAY - datetime.timedelta(days=1))
    checked = {"verified_on": TODAY, "verified_by": "Amina"}
    made = [factories.practice(name, review_due=DAY, **more) for name, more in (("A", checked), ("B", {}), ("C", {}))]
    for practice in made:
        history.catch_up(practice)
    return made


def reviews(client: Client) -> Any:
    return client.get(reverse("admin:index")).context["desk"]["reviews"]


def test_the_desk_counts_them_and_offers_to_spread_them(pat: Client, crowd: list[Practice]) -> None:
    found = reviews(pat)
    assert [number.count for number in found.numbers] == [1, 0, 3]
    assert {month.whole: month.count for month in found.months if month.count} == {f"{DAY:%B %Y}": 3}
    assert (found.crowd, found.crowded_day, found.later, found.undated) == (3, DAY, 0, 0)
    assert found.spread_url == reverse(PAGE)
    editor = factories.signed_in(factories.person("ed", "Editor"))
    assert reviews(editor).spread_url == ""
    assert reviews(factories.signed_in(factories.person("amina", "Contributor"))) is None


def test_dates_are_proposed_evenly_and_first_for_what_nobody_has_checked(pat: Client, crowd: list[Practice]) -> None:
    first, last = TODAY + datetime.timedelta(days=10), TODAY + datetime.timedelta(days=30)
    page = pat.get(reverse(PAGE), {"first": first, "last": last})
    rows = page.context["rows"]
    assert [row.practice.title for row in rows] == ["B", "C", "A"]
    assert [row.field.value() for row in rows] == [first, first + datetime.timedelta(days=10), last]
    wrong = pat.get(reverse(PAGE), {"first": last, "last": "9999-12-31"})
    assert "Choose a day within five years." in wrong.text and wrong.status_code == 200


def test_confirmed_dates_are_set_in_one_act_and_nothing_else_is(pat: Client, crowd: list[Practice]) -> None:
    before = {one.pk: {**history.latest(one).content, "review_due": None} for one in crowd}  # type: ignore[union-attr]
    approved = dict(Practice.objects.values_list("pk", "approved_by"))
    form = form_on(pat.get(reverse(PAGE)), "dates_form")
    form[f"date_{crowd[0].pk}"] = [str(DAY)]
    answer = pat.post(reverse(PAGE), {**form, "reason": "Not all in one week."})
    assert "2 reviews have a new date." in messages_of(answer)
    versions = Version.objects.filter(action="rescheduled")
    assert {version.object_id for version in versions} == {one.pk for one in crowd[1:]}
    assert len({version.act for version in versions} - {None}) == 1
    assert {version.reason for version in versions} == {"Not all in one week."}
    assert all({**version.content, "review_due": None} == before[version.object_id] for version in versions)
    assert dict(Practice.objects.values_list("pk", "approved_by")) == approved
    desk = pat.get(reverse("admin:index")).context["desk"]
    assert (desk["recent"][0].what, desk["recent"][0].title) == ("Review date set", "2 practices")


def test_what_somebody_changed_meanwhile_is_shown_again_with_what_was_typed(pat: Client, crowd: list[Practice]) -> None:
    form = form_on(pat.get(reverse(PAGE)), "dates_form")
    history.record(crowd[1], reason="Meanwhile.")
    day = TODAY + datetime.timedelta(days=400)
    again = pat.post(reverse(PAGE), {**form, f"date_{crowd[2].pk}": str(day), "reason": "Spread."})
    assert "Somebody changed ‘B’ meanwhile." in again.text
    assert f'value="{day}"' in again.text and 'value="Spread."' in again.text
    assert not Version.objects.filter(action="rescheduled").exists()
    empty = pat.post(reverse(PAGE), {**form, f"date_{crowd[2].pk}": ""})
    assert "This field is required." in empty.text


@pytest.mark.parametrize(
    ("days", "complaint"), [(-1, "Choose a day from today on."), (5 * 365 + 1, "Choose a day within five years.")]
)
def test_a_day_that_has_passed_or_is_far_away_is_refused_at_its_field(
    pat: Client, crowd: list[Practice], days: int, complaint: str
) -> None:
    form = form_on(pat.get(reverse(PAGE)), "dates_form")
    day, name = TODAY + datetime.timedelta(days=days), f"date_{crowd[2].pk}"
    again = pat.post(reverse(PAGE), {**form, name: str(day), "reason": "Spread."})
    assert again.context["form"].errors == {name: [complaint]} and f'value="{day}"' in again.text
    assert not Version.objects.filter(action="rescheduled").exists()


def test_what_is_being_revised_keeps_its_date_which_the_revision_brings(pat: Client, crowd: list[Practice]) -> None:
    revisions.start(crowd[0], None)
    assert not review_dates.crowded().exists(), "two are not too many"


def test_editors_do_not_set_them(vocabulary: factories.Vocabulary) -> None:
    editor = factories.signed_in(factories.person("ed", "Editor"))
    assert editor.get(reverse(PAGE)).status_code == editor.post(reverse(PAGE)).status_code == 403
