"""A result shows why it was found: marks, a passage from a section, or a note on a name, a synonym or a language."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from practices.models import Organisation, Synonym
from tests import factories

LONG = "Nothing of it stands here, only words that go on. " * 10


def card(client: Client, text: str, prefix: str = "") -> str:
    """The HTML of the only result."""
    page = client.get(f"{prefix}/practices/", {"q": text}).content.decode()
    (found,) = re.findall(r'<li class="card">(.*?)<div class="meta">', page, re.DOTALL)
    return found


def passage(client: Client, text: str, prefix: str = "") -> str | None:
    found = re.findall(r'<p class="passage"[^>]*>(.*?)</p>', card(client, text, prefix), re.DOTALL)
    assert len(found) <= 1
    return found[0] if found else None


def notes(client: Client, text: str, prefix: str = "") -> list[str]:
    found = re.findall(r'<p class="note">(.*?)</p>', card(client, text, prefix))
    return [unescape(note) for note in found if "Not yet translated" not in note and "Pas encore" not in note]


# Marks --------------------------------------------------------------------------------------------


MARKED = [
    ("fee", ["fees", "Fees"]),
    ("lower fees", ["Lower", "fees", "Fees"]),
    ('"lower fees"', ["Lower fees"]),
    ("fees -nothing", ["fees", "Fees"]),
    ("fees OR bank", ["fees", "banks", "Fees"]),
    ("bnaks", ["banks"]),
    ("low", ["Lower"]),
    ("EMIGRE", ["émigrés"]),
    ("fees the for", ["fees", "Fees"]),
    ('"fees for banks"', ["fees for banks"]),
    ('fees "lower fees"', ["Lower fees", "Fees"]),
]


def test_what_was_searched_for_is_marked_in_title_and_summary(client: Client, practice, subtests) -> None:
    practice("Lower fees for banks", summary_en="Fees that émigrés pay.")
    for text, marked in MARKED:
        with subtests.test(text=text):
            assert re.findall("<mark>(.*?)</mark>", card(client, text)) == marked
            assert passage(client, text) is None


def test_without_a_text_nothing_is_marked(client: Client, practice) -> None:
    practice("Lower fees")
    page = client.get("/practices/").content.decode()
    assert "<mark>" not in page
    assert 'class="passage"' not in page


def test_a_synonym_is_marked_too(client: Client, practice) -> None:
    Synonym.objects.create(words="SMS\ntext message")
    practice("Paid by text message")
    html = card(client, "SMS ")
    assert "<mark>text message</mark>" in html
    assert notes(client, "SMS ") == ["Found by “text message”, which means the same as “SMS”."]


# Passages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "label"),
    [
        ("problem", "The problem it answers"),
        ("done", "What was done"),
        ("results", "Results"),
        ("lessons", "What others can take from it"),
    ],
)
def test_a_word_of_a_section_is_shown_with_the_words_around_it(client, practice, section: str, label: str) -> None:
    practice("Title", **{f"{section}_en": f"{LONG}Here seafarers got contracts. {LONG}"})
    html = passage(client, "seafarer")
    assert f'<span class="name" lang="en">{label}:</span>' in html
    assert "Here <mark>seafarers</mark> got contracts." in html
    shown = re.sub(r"<[^>]*>", "", html.partition("</span>")[2])
    assert shown.startswith(" … ") and shown.endswith(" …")
    assert len(shown) < 260
    assert all(word in LONG + "Here seafarers got contracts.…" for word in shown.split()), "words are whole"


def test_a_short_section_is_shown_whole(client: Client, practice) -> None:
    practice("Title", done_en="Seafarers got contracts.")
    html = passage(client, "contracts")
    assert html.endswith("</span> Seafarers got <mark>contracts</mark>.")


def test_a_passage_is_cut_at_its_beginning_and_end_only_where_more_stands(client: Client, practice) -> None:
    practice("Title", done_en=f"Seafarers first. {LONG} Contracts last")
    assert "</span> <mark>Seafarers</mark> first." in passage(client, "seafarers")
    assert passage(client, "seafarers").endswith("…")
    assert passage(client, "contracts").endswith("<mark>Contracts</mark> last")
    assert "</span> … " in passage(client, "contracts")


def test_words_in_a_row_without_a_space_do_no_harm(client: Client, practice) -> None:
    practice("Title", done_en=f"{'x' * 300}/seafarers/{'y' * 300}")
    assert "<mark>seafarers</mark>" in passage(client, "seafarers")


def test_marks_of_markdown_are_gone_and_html_is_escaped(client: Client, practice) -> None:
    text = "* The **seafarers'** [contracts](https://example.org/a_b) are\n* <b>not</b> _void_ & valid\n\n> quoted"
    practice("Title", done_en=text)
    html = passage(client, "seafarers")
    assert "The <mark>seafarers</mark>&#x27; contracts are &lt;b&gt;not&lt;/b&gt; void &amp; valid quoted" in html
    assert not re.search(r"\*|\]\(|example\.org", html)


def test_what_stands_only_in_the_address_of_a_link_is_not_shown(client: Client, practice) -> None:
    practice("Title", done_en="See [here](https://example.org/seafarers).")
    assert passage(client, "seafarers") is None
    practice(
        "Another", slug="another", problem_en="See [there](https://e.org/quagga).", lessons_en="The quagga is gone."
    )
    assert "<mark>quagga</mark> is gone" in passage(client, "quagga")


def test_the_section_with_most_of_what_is_missing_is_chosen(client: Client, practice) -> None:
    practice("Nurses", problem_en="Contracts.", done_en="Seafarers have contracts.", lessons_en="Seafarers.")
    assert "<mark>Seafarers</mark> have <mark>contracts</mark>." in passage(client, "seafarers contracts nurses")
    assert passage(client, "nurses") is None


def test_a_passage_in_another_language_is_the_readers_text(client: Client, practice) -> None:
    practice("Title", title_fr="Titre", summary_fr="Résumé.", done_fr="Les marins signent.", done_en="Seafarers sign.")
    assert "Les <mark>marins</mark> signent." in passage(client, "marin", "/fr")
    assert 'lang="fr"' in card(client, "marin", "/fr")
    assert passage(client, "marin") is None
    assert notes(client, "marin") == ["“marin” stands in the text in French."]


# Notes --------------------------------------------------------------------------------------------


EXPLAINED = [
    ("Maroc ", "", ["Country: Morocco (also: “Maroc”)"]),
    ("Marruecos ", "", ["Country: Morocco (also: “Marruecos”)"]),
    ("Morocco ", "", []),  # the card shows the country
    ("maroc ", "/fr", []),
    ("Morocco ", "/fr", ["Maroc", "Morocco"]),
    ("africa ", "", ["Region: Africa"]),
    ("afrique ", "", ["Region: Africa (also: “Afrique”)"]),
    ("BM ", "", ["Organisation: Bank of Morocco (also: “BM”)"]),
    ("Moroco ", "", []),
]


def test_a_name_that_the_page_does_not_show_is_explained(client: Client, practice, vocabulary, subtests) -> None:
    bank = Organisation.objects.create(slug="bank", name_en="Bank of Morocco", acronym_en="BM")
    practice("Title", countries=[(vocabulary.countries[0], "origin")], organisations=[bank])
    for text, prefix, told in EXPLAINED:
        with subtests.test(text=text, prefix=prefix):
            found = notes(client, text, prefix)
            if prefix:  # words and quotation marks are the translators'
                assert all(name in found[0] for name in told)
                assert len(found) == bool(told)
            else:
                assert found == told


def test_what_the_text_shows_needs_no_note(client: Client, practice, vocabulary) -> None:
    practice("Morocco lowers fees", countries=[(vocabulary.countries[0], "origin")])
    assert notes(client, "Morocco fees") == []
    assert notes(client, "Maroc fees") == ["Country: Morocco (also: “Maroc”)"]


def test_each_word_has_one_note_and_no_note_stands_twice(client: Client, practice, vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    practice("Title", countries=[(morocco, "origin"), (egypt, "destination")])
    assert notes(client, "Maroc Egipto ") == [
        "Country: Morocco (also: “Maroc”)",
        "Country: Egypt (also: “Egipto”)",
    ]
    assert notes(client, "Northern Africa ") == ["Region: Northern Africa", "Region: Africa"]


def test_a_term_of_another_practice_explains_nothing(client: Client, practice, vocabulary) -> None:
    practice("Remittances")
    practice("Asia in a title")
    practice("Another one", countries=[(vocabulary.countries[2], "origin")])
    page = client.get("/practices/?q=asia+").content.decode()
    assert page.count('class="card"') == 2
    assert page.count("Region: Asia") == 1


def test_the_synonym_of_a_name_is_explained(client: Client, practice, vocabulary) -> None:
    Synonym.objects.create(words="money transfers\nremittances")
    practice("Title", policy_areas=[vocabulary.areas[0]])
    assert notes(client, "money transfers ") == ["Found by “remittances”, which means the same as “money transfers”."]


def test_what_was_typed_is_escaped_in_notes(client: Client, vocabulary) -> None:
    country = factories.country("XX", "XXX", "999", "<i>Land</i>", vocabulary.regions[0], name_fr="<b>Pays</b>")
    factories.practice("Title", countries=[(country, "origin")])
    html = card(client, "<b>pays</b> ")
    assert "&lt;b&gt;Pays&lt;/b&gt;" in html
    assert not re.search("<[bi]>", html)
