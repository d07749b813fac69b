"""One practice: its page, its lasting address, and what becomes of both."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from practices.discovery import figures
from practices.models import Figure, Requirement, Source
from practices.taxonomy import vocabularies
from tests import factories


@pytest.mark.usefixtures("catalogue")
def test_it_makes_at_most_10_queries(client: Client, django_assert_max_num_queries) -> None:
    client.get("/practices/1/")
    for address in ("/practices/23/anapec/", client.get("/practices/11/")["Location"]):
        vocabularies._cached = None
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


@pytest.mark.usefixtures("catalogue")
def test_it_shows_what_the_source_says_and_where(client: Client) -> None:
    page = client.get("/practices/23/anapec/").content.decode()
    for piece in ["300,000", "Agence Nationale de Promotion", "pp. 33–34", "As reported in October 2007.", "Morocco"]:
        assert piece in page, piece
    assert "Not checked against today&#x27;s situation." in page or "Not checked against today's situation." in page
    assert "Next review due December 2027." in page
    assert 'href="/policy-areas/institutional-capacity/"' in page


def test_what_a_source_does_not_tell_is_left_out(client: Client, practice) -> None:
    page = client.get(practice().get_absolute_url()).content.decode()
    for heading in ["The problem it answers", "What was done", "What others can take from it"]:
        assert heading not in page
    # Of what came of it, silence tells something.
    assert re.search(r">Results</h2>\s*<p class=\"silent\"[^>]*>The source does not say", page)


def test_every_other_spelling_of_its_address_leads_to_it(client: Client, practice) -> None:
    made = practice()
    right = made.get_absolute_url()
    number = made.pk
    for path in (
        f"{number}",
        f"{number}/",
        f"{number}/{made.slug}",
        f"{number}/old-name/",
        f"{number}/{made.slug.upper()}/",
    ):
        answer = client.get(f"/practices/{path}")
        assert (answer.status_code, answer["Location"]) == (301, right), path
    assert client.get(f"/fr/practices/{number}/")["Location"] == f"/fr{right}"
    assert client.get(f"/practices/{number}/?ref=report")["Location"] == f"{right}?ref=report"


def test_drafts_are_not_found_by_anybody(client: Client, vocabulary) -> None:
    draft = factories.draft()
    assert client.get(f"/practices/{draft.pk}/").status_code == 404
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_withdrawn_practice_leaves_a_tombstone(client: Client, practice) -> None:
    successor, withdrawn = practice("The successor"), practice("The old one")
    factories.withdraw(withdrawn, "The ministry asked us to.", successor)
    for path in (withdrawn.get_absolute_url(), f"/practices/{withdrawn.pk}/"):
        answer = client.get(path)
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "The ministry asked us to." in page
        assert successor.get_absolute_url() in page
    assert client.get("/practices/").context["found"].total == 1


def test_the_trust_line_says_who_checked(client: Client, practice) -> None:
    made = practice(verified_on=datetime.date(2026, 3, 1), verified_by="IOM Rabat", reported_on=None)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Checked on 1 March 2026 by IOM Rabat." in page
    assert "As reported in an undated document." in page
    Source.objects.update(year=1999)
    assert "As reported in a document of 1999." in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"value": 300000}, "300,000"),
        ({"value": "0.6", "unit": "%"}, "0.6%"),
        ({"value": 206_000_000_000, "unit": "USD"}, "206 billion\N{NO-BREAK SPACE}USD"),
        ({"value": 1_500_000}, "1.5 million"),
        ({"value": 1_234_567}, "1,234,567"),
        ({"value": 2, "value_max": 3, "unit": "%"}, "2–3%"),
        ({"value": 356, "unit": "USD", "qualifier": "more-than"}, "more than 356\N{NO-BREAK SPACE}USD"),
    ],
)
def test_figures_are_written_for_people(client: Client, practice, fields: dict, shown: str) -> None:
    made = practice()
    Figure.objects.create(practice=made, label_en="things", citation=made.citations.first(), **fields)
    assert f"<dd>{shown}</dd>" in client.get(made.get_absolute_url()).content.decode()


WORDED = {
    1_000_000: ("1 million", "1~million", "1~millón"),
    1_500_000: ("1.5 million", "1,5~million", "1,5~millones"),
    1_900_000: ("1.9 million", "1,9~million", "1,9~millones"),
    2_000_000: ("2 million", "2~millions", "2~millones"),
    12_300_000: ("12.3 million", "12,3~millions", "12,3~millones"),
    1_000_000_000: ("1 billion", "1~milliard", "1~000~millones"),
    1_500_000_000: ("1.5 billion", "1,5~milliard", "1~500~millones"),
    206_000_000_000: ("206 billion", "206~milliards", "206~000~millones"),
    999_950: ("999,950", "999~950", "999~950"),
}


@pytest.mark.parametrize("value", WORDED)
def test_round_millions_and_billions_are_worded_as_each_language_does(value: int) -> None:
    for language, worded in zip(("en", "fr", "es"), WORDED[value], strict=True):
        with override(language):
            found = figures.of_figure(Figure(value=Decimal(value), qualifier=Figure.Qualifier.EXACTLY))
        assert found == worded.replace("~", "\N{NO-BREAK SPACE}"), language


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"start_year": 2007}, "2007 onwards"),
        ({"start_year": 2007, "status": "in-force"}, "2007 onwards"),
        ({"start_year": 2007, "status": "ended"}, "2007–?"),
        ({"start_year": 2007, "end_year": 2009}, "2007–2009"),
        ({"start_year": 2007, "end_year": 2009, "status": "ended"}, "2007–2009"),
        ({"end_year": 2009}, "–2009"),
    ],
)
def test_years_say_that_it_goes_on_only_where_it_may(client: Client, practice, fields: dict, shown: str) -> None:
    page = client.get(practice(**fields).get_absolute_url()).content.decode()
    assert shown in page[page.index("<dt>When</dt>") : page.index("<dt>Phases</dt>")]


def test_related_practices_come_with_the_reason(client: Client, practice, vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    made = practice(countries=[(morocco, "origin")], policy_areas=vocabulary.areas[:1])
    same_country = practice(countries=[(morocco, "origin")], policy_areas=vocabulary.areas[1:2])
    practice(countries=[(egypt, "origin")], policy_areas=vocabulary.areas[2:], level="global", instrument="agreement",
             migration_phases=vocabulary.phases[1:])  # fmt: skip
    page = client.get(made.get_absolute_url()).content.decode()
    assert same_country.get_absolute_url() in page
    assert "Country: Morocco" in page


def test_what_to_do_with_it_stands_in_one_bar_between_facts_and_text(client: Client, practice) -> None:
    made = practice()
    practice()
    page = client.get(made.get_absolute_url()).content.decode()
    parts = [
        'class="facts"',
        'class="tools"',
        'id="cite"',
        'id="share"',
        'id="follow"',
        'id="sources"',
        'id="related"',
        "<footer",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_a_document_is_named_once_with_all_its_passages(client: Client, practice) -> None:
    made = practice()
    [first] = made.citations.all()
    for name in ("Another section", "A third section"):
        made.citations.create(source=first.source, section=name)
    page = client.get(made.get_absolute_url()).content.decode()
    section = page[page.index('id="sources"') : page.index("<aside")]
    assert section.count('class="ref"') == 1
    assert section.count(first.source.title) == 1
    names = ["A section", "Another section", "A third section"]
    assert sorted(map(section.index, names)) == [section.index(name) for name in names]


def test_its_text_is_markdown_without_html(client: Client, practice) -> None:
    made = practice(done_en="One *two*.\n\n<script>x()</script>\n\n[a](javascript:alert(1))\n\n- item\n\n# no heading")
    page = client.get(made.get_absolute_url()).content.decode()
    assert "<em>two</em>" in page and "<li>item</li>" in page
    assert "<script>x" not in page and 'href="javascript' not in page
    assert "<h1>no heading" not in page


def test_untranslated_text_is_marked_as_english(client: Client, practice) -> None:
    made = practice("Only in English", done_en="Done.")
    Requirement.objects.create(practice=made, kind="time", text_en="A year.")
    address = f"/fr{made.get_absolute_url()}"
    page = client.get(address).content.decode()
    assert '<html lang="fr"' in page
    assert all(f'lang="en">{text}' in page for text in ("Only in English", "<p>Done.", "A year."))
    made.title_fr, made.summary_fr, made.done_fr = "En français", "Un résumé.", "Fait."
    made.save()
    page = client.get(address).content.decode()
    assert all(f'lang="fr">{text}' in page for text in ("En français", "Un résumé.", "<p>Fait."))


KNOWN = {
    "unofficial": "Unofficial translation.",
    "confirmed": "Translation confirmed by %(who)s on %(date)s.",
    "outdated": "The English text has changed since it was translated.",
    "counts": "The English text counts.",
}
CONFIRMED = {"confirmed_by_fr": "Awa Diop", "confirmed_on_fr": datetime.date(2026, 3, 4)}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, ["unofficial", "counts"]),
        ({"outdated_fr": True}, ["unofficial", "outdated", "counts"]),
        (CONFIRMED, ["confirmed"]),
        (CONFIRMED | {"outdated_fr": True}, ["confirmed", "outdated", "counts"]),
    ],
)
def test_a_translation_says_how_far_it_can_be_trusted(client: Client, practice, known: dict, said: list[str]) -> None:
    address = practice("Advice", title_fr="Conseils", **known).get_absolute_url()
    page = client.get(f"/fr{address}?have=budget").content.decode()
    told = re.search(r'<p class="note translation">(.*?)</p>', page, re.DOTALL)
    assert told is not None
    with override("fr"):
        texts = {name: gettext(text) % {"who": "Awa Diop", "date": "4 mars 2026"} for name, text in KNOWN.items()}
    shown = " ".join(told[1].split())
    assert [name for name, text in texts.items() if " ".join(text.split()) in shown] == said
    # It leads to the same page in English.
    assert (f'href="{address}?have=budget" hreflang="en"' in shown) == ("counts" in said)
    for other in (address, f"/es{address}"):  # the English itself, and what is not translated
        assert 'class="note translation"' not in client.get(other).content.decode()
