"""What machines read of a page: structured data, typed links, its address in each language."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from practices.models import Citation, Practice, Source
from practices.templatetags.metadata import json_ld
from tests import factories
from tests.metadata.heads import SITE, dublin_core, in_each_language, linked, signposts, structured, tree

RELATIONS = ("cite-as", "describedby", "type", "license", "service-desc", "successor-version", "linkset")
NASTY = "</script><script>alert(1)</script><!-- <script> & ' \" ]]> {{ x }} \\u003c é"


@pytest.fixture
def shown(practice: Callable[..., Practice], vocabulary: factories.Vocabulary) -> Practice:
    """A practice of two countries, with two documents."""
    made = practice(
        NASTY,
        slug="nasty",
        summary_en=f"Summary {NASTY}",
        policy_areas=vocabulary.areas[:2],
        migration_phases=[vocabulary.phases[1]],
        countries=[(vocabulary.countries[0], "origin"), (vocabulary.countries[2], "destination")],
    )
    report = Source.objects.create(
        slug="dialogue",
        title=f"Dialogue {NASTY}",
        short_citation="Dialogue",
        kind="report",
        authors="Klein Solomon, Michele\nInternational Organization for Migration",
        publisher="IOM",
        date=datetime.date(2010, 3, 4),
        series="International Dialogue on Migration",
        number="12",
        issn="1726-2224",
        document_symbol="X/1",
    )
    Citation.objects.create(practice=made, source=report, section="Remittances", pages="33-34")
    Citation.objects.create(practice=made, source=report, paragraphs="7")
    return made


def text_of(page: Any, path: str) -> list[str]:
    return [element.text_content().strip() for element in tree(page).xpath(path)]


def test_the_article_says_what_the_page_shows(client: Client, shown: Practice) -> None:
    page = client.get(shown.get_absolute_url())
    article = structured(page)["Article"]
    assert [article["headline"], article["abstract"]] == [NASTY, f"Summary {NASTY}"]
    assert article["@id"] == article["identifier"] == f"{SITE}/practices/{shown.pk}/"
    assert article["url"] == f"{SITE}/practices/{shown.pk}/nasty/"
    assert article["inLanguage"] == "en"
    assert article["datePublished"] == f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    assert datetime.datetime.fromisoformat(article["dateModified"]) == shown.updated_at.replace(microsecond=0)
    assert article["publisher"]["@id"] == article["author"]["@id"]
    assert article["author"]["name"] == settings.PUBLISHER
    assert (article["license"], article["isAccessibleForFree"]) == (settings.LICENCE_URL, True)
    labels = [about["name"] for about in article["about"]]
    assert labels == ["Remittances", "Recruitment regulation", "Recruitment"]
    assert set(labels) <= {label.strip() for label in text_of(page, "//article//a")}
    places = [(place["@type"], place["name"], place["identifier"]["value"]) for place in article["spatialCoverage"]]
    assert places == [("Country", "Morocco", "MA"), ("Country", "Philippines", "PH")]
    assert all(name in " ".join(text_of(page, "//*[@class='facts']")) for _type, name, _code in places)


def test_a_term_is_the_same_in_every_language(client: Client, shown: Practice) -> None:
    ids = [
        [about["@id"] for about in structured(client.get(f"{prefix}{shown.get_absolute_url()}"))["Article"]["about"]]
        for prefix in ("", "/fr")
    ]
    assert ids[0] == ids[1]
    assert ids[0][0] == f"{SITE}/practices/?policy_area=remittances"
    assert client.get(ids[0][0].removeprefix(SITE)).status_code == 200


def test_a_practice_of_no_single_country_covers_its_regions(client: Client, practice, vocabulary) -> None:
    page = client.get(practice(regions=[vocabulary.regions[0]]).get_absolute_url())
    assert structured(page)["Article"]["spatialCoverage"] == [{"@type": "Place", "name": "Africa"}]


def test_without_places_none_are_told(client: Client, practice) -> None:
    assert "spatialCoverage" not in structured(client.get(practice().get_absolute_url()))["Article"]


def test_its_picture_is_that_of_the_page(client: Client, shown: Practice) -> None:
    page = client.get(f"/fr{shown.get_absolute_url()}")
    image = structured(page)["Article"]["image"]
    assert tree(page).xpath("//meta[@property='og:image']/@content") == [image]
    assert client.head(image.removeprefix(SITE))["Content-Type"] == "image/png"


def test_each_source_is_cited_with_its_passages(client: Client, shown: Practice) -> None:
    cited = structured(client.get(shown.get_absolute_url()))["Article"]["citation"]
    assert [one["name"] for one in cited] == ["A report", f"Dialogue {NASTY}"]
    assert cited[1] == {
        "@type": "Report",
        "name": f"Dialogue {NASTY}",
        "author": [
            {"@type": "Person", "name": "Michele Klein Solomon", "familyName": "Klein Solomon", "givenName": "Michele"},
            {"@type": "Organization", "name": "International Organization for Migration"},
        ],
        "publisher": {"@type": "Organization", "name": "IOM"},
        "datePublished": "2010-03-04",
        "identifier": "X/1",
        "isPartOf": {
            "@type": "CreativeWorkSeries",
            "name": "International Dialogue on Migration",
            "issn": "1726-2224",
        },
        "position": "12",
        "inLanguage": "en",
        "hasPart": [
            {"@type": "Chapter", "name": "Remittances", "pagination": "33-34"},
            {"@type": "Chapter", "name": "para. 7"},
        ],
    }
    assert cited[0]["datePublished"] == "2010"


def test_no_text_breaks_out_of_the_structured_data(client: Client, shown: Practice) -> None:
    page = client.get(shown.get_absolute_url())
    assert text_of(page, "//h1") == [NASTY.strip()]
    assert [script.get("type") for script in tree(page).iter("script") if not script.get("src")] == [
        "application/ld+json"
    ]
    data = page.content.decode().split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not set(data) & set("<>&\u2028\u2029")


def test_dublin_core_says_the_same(client: Client, shown: Practice) -> None:
    page = client.get(shown.get_absolute_url())
    article = structured(page)["Article"]
    told = dublin_core(page)
    # An attribute's line ends may be read as spaces; its words may not change.
    assert told["title"].split() == article["name"].split()
    assert told["description"].split() == article["abstract"].split()
    assert [told["identifier"], told["language"]] == [article["@id"], article["inLanguage"]]
    assert told["publisher"] == article["author"]["name"]


def test_what_could_break_out_is_spelt_out() -> None:
    written = json_ld({"x": "</Script><!--&\u2028\u2029é"})
    assert written == (
        '<script type="application/ld+json">{"x":"\\u003c/Script\\u003e\\u003c!--\\u0026\\u2028\\u2029é"}</script>'
    )


def test_the_trail_is_the_same_for_the_eye_and_for_machines(client: Client, shown: Practice) -> None:
    for prefix, home, areas in (("", "Home", "Policy areas"), ("/fr", "Accueil", "Domaines d’action")):
        page = client.get(f"{prefix}{shown.get_absolute_url()}")
        things = structured(page)
        steps = things["BreadcrumbList"]["itemListElement"]
        links = tree(page).xpath("//*[@class='crumbs']//a")
        here = {"@type": "ListItem", "position": 4, "name": NASTY, "item": things["Article"]["url"]}
        assert steps.pop() == here  # which has no link for the eye
        assert [step["item"] for step in steps] == [f"{SITE}{link.get('href')}" for link in links]
        assert [step["name"] for step in steps] == [link.text for link in links] == [home, areas, "Remittances"]
        assert [step["position"] for step in steps] == [1, 2, 3]
        assert steps[2]["item"] == f"{SITE}{prefix}/policy-areas/remittances/"


def test_home_describes_the_site_and_the_catalogue(client: Client, shown: Practice) -> None:
    things = structured(client.get("/fr/"))
    assert set(things) == {"WebSite", "Dataset", "Organization"}
    site, catalogue = things["WebSite"], things["Dataset"]
    search = site["potentialAction"]["target"]["urlTemplate"].replace("{search_term_string}", "summary")
    found = client.get(search.removeprefix(SITE))
    assert text_of(found, "//*[@id='results']") == ["1 pratique"]
    assert site["mainEntity"]["@id"] == catalogue["@id"]
    assert site["publisher"]["@id"] == catalogue["publisher"]["@id"] == things["Organization"]["@id"]
    assert 50 <= len(catalogue["description"]) <= 5000
    assert catalogue["license"] == settings.LICENCE_URL
    article = structured(client.get(shown.get_absolute_url()))["Article"]
    assert article["isPartOf"]["@id"] == catalogue["@id"]
    for download in (*catalogue["distribution"], article["encoding"]):
        answer = client.get(download["contentUrl"].removeprefix(SITE))
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, download["encodingFormat"])


# Typed links ------------------------------------------------------------------------------------


def test_header_and_head_have_the_same_links(client: Client, shown: Practice) -> None:
    home, page = client.get("/"), client.get(shown.get_absolute_url())
    links = [link for link in signposts(page) if link["rel"] != "alternate"]  # of which the head has more
    assert links == linked(page, *RELATIONS)
    assert signposts(home) == linked(home, *RELATIONS)
    assert [link["href"] for link in links if link["rel"] == "cite-as"] == [f"{SITE}/practices/{shown.pk}/"]
    assert [link["href"] for link in links if link["rel"] == "license"] == [settings.LICENCE_URL]
    types = [link["href"] for link in links if link["rel"] == "type"]
    assert types == ["https://schema.org/AboutPage", "https://schema.org/Article"]
    assert client.head(shown.get_absolute_url())["Link"] == page["Link"]


def test_every_link_leads_to_what_it_says(client: Client, shown: Practice) -> None:
    pages = [client.get(path) for path in ("/", f"/fr{shown.get_absolute_url()}")]
    for link in (link for page in pages for link in signposts(page)):
        if not link["href"].startswith(SITE):
            continue
        answer = client.get(link["href"].removeprefix(SITE), follow=True)
        assert answer.status_code == 200, link
        assert answer["Content-Type"].partition(";")[0] == link.get("type", "text/html"), link


def test_each_file_leads_back_to_what_it_describes(client: Client, shown: Practice) -> None:
    path = shown.get_absolute_url()
    for ending in ("ris", "bib", "csl.json"):
        links = {link["rel"]: link["href"] for link in signposts(client.get(f"/fr/practices/{shown.pk}.{ending}"))}
        assert links == {
            "describes": f"{SITE}/fr{path}",
            "cite-as": f"{SITE}/practices/{shown.pk}/",
        }


def test_a_kept_page_has_its_links_too(client: Client, shown: Practice) -> None:
    memory = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "metadata"}}
    with override_settings(CACHES=memory):
        answers = [client.get(shown.get_absolute_url()) for _time in range(2)]
    assert [hasattr(answer, "was_kept") for answer in answers] == [False, True]
    assert answers[0]["Link"] == answers[1]["Link"]


def test_a_withdrawn_practice_keeps_its_address_and_names_its_successor(client: Client, shown, practice) -> None:
    other = practice()
    factories.withdraw(shown, "Wrong.", replaced_by=other)
    answer = client.get(shown.get_absolute_url())
    assert answer.status_code == 410
    assert signposts(answer) == linked(answer, *RELATIONS)
    assert {link["rel"]: link["href"] for link in signposts(answer)} == {
        "cite-as": f"{SITE}/practices/{shown.pk}/",
        "type": "https://schema.org/AboutPage",
        "successor-version": f"{SITE}/practices/{other.pk}/",
    }
    assert not linked(answer, "canonical")
    assert not in_each_language(answer)
    assert "ld+json" not in answer.content.decode()


def test_a_successor_that_is_not_public_is_not_named(client: Client, shown, practice) -> None:
    other = practice()
    factories.withdraw(shown, "Wrong.", replaced_by=other)
    factories.withdraw(other, "Wrong, too.")
    assert "successor-version" not in client.get(shown.get_absolute_url())["Link"]


# Addresses --------------------------------------------------------------------------------------


def addresses(page: Any) -> tuple[str, dict[str, str]]:
    """Return the canonical address of a page, and its address in each language."""
    [canonical] = linked(page, "canonical")
    return canonical["href"], in_each_language(page)


@pytest.mark.parametrize("path", ["/", "/practices/", "/about/", "/propose/"])
def test_a_page_is_canonical_in_each_language(client: Client, db: None, path: str) -> None:
    expected = {"en": SITE + path, "fr": f"{SITE}/fr{path}", "es": f"{SITE}/es{path}", "x-default": SITE + path}
    for code, prefix in (("en", ""), ("fr", "/fr")):
        page = client.get(f"{prefix}{path}?utm_source=x", headers={"host": "localhost"})
        assert addresses(page) == (expected[code], expected)


def test_an_untranslated_practice_is_the_english_page(client: Client, practice) -> None:
    path = (made := practice()).get_absolute_url()
    for prefix in ("", "/fr"):
        page = client.get(prefix + path, headers={"host": "localhost"})
        assert addresses(page) == (SITE + path, {"en": SITE + path, "x-default": SITE + path})
    Practice.objects.filter(pk=made.pk).update(title_fr="Titre", summary_fr="Résumé")
    expected = {"en": SITE + path, "fr": f"{SITE}/fr{path}", "x-default": SITE + path}
    assert addresses(client.get(f"/fr{path}")) == (expected["fr"], expected)
    assert addresses(client.get(f"/es{path}")) == (expected["en"], expected)
    assert structured(client.get(f"/fr{path}"))["Article"]["inLanguage"] == "fr"


@pytest.mark.parametrize("path", ["/practices/?q=x", "/practices/?country=MA", "/no-such-page/", "/preview/x/"])
def test_what_is_not_to_be_found_has_no_canonical_address(client: Client, vocabulary, path: str) -> None:
    page = client.get(path)
    assert "noindex" in tree(page).xpath("string(//meta[@name='robots']/@content)")
    assert not linked(page, "canonical")
    assert not in_each_language(page)
