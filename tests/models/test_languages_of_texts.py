"""Texts are translated one by one: each says which language it is shown in, at every door."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.utils.translation import gettext, override

from practices.models import Citation, Figure, Involvement, Organisation, PolicyArea, Practice, Requirement
from practices.models.translations import language_of
from tests import factories

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
pytestmark = pytest.mark.django_db


@pytest.fixture
def partly(practice: Any) -> Practice:
    """A published practice of which title, one section and some rows are in French."""
    made: Practice = practice(
        "English title",
        summary_en="English summary.",
        done_en="English deed.",
        lessons_en="English lesson.",
        title_fr="Titre français",
        lessons_fr="Leçon française.",
    )
    Requirement.objects.create(practice=made, kind="time", text_en="A year.", text_fr="Un an.")
    Requirement.objects.create(practice=made, kind="time", text_en="English need.")
    Figure.objects.create(practice=made, value=3, label_en="English label")
    Citation.objects.filter(practice=made).update(note_en="English note.")
    return made


def marked(page: str, text: str) -> str:
    """Return the language of the nearest element around a text."""
    assert text in page, text
    stack = ["?"]
    for tag in re.finditer(r"<(/?)(\w+)([^>]*)>|" + re.escape(text), page[page.index("<html") :]):
        if not tag[2]:
            if len(stack) > 3:  # in the body
                return stack[-1]
        elif tag[1]:
            stack.pop()
        elif tag[2] not in {"meta", "link", "input", "br", "img", "hr", "path", "rect", "use", "circle"}:
            said = re.search(r'(?<!href)\blang="([^"]+)"', tag[3])
            if not tag[3].endswith("/"):
                stack.append(said[1] if said else stack[-1])
    raise AssertionError(text)


ON_THE_PAGE = {
    "Titre français": "fr",
    "English summary.": "en",
    "English deed.": "en",
    "Leçon française.": "fr",
    "Un an.": "fr",
    "English need.": "en",
    "English label": "en",
    "English note.": "en",
}


def test_its_page_marks_each_part(client: Client, partly: Practice) -> None:
    page = client.get(f"/fr{partly.get_absolute_url()}").content.decode()
    page = page[: page.index("<head")] + page[page.index("</head>") + 7 :]
    assert {text: marked(page, text) for text in ON_THE_PAGE} == ON_THE_PAGE


@pytest.mark.parametrize("address", ["/fr/practices/", "/fr/", "/fr/practices/?q=Titre"])
def test_lists_mark_title_and_summary(client: Client, partly: Practice, address: str) -> None:
    partly.featured = 1
    partly.save()
    page = client.get(address).content.decode()
    assert re.search(r'lang="fr">(<mark>)?Titre', page)
    assert re.search(r'lang="en">(<mark>)?English', page)


def test_a_passage_is_marked_with_its_own_language(client: Client, partly: Practice) -> None:
    page = client.get("/fr/practices/?q=deed").content.decode()
    assert '<p class="passage" lang="en">' in " ".join(page.split())
    page = client.get("/fr/practices/?q=leçon").content.decode()
    assert '<p class="passage" lang="fr">' in " ".join(page.split())


NOTES = {
    "partly": "Only partly translated: the rest is in English.",
    "not yet": "Not yet translated: shown in English.",
}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("texts", "note"),
    [
        ({"title_fr": "T"}, "partly"),
        ({"summary_fr": "S"}, "partly"),
        ({"title_fr": "T", "summary_fr": "S"}, "partly"),
        ({"title_fr": "T", "summary_fr": "S", "done_fr": "F", "results_fr": "R"}, ""),
        ({}, "not yet"),
    ],
)
def test_it_is_offered_in_the_languages_that_all_of_it_is_in(
    client: Client, practice: Any, texts: dict[str, str], note: str
) -> None:
    made = practice("Title", summary_en="Summary.", done_en="Done.", results_en="Results.", **texts)
    address = made.get_absolute_url()
    offered = re.findall(r'<link rel="alternate" hreflang="(\w+)"', client.get(address).content.decode())
    page = client.get(f"/fr{address}").content.decode()
    with override("fr"):
        notes = {name: gettext(text) for name, text in NOTES.items()}
    assert [name for name, text in notes.items() if f'<p class="note">{text}</p>' in page] == [note] * bool(note)
    canonical = re.search(r'rel="canonical" href="[^"]*?(/fr)?/practices/', page)
    assert canonical is not None
    assert (canonical[1] == "/fr") == (not note)
    in_sitemap = f"/fr{address}" in client.get("/sitemap-practices-0.xml").content.decode()
    found = client.get(f"/api/v1/practices/{made.pk}?lang=fr").json()
    told = next(one for one in found["languages"] if one["language"] == "fr")
    assert (in_sitemap, told["is_translated"], found["language"]) == (not note, not note, "en" if note else "fr")
    assert list(Practice.objects.filter(Practice.is_written_in("fr"))) == [made] * (not note)
    assert ("fr" in offered) == (not note)


def test_the_api_tells_the_language_of_each_text(client: Client, partly: Practice) -> None:
    found = client.get(f"/api/v1/practices/{partly.pk}?lang=fr").json()
    assert found["text_languages"] == {"title": "fr", "summary": "en", "done": "en", "lessons": "fr"}
    assert client.get(f"/api/v1/practices/{partly.pk}").json()["text_languages"] == dict.fromkeys(
        ["title", "summary", "done", "lessons"], "en"
    )


def test_metadata_tells_them_apart(client: Client, partly: Practice) -> None:
    page = client.get(f"/fr{partly.get_absolute_url()}").content.decode()
    structured = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])  # type: ignore[index]
    article = structured["@graph"][0]
    assert (article["headline"], article["inLanguage"]) == ("Titre français", ["fr", "en"])
    assert article["abstract"] == {"@value": "English summary.", "@language": "en"}
    assert '<meta name="citation_language" content="fr">' in page
    assert re.findall(r'<meta name="DC.language" content="(\w+)">', page) == ["fr", "en"]


def test_harvesters_get_each_text_once_in_its_language(client: Client, partly: Practice) -> None:
    found = {}
    for prefix in ("oai_dc", "mods"):
        answer = ElementTree.fromstring(client.get("/oai", {"verb": "ListRecords", "metadataPrefix": prefix}).content)
        found[prefix] = [
            (one.tag.partition("}")[2], one.get(LANG) or one.text)
            for one in answer.iter()
            if one.tag.endswith(("}title", "}description", "}language", "}languageTerm", "}titleInfo", "}abstract"))
        ]
    assert found["oai_dc"] == [
        ("title", "en"), ("description", "en"), ("title", "fr"), ("language", "en"),
    ]  # fmt: skip
    assert [pair for pair in found["mods"] if pair[0] == "abstract"] == [("abstract", "en")]
    assert ("titleInfo", "fr") in found["mods"] and ("languageTerm", "fr") not in found["mods"]


def test_feeds_mark_each_element(client: Client, partly: Practice) -> None:
    answer = ElementTree.fromstring(client.get("/fr/practices/feed.atom").content)
    entry = answer.find("{http://www.w3.org/2005/Atom}entry")
    assert answer.get(LANG) == "fr" and entry is not None
    said = {one.tag.partition("}")[2]: one.get(LANG) for one in entry}
    assert (said["title"], said["summary"]) == (None, "en")


def test_files_tell_all_languages_of_the_text(client: Client, partly: Practice) -> None:
    answer = client.get("/fr/practices/export.csv")
    assert "fr; en" in answer.content.decode()


@pytest.mark.parametrize(("language", "expected"), [("en", "en"), ("fr", "fr"), ("es", "en")])
def test_one_function_tells_it_of_rows_and_terms_as_well(
    vocabulary: factories.Vocabulary, language: str, expected: str
) -> None:
    area = vocabulary.areas[0]
    area.name_fr = "Nom"
    with override(language):
        assert language_of(area, "name") == expected
        assert language_of(Requirement(text_en="A", text_fr="B"), "text") == expected


def test_terms_and_organisations_without_a_name_in_it_are_marked(
    client: Client, vocabulary: factories.Vocabulary, practice: Any
) -> None:
    body = Organisation.objects.create(slug="body", name_en="Ministry of Labour")
    there, home = vocabulary.areas[:2]
    PolicyArea.objects.filter(pk=home.pk).update(name_fr="Nom français")
    made = practice("Title", policy_areas=[there, home])
    Involvement.objects.create(practice=made, organisation=body)
    page = " ".join(client.get(f"/fr{made.get_absolute_url()}").content.decode().split())
    assert '<b lang="en"><a href="/fr/organisations/body/">' in page
    assert re.search(rf'lang="en">(?:(?!</a>).)*{there.name_en}</a>', page)
    assert not re.search(r'lang="en">(?:(?!</a>).)*Nom français</a>', page)
    panels = client.get("/fr/practices/").content.decode()
    assert f'<span class="label" lang="en">{there.name_en}</span>' in panels
    assert '<span class="label">Nom français</span>' in panels
    assert '<h1 lang="en">Ministry of Labour</h1>' in client.get("/fr/organisations/body/").content.decode()
