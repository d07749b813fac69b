"""Two editors on one practice: nobody overwrites what the other saved without having seen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from practices.admin.versioned import Edit
from practices.editorial import content, history
from practices.models import Citation, Figure, Organisation, Practice, Version
from tests import factories
from tests.admin.forms import CHANGE, errors_of
from tests.at_once import at_once
from tests.pages import form_on


@dataclass
class Desk:
    """An editor with the practice's form open."""

    browser: Client
    practice: Practice
    form: dict[str, Any]

    def row(self, kind: str, number: int, **values: Any) -> None:
        """Type something into a row."""
        self.form |= {f"{kind}-{number}-{name}": value for name, value in values.items()}

    def add(self, kind: str, **values: Any) -> None:
        total = int(self.form[f"{kind}-TOTAL_FORMS"][0])
        self.form[f"{kind}-TOTAL_FORMS"] = [str(total + 1)]
        self.row(kind, total, **values)

    def save(self, **typed: Any) -> Any:
        """Send the form with what was typed; where it is refused, go on with the form that came back."""
        response = self.browser.post(reverse(CHANGE, args=[self.practice.pk]), self.form | typed)
        if response.status_code == 200:
            self.form = form_on(response)
        return response

    def saved(self, **typed: Any) -> None:
        response = self.save(**typed)
        assert response.status_code == 302, errors_of(response)

    def refused(self, **typed: Any) -> Any:
        """Save, and return what the page says of each field that differs: theirs, mine, and what stays."""
        response = self.save(**typed)
        assert response.status_code == 200
        assert "conflict" in response.context, errors_of(response)
        assert 'id="conflict"' in response.content.decode()
        return {d.name: (d.old, d.new, stays) for d, stays in response.context["conflict"].rows}


@pytest.fixture
def practice(vocabulary: factories.Vocabulary) -> Practice:
    """A draft with two countries, two citations, and a figure on each."""
    made = factories.draft(
        "First title",
        countries=[(vocabulary.countries[0], "origin"), (vocabulary.countries[1], "destination")],
        policy_areas=[vocabulary.areas[0]],
        start_year=2001,
        end_year=2005,
    )
    second = Citation.objects.create(practice=made, source=vocabulary.source, section="Second section", pages="30")
    for citation in (made.citations.first(), second):
        Figure.objects.create(practice=made, value=3, label_en=f"on page {citation.pages}", citation=citation)
    Organisation.objects.create(slug="bank", name_en="Bank")
    return made


@pytest.fixture
def ann(practice: Practice) -> Desk:
    browser = factories.signed_in(factories.person("ann", "Editor"))
    return Desk(browser, practice, form_on(browser.get(reverse(CHANGE, args=[practice.pk]))))


def beside(ann: Desk, name: str) -> Desk:
    """Return the desk of another editor, who has the same form open."""
    return Desk(factories.signed_in(factories.person(name, "Editor")), ann.practice, dict(ann.form))


@pytest.fixture
def ben(ann: Desk) -> Desk:
    return beside(ann, "ben")


def now(practice: Practice) -> content.Content:
    return content.of(Practice.objects.get(pk=practice.pk))


def test_a_form_that_is_sent_as_it_came_changes_nothing(ann: Desk, practice: Practice) -> None:
    before = now(practice)
    ann.saved()
    assert now(practice) == before
    assert [version.action for version in history.versions(practice)] == ["begun"]


def test_what_one_save_found_out_ends_with_it(ann: Desk, ben: Desk) -> None:
    """All requests share the admin of practices: nothing of one may stay there for the next."""
    ann.saved(title_en="Ann's title")
    ben.refused(title_en="Ben's title")
    assert site.get_model_admin(Practice).edit == Edit()


# Fields -----------------------------------------------------------------------------------------


