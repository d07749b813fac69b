"""What `/oai` answers, held against the schemas of the protocol and of its formats."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Value
from django.test import Client
from django.utils import timezone

from practices.models import Country, Participation, PolicyArea, Practice, Record
from tests import factories
from tests.schemas import valid

pytestmark = pytest.mark.django_db

NAMESPACES = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "id": "http://www.openarchives.org/OAI/2.0/oai-identifier",
    "dc": "http://purl.org/dc/elements/1.1/",
    "mods": "http://www.loc.gov/mods/v3",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
HOST = "practices.example.org"
LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = f"https://{HOST}"


def ask(**asked: Any) -> Any:
    """Ask, and return the root of an answer that is valid. `from` is written `from_`."""
    response = Client().get("/oai", {name.rstrip("_"): value for name, value in asked.items()})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return valid(response.content)


def texts(root: Any, path: str) -> list[str]:
    """Return the texts or attributes that a path leads to."""
    return [str(getattr(found, "text", found)) for found in root.xpath(path, namespaces=NAMESPACES)]


def name(practice: Practice) -> str:
    return f"oai:{HOST}:{practice.pk}"


# What it says of itself ---------------------------------------------------------------------------


def test_it_says_what_it_is() -> None:
    factories.practice()
    ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    Record.objects.update(changed_at=timezone.now() - timedelta(days=3))
    root = ask(verb="Identify")
    assert texts(root, "//oai:Identify/*")[:4] == [
        "Labour Mobility Practices",
        f"https://{HOST}/oai",
        "2.0",
        "catalogue@example.org",
    ]
    earliest = Record.objects.get().changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert texts(root, "//oai:earliestDatestamp") == [earliest]
    assert texts(root, "//oai:deletedRecord | //oai:granularity") == ["persistent", "YYYY-MM-DDThh:mm:ssZ"]
    assert texts(root, "//id:sampleIdentifier") == [f"oai:{HOST}:1"]
    assert texts(root, "//oai:request/text()") == [f"https://{HOST}/oai"]
    assert texts(root, "//oai:request/@*") == ["Identify"]


@pytest.mark.parametrize(
    ("contact", "sender", "told"),
    [
        ("us@example.org", "x@example.net", "us@example.org"),
        ("", "Catalogue <no-reply@example.net>", "no-reply@example.net"),
    ],
)
def test_it_always_gives_an_address(settings: Any, contact: str, sender: str, told: str) -> None:
    settings.CONTACT_EMAIL, settings.DEFAULT_FROM_EMAIL = contact, sender
    assert texts(ask(verb="Identify"), "//oai:adminEmail") == [told]


def test_a_host_without_a_domain_has_no_scheme_of_identifiers(settings: Any) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert not texts(ask(verb="Identify"), "//oai:description")


def test_sets_are_policy_areas_and_countries(vocabulary: factories.Vocabulary) -> None:
    factories.practice(policy_areas=[vocabulary.areas[1]], countries=[(vocabulary.countries[0], "origin")])
    root = ask(verb="ListSets")
    sets = dict(zip(texts(root, "//oai:setSpec"), texts(root, "//oai:setName"), strict=True))
    assert sets["policy_area:recruitment-regulation"] == "Policy area: Recruitment regulation"
    assert sets["country:MA"] == "Country: Morocco"
    assert {"policy_area", "country"} < set(sets)


def test_formats_are_the_same_for_every_practice() -> None:
    practice = factories.practice()
    for asked in ({}, {"identifier": name(practice)}):
        root = ask(verb="ListMetadataFormats", **asked)
        assert texts(root, "//oai:metadataPrefix") == ["oai_dc", "mods"]


# Records ----------------------------------------------------------------------------------------


def translated_practice() -> Practice:
    """Make a practice in English and French, with a place and a policy area that have French names."""
    made = factories.vocabulary()
    made.areas[0].name_fr = "Envois de fonds"
    made.areas[0].save()
    morocco = Country.objects.get(code="MA")
    return factories.practice(
        "Money home",
        title_fr="De l'argent",
        summary_fr="Ce qui a été fait.",
        policy_areas=[made.areas[0]],
        countries=[(morocco, "origin")],
        start_year=2004,
    )


def test_dublin_core_tells_each_language() -> None:
    practice = translated_practice()
    root = ask(verb="GetRecord", identifier=name(practice), metadataPrefix="oai_dc")
    for language, title, area in (("en", "Money home", "Remittances"), ("fr", "De l'argent", "Envois de fonds")):
        assert texts(root, f"//dc:title[@xml:lang='{language}']") == [title]
        assert area in texts(root, f"//dc:subject[@xml:lang='{language}']")
    assert texts(root, "//dc:coverage") == ["Morocco", "Maroc"]
    assert texts(root, "//dc:language") == ["en", "fr"]
    assert texts(root, "//dc:identifier") == [f"https://{HOST}/practices/{practice.pk}/"]
    assert texts(root, "//dc:source") == ["Author, A. (2010). A report, section ‘A section’, pp. 21–26."]
    assert texts(root, "//dc:rights") == ["CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"]
    assert texts(root, "//oai:setSpec") == ["policy_area:remittances", "country:MA"]


def test_mods_tells_what_dublin_core_has_no_place_for() -> None:
    practice = translated_practice()
    root = ask(verb="GetRecord", identifier=name(practice), metadataPrefix="mods")
    assert texts(root, "//mods:mods/mods:titleInfo[@usage='primary']/mods:title") == ["Money home"]
    assert texts(root, "//mods:mods/mods:titleInfo[@type='translated']/mods:title") == ["De l'argent"]
    assert texts(root, "//mods:geographicCode[@authority='iso3166']") == ["MA"]
    assert texts(root, "//mods:temporal[@point='start']") == ["2004"]
    assert "".join(
        texts(ask(verb="GetRecord", identifier=name(practice), metadataPrefix="oai_dc"), "//dc:creator")
    ) == (settings.PUBLISHER)
    assert texts(root, "//mods:mods/mods:name[@type='corporate']/mods:namePart") == [settings.PUBLISHER]
    assert texts(root, "//mods:mods/mods:genre[@authority='marcgt']") == ["web site"]
    assert texts(root, "//mods:relatedItem[@type='host']//mods:title") == ["Labour Mobility Practices"]
    cited = "//mods:relatedItem[@type='references']"
    assert texts(root, f"{cited}/mods:titleInfo/mods:title") == ["A report"]
    assert texts(root, f"{cited}//mods:namePart") == ["Author, A."]
    assert texts(root, f"{cited}//mods:extent[@unit='pages']/mods:list") == ["21-26"]
    assert texts(root, "//mods:recordIdentifier") == [name(practice)]


@pytest.mark.parametrize("prefix", ["oai_dc", "mods"])
def test_the_whole_catalogue_is_valid(catalogue: None, prefix: str) -> None:
    root = ask(verb="ListRecords", metadataPrefix=prefix)
    assert len(texts(root, "//oai:record")) == Practice.objects.published().count() > 50


def test_a_full_source_is_valid(vocabulary: factories.Vocabulary) -> None:
    source = vocabulary.source
    source.url, source.series, source.number, source.issn = "https://example.org/a?b=1&c=2", "Papers", "3", "1234-567X"
    source.publisher, source.place, source.document_symbol = "A press", "Geneva", "A/1"
    source.authors = "Author, A.\nAnother Author"
    source.save()
    practice = factories.practice(end_year=2009)
    root = ask(verb="GetRecord", identifier=name(practice), metadataPrefix="mods")
    assert texts(root, "//mods:identifier[@type='issn']") == ["1234-567X"]
    assert texts(root, "//mods:relatedItem[@type='series']//mods:partNumber") == ["3"]


@pytest.mark.both_databases
def test_what_xml_cannot_carry_is_left_out() -> None:
    practice = factories.practice(summary_en="]]>")
    unclean = Value("A\x0bB\x1f & <C>\ufffe \U0001f30d")  # as an earlier release saved it
    Practice.objects.filter(pk=practice.pk).update(title_en=unclean)
    root = ask(verb="GetRecord", identifier=name(practice), metadataPrefix="oai_dc")
    assert texts(root, "//dc:title | //dc:description") == ["AB & <C> \U0001f30d", "]]>"]


@pytest.mark.both_databases
@pytest.mark.parametrize("how", ["withdraw", "delete", "archive"])
def test_what_is_gone_stays_as_deleted(how: str) -> None:
    practice = factories.practice()
    identifier = name(practice)
    if how == "withdraw":
        factories.withdraw(practice, "Wrong.", None)
    elif how == "delete":
        ask(verb="Identify")
        practice.delete()
    else:
        Practice.objects.filter(pk=practice.pk).update(state="archived")
    for asked in ({"verb": "GetRecord", "identifier": identifier}, {"verb": "ListRecords"}):
        root = ask(**asked, metadataPrefix="oai_dc")
        assert texts(root, "//oai:header/@status") == ["deleted"]
        assert texts(root, "//oai:identifier") == [identifier]
        assert not texts(root, "//oai:metadata | //oai:setSpec")


def test_nothing_unpublished_leaks() -> None:
    draft = factories.draft("A secret draft")
    shown = factories.practice()
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    assert texts(root, "//oai:identifier") == [name(shown)]
    assert texts(ask(verb="GetRecord", identifier=name(draft), metadataPrefix="oai_dc"), "//oai:error/@code") == [
        "idDoesNotExist"
    ]


@pytest.mark.both_databases
def test_a_practice_that_vanished_before_its_record_knows_is_told_as_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    practice = factories.practice()
    ask(verb="Identify")
    monkeypatch.setattr("practices.changelog.records.catch_up", lambda: None)
    practice.delete()
    assert texts(ask(verb="ListRecords", metadataPrefix="mods"), "//oai:header/@status") == ["deleted"]


# When, and which ----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_times_are_inclusive_and_may_be_days() -> None:
    factories.practice()
    ask(verb="Identify")
    Record.objects.update(changed_at="2026-03-05T10:20:30Z")
    found = {
        (start, end): bool(texts(ask(**LIST, from_=start, until=end), "//oai:record"))
        for start, end in [
            ("2026-03-05T10:20:30Z", "2026-03-05T10:20:30Z"),
            ("2026-03-05", "2026-03-05"),
            ("2026-03-05T10:20:31Z", "2026-03-05T23:00:00Z"),
            ("2026-03-05T00:00:00Z", "2026-03-05T10:20:29Z"),
            ("2026-03-06", "9999-12-31"),
            ("0001-01-01", "2026-03-04"),
            ("0001-01-01", "9999-12-31"),
        ]
    }
    assert list(found.values()) == [True, True, False, False, False, False, True]


@pytest.mark.both_databases
def test_a_set_holds_the_practices_with_its_value(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt = vocabulary.countries[:2]
    first = factories.practice(policy_areas=vocabulary.areas[:2], countries=[(morocco, "origin"), (egypt, "transit")])
    second = factories.practice(countries=[(egypt, "origin")])
    neither = factories.practice()

    def told(spec: str) -> set[str]:
        return set(texts(ask(**LIST, set=spec), "//oai:identifier"))

    assert told("country:MA") == {name(first)}
    assert told("country:EG") == told("country") == {name(first), name(second)}
    assert told("policy_area:remittances") == {name(first)}
    assert told("policy_area") == {name(first), name(second), name(neither)}


def test_a_merged_term_is_the_set_of_its_successor(vocabulary: factories.Vocabulary) -> None:
    old, new, _other = vocabulary.areas
    practice = factories.practice(policy_areas=[old])
    PolicyArea.objects.filter(pk=old.pk).update(merged_into=new, retired=True)
    for spec in (old.slug, new.slug):
        root = ask(**LIST, set=f"policy_area:{spec}")
        assert texts(root, "//oai:identifier") == [name(practice)]
        assert texts(root, "//oai:setSpec") == [f"policy_area:{new.slug}"]
    assert f"policy_area:{old.slug}" not in texts(ask(verb="ListSets"), "//oai:setSpec")


def test_a_former_name_leads_to_the_set_of_its_term(vocabulary: factories.Vocabulary) -> None:
    area = PolicyArea.objects.get(pk=vocabulary.areas[0].pk)
    practice = factories.practice(policy_areas=[area])
    factories.practice(policy_areas=[vocabulary.areas[1]])
    before, area.slug = area.slug, "money-sent-home"
    area.save()
    for spec in (before, area.slug):
        assert texts(ask(**LIST, set=f"policy_area:{spec}"), "//oai:identifier") == [name(practice)]


@pytest.mark.both_databases
def test_sets_that_never_held_a_record_are_not_listed(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, *_others = vocabulary.countries
    factories.practice(countries=[(morocco, "origin")])
    gone = factories.practice(countries=[(egypt, "origin")])
    factories.withdraw(gone, "Wrong.", None)
    factories.draft(policy_areas=[vocabulary.areas[1]])
    told = texts(ask(verb="ListSets"), "//oai:setSpec")
    assert told == ["policy_area", "policy_area:other", "country", "country:EG", "country:MA"]


@pytest.mark.both_databases
def test_what_is_gone_is_told_in_every_set(vocabulary: factories.Vocabulary) -> None:
    gone = factories.practice(countries=[(vocabulary.countries[0], "origin")])
    left = factories.practice(countries=[(vocabulary.countries[1], "origin")])
    factories.withdraw(gone, "Wrong.", None)
    Participation.objects.filter(practice=left).delete()
    assert texts(ask(**LIST, set="country:EG"), "//oai:identifier") == [name(gone)]


# What it costs ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_more_practices_cost_no_more_queries(vocabulary: factories.Vocabulary, django_assert_num_queries: Any) -> None:
    asked = {"verb": "ListRecords", "metadataPrefix": "mods", "set": "country:MA"}
    number = 13 if connection.vendor == "postgresql" else 12  # one asks whether it is a standby
    factories.practice(countries=[(vocabulary.countries[0], "origin")])
    ask(**asked)
    with django_assert_num_queries(number):
        ask(**asked)
    for _number in range(3):
        factories.practice(countries=[(vocabulary.countries[0], "origin")], policy_areas=vocabulary.areas)
    ask(**asked)
    with django_assert_num_queries(number):
        ask(**asked)


def test_no_cookie_is_set_and_nothing_is_kept() -> None:
    response = Client().get("/oai?verb=Identify")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert re.fullmatch(rb"<\?xml version='1.0' encoding='utf-8'\?>.*", response.content.splitlines()[0])
