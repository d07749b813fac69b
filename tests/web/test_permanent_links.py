"""Every address that ever led to a practice leads there still, over one redirect."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.test import Client

from practices.editorial import workflow
from practices.editorial.moves import Details
from practices.models import Practice
from tests import factories

pytestmark = pytest.mark.usefixtures("db")


@dataclass
class Scene:
    """One practice of each kind of address."""

    client: Client
    live: Practice
    withdrawn: Practice
    merged: Practice
    seen: dict[str, list[str]] = field(default_factory=dict)

    def hops(self, address: str, method: str = "get") -> list[str]:
        """Follow redirects. Return each address that they lead to, and at last the status."""
        answer = getattr(self.client, method)(address)
        if answer.status_code != 301:
            return [str(answer.status_code)]
        assert answer["Cache-Control"] == "no-cache"  # a slug may be changed back
        target = answer["Location"]
        if target not in self.seen:
            self.seen[target] = self.hops(target, method)
        return [target, *self.seen[target]]


@pytest.fixture
def scene(client: Client, vocabulary: factories.Vocabulary) -> Scene:
    live, withdrawn, merged = factories.practice("Live"), factories.practice("Withdrawn"), factories.practice("Merged")
    factories.withdraw(withdrawn, "Old.")
    publisher = factories.person("publisher", "Publisher")
    merged = workflow.perform(merged, "merge", publisher, Details("The same.", replaced_by=live))
    return Scene(client, live, withdrawn, merged)


PREFIXES = {"": "", "/fr": "/fr", "/es": "/es", "/FR": "/fr", "/Es": "/es"}
SPELLINGS = (
    "/practices/{pk}",
    "/practices/{pk}/",
    "/practices/000{pk}/",
    "/practices/{pk}/an-old-name",
    "/practices/{pk}/an-old-name/",
    "/practices/{pk}/{slug}",
    "/practices/{pk}/{SLUG}/",
    "/practices/{pk}/{slug}.",
    "/Practices/{pk}",
    "/PRACTICES/{pk}/{SLUG}/",
    "/Practices/00{pk}/{slug}",
    "/practices/{pk}/{slug}/.",
    "/practices/{pk}.",
    "/practices/{pk}/{slug}/%3E",
    "/practices/{pk}/{slug}/).",
    "/practices/{pk}/{slug}/%20",
    "/practices/{pk}/%C3%A9t%C3%A9/",
)


def spelt(spelling: str, practice: Practice) -> str:
    return spelling.format(pk=practice.pk, slug=practice.slug, SLUG=practice.slug.upper())


@pytest.mark.parametrize("method", ["get", "head"])
def test_every_spelling_leads_to_the_practice_over_one_redirect(scene: Scene, method: str) -> None:
    right = f"/practices/{scene.live.pk}/{scene.live.slug}/"
    wrong = {}
    for before, prefix in PREFIXES.items():
        for spelling in SPELLINGS:
            for query in ("", "?ref=a%26b&page=2"):
                address = before + spelt(spelling, scene.live) + query
                if (hops := scene.hops(address, method)) != [f"{prefix}{right}{query}", "200"]:
                    wrong[address] = hops
    assert wrong == {}


def test_what_was_merged_leads_to_the_other_over_one_redirect(scene: Scene) -> None:
    right = f"/practices/{scene.live.pk}/{scene.live.slug}/"
    wrong = {}
    for before, prefix in PREFIXES.items():
        for spelling in (*SPELLINGS, "/practices/{pk}/{slug}/"):
            address = before + spelt(spelling, scene.merged) + "?ref=x"
            if (hops := scene.hops(address)) != [f"{prefix}{right}?ref=x", "200"]:
                wrong[address] = hops
    assert wrong == {}


def test_what_was_withdrawn_answers_at_every_spelling(scene: Scene) -> None:
    wrong = {}
    for before in PREFIXES:
        for spelling in (*SPELLINGS, "/practices/{pk}/{slug}/"):
            address = before + spelt(spelling, scene.withdrawn)
            hops = scene.hops(address)
            if hops[-1] != "410" or len(hops) > 2:
                wrong[address] = hops
    assert wrong == {}


def test_its_files_lead_to_those_of_the_other(scene: Scene) -> None:
    for ending in ("ris", "bib", "csl.json"):
        right = f"/practices/{scene.live.pk}.{ending}"
        assert scene.hops(f"/practices/{scene.merged.pk}.{ending}") == [right, "200"]
        assert scene.hops(f"/fr/Practices/{scene.merged.pk}.{ending.upper()}") == [f"/fr{right}", "200"]
        assert scene.hops(f"/practices/{scene.withdrawn.pk}.{ending}") == ["410"]


def test_a_merge_into_what_is_withdrawn_leads_to_its_tombstone(scene: Scene) -> None:
    factories.withdraw(scene.live, "Old.", successor := factories.practice("Successor"))
    tombstone, better = scene.live.get_absolute_url(), successor.get_absolute_url()
    assert scene.hops(f"/practices/{scene.merged.pk}/") == [tombstone, "410"]
    assert f'href="{better}"' in scene.client.get(tombstone).content.decode()


def test_a_tombstone_names_the_last_in_a_line_of_replacements(scene: Scene) -> None:
    last = factories.practice("The last")
    first, second = factories.practice("The first"), factories.practice("The second")
    factories.withdraw(first, "Old.", second)
    factories.withdraw(second, "Older.", last)
    right = last.get_absolute_url()
    for prefix in ("", "/fr", "/es"):
        page = scene.client.get(f"{prefix}/practices/{first.pk}/").content.decode()
        assert f'href="{prefix}{right}"' in page
        assert "The first" in page and "Old." in page and "The second" not in page


def test_a_merged_practice_is_found_no_more(scene: Scene) -> None:
    assert scene.client.get("/practices/").context["found"].results.ids == [scene.live.pk]
    answer = scene.client.get(f"/api/v1/practices/{scene.merged.pk}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/practices/{scene.live.pk}")


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("/practices", "/practices/"),
        ("/practices?q=a%26b&ref=mail", "/practices/?q=a%26b&ref=mail"),
        ("/practices?country=ma", "/practices/?country=MA"),
        ("/Practices/?country=ma&country=EG", "/practices/?country=MA&country=EG"),
        ("/FR/practices?country=ma", "/fr/practices/?country=MA"),
        ("/ABOUT", "/about/"),
        ("/ES/About/.", "/es/about/"),
        ("/FR", "/fr/"),
        ("/Propose", "/propose/"),
        ("/API/v1/Practices", "/api/v1/practices"),
    ],
)
def test_other_pages_take_one_redirect_too(scene: Scene, address: str, right: str) -> None:
    assert scene.hops(address) == [right, "200"]


def test_no_file_is_written_for_a_misspelt_address(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.views.export.sending.response", lambda *written: pytest.fail("It was written."))
    answer = scene.client.get("/fr/Practices/EXPORT.xlsx?sort=title")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/practices/export.xlsx?sort=title")


@pytest.mark.parametrize(
    "address",
    [
        "/Admin/",
        "/ADMIN/practices/practice/",
        "/API/v1/nothing",
        "/Preview/AbC/",
        "/Practices/999999999/X/",
        "/Practices/0/",
        "/Nothing/",
        "/practices/1/a/b/C",
        "/%FF%FE/",
        "/A%00/",
        "/FR//evil.example/",
    ],
)
def test_what_is_no_public_page_is_not_found(scene: Scene, address: str) -> None:
    assert scene.client.get(address).status_code == 404


def test_drafts_are_found_at_no_spelling(scene: Scene) -> None:
    draft = factories.draft()
    for spelling in SPELLINGS:
        assert scene.client.get(spelt(spelling, draft)).status_code == 404


def test_nothing_is_redirected_that_is_sent(scene: Scene) -> None:
    assert scene.client.post("/Practices/").status_code == 404
