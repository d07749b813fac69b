"""A practice and a result as Markdown: whole, with sources, and safe whatever stands in it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from markdown_it import MarkdownIt

from practices.models import Figure, Practice, Requirement
from tests import factories
from tests.queries import count_of

pytestmark = pytest.mark.django_db
EXPORT = "/practices/export.md"
OTHERS = MarkdownIt("gfm-like", {"linkify": False, "html": True})
HOSTILE = "](http://evil) <script>alert(1)</script>\n# Heading\n```\n---\n![x](http://evil)"


@pytest.fixture
def fees(vocabulary: factories.Vocabulary) -> Practice:
    """A practice of Morocco with all that a practice may have."""
    made = factories.practice(
        "Lower fees",
        done_en="Agencies charge *nothing*:\n\n- no fee\n- no loan",
        countries=[(vocabulary.countries[0], "origin")],
        policy_areas=[vocabulary.areas[0]],
        reported_on=date(2007, 10, 1),
        verified_on=date(2026, 2, 1),
        verified_by="A. Person",
    )
    citation = made.citations.get()
    citation.section, citation.pages, citation.note = "Fees", "12-14", "What it costs."
    citation.save()
    Figure.objects.create(practice=made, value=40, unit="%", label="of agencies", citation=citation)
    Requirement.objects.create(practice=made, kind="budget", text="Money for inspectors.")
    return made


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    return answer.getvalue().decode()


def test_it_says_what_the_page_says_and_from_where(client: Client, fees: Practice) -> None:
    text = read(client, f"/practices/{fees.pk}.md")
    assert text.startswith("# Lower fees\n\nWhat somebody did.\n")
    for said in (
        "**As reported in October 2007.**",
        "Checked on 1 February 2026 by A. Person.",
        f"- **Permanent link:** <http://127.0.0.1:8000/practices/{fees.pk}/>",
        f"entry {fees.pk}. http://127.0.0.1:8000/practices/{fees.pk}/ (accessed",
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
        "- **Where:** Morocco (country of origin)",
        "- **Policy area:** Remittances",
        "## What was done\n\nAgencies charge *nothing*:\n\n- no fee\n- no loan\n",
        "## Figures\n\n- 40% of agencies (Report (2010)",
        "- **Budget:** Money for inspectors.",
        "## Where it was reported\n\n- ",
        "  - Section ‘Fees’, pp. 12–14. What it costs.",
    ):
        assert said in text, said


def test_it_is_in_the_language_of_its_address(client: Client, fees: Practice) -> None:
    text = read(client, f"/fr/practices/{fees.pk}.md")
    assert "Maroc" in text and "# Lower fees" in text
    assert "Pas encore traduit" in text
    for name in Practice.TEXTS:
        setattr(fees, f"{name}_fr", "Moins de frais" if getattr(fees, f"{name}_en") else "")
    fees.outdated_fr = True
    fees.save()
    text = read(client, f"/fr/practices/{fees.pk}.md")
    assert text.startswith("# Moins de frais")
    assert "**Traduction non officielle.**" in text
    assert f"(http://127.0.0.1:8000/practices/{fees.pk}.md)" in text  # in English


def test_no_text_breaks_out(client: Client, vocabulary: factories.Vocabulary) -> None:
    section = HOSTILE.partition("![")[0].replace("http://", "")  # in which a link may stand
    made = factories.practice(HOSTILE, done_en=section, verified_on=date(2026, 1, 1), verified_by=HOSTILE)
    made.citations.update(section=HOSTILE, note=HOSTILE)
    Figure.objects.create(practice=made, value=1, label=HOSTILE, citation=made.citations.get())
    Requirement.objects.create(practice=made, kind="budget", text=HOSTILE)
    source = made.citations.get().source
    source.title = source.authors = source.where_to_find = HOSTILE
    source.save()
    for address in (f"/practices/{made.pk}.md", f"{EXPORT}?q={'x' * 3}](http://evil)<script>"):
        html = OTHERS.render(read(client, address))
        assert not re.search(r"<(script|img|pre|code|table)|href=.http://evil", html)
        assert not re.search(r"<h\d>Heading", html)


def test_a_result_is_told_with_its_question(client: Client, fees: Practice) -> None:
    factories.practice("Elsewhere")
    answer = client.get(f"{EXPORT}?country=MA")
    text = answer.getvalue().decode()
    assert "- **Country:** Morocco\n" in text
    assert "<http://127.0.0.1:8000/practices/?country=MA>" in text
    assert "\n---\n\n## Lower fees\n" in text and "Elsewhere" not in text
    assert "### What was done" in text
    assert ".md" in answer["Content-Disposition"]
    assert client.get(f"{EXPORT}?country=QQ").status_code == 400


def test_what_is_gone_says_so(client: Client, fees: Practice) -> None:
    pk = factories.draft().pk
    assert client.get(f"/practices/{pk}.md").status_code == 404
    factories.withdraw(fees, "The figures were wrong.")
    answer = client.get(f"/practices/{fees.pk}.md")
    assert (answer.status_code, "The figures were wrong." in answer.content.decode()) == (410, True)


def test_pages_lead_to_it(client: Client, fees: Practice) -> None:
    address = f"http://127.0.0.1:8000/practices/{fees.pk}.md"
    page = client.get(fees.get_absolute_url())
    assert f'<link rel="alternate" href="{address}" type="text/markdown">' in page.content.decode()
    assert f'<{address}>; rel="alternate"; type="text/markdown"' in page["Link"]
    assert f'<http://127.0.0.1:8000{fees.get_absolute_url()}>; rel="canonical"' in client.get(address)["Link"]
    head = client.get("/practices/?country=MA").content.decode()
    assert 'type="text/markdown" href="http://127.0.0.1:8000/practices/export.md?country=MA"' in head


def test_it_costs_as_many_queries_for_many_practices_as_for_few(
    client: Client, vocabulary: factories.Vocabulary, fees: Practice
) -> None:
    def queries(address: str) -> int:
        client.get("/practices/")  # the index follows
        with CaptureQueriesContext(connection) as captured:
            read(client, address)
        return count_of(captured)

    assert queries(f"/practices/{fees.pk}.md") <= 10
    few = queries(EXPORT)
    for country in vocabulary.countries:
        factories.practice(countries=[(country, "origin")])
    assert queries(EXPORT) <= few
