"""The card that partners frame, the code that they copy, and what networks read in a page's head."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from practices.editorial import revisions
from practices.models import Practice
from practices.sharing.embedding import height_for
from tests import factories


@pytest.fixture
def shown(practice: Callable[..., Practice], vocabulary: factories.Vocabulary) -> Practice:
    """A published practice of two countries, in one of three phases."""
    return practice(
        'Lower <fees> & "more"',
        title_fr="Des frais moins élevés",
        summary_fr="Ce que quelqu’un a fait.",
        slug="lower-fees",
        countries=[(vocabulary.countries[0], "origin"), (vocabulary.countries[2], "destination")],
        migration_phases=[vocabulary.phases[1]],
    )


def card(client: Client, practice: Practice, question: str = "", prefix: str = "") -> HttpResponse:
    return client.get(f"{prefix}{reverse('embed', args=[practice.pk])}{question}")


def text_of(answer: HttpResponse) -> str:
    """Return what a reader sees of a page, in one line."""
    body = answer.content.decode().partition("<body>")[2]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


def test_a_card_says_what_and_where_and_how_far_to_trust_it(client: Client, shown: Practice) -> None:
    answer = card(client, shown)
    said = text_of(answer)
    for words in (
        'Lower <fees> & "more"',
        "Morocco → to Philippines",
        "Programme",
        "Recruitment",
        "Planning (not covered)",
        "As reported in October 2007.",
        "Not checked against today's situation.",
        "Report (2010), pp. 21–26",
        "Labour Mobility Practices",
    ):
        assert words in said
    html = answer.content.decode()
    assert f'<a href="{shown.get_absolute_url()}" target="_blank" rel="noopener">' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{shown.get_absolute_url()}">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "<script" not in html
    assert re.findall(r"css/[a-z-]+", html) == ["css/tokens", "css/embed"]


def test_a_card_is_in_the_language_of_its_address(client: Client, shown: Practice) -> None:
    answer = card(client, shown, prefix="/fr")
    assert "Des frais moins élevés" in text_of(answer)
    assert "Maroc" in text_of(answer)
    assert "Source\N{NO-BREAK SPACE}: Report (2010)" in answer.content.decode()
    assert '<html lang="fr"' in answer.content.decode()
    assert f'<a href="/fr/practices/{shown.pk}/lower-fees/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("question", "theme"), [("", ""), ("?theme=dark", "dark"), ("?theme=light", "light"), ("?theme=%00<x>", "")]
)
def test_a_theme_can_be_forced(client: Client, shown: Practice, question: str, theme: str) -> None:
    html = card(client, shown, question).content.decode()
    assert (f'data-theme="{theme}"' in html) == ("data-theme" in html) == bool(theme)
    assert f'<meta name="color-scheme" content="{theme or "light dark"}">' in html


def test_the_card_of_a_withdrawn_practice_says_so(client: Client, shown: Practice, practice: Any) -> None:
    factories.withdraw(shown, "Its source was withdrawn.", practice("The better one"))
    answer = card(client, shown)
    assert answer.status_code == 410
    said = text_of(answer)
    for words in ("This practice was withdrawn", "Lower <fees>", "Its source was withdrawn.", "The better one"):
        assert words in said
    Practice.objects.filter(title_en="The better one").update(state="draft")
    assert "The better one" not in text_of(card(client, shown))


def test_the_card_of_a_merged_practice_is_that_of_the_other(client: Client, shown: Practice, practice: Any) -> None:
    other = practice()
    Practice.objects.filter(pk=shown.pk).update(state="merged", replaced_by=other)
    answer = card(client, shown, "?theme=dark", prefix="/fr")
    assert (answer.status_code, answer["Location"]) == (301, f"/fr/embed/{other.pk}/?theme=dark")


def test_nothing_is_told_of_what_is_not_public(client: Client, shown: Practice) -> None:
    draft = factories.complete_draft("A secret plan")
    copy = revisions.start(shown, None)
    for pk in (draft.pk, copy.pk, 999_999_999_999):
        answer = client.get(f"/embed/{pk}/")
        assert answer.status_code == 404
        assert text_of(answer).startswith("Page not found There is no published practice at this address.")
        assert "canonical" not in answer.content.decode()


def test_a_page_gives_the_code_of_its_card(client: Client, shown: Practice) -> None:
    html = client.get(shown.get_absolute_url()).content.decode()
    code = unescape(re.search(r'<textarea id="share-card"[^>]*>(.*?)</textarea>', html, re.DOTALL)[1])
    assert code == (
        f'<blockquote><a href="{settings.SITE_URL}{shown.get_absolute_url()}">'
        "Lower &lt;fees&gt; &amp; &quot;more&quot;</a></blockquote>"
        f'<iframe src="{settings.SITE_URL}/embed/{shown.pk}/" width="640" height="340" frameborder="0"'
        ' title="Lower &lt;fees&gt; &amp; &quot;more&quot;" loading="lazy"></iframe>'
    )
    plain = unescape(re.search(r'<textarea id="share-html"[^>]*>(.*?)</textarea>', html, re.DOTALL)[1])
    page = settings.SITE_URL + shown.get_absolute_url()
    assert f'<a href="{page}">Lower &lt;fees&gt; &amp; &quot;more&quot;</a> (Morocco, Philippines).' in plain
    assert f'<a href="{settings.LICENCE_URL}" rel="license">{settings.LICENCE_NAME}</a>' in plain
    assert not re.search("<script|<iframe|style=|class=", plain)
    assert "frame-src 'self'" in client.get(shown.get_absolute_url())["Content-Security-Policy"]


def test_a_narrower_card_is_higher() -> None:
    heights = [height_for(width) for width in (1, 220, 279, 280, 640, 10_000)]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] < heights[0]


def properties(client: Client, address: str) -> dict[str, list[str]]:
    """Return what a page's head says in Open Graph's terms."""
    found: dict[str, list[str]] = {}
    pattern = r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">'
    for name, content in re.findall(pattern, client.get(address).content.decode()):
        found.setdefault(name, []).append(unescape(content))
    return found


def test_networks_learn_what_to_show_of_a_link(client: Client, shown: Practice) -> None:
    found = properties(client, f"/fr/practices/{shown.pk}/lower-fees/")
    assert found == {
        "og:type": ["article"],
        "og:title": ["Des frais moins élevés"],
        "og:description": ["Ce que quelqu’un a fait."],
        "og:url": [f"{settings.SITE_URL}/fr/practices/{shown.pk}/lower-fees/"],
        "og:site_name": ["Pratiques de mobilité de la main-d’œuvre"],
        "og:locale": ["fr_FR"],
        "og:locale:alternate": ["en_GB", "es_ES"],
        "og:image": [f"{settings.SITE_URL}/fr/practices/{shown.pk}/picture.png"],
        "og:image:type": ["image/png"],
        "og:image:width": ["1200"],
        "og:image:height": ["630"],
        "og:image:alt": ["Des frais moins élevés (Maroc, Philippines)"],
        "twitter:card": ["summary_large_image"],
    }
    for address in ("/", "/practices/"):
        found = properties(client, address)
        assert found["og:url"] == [settings.SITE_URL + address]
        assert found["og:image"] == [f"{settings.SITE_URL}/picture.png"]