def test_the_same_field_is_refused_once_with_both_values(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.saved(title_en="Ann's title")
    assert ben.refused(title_en="Ben's title") == {"title_en": ("Ann's title", "Ben's title", False)}
    assert now(practice)["title_en"] == "Ann's title"
    assert ben.form["title_en"] == ["Ben's title"]
    ben.saved()
    assert now(practice)["title_en"] == "Ben's title"
    assert [v.author_name for v in history.versions(practice)] == ["ben", "ann", ""]


def test_who_takes_the_others_text_saves_it(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.saved(title_en="Ann's title")
    ben.refused(title_en="Ben's title", summary_en="Ben's summary.")
    ben.saved(title_en="Ann's title")
    assert (now(practice)["title_en"], now(practice)["summary_en"]) == ("Ann's title", "Ben's summary.")


def test_different_fields_are_told_and_both_stay(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.saved(title_en="Ann's title", policy_areas=[])
    told = ben.refused(summary_en="Ben's summary.")
    assert told == {"title_en": ("Ann's title", "First title", True), "policy_areas": ("", "Remittances", True)}
    assert ben.form["summary_en"] == ["Ben's summary."]
    ben.saved()
    assert (now(practice)["title_en"], now(practice)["summary_en"]) == ("Ann's title", "Ben's summary.")
    assert now(practice)["policy_areas"] == []


def test_the_same_words_from_both_are_no_conflict(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.saved(title_en="One title")
    ben.saved(title_en="One title")
    assert [v.author_name for v in history.versions(practice)] == ["ann", ""]


def test_terms_are_compared_as_a_whole(ann: Desk, ben: Desk, practice: Practice, vocabulary: Any) -> None:
    areas = vocabulary.areas
    ann.saved(policy_areas=[areas[0].pk, areas[1].pk])
    told = ben.refused(policy_areas=[areas[2].pk])
    assert told == {"policy_areas": ("Recruitment regulation\nRemittances", "Public support", False)}
    ben.saved(policy_areas=[area.pk for area in areas])
    assert len(now(practice)["policy_areas"]) == 3


def test_years_that_dont_fit_when_joined_are_told_and_not_saved(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.saved(start_year="2004")
    ben.refused(end_year="2003")
    response = ben.save()
    assert response.status_code == 200
    assert "must not come before the first" in errors_of(response)
    assert (now(practice)["start_year"], now(practice)["end_year"]) == (2004, 2005)
    ben.saved(end_year="2006")
    assert (now(practice)["start_year"], now(practice)["end_year"]) == (2004, 2006)


def test_of_three_editors_nobody_loses_a_word(ann: Desk, ben: Desk, practice: Practice) -> None:
    eve = beside(ann, "eve")
    ann.saved(title_en="Ann's title")
    ben.refused(summary_en="Ben's summary.")
    eve.refused(problem_en="Eve's problem.")
    eve.saved()
    told = ben.refused()  # what he saw beside his own was not the newest any more
    assert told["problem_en"] == ("Eve's problem.", "", True)
    ben.saved()
    assert [now(practice)[name] for name in ("title_en", "summary_en", "problem_en")] == [
        "Ann's title",
        "Ben's summary.",
        "Eve's problem.",
    ]


# Rows -------------------------------------------------------------------------------------------


def sections(practice: Practice) -> list[str]:
    return [citation.section for citation in Citation.objects.filter(practice=practice).order_by("pk")]


def test_the_same_row_is_refused_with_both_values(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.row("citations", 0, section="Ann's section")
    ann.saved()
    ben.row("citations", 0, section="Ben's section")
    theirs, mine, stays = ben.refused()["citations"]
    assert "Ann's section" in theirs and "Ben's section" in mine and not stays
    ben.saved()
    assert sections(practice) == ["Ben's section", "Second section"]


def test_different_rows_both_stay(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.row("citations", 0, section="Ann's section")
    ann.saved()
    ben.row("citations", 1, section="Ben's section")
    ben.refused()
    assert ben.form["citations-0-section"] == ["Ann's section"]
    ben.saved()
    assert sections(practice) == ["Ann's section", "Ben's section"]


def test_a_row_that_the_other_added_stays(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.add("citations", source=factories.source().pk, section="Ann's section")
    ann.saved()
    ben.row("citations", 0, section="Ben's section")
    ben.refused()
    ben.saved()
    assert sections(practice) == ["Ben's section", "Second section", "Ann's section"]


def test_rows_that_both_added_stay(ann: Desk, ben: Desk, practice: Practice) -> None:
    for desk, name in ((ann, "Ann's section"), (ben, "Ben's section")):
        desk.add("citations", source=factories.source().pk, section=name)
    ann.saved()
    ben.refused()
    ben.saved()
    assert sections(practice) == ["A section", "Second section", "Ann's section", "Ben's section"]


def test_a_country_that_both_added_in_the_same_role_is_told(
    ann: Desk, ben: Desk, practice: Practice, vocabulary: Any
) -> None:
    for desk, part in ((ann, "lead"), (ben, "partner")):
        desk.add("participations", country=vocabulary.countries[2].pk, role="origin", part=part)
    ann.saved()
    assert "duplicate" in errors_of(ben.save())
    ben.form["participations-TOTAL_FORMS"] = ["3"]  # so the browser takes a new row away
    ben.saved()
    assert [row["part"] for row in now(practice)["participations"]] == ["lead", "lead", "lead"]


def test_a_row_that_the_other_removed_goes_where_nothing_was_typed_in_it(
    ann: Desk, ben: Desk, practice: Practice
) -> None:
    """Also with the figure that stood on it."""
    ann.row("figures", 1, DELETE="on")
    ann.row("citations", 1, DELETE="on")
    ann.saved()
    ben.refused(title_en="Ben's title")
    ben.saved()
    assert (sections(practice), practice.figures.count()) == (["A section"], 1)
    assert now(practice)["title_en"] == "Ben's title"


def test_a_row_that_the_other_removed_comes_back_with_what_was_typed(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.row("participations", 1, DELETE="on")
    ann.saved()
    ben.row("participations", 1, part="partner")
    theirs, mine, _stays = ben.refused()["participations"]
    assert "Egypt" not in theirs and "Egypt" in mine
    ben.saved()
    assert [row["country"] for row in now(practice)["participations"]] == ["MA", "EG"]


def test_a_row_that_both_removed_is_gone(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.row("participations", 1, DELETE="on")
    ann.saved()
    ben.row("participations", 1, DELETE="on")
    ben.saved()
    assert [row["country"] for row in now(practice)["participations"]] == ["MA"]


def test_a_figure_follows_the_citation_that_the_other_moved_it_to(ann: Desk, ben: Desk, practice: Practice) -> None:
    first = practice.citations.first()
    ann.row("figures", 0, citation="2")
    ann.row("citations", 0, DELETE="on")
    ann.saved()
    ben.refused(title_en="Ben's title")
    ben.saved()
    assert [figure["citation"] for figure in now(practice)["figures"]] == [1, 1]
    assert not Citation.objects.filter(pk=first.pk).exists()


def test_a_figure_that_was_typed_keeps_its_citation_though_the_other_removed_both(
    ann: Desk, ben: Desk, practice: Practice
) -> None:
    ann.row("figures", 0, DELETE="on")
    ann.row("citations", 0, DELETE="on")
    ann.saved()
    ben.row("figures", 0, value="8")
    ben.refused()
    ben.saved()
    found = now(practice)
    assert [(figure["value"], figure["citation"]) for figure in found["figures"]] == [("3", 1), ("8", 2)]
    assert [citation["section"] for citation in found["citations"]] == ["Second section", "A section"]


def test_a_figure_stands_on_the_citation_that_the_other_added_for_it(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.add("citations", source=factories.source().pk, section="Ann's section")
    ann.row("figures", 0, citation="3")
    ann.saved()
    ben.row("figures", 1, value="8")
    ben.refused()
    ben.saved()
    assert [(figure["value"], figure["citation"]) for figure in now(practice)["figures"]] == [("3", 3), ("8", 2)]


def test_rows_that_were_written_anew_are_no_surprise(ann: Desk, ben: Desk, practice: Practice) -> None:
    """An earlier version that is restored has the same rows with other numbers."""
    ann.row("participations", 0, part="partner")
    ann.saved()
    history.restore(history.versions(practice).last(), None)
    ben.saved(title_en="Ben's title")
    assert now(practice)["title_en"] == "Ben's title"
    assert [row["part"] for row in now(practice)["participations"]] == ["lead", "lead"]


# Odd forms --------------------------------------------------------------------------------------


def test_a_form_that_doesnt_say_its_version_is_held_against_all(
    ann: Desk, ben: Desk, practice: Practice, subtests: pytest.Subtests
) -> None:
    ann.saved(title_en="Ann's title")
    opened = {name: value for name, value in ben.form.items() if name != "_version"}
    for version in (None, "", "0", "-1", "7", "99999999999999999999", "²", "x", "1\x00"):
        with subtests.test(version=version):
            ben.form = opened if version is None else opened | {"_version": version}
            assert ben.refused(title_en="Ben's title")["title_en"][:2] == ("Ann's title", "Ben's title")
            assert now(practice)["title_en"] == "Ann's title"


def test_saying_that_one_saw_what_is_not_there_is_no_way_around(
    ann: Desk, ben: Desk, practice: Practice, subtests: pytest.Subtests
) -> None:
    ann.saved(title_en="Ann's title")
    opened = ben.form
    for seen in ("0", "-1", "7", "99999999999999999999", "²", "x"):
        with subtests.test(seen=seen):
            ben.form = opened
            ben.refused(title_en="Ben's title", _seen=seen)
            assert now(practice)["title_en"] == "Ann's title"


def test_a_form_without_its_rows_or_with_absurd_ones_is_no_error(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.saved(title_en="Ann's title")
    for odd in (
        {"citations-TOTAL_FORMS": "99999999999"},
        {"citations-²-id": "1", "citations-99999999999999-id": "x", "citations-0-id": "²"},
        {"citations-0-id": str(10**30)},
        {"participations-0-id": "x\x00"},
    ):
        assert ben.browser.post(reverse(CHANGE, args=[practice.pk]), ben.form | odd).status_code == 200
    for key in [key for key in ben.form if key.startswith("citations-")]:
        del ben.form[key]
    assert ben.browser.post(reverse(CHANGE, args=[practice.pk]), ben.form).status_code == 200
    assert now(practice)["title_en"] == "Ann's title"


def test_a_reason_with_an_odd_byte_is_kept_without_it(ann: Desk, practice: Practice) -> None:
    ann.saved(title_en="Ann's title", _reason="From\x00 the report" + 3000 * "x")
    assert history.latest(practice).reason.startswith("From the report")


# Changes made elsewhere -------------------------------------------------------------------------


def test_a_change_outside_the_admin_is_a_newer_version(ann: Desk, ben: Desk, practice: Practice) -> None:
    ann.saved(title_en="Ann's title")
    ben.form = form_on(ben.browser.get(reverse(CHANGE, args=[practice.pk])))
    Practice.objects.filter(pk=practice.pk).update(summary_en="From a script.")
    told = ben.refused(summary_en="Ben's summary.")
    assert told == {"summary_en": ("From a script.", "Ben's summary.", False)}
    ben.saved()
    assert [v.action for v in history.versions(practice)] == ["changed", "outside", "changed", "begun"]


def test_what_was_sent_to_review_meanwhile_is_still_saved_by_an_editor(ann: Desk, practice: Practice) -> None:
    """Its content is the same: nothing is overwritten."""
    history.catch_up(practice)
    history.record(practice, None, "submit", "It is done.")
    ann.saved(title_en="Ann's title")
    assert now(practice)["title_en"] == "Ann's title"


# At the very same moment ------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused(ann: Desk, ben: Desk, practice: Practice) -> None:
    for turn in range(3):
        ann.form |= {"title_en": f"Ann's title {turn}"}
        ben.form |= {"title_en": f"Ben's title {turn}"}
        assert sorted(response.status_code for response in at_once(ann.save, ben.save)) == [200, 302]
        newest = history.latest(practice)
        assert (newest.number, newest.content) == (turn + 2, now(practice))
        for desk in (ann, ben):
            desk.form = form_on(desk.browser.get(reverse(CHANGE, args=[practice.pk])))
    assert not Version.objects.filter(action="outside").exists()
