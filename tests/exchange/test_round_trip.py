"""What is exported and imported again changes nothing, whatever stands in it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.utils.translation import override
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from practices.editorial import content, revisions
from practices.editorial.translations import NOTHING_SAID
from practices.exchange import lines
from practices.models import MobilityType, Organisation, Practice, SkillLevel
from tests import factories
from tests.drawing import examples
from tests.exchange.files import SHEET, contents, exported, imported, looked_at, with_part

# What a database can hold: no NUL, and no half of a pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
ODD = "=1+1|'=1|''-|+|@x|\t=|\r=|#N/A|TRUE|007|1e5| x |a\r\nb|_x000D_|\x0b|\\|;|§".split("|")
FORMATS = ["csv", "xlsx"]
FORMER = Path(__file__).with_name("former_release.xlsx")


def whole(text: str = "Text", odd: bool = False) -> dict[str, Any]:
    """Return a content with every field in every language, and two rows of each kind."""
    languages = ("en", "fr", "es")

    def in_each(name: str, longest: int = 30) -> dict[str, str]:
        return {f"{name}_{code}": f"{text} {name} {code}"[:longest] for code in languages}

    texts = {}
    for name in ("title", "summary", "problem", "done", "results", "lessons"):
        texts |= in_each(name)
    place = text[:100] if odd else "Nurses | doctors"
    return {
        **texts,
        "slug": "whole",
        "evidence_basis": "approach",
        "instrument": "agreement",
        "level": "bilateral",
        "status": "ended",
        "start_year": 1999,
        "end_year": 2007,
        "reported_on": "2007-10-08",
        "verified_on": "2010-04-03",
        "verified_by": f"{text} by",
        "review_due": "2030-01-01",
        "credit": f"{text} of",
        **_confirmed(f"{text} by", "2026-03-04"),
        "outdated_fr": True,
        "policy_areas": ["public-support", "remittances"],
        "migration_phases": ["employment", "planning"],
        "stakeholder_types": ["employers"],
        "skill_levels": ["skilled"],
        "mobility_types": ["circular"],
        "regions": ["africa", "asia"],
        **_rows(place, in_each),
    }


def _rows(place: str, in_each: Callable[[str], dict[str, str]]) -> dict[str, Any]:
    """Return two rows of each kind."""
    return {
        "participations": [
            {"country": "MA", "role": "origin", "part": "lead"},
            {"country": "EG", "role": "transit", "part": "partner"},
        ],
        "involvements": [{"organisation": "board", "part": part} for part in ("funder", "partner")],
        "citations": [
            {"source": "report", "section": place, "pages": "12-14", "paragraphs": "", **in_each("note")},
            {"source": "report", "section": "", "pages": "", "paragraphs": "3, 5", **in_each("note")},
        ],
        "figures": [
            {"value": "-7.5", "value_max": "0.0001", "qualifier": "up-to", "citation": 2}
            | in_each("unit")
            | in_each("label"),
            {"value": "300", "value_max": None, "qualifier": "about", "citation": None}
            | {"unit_en": "", "unit_fr": "", "unit_es": ""}
            | in_each("label"),
        ],
        "requirements": [{"kind": kind, **in_each("text")} for kind in ("time", "budget")],
    }


def _confirmed(by: str, on: str) -> dict[str, Any]:
    """Return what is known of translations: that into French is confirmed."""
    return NOTHING_SAID | {"confirmed_by_fr": by, "confirmed_on_fr": on}


@pytest.fixture
def user(vocabulary: factories.Vocabulary) -> User:
    """An editor, in a catalogue with all that `whole` names."""
    Organisation.objects.create(slug="board", name_en="Board")
    SkillLevel.objects.create(slug="skilled", name_en="Skilled")
    MobilityType.objects.create(slug="circular", name_en="Circular")
    return factories.person("editor", "Editor")


def made(written: dict[str, Any]) -> Practice:
    """Make a draft with this content."""
    practice = Practice()
    content.put(written, practice)
    assert set(written) == set(content.of(practice))  # every field there is
    return practice


def through(file: bytes) -> bytes:
    """Return a workbook as another program saves it: each text once, in a table of texts."""
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(file)).save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_field_comes_back_as_it_was(user: User, ending: str, language: str) -> None:
    practice = made(whole())
    before = contents()
    with override(language):
        file = exported([practice], user, ending)
        assert imported(file, user).counts == {"unchanged": 1}
    assert contents() == before


@pytest.mark.parametrize("ending", FORMATS)
def test_every_field_comes_into_another_practice(user: User, ending: str) -> None:
    """Nothing rests on the practice that is there already."""
    practice, other = made(whole()), factories.draft()
    written = content.of(practice)
    file = exported([practice], user, ending)
    content.put({"slug": "elsewhere"}, practice)
    if ending == "csv":
        file = file.replace(f"\n{practice.pk},".encode(), f"\n{other.pk},".encode())
    else:
        book = openpyxl.load_workbook(io.BytesIO(file))
        book.worksheets[0]["A2"] = other.pk
        file = through(saved(book))
    assert imported(file, user).counts == {"changed": 1}
    assert content.of(Practice.objects.get(pk=other.pk)) == written


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_a_former_release_exported_is_still_understood(user: User) -> None:
    """The file holds `whole()` under the number 1, as we wrote it with django-import-export."""

    def under(number: int) -> bytes:
        return with_part(FORMER.read_bytes(), SHEET, lambda old: old.replace(b"<v>1<", b"<v>%d<" % number, 1))

    before = whole() | NOTHING_SAID  # as nothing was said then
    practice, other = made(before), factories.draft()
    assert imported(under(practice.pk), user).counts == {"unchanged": 1}
    content.put({"slug": "elsewhere"}, practice)
    assert imported(under(other.pk), user).counts == {"changed": 1}
    assert content.of(Practice.objects.get(pk=other.pk)) == before


@pytest.mark.parametrize("ending", FORMATS)
def test_all_states_come_back_as_they_were(user: User, ending: str) -> None:
    published = factories.practice()
    copy = revisions.start(published, factories.person("somebody", "Editor"))
    content.put({"title_en": "Another title"}, copy)
    practices = [published, copy, factories.draft(state="archived"), factories.draft(state="in-review")]
    before = contents()
    assert imported(exported(practices, user, ending), user).counts == {"unchanged": 4}
    assert contents() == before


@pytest.mark.slow
@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.usefixtures("catalogue")
def test_the_whole_catalogue_comes_back_as_it_was(ending: str) -> None:
    user = factories.person("editor", "Editor")
    practices = list(Practice.objects.all())
    outcomes = looked_at(exported(practices, user, ending), user)
    assert outcomes.counts == {"unchanged": len(practices)}


@pytest.mark.parametrize("text", [*ODD, "a|b"])
@pytest.mark.parametrize("ending", FORMATS)
def test_odd_texts_come_back_as_they_were(user: User, ending: str, text: str) -> None:
    practice = made(whole(text, odd=True))
    assert looked_at(exported([practice], user, ending), user).counts == {"unchanged": 1}


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, ending=st.sampled_from(FORMATS))
def test_any_text_comes_back_as_it_was(user: User, ending: str, text: str) -> None:
    practice = Practice.objects.filter(slug="whole").first() or Practice()
    content.put(whole(text, odd=bool(text.strip())), practice)
    assert looked_at(exported([practice], user, ending), user).counts == {"unchanged": 1}


@given(rows=st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=4))
@example([["a|b", "\\"], ["\n", " "]])
@example([["a\\", "b"]])
def test_rows_in_a_cell_come_back(rows: list[list[str]]) -> None:
    assert lines.split(lines.join(rows)) == rows


def test_rows_in_a_cell_can_be_read_and_written_by_people() -> None:
    assert lines.join([["MA", "origin", "lead"], ["EG", "transit"]]) == "MA | origin | lead\nEG | transit"
    assert lines.split("MA|origin |lead\n\n  EG  |  transit  \n") == [["MA", "origin", "lead"], ["EG", "transit"]]
