"""Importing practices from a file: what it would do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.editorial import content, history, revisions, workflow
from practices.models import Organisation, Practice, Upload
from tests import factories
from tests.exchange.files import (
    NEW,
    confirm,
    contents,
    csv_bytes,
    imported,
    opened,
    problems,
    same,
    seen_in,
    text_of,
    workbook,
    xlsx_bytes,
)

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def user(db: None) -> User:
    """An editor."""
    return factories.person("nadia", "Editor", first_name="Nadia", last_name="Haddad")


@pytest.fixture
def client(user: User) -> Client:
    """Their browser."""
    return factories.signed_in(user)


def test_what_it_would_do_is_shown_first_and_changes_nothing(client: Client) -> None:
    stays, other = factories.draft("Stays"), factories.draft("Changes", summary_en="Trains nurses.")
    rows = [
        same(stays),
        same(other, summary_en="Trains doctors."),
        NEW | {"title_fr": "Le Kenya forme"},
    ]
    before = contents()
    _address, page = opened(client, csv_bytes(*rows))
    assert "1</strong> new draft" in page
    assert "1</strong> practice changed" in page
    assert "1</strong> unchanged" in page
    assert "0 of 3 rows" in page and "3 of 3 rows" in page
    assert f"Row 3: <strong>changes</strong> practice {other.pk}, Changes" in page
    assert "nurses.<" in page and "doctors.<" in page
    assert "Row 4: <strong>new draft</strong>, Kenya trains nurses" in page
    assert "Le Kenya forme" in page
    assert contents() == before


def test_what_was_shown_is_done_when_it_is_confirmed(client: Client, user: User) -> None:
    other = factories.draft("Changes", author=factories.person("somebody", "Contributor"))
    rows = csv_bytes(same(other, title_en="Changed"), NEW)
    page = confirm(client, *opened(client, rows, "from Rabat.csv"))
    assert "Imported: from Rabat.csv" in page
    other.refresh_from_db()
    made = Practice.objects.get(title_en="Kenya trains nurses")
    assert (other.title_en, other.author.username) == ("Changed", "somebody")
    assert (made.state, made.author, made.slug) == ("draft", user, "kenya-trains-nurses")
    for practice in (made, other):
        version = history.latest(practice)
        assert version is not None
        assert (version.action, version.author, version.reason) == ("imported", user, "from Rabat.csv")
        assert version.content == content.of(practice)


def test_an_import_never_publishes(user: User) -> None:
    imported(csv_bytes(NEW | {"state": "published"}), user)
    assert Practice.objects.get().state == "draft"


def test_mistakes_are_told_with_row_and_column_and_nothing_can_be_confirmed(client: Client) -> None:
    rows = [NEW, NEW | {"title_en": "", "level": "galactic", "start_year": "1999", "end_year": "1998"}]
    address, page = opened(client, csv_bytes(*rows))
    assert "Nothing can be imported yet" in page and 'name="seen"' not in page
    for place in (
        "Row 3, column B</strong> <code>title_en</code><br>This field cannot be blank.",
        "Row 3, column F</strong> <code>level</code><br>There is no ‘galactic’.",
        "Row 3, column H</strong> <code>end_year</code><br>The last year must not come before the first.",
    ):
        assert place in page
    assert "Nothing has been imported" in text_of(client.post(address, {"seen": "forged"}))
    assert not Practice.objects.exists()


def test_columns_that_are_left_out_stay_and_empty_cells_become_empty(user: User) -> None:
    practice = factories.draft(problem_en="Nurses leave.", problem_fr="Des infirmières partent.", start_year=2007)
    imported(csv_bytes({"id": practice.pk, "problem_en": "", "title_es": "Título"}), user)
    practice.refresh_from_db()
    assert (practice.problem_en, practice.problem_fr, practice.start_year) == ("", "Des infirmières partent.", 2007)
    assert practice.title_es == "Título"


def test_names_of_any_language_are_understood(user: User) -> None:
    Organisation.objects.create(slug="board", name_en="Nursing Board", name_fr="Ordre infirmier")
    row = NEW | {
        "level": "Nacional",
        "policy_areas": "Remittances; PUBLIC support",
        "regions": "Afrique",
        "countries": "Maroc | origin\negypte | destination | partner",
        "organisations": "ordre infirmier",
        "citations": "Report (2010) | pages=12",
        "figures": "7.50 | about | label_en=weeks | citation=1",
    }
    imported(csv_bytes(row), user)
    found = content.of(Practice.objects.get())
    assert (found["level"], found["regions"]) == ("national", ["africa"])
    assert found["policy_areas"] == ["public-support", "remittances"]
    assert [(row["country"], row["part"]) for row in found["participations"]] == [("MA", "lead"), ("EG", "partner")]
    assert found["involvements"] == [{"organisation": "board", "part": "lead"}]
    assert (found["citations"][0]["source"], found["figures"][0]["value"]) == ("report", "7.5")


def test_a_link_name_is_made_of_the_title_and_stays_unique(user: User) -> None:
    factories.draft(slug="kenya-trains-nurses")
    imported(csv_bytes(NEW, NEW, NEW | {"title_en": "…"}), user)
    slugs = [practice.slug for practice in Practice.objects.order_by("pk")[1:]]
    assert slugs == ["kenya-trains-nurses-2", "kenya-trains-nurses-3", "practice"]


# What is before the public -------------------------------------------------------------------


def test_what_is_published_goes_to_a_working_copy(client: Client, user: User) -> None:
    practice = factories.practice("Published")
    before = content.of(practice)
    address, page = opened(client, csv_bytes({"id": practice.pk, "title_fr": "Publié"}))
    assert f"begins a revision</strong> of practice {practice.pk}" in page
    assert not Practice.objects.filter(revises=practice).exists()
    confirm(client, address, page)
    copy = Practice.objects.get(revises=practice)
    assert (copy.title_fr, copy.author, copy.state) == ("Publié", user, "draft")
    assert content.of(copy) == before | {"title_fr": "Publié"}
    practice.refresh_from_db()
    assert (content.of(practice), practice.state) == (before, "published")
    actions = list(history.versions(copy).values_list("action", flat=True))
    assert actions == ["imported", "revision-begun"]
    assert history.versions(practice)[0].revision_id == copy.pk


def test_nothing_is_begun_where_nothing_differs(user: User) -> None:
    practice = factories.practice("Published")
    assert imported(csv_bytes({"id": practice.pk, "title_en": "Published"}), user).counts == {"unchanged": 1}
    assert not Practice.objects.filter(revises=practice).exists()


def test_ones_own_working_copy_is_gone_on_with(user: User) -> None:
    practice = factories.practice("Published", summary_en="Old.")
    copy = revisions.start(practice, user)
    content.put({"title_en": "Mine"}, copy)
    # What the file says of the title is what readers see now, so nobody asks for another one.
    imported(csv_bytes({"id": practice.pk, "title_en": "Published", "summary_en": "New."}), user)
    copy.refresh_from_db()
    assert (copy.title_en, copy.summary_en) == ("Mine", "New.")


def test_a_working_copy_of_somebody_else_is_left_alone(user: User) -> None:
    practice = factories.practice()
    copy = revisions.start(practice, factories.person("leila", "Editor", first_name="Leila"))
    said = problems(csv_bytes({"id": practice.pk, "title_fr": "Titre"}), user)
    assert said == [f"A2 id: Leila is revising it already, as number {copy.pk}."]


def test_what_is_in_review_loses_its_approval(user: User) -> None:
    practice = factories.complete_draft()
    workflow.perform(practice, "submit", user)
    practice = workflow.perform(practice, "approve", factories.person("leila", "Editor"))
    assert practice.approved_at is not None
    imported(csv_bytes({"id": practice.pk, "title_fr": "Titre"}), user)
    practice.refresh_from_db()
    assert (practice.state, practice.approved_at) == ("in-review", None)


def test_what_is_put_aside_is_not_changed(user: User) -> None:
    practice = factories.draft("Aside", state="archived")
    assert problems(csv_bytes({"id": practice.pk, "title_en": "Aside"}), user) == []
    said = problems(csv_bytes({"id": practice.pk, "title_en": "Back"}), user)
    assert said == ["A2 id: It can't be changed now: its state is ‘Archived’."]


# Rows that can't be --------------------------------------------------------------------------


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a number that is nobody's": ({"id": "4711"}, "A2 id: There is no practice ‘4711’."),
    "no number": ({"id": "new"}, "A2 id: There is no practice ‘new’."),
    "an absurd number": ({"id": "9" * 400}, "A2 id: There is no practice ‘999"),
    "an unknown term": ({"policy_areas": "Remitances"}, "There is no ‘Remitances’. Is ‘remittances’ meant?"),
    "an unknown country": ({"countries": "Atlantis | origin"}, "Line 1: There is no ‘Atlantis’."),
    "a country twice": ({"countries": "MA | origin\nMA | origin"}, "Line 2: This country already has this role"),
    "a role that is none": ({"countries": "MA | boss"}, "Line 1: There is no ‘boss’."),
    "a part too many": ({"countries": "MA | origin | lead | well"}, "Line 1: ‘well’ is one part too many."),
    "a part without a name": (
        {"citations": "report | page 12"},
        "Say what ‘page 12’ is, with one of: section=, pages=",
    ),
    "a part twice": ({"citations": "report | pages=1 | pages=2"}, "‘pages’ stands there twice."),
    "a citation without a place": ({"citations": "report"}, "Line 1: Name the section, the pages or the paragraphs."),
    "pages that are none": ({"citations": "report | pages=twelve"}, "Line 1: pages: Write numbers as"),
    "a figure of no citation": ({"figures": "7 | label_en=weeks | citation=9"}, "Line 1: there is no citation 9."),
    "a number with a comma": ({"figures": "1,500 | label_en=nurses"}, "‘1,500’ is not a number as it is written here"),
    "an ambiguous day": ({"reported_on": "03/04/2010"}, "‘03/04/2010’ is no date that can be read without doubt."),
    "a day that isn't": ({"reported_on": "2010-02-30"}, "‘2010-02-30’ is no date"),
    "a day by a number that is none": ({"reported_on": "2010"}, "‘2010’ is no date"),
    "a year in words": ({"start_year": "about 2007"}, "‘about 2007’ is not a whole number."),
    "a year of the stone age": ({"start_year": "-8000"}, "H2 start_year: "),
    "too long a title": ({"title_en": "x" * 121}, "title_en: Ensure this value has at most 120 characters"),
    "a link name with spaces": ({"slug": "kenya trains"}, "slug: Enter a valid “slug”"),
    "a link name that is taken": ({"slug": "taken"}, "slug: Another practice has this link name already."),
    "checked by nobody": ({"verified_on": "2010-04-03"}, "Give both: when it was checked, and by whom."),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_told_where_it_stands(user: User, wrong: str) -> None:
    factories.draft(slug="taken")
    change, said = WRONG[wrong]
    row = NEW | {"slug": "", "start_year": ""} | change
    found = problems(csv_bytes(row), user)
    assert any(said in problem for problem in found), found


def test_a_practice_stands_in_one_row_only(user: User) -> None:
    practice = factories.draft()
    rows = [{"id": practice.pk, "title_fr": "Un"}, {"id": "", "title_fr": ""}, {"id": practice.pk, "title_fr": "Deux"}]
    assert problems(csv_bytes(*rows), user) == [f"A4 id: Rows 2 and 4 both have the id {practice.pk}."]
    published = factories.practice()
    copy = revisions.start(published, user)
    rows = [{"id": published.pk, "title_fr": "Un"}, {"id": copy.pk, "title_fr": "Deux"}]
    said = f"A3 id: Rows 2 and 3 would both change {copy.pk}: it is the revision of practice {published.pk}."
    assert problems(csv_bytes(*rows), user) == [said]


def test_a_link_name_is_given_once(user: User) -> None:
    rows = [NEW | {"slug": "nurses"}, NEW | {"slug": "nurses"}]
    said = "slug: Rows 2 and 3 would both have the link name ‘nurses’."
    assert problems(csv_bytes(*rows), user) == [f"G3 {said}"]
    # The first has it by its title.
    rows = [NEW | {"slug": "", "title_en": "Nurses"}, NEW | {"slug": "nurses"}]
    assert problems(csv_bytes(*rows), user) == [f"G3 {said}"]


def test_rows_with_one_title_are_told_by_both(client: Client) -> None:
    rows = [NEW, NEW | {"title_en": "Another"}, NEW | {"title_en": "KENYA trains nurses"}]
    _address, page = opened(client, csv_bytes(*rows))
    assert "Rows 2 and 4: KENYA trains nurses" in page
    assert "3</strong> new drafts" in page


def test_a_retired_term_is_not_used_anew_and_stays_where_it_was(user: User, vocabulary: factories.Vocabulary) -> None:
    old, new, _third = vocabulary.areas
    practice = factories.draft(policy_areas=[old])
    type(old).objects.filter(pk=old.pk).update(retired=True, merged_into=new)
    row = {"id": practice.pk, "title_en": practice.title_en, "policy_areas": "remittances; public-support"}
    assert problems(csv_bytes(row), user) == []
    row = NEW | {"policy_areas": "Remittances"}
    assert problems(csv_bytes(row), user) == [
        "G2 policy_areas: ‘remittances’ is no longer used. ‘recruitment-regulation’ has replaced it."
    ]


def test_excel_s_dates_and_numbers_are_understood(user: User) -> None:
    day = timezone.datetime(2010, 4, 3)
    imported(xlsx_bytes(workbook(NEW | {"reported_on": day, "start_year": 2007.0, "title_fr": 2010})), user)
    practice = Practice.objects.get()
    assert (practice.reported_on, practice.start_year, practice.title_fr) == (day.date(), 2007, "2010")


# All or nothing, and nothing unseen ----------------------------------------------------------


def change_the_practice(practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).update(summary_en="Somebody else's.")


def publish_the_practice(practice: Practice) -> None:
    workflow.publish_all([practice])


MEANWHILE: dict[str, Callable[[Practice], Any]] = {
    "somebody changes it": change_the_practice,
    "somebody publishes it": publish_the_practice,
    "a new draft takes its link name": lambda practice: factories.draft(slug="kenya-trains-nurses"),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_what_changed_since_it_was_shown_is_refused_by_name(client: Client, meanwhile: str) -> None:
    practice = factories.complete_draft("A draft of mine")
    address, page = opened(client, csv_bytes(NEW, same(practice, title_fr="Titre", summary_en="Mine.")))
    MEANWHILE[meanwhile](practice)
    before = contents()
    said = confirm(client, address, page)
    assert "Nothing has been imported" in said
    assert ("Row 2: Kenya trains nurses" if "link name" in meanwhile else "Row 3: A draft of mine") in said
    assert contents() == before
    confirm(client, address, text_of(client.get(address)))
    assert Practice.objects.filter(title_fr="Titre").exists()


def test_it_is_done_once(client: Client) -> None:
    address, page = opened(client, csv_bytes(NEW))
    confirm(client, address, page)
    again = confirm(client, address, page)
    assert "Imported: practices.csv" in again and "1</strong> new draft" in again
    assert Practice.objects.count() == 1


def test_when_the_reader_goes_away_it_is_taken_back(client: Client) -> None:
    rows = [NEW | {"title_en": f"Practice {number}"} for number in range(250)]
    address, page = opened(client, csv_bytes(*rows))
    response = client.post(address, {"seen": seen_in(page)})
    pieces = iter(response.streaming_content)
    shown = ""
    while "100 of 250 rows" not in shown:
        shown = next(pieces).decode()
    assert Practice.objects.exists()  # within its transaction
    response._iterator.close()  # as a server does; `response.close` would end the test's own transaction, too
    assert not Practice.objects.exists()
    assert Upload.objects.get().counts is None
    assert "250</strong> new drafts" in confirm(client, address, page)


def test_what_goes_wrong_half_way_is_taken_back_and_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address, page = opened(client, csv_bytes(NEW))
    monkeypatch.setattr(history, "record_all", lambda *args: 1 / 0)
    assert "all was taken back" in confirm(client, address, page)
    assert not Practice.objects.exists()


def test_what_may_be_there_already_is_said(client: Client) -> None:
    there = factories.draft(str(NEW["title_en"]), summary_en=NEW["summary_en"])
    rows = [NEW, NEW | {"title_en": "Ports for fishing boats", "summary_en": "Harbours are dug."}]
    _address, page = opened(client, csv_bytes(*rows))
    assert "1 new practice resembles one that is there already." in page
    assert page.count("(is it there already?)") == 1
    assert f'href="{reverse("admin:practices_practice_change", args=[there.pk])}"' in page


def test_what_may_be_there_is_looked_for_among_all_and_for_each_row(client: Client) -> None:
    last = "A radio play on life abroad"
    there = factories.draft(last, summary_en="Heard by many.")
    factories.draft("Savings clubs of seamstresses", summary_en="They save.")
    rows = [NEW | {"title_en": f"Practice {number}", "summary_en": f"Number {number}."} for number in range(1, 104)]
    address, page = opened(client, csv_bytes(*rows, NEW | {"title_en": last, "summary_en": "It was heard by many."}))
    assert "compared with all 2 practices that you may see" in page
    assert page.count("(is it there already?)") == 1
    assert reverse("admin:practices_practice_change", args=[there.pk]) in text_of(client.get(f"{address}105/"))


def test_rows_beyond_the_first_hundred_are_shown_when_asked_for(client: Client) -> None:
    rows = [NEW | {"title_en": f"Practice {number}"} for number in range(1, 104)]
    address, page = opened(client, csv_bytes(*rows))
    row = f"{address}104/"
    assert row in page and page.count("<details") == 100
    assert "Practice 103" in text_of(client.get(row)) and "Kenya trains" in text_of(client.get(row))
    assert client.get(f"{address}105/").status_code == 404
    assert client.get(f"{address}{10**30}/").status_code == 404
