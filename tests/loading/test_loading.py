"""`load_practices` loads all or nothing, says what to mend, and never overwrites what curators did."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from practices.editorial import history, workflow
from practices.loading import Loaded, Problems, load
from practices.models import (
    Citation,
    Country,
    Figure,
    Organisation,
    PolicyArea,
    Practice,
    Region,
    Source,
)
from practices.search import proof
from tests import factories
from tests.loading.conftest import FIRST, FIXTURES, SECOND

pytestmark = pytest.mark.both_databases

MODELS = (Country, Organisation, PolicyArea, Practice, Region, Source)


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence in a file, which must be there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# What is there already ----------------------------------------------------------------------------


@pytest.mark.usefixtures("db")
def test_the_catalogues_own_fixtures_load() -> None:
    loaded = load(FIXTURES)
    assert loaded.practices == loaded.new == Practice.objects.published().count()
    others = Practice.objects.exclude(state="published")
    assert dict(others.values_list("pk", "replaced_by")) == {29: 11, 57: 42}
    assert not Practice.objects.published().filter(citations__isnull=True).exists()
    assert proof.differences() == []


@pytest.mark.usefixtures("db")
def test_loading_again_changes_nothing(folder: Path) -> None:
    def everything() -> list[list[dict[str, object]]]:
        return [list(model.objects.order_by("pk").values()) for model in (*MODELS, Citation, Figure)]

    assert load(folder) == Loaded(practices=2, new=2)
    before = everything()
    assert load(folder) == Loaded(practices=2, new=0)
    assert everything() == before


@pytest.mark.usefixtures("db")
def test_what_curators_changed_stays(folder: Path) -> None:
    load(folder)
    edited, withdrawn = Practice.objects.get(pk=1), Practice.objects.get(pk=6)
    edited.title_en = "Another title"
    edited.save()
    edited.policy_areas.clear()
    edited.figures.all().delete()
    factories.withdraw(withdrawn, "Mistaken.")
    PolicyArea.objects.filter(slug="remittances").update(name_en="Money sent home", retired=True)
    Country.objects.filter(code="PH").update(name_en="The Philippines")
    load(folder)
    edited, withdrawn = Practice.objects.get(pk=1), Practice.objects.get(pk=6)
    assert (edited.title_en, edited.policy_areas.count(), edited.figures.count()) == ("Another title", 0, 0)
    assert (withdrawn.state, withdrawn.withdrawal_reason) == ("withdrawn", "Mistaken.")
    term = PolicyArea.objects.get(slug="remittances")
    assert (term.name_en, term.retired) == ("Money sent home", True)
    assert Country.objects.get(code="PH").name_en == "The Philippines"


@pytest.mark.usefixtures("db")
def test_the_next_practice_gets_a_number_above_those_of_the_fixtures(folder: Path) -> None:
    # Numbers go on rising from test to test.
    restart = {
        "postgresql": "ALTER TABLE practices_practice ALTER COLUMN id RESTART",
        "sqlite": "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'practices_practice'",
    }
    with connection.cursor() as cursor:
        cursor.execute(restart[connection.vendor])
    load(folder)
    assert factories.draft().pk == 7


@pytest.mark.usefixtures("db")
def test_the_number_of_a_deleted_draft_is_not_given_again_after_loading(folder: Path) -> None:
    load(folder)
    draft = factories.draft()
    number = draft.pk
    draft.delete()
    load(folder)
    assert factories.draft().pk > number


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("is_deleted", [False, True])
def test_the_number_of_a_draft_is_not_given_to_a_practice_of_the_fixtures(folder: Path, is_deleted: bool) -> None:
    draft = factories.draft(pk=6)
    history.record(draft)
    if is_deleted:
        workflow.delete_draft(draft, factories.person("eve", "Editor"))
    assert load(folder) == Loaded(practices=2, new=2)
    assert Practice.objects.filter(pk=6).exists() is not is_deleted
    assert Practice.objects.get(loaded_as=6).pk > 6


@pytest.mark.usefixtures("db")
def test_what_was_added_to_the_fixtures_is_loaded_besides(folder: Path) -> None:
    load(folder)
    (folder / "practices" / "099-new.toml").write_text(
        (folder / "practices" / FIRST)
        .read_text()
        .replace("id = 1\n", "id = 99\n")
        .replace('slug = "foreign-workforce-policy-committee"', 'slug = "new"', 1)
    )
    assert load(folder) == Loaded(practices=3, new=1)
    assert Practice.objects.get(pk=99).is_published


@pytest.mark.usefixtures("db")
def test_rows_are_loaded_with_their_practice(folder: Path) -> None:
    load(folder)
    practice = Practice.objects.get(pk=1)
    assert [(p.country.code, p.role, p.part) for p in practice.participations.all()] == [("KR", "destination", "lead")]
    assert practice.involvements.count() == 5
    assert practice.requirements.count() == 2
    assert [citation.source.slug for citation in practice.citations.all()] == [
        "idm-12",
        "klein-solomon-2007",
        "mc-inf-267",
    ]
    assert practice.main_citation == practice.citations.order_by("pk").first()
    assert practice.figures.get().citation == practice.main_citation
    assert (practice.figures.get().value, practice.reported_on.year) == (16, 2007)


# What can't be loaded ------------------------------------------------------------------------------


def in_first(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: edit(folder / "practices" / FIRST, old, new)


def in_file(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: edit(folder / name, old, new)


def without_citations(folder: Path) -> None:
    path = folder / "practices" / FIRST
    text = path.read_text()
    path.write_text(text[: text.index("[[figures]]")])


def figures_that_are_numbers(folder: Path) -> None:
    path = folder / "practices" / FIRST
    text = path.read_text()
    before, after = text[: text.index("[[figures]]")], text[text.index("[[citations]]") :]
    path.write_text("figures = [16]\n" + before + after)


def same_id(folder: Path) -> None:
    edit(folder / "practices" / SECOND, "id = 6\n", "id = 1\n")


def same_slug(folder: Path) -> None:
    path = folder / "practices" / SECOND
    slug = path.read_text().split('slug = "', 1)[1].split('"')[0]
    edit(path, f'slug = "{slug}"', 'slug = "foreign-workforce-policy-committee"')


SUMMARY = 'summary = "'
BREAKS: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "unknown term": (
        in_first('policy_areas = ["policy-coherence"]', 'policy_areas = ["policy-cohesion"]'),
        (FIRST, "entry 1", "field policy_areas", "‘policy-cohesion’"),
    ),
    "no citation": (without_citations, (FIRST, "entry 1", "field citations", "where was it reported?")),
    "summary too long": (
        in_first(SUMMARY, SUMMARY + "x" * 401),
        (FIRST, "entry 1", "field summary", "at most 400 characters"),
    ),
    "no summary": (in_first(SUMMARY, 'results = "'), (FIRST, "entry 1", "field summary", "Write a summary.")),
    "title too long": (
        in_first('title = "', 'title = "' + "x" * 120),
        (FIRST, "entry 1", "field title", "at most 120"),
    ),
    "wrong country code": (
        in_first('code = "KR"', 'code = "KO"'),
        (FIRST, "entry 1, countries 1", "field code", "‘KO’"),
    ),
    "wrong role": (
        in_first('role = "destination"', 'role = "goal"'),
        (FIRST, "entry 1, countries 1", "field role", "'goal'"),
    ),
    "the same country twice": (
        in_first("[[organisations]]", '[[countries]]\ncode = "KR"\nrole = "destination"\n\n[[organisations]]'),
        (FIRST, "entry 1, countries 2", "already has this role"),
    ),
    "unknown organisation": (
        in_first('slug = "ministry-of-labour-korea"', 'slug = "ministry-of-work"'),
        (FIRST, "entry 1, organisations 2", "field slug", "‘ministry-of-work’"),
    ),
    "unknown source": (
        in_first('source = "idm-12"', 'source = "idm-13"'),
        (FIRST, "entry 1, citations 1", "field source", "‘idm-13’"),
    ),
    "citation without a place": (
        in_first('section = "Issues faced by receiving countries: Admission policy"\nparagraphs = "9"\n', ""),
        (FIRST, "entry 1, citations 3", "Name the section, the pages or the paragraphs."),
    ),
    "pages that are no numbers": (
        in_first('pages = "19-21"', 'pages = "nineteen"'),
        (FIRST, "entry 1, citations 1", "field pages", "Write numbers"),
    ),
    "misspelt field": (
        in_first("instrument = ", "instrumnet = "),
        (FIRST, "entry 1", "field instrumnet", "no such field"),
    ),
    "misspelt field of a row": (
        in_first("qualifier = ", "qualifer = "),
        (FIRST, "entry 1, figures 1", "field qualifer", "no such field"),
    ),
    "misspelt field of a translation": (
        in_first("[fr]\ntitle = ", "[fr]\ntitel = "),
        (FIRST, "entry 1, fr", "field titel", "no such field"),
    ),
    "unknown instrument": (
        in_first('instrument = "institution"', 'instrument = "committee"'),
        (FIRST, "entry 1", "field instrument", "'committee'"),
    ),
    "broken TOML": (in_first("[[countries]]", "[[countries]"), (FIRST, "can't be read", "line")),
    "not UTF-8": (
        lambda folder: (folder / "practices" / FIRST).write_bytes(b'title = "\xff"'),
        (FIRST, "can't be read", "utf-8"),
    ),
    "empty file": (lambda folder: (folder / "practices" / FIRST).write_text(""), (FIRST, "entry ?", "field id")),
    "duplicate id": (same_id, (SECOND, "entry 1", "field id", f"stands in {FIRST} too")),
    "duplicate slug": (same_slug, (SECOND, "entry 6", "field slug", f"stands in {FIRST} too")),
    "no id": (in_first("id = 1\n", ""), (FIRST, "entry ?", "field id", "whole number")),
    "id below one": (in_first("id = 1\n", "id = 0\n"), (FIRST, "entry 0", "field id", "whole number")),
    "id of the wrong type": (in_first("id = 1\n", 'id = "1"\n'), (FIRST, "entry 1", "field id", "right type")),
    "id that is a list": (in_first("id = 1\n", "id = [1]\n"), (FIRST, "entry [1]", "field id", "right type")),
    "year of the wrong type": (
        in_first("reported_on = ", 'start_year = "2007"\nreported_on = '),
        (FIRST, "entry 1", "field start_year", "'2007' is not of the right type"),
    ),
    "years the wrong way round": (
        in_first("reported_on = ", "start_year = 2007\nend_year = 2005\nreported_on = "),
        (FIRST, "entry 1", "field end_year", "must not come before the first"),
    ),
    "date of the wrong type": (
        in_first("reported_on = 2007-10-08", 'reported_on = "8 October 2007"'),
        (FIRST, "entry 1", "field reported_on", "right type"),
    ),
    "checked by nobody": (
        in_first("reported_on = ", "verified_on = 2020-01-01\nreported_on = "),
        (FIRST, "entry 1", "Give both: when it was checked, and by whom."),
    ),
    "terms of the wrong type": (
        in_first('policy_areas = ["policy-coherence"]', 'policy_areas = "policy-coherence"'),
        (FIRST, "entry 1", "field policy_areas", "right type"),
    ),
    "term of the wrong type": (
        in_first('policy_areas = ["policy-coherence"]', 'policy_areas = [["policy-coherence"]]'),
        (FIRST, "entry 1", "field policy_areas", "['policy-coherence']"),
    ),
    "rows of the wrong type": (
        figures_that_are_numbers,
        (FIRST, "entry 1", "field figures", "must be a list of tables"),
    ),
    "figure without its citation": (
        in_first("citation = 1", "citation = 4"),
        (FIRST, "entry 1, figures 1", "field citation", "there is no citation 4"),
    ),
    "figure that is no number": (
        in_first("value = 16", 'value = "sixteen"'),
        (FIRST, "entry 1, figures 1", "field value", "'sixteen' is not of the right type"),
    ),
    "figure that is not a number": (
        in_first("value = 16", "value = nan"),
        (FIRST, "entry 1, figures 1", "field value"),
    ),
    "range that descends": (
        in_first("value = 16", "value = 16\nvalue_max = 12"),
        (FIRST, "entry 1, figures 1", "field value_max", "must be the larger one"),
    ),
    "name of two terms": (
        in_file("vocabularies.toml", 'name = "Policy coherence"', 'name = "Knowledge Base and data"'),
        ("vocabularies.toml", "entry policy-coherence", "field name_en", "'Knowledge Base and data'"),
    ),
    "code of two countries": (
        in_file("countries.csv", "AD,AND,020", "AD,PHL,020"),
        ("countries.csv", "entry PH", "field iso3", "'PHL'"),
    ),
    "what publication needs": (
        in_first('migration_phases = ["planning"]', "migration_phases = []"),
        (FIRST, "entry 1", "Choose at least one migration phase."),
    ),
    "no practices": (lambda folder: shutil.rmtree(folder / "practices"), ("practices", "there is no practice")),
    "no vocabularies": (lambda folder: (folder / "vocabularies.toml").unlink(), ("vocabularies.toml", "can't be read")),
    "misspelt field of a term": (
        in_file("vocabularies.toml", "description = ", "decription = "),
        ("vocabularies.toml", "entry knowledge-base-and-data", "field decription", "no such field"),
    ),
    "misspelt field of a term's translation": (
        in_file("vocabularies.toml", "fr = { name = ", "fr = { nom = "),
        ("vocabularies.toml", "entry knowledge-base-and-data", "field nom", "no such field"),
    ),
    "misspelt vocabulary": (
        in_file("vocabularies.toml", "[[policy_areas]]", "[[policy_area]]"),
        ("vocabularies.toml", "field policy_area", "there is no such field"),
    ),
    "names of the wrong type": (
        in_file("vocabularies.toml", 'aliases = ["statistics", ', 'aliases = "statistics" # ["'),
        ("vocabularies.toml", "entry knowledge-base-and-data", "field aliases", "right type"),
    ),
    "term without a name": (
        in_file("vocabularies.toml", 'name = "Knowledge base and data"\n', ""),
        ("vocabularies.toml", "entry knowledge-base-and-data", "field name", "cannot be blank"),
    ),
    "misspelt field of a source": (
        in_file("sources.toml", "publisher = ", "publsher = "),
        ("sources.toml", "entry idm-12", "field publsher", "no such field"),
    ),
    "authors of the wrong type": (
        in_file("sources.toml", 'authors = ["{International Organization for Migration}"]', 'authors = "IOM"'),
        ("sources.toml", "entry idm-12", "field authors", "right type"),
    ),
    "organisation of an unknown country": (
        in_file("organisations.toml", 'country = "MA"', 'country = "MOR"'),
        ("organisations.toml", "entry anapec", "field country", "'MOR'"),
    ),
    "unknown region above": (
        in_file("regions.csv", "northern-africa,africa,", "northern-africa,afrika,"),
        ("regions.csv", "entry northern-africa", "field parent", "'afrika'"),
    ),
    "unknown region of a country": (
        in_file("countries.csv", ",Europe,Southern Europe,,", ",Europe,South Europe,,"),
        ("countries.csv", "entry AD", "field region", "'South Europe'"),
    ),
    "misspelt column": (
        in_file("countries.csv", "name_fr", "nom_fr"),
        ("countries.csv", "missing or misspelt: name_fr, nom_fr"),
    ),
    "line that is too short": (
        in_file("countries.csv", "AD,AND,020,Andorra,Andorre,Andorra,Europe,Southern Europe,,yes", "AD,AND"),
        ("countries.csv", "entry AD", "has not 10 columns"),
    ),
}


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize("what", BREAKS)
def test_what_cant_be_loaded_is_named_and_nothing_is_loaded(db: None, folder: Path, what: str) -> None:
    break_it, wanted = BREAKS[what]
    break_it(folder)
    with pytest.raises(Problems) as raised:
        load(folder)
    lines = [line for line in raised.value.lines if all(part in line for part in wanted)]
    assert lines, str(raised.value)
    assert not any(model.objects.exists() for model in MODELS)


@pytest.mark.usefixtures("db")
def test_all_problems_are_named_at_once(folder: Path) -> None:
    edit(folder / "practices" / FIRST, 'code = "KR"', 'code = "KO"')
    edit(folder / "practices" / FIRST, 'source = "idm-12"', 'source = "idm-13"')
    edit(folder / "organisations.toml", 'country = "MA"', 'country = "MOR"')
    with pytest.raises(Problems) as raised:
        load(folder)
    assert all(text in str(raised.value) for text in ("‘KO’", "‘idm-13’", "'MOR'"))


@pytest.mark.usefixtures("db")
def test_a_later_problem_undoes_nothing_that_was_there(folder: Path) -> None:
    load(folder)
    edit(folder / "practices" / SECOND, "id = 6\n", "id = 1\n")
    with pytest.raises(Problems):
        load(folder)
    assert set(Practice.objects.published().values_list("pk", flat=True)) == {1, 6}


@pytest.mark.usefixtures("db")
def test_the_command_says_what_to_mend_and_fails(folder: Path) -> None:
    edit(folder / "practices" / FIRST, 'code = "KR"', 'code = "KO"')
    with pytest.raises(CommandError, match=f"(?s)Nothing was loaded.*{FIRST}, entry 1, countries 1, field code.*‘KO’"):
        call_command("load_practices", folder)
