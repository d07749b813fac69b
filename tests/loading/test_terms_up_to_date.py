"""Terms, regions, countries, sources, organisations and synonyms are brought up to date as practices are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.test import Client

from practices.editorial import content, history
from practices.loading import Loaded, Problems, load
from practices.models import (
    Change,
    Country,
    FormerName,
    Organisation,
    PolicyArea,
    Region,
    Source,
    Synonym,
    Version,
    named,
)
from tests import factories
from tests.loading.conftest import FIRST
from tests.loading.test_loading import edit

pytestmark = pytest.mark.usefixtures("db")

NAME = 'name = "Policy coherence"'


def area(slug: str = "policy-coherence") -> PolicyArea:
    found: PolicyArea = PolicyArea.objects.get(slug=slug)
    return found


def actions(thing: Any) -> list[str]:
    return [version.action for version in history.versions(thing).order_by("number")]


CORRECTIONS: dict[str, tuple[str, str, str, Callable[[], Any], str, str]] = {
    "term": ("vocabularies.toml", NAME, 'name = "Coherent policies"', area, "name_en", "Coherent policies"),
    "source": (
        "sources.toml",
        'publisher = "International Organization for Migration"',
        'publisher = "IOM"',
        lambda: Source.objects.get(slug="idm-12"),
        "publisher",
        "IOM",
    ),
    "organisation": (
        "organisations.toml",
        'acronym = "ANAPEC"',
        'acronym = "ANAPEC Maroc"',
        lambda: Organisation.objects.get(slug="anapec"),
        "acronym_en",
        "ANAPEC Maroc",
    ),
    "region": (
        "regions.csv",
        "Afrique septentrionale",
        "Afrique du Nord",
        lambda: Region.objects.get(slug="northern-africa"),
        "name_fr",
        "Afrique du Nord",
    ),
    "country": (
        "countries.csv",
        "Andorra,Andorre",
        "Andorra,La Principauté",
        lambda: Country.objects.get(code="AD"),
        "name_fr",
        "La Principauté",
    ),
    "other name of a country": (
        "country-aliases.csv",
        "Principauté d’Andorre",
        "Vallées d’Andorre",
        lambda: Country.objects.get(code="AD"),
        "aliases_fr",
        "Vallées d’Andorre\nandorrane",
    ),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", CORRECTIONS)
def test_what_nobody_has_edited_gets_what_the_files_hold(folder: Path, kind: str) -> None:
    load(folder)
    file, old, new, thing, name, value = CORRECTIONS[kind]
    edit(folder / file, old, new)
    assert load(folder).left == ()
    now = thing()
    assert getattr(now, name) == value
    assert actions(now) == ["loaded", "updated"]
    newest = history.latest(now)
    assert newest is not None and newest.content == content.of(now)


def test_other_names_of_a_country_are_in_one_of_our_languages(folder: Path) -> None:
    edit(folder / "country-aliases.csv", "AD,fr,official", "AD,de,official")
    with pytest.raises(Problems, match=r"country-aliases\.csv, entry AD, field language: .*'de'"):
        load(folder)


def test_synonyms_are_brought_up_to_date(folder: Path) -> None:
    load(folder)
    group = Synonym.objects.exclude(fixture=None).order_by("pk")[0]
    word = group.lines[0]
    edit(folder / "synonyms.toml", f'"{word}"', '"zebra"')
    load(folder)
    group.refresh_from_db()
    assert "zebra" in group.lines
    assert actions(group) == ["loaded", "updated"]


def test_new_groups_come_into_a_catalogue_of_an_earlier_release_and_what_staff_have_made_of_others_stays(
    folder: Path,
) -> None:
    load(folder)
    retired, edited, untouched = Synonym.objects.exclude(fixture=None).order_by("pk")[:3]
    retired.retired, edited.words = True, "our own\nwords"
    publisher = factories.person("pia", "Publisher")
    for group in (retired, edited):
        group.save()
        history.record(group, publisher)
    for group in (retired, Synonym.objects.get(pk=edited.pk), untouched):
        edit(
            folder / "synonyms.toml",
            f'slug = "{group.fixture}"\nwords = [',
            f'slug = "{group.fixture}"\nwords = ["quagga", ',
        )
    with (folder / "synonyms.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[synonyms]]\nslug = "zebra"\nwords = ["zebra", "zèbre", "cebra"]\n')
    before = {group.pk: group.words for group in (retired, edited, untouched)}
    assert len(load(folder).left) == 2
    now = Synonym.objects.in_bulk(before)
    assert (now[retired.pk].retired, now[retired.pk].words) == (True, before[retired.pk])
    assert now[edited.pk].words == "our own\nwords"
    assert now[untouched.pk].words == "quagga\n" + before[untouched.pk]
    assert Synonym.objects.get(fixture="zebra").lines == ["zebra", "zèbre", "cebra"]


def test_the_same_twice_changes_nothing(folder: Path) -> None:
    load(folder)
    edit(folder / "vocabularies.toml", NAME, 'name = "Coherent policies"')
    load(folder)
    before = Version.objects.count(), Change.objects.count()
    assert load(folder) == Loaded(practices=2, new=0)
    assert (Version.objects.count(), Change.objects.count()) == before


def test_what_somebody_has_edited_stays_and_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(folder)
    term = area()
    term.description_en = "As an editor has it."
    term.save()
    history.record(term, factories.person("pia", "Publisher"))
    assert load(folder).left == ()  # the files have nothing new
    edit(folder / "vocabularies.toml", NAME, 'name = "Coherent policies"')
    call_command("load_practices", folder)
    assert "policy area ‘Policy coherence’" in capsys.readouterr().out
    assert area().description_en == "As an editor has it."
    assert actions(area()) == ["loaded", "changed"]


def test_a_term_that_is_retired_stays_so(folder: Path) -> None:
    load(folder)
    PolicyArea.objects.filter(slug="policy-coherence").update(retired=True)
    edit(folder / "vocabularies.toml", NAME, 'name = "Coherent policies"')
    load(folder)
    assert (area().retired, area().name_en) == (True, "Policy coherence")


def test_an_order_that_editors_made_stays_and_all_else_follows(folder: Path) -> None:
    load(folder)
    term = area()
    term.order = 40
    term.save()
    history.record(term, factories.person("pia", "Publisher"))
    assert load(folder).left == ()
    edit(folder / "vocabularies.toml", NAME, 'name = "Coherent policies"')
    assert load(folder).left == ()
    assert (area().order, area().name_en) == (40, "Coherent policies")
    assert load(folder).left == ()


def test_a_new_term_comes_at_its_place(folder: Path) -> None:
    load(folder)
    before = list(PolicyArea.objects.values_list("slug", flat=True))
    new = '[[policy_areas]]\nslug = "zebras"\nname = "Zebras"\n\n'
    edit(folder / "vocabularies.toml", "[[policy_areas]]", f"{new}[[policy_areas]]")
    load(folder)
    assert list(PolicyArea.objects.values_list("slug", flat=True)) == ["zebras", *before]
    assert actions(area("zebras")) == ["loaded"]


@pytest.mark.both_databases
def test_a_link_name_that_changes_goes_on_leading_there(folder: Path) -> None:
    """Countries have theirs from their English names."""
    load(folder)
    edit(folder / "countries.csv", "020,Andorra,", "020,Principality of Andorra,")
    load(folder)
    country = Country.objects.get(code="AD")
    assert country.slug == "principality-of-andorra"
    assert FormerName.objects.get(kind="country", name="andorra").object_id == country.pk
    assert load(folder) == Loaded(practices=2, new=0)


def test_a_name_that_editors_gave_another_term_is_not_taken(folder: Path) -> None:
    load(folder)
    PolicyArea.objects.create(slug="ours", name_en="Coherent policies")
    edit(folder / "vocabularies.toml", NAME, 'name = "Coherent policies"')
    assert load(folder).left == ("policy area ‘Policy coherence’",)
    assert area().name_en == "Policy coherence"


def test_a_term_that_editors_added_stands_for_a_new_one_of_its_name(folder: Path, client: Client) -> None:
    load(folder)
    ours = PolicyArea.objects.create(slug="ours", name_en="zebras", description_en="Our own.")
    history.record(ours, factories.person("pia", "Publisher"), history.Action.ADDED)
    new = '[[policy_areas]]\nslug = "plains-zebras"\nname = "Zebras"\n\n'
    edit(folder / "vocabularies.toml", "[[policy_areas]]", f"{new}[[policy_areas]]")
    edit(folder / "practices" / FIRST, 'policy_areas = ["', 'policy_areas = ["plains-zebras", "')
    for updated in (1, 0):
        loaded = load(folder)
        assert (loaded.updated, loaded.left) == (updated, ("policy area ‘zebras’",))
    assert list(ours.practices.values_list("pk", flat=True)) == [1]
    assert area("ours").description_en == "Our own."
    assert client.get("/practices/?policy_area=plains-zebras").headers["Location"] == "/practices/?policy_area=ours"
    assert not PolicyArea.objects.filter(slug="plains-zebras").exists()


def test_two_new_terms_of_one_name_are_a_mistake_still(folder: Path) -> None:
    load(folder)
    PolicyArea.objects.create(slug="ours", name_en="Zebras")
    new = "".join(f'[[policy_areas]]\nslug = "{slug}"\nname = "Zebras"\n\n' for slug in ("zebras", "more-zebras"))
    edit(folder / "vocabularies.toml", "[[policy_areas]]", f"{new}[[policy_areas]]")
    with pytest.raises(Problems, match="another entry has 'Zebras' already"):
        load(folder)


@pytest.mark.both_databases
def test_what_is_wrong_is_named_and_nothing_is_written(folder: Path) -> None:
    load(folder)
    edit(folder / "vocabularies.toml", NAME, 'name = ""')
    edit(folder / "sources.toml", 'publisher = "International Organization for Migration"', 'publisher = "IOM"')
    with pytest.raises(Problems, match=r"vocabularies.toml, entry policy-coherence, field name: .*blank"):
        load(folder)
    assert Source.objects.get(slug="idm-12").publisher != "IOM"
    assert not Version.objects.filter(action="updated").exists()


# Catalogues that earlier releases loaded, without a history of terms --------------------------------


@pytest.mark.both_databases
def test_what_earlier_releases_loaded_is_brought_up_to_date(folder: Path) -> None:
    load(folder)
    Version.objects.all().delete()
    assert load(folder) == Loaded(practices=2, new=0)
    edit(folder / "vocabularies.toml", NAME, 'name = "Coherent policies"')
    assert load(folder).left == ()
    assert area().name_en == "Coherent policies"
    assert actions(area()) == ["begun", "updated"]


def test_what_was_edited_before_there_was_a_history_stays(folder: Path) -> None:
    load(folder)
    Version.objects.all().delete()
    pia = factories.person("pia", "Publisher")
    LogEntry.objects.log_actions(pia.pk, [area()], CHANGE, "Changed name.", single_object=True)
    edit(folder / "vocabularies.toml", NAME, 'name = "Coherent policies"')
    assert load(folder).left == ("policy area ‘Policy coherence’",)
    assert area().name_en == "Policy coherence"


def test_former_names_in_the_files_find_what_was_renamed(folder: Path) -> None:
    load(folder)
    term = area()
    term.slug = "coherence"
    term.save()
    history.record(term)
    assert load(folder) == Loaded(practices=2, new=0)
    assert named(PolicyArea, ["policy-coherence"])["policy-coherence"] == term
