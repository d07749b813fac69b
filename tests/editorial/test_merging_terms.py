"""Replacing one term by another: what is shown before, what follows, and how it is undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import search
from practices.editorial import history, merging
from practices.models import Country, PolicyArea, Practice, Region, SkillLevel, Synonym, Term
from tests import factories, scenes
from tests.admin.forms import messages_of, version_of
from tests.factories import signed_in

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def pat() -> User:
    return factories.person("pat", "Publisher")


def address(term: Term, name: str = "merge") -> str:
    return reverse(f"admin:practices_{term._meta.model_name}_{name}", args=[term.pk])


def look(client: Client, term: Term, into: Term) -> Any:
    return client.get(address(term), {"into": into.pk})


def merge(client: Client, term: Term, into: Term, **values: Any) -> Any:
    """Send the page as one who has just looked at it."""
    seen = dict(look(client, term, into).context["versions"])
    return client.post(address(term), {"into": into.pk, "reason": "They mean the same", **seen, **values})


def undo(client: Client, term: Term) -> None:
    """Put the version before the merge back."""
    there = reverse(f"admin:practices_{term._meta.model_name}_restore", args=[term.pk, version_of(term) - 1])
    seen = client.get(there).context["seen"]
    assert client.post(there, {"reason": "They don't", "_version": seen}).status_code == 302


# Before ------------------------------------------------------------------------------------------


def test_the_page_shows_what_would_change(pat: User, vocabulary: factories.Vocabulary) -> None:
    old, new, third = vocabulary.areas
    factories.practice("Public one", policy_areas=[old])
    factories.practice("Public in both", policy_areas=[old, new])
    factories.practice("Public elsewhere", policy_areas=[new])
    factories.draft("A draft", policy_areas=[old])
    factories.draft("Through a third", policy_areas=[third])
    PolicyArea.objects.filter(pk=old.pk).update(name_fr="Envois de fonds", aliases_en="money transfers\nsending money")
    PolicyArea.objects.filter(pk=third.pk).update(retired=True, merged_into=old)
    Synonym.objects.create(words="Money Transfers\nhawala")
    Synonym.objects.create(words="SMS\ntext message")
    response = look(signed_in(pat), old, new)
    context = response.context
    assert (context["total"], context["published"], context["unpublished"]) == (4, 2, 2)
    preview = context["preview"]
    assert (preview.published_after, preview.already_there.count(), preview.earlier) == (3, 1, [third])
    assert preview.names == ["Remittances", "money transfers", "sending money", "Envois de fonds", "Public support"]
    assert [str(group) for group in preview.synonyms] == ["Money Transfers, hawala"]
    shown = [practice.title for practice in context["practices"]]
    assert shown == ["A draft", "Public in both", "Public one", "Through a third"]
    page = response.content.decode()
    for link in ("/practices/?policy_area=remittances", "/practices/?policy_area=public-support"):
        assert f"<code>{link}</code> → <code>/practices/?policy_area=recruitment-regulation</code>" in page
    assert not PolicyArea.objects.filter(merged_into=new).exists()


def test_the_first_fifty_are_listed_with_few_queries(pat: User, vocabulary: factories.Vocabulary) -> None:
    client = signed_in(pat)

    def queries() -> tuple[int, Any]:
        with CaptureQueriesContext(connection) as captured:
            response = look(client, *vocabulary.areas[:2])
        return len(captured), response

    Practice.objects.bulk_create(Practice(title_en=f"T{i}", slug=f"t{i}") for i in range(60))
    vocabulary.areas[0].practices.set(Practice.objects.all()[:2])
    few, _response = queries()
    vocabulary.areas[0].practices.set(Practice.objects.all())
    many, response = queries()
    assert many <= few <= 35
    assert (len(response.context["practices"]), response.context["total"]) == (50, 60)
    assert "(the first 50)" in response.content.decode()


def test_without_another_term_it_asks_for_one(pat: User, vocabulary: factories.Vocabulary) -> None:
    gone = PolicyArea.objects.create(slug="gone", name_en="Gone", retired=True)
    client = signed_in(pat)
    offered = client.get(address(vocabulary.areas[0])).context["choice"].fields["into"].queryset
    assert set(offered) == set(vocabulary.areas[1:])
    for absurd in ("", "0", "x", "\0", "9" * 30, str(gone.pk), str(vocabulary.areas[0].pk), "é" * 999):
        response = client.get(address(vocabulary.areas[0]), {"into": absurd})
        assert response.status_code == 200
        assert "other" not in response.context
        assert response.context["choice"].errors
        response = client.post(address(vocabulary.areas[0]), {"into": absurd, "reason": "Because"})
        assert response.status_code == 200
    assert not PolicyArea.objects.exclude(merged_into=None).exists()


# What is refused ---------------------------------------------------------------------------------


def test_it_needs_a_reason(pat: User, vocabulary: factories.Vocabulary) -> None:
    page = merge(signed_in(pat), *vocabulary.areas[:2], reason=" ").content.decode()
    assert "This field is required" in page
    assert "What changes if" in page
    assert not PolicyArea.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("changed", [0, 1])
def test_it_is_refused_when_either_term_changed_meanwhile(
    pat: User, vocabulary: factories.Vocabulary, changed: int
) -> None:
    terms = vocabulary.areas[:2]
    client = signed_in(pat)
    seen = dict(look(client, *terms).context["versions"])
    history.catch_up(terms[changed])
    PolicyArea.objects.filter(pk=terms[changed].pk).update(name_en="Renamed")
    data = {"into": terms[1].pk, "reason": "They mean the same", **seen}
    response = client.post(address(terms[0]), data)
    page = response.content.decode()
    assert "Somebody changed one of the two meanwhile" in page
    assert "They mean the same" in page
    assert "Renamed" in page
    assert not PolicyArea.objects.exclude(merged_into=None).exists()
    assert client.post(address(terms[0]), data | dict(response.context["versions"])).status_code == 302


def test_a_region_in_which_something_lies_is_not_replaced(pat: User, vocabulary: factories.Vocabulary) -> None:
    africa, northern, asia = vocabulary.regions
    client = signed_in(pat)
    for region in (africa, northern):
        assert "lie in it" in look(client, region, asia).content.decode()
        assert "lie in it" in merge(client, region, asia).content.decode()
    empty = Region.objects.create(slug="empty", name_en="Empty", m49="777")
    assert merge(client, empty, asia).status_code == 302


def test_what_is_replaced_already_is_not_replaced_again(pat: User, vocabulary: factories.Vocabulary) -> None:
    first, second, third = vocabulary.areas
    client = signed_in(pat)
    seen = dict(look(client, first, third).context["versions"])
    merge(client, first, second)
    assert "It is replaced already" in client.get(address(first)).content.decode()
    data = {"into": third.pk, "reason": "Because", **seen}
    assert "replaced already" in client.post(address(first), data).content.decode()
    first.refresh_from_db()
    assert first.merged_into == second
    versions = version_of(first), version_of(second)
    with pytest.raises(Exception, match="retired"):
        merging.merge(second, first, pat, "Because", (versions[1], versions[0]))


@pytest.mark.parametrize("role", ["Contributor", "Editor"])
def test_only_those_who_may_change_vocabularies_may(vocabulary: factories.Vocabulary, role: str) -> None:
    client = signed_in(factories.person("somebody", role))
    old, new = vocabulary.areas[:2]
    assert client.get(address(old)).status_code == 403
    assert client.post(address(old), {"into": new.pk, "reason": "Because"}).status_code == 403
    assert address(old) not in client.get(address(old, "change")).content.decode()
    assert "/login/" in Client().get(address(old))["Location"]


def test_drafts_are_listed_only_for_those_who_may_see_them(vocabulary: factories.Vocabulary) -> None:
    clerk = factories.person("clerk")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_policyarea", "view_practice"]))
    factories.draft("A secret draft", policy_areas=vocabulary.areas[:1])
    factories.practice("A public page", policy_areas=vocabulary.areas[:1])
    page = look(signed_in(clerk), *vocabulary.areas[:2]).content.decode()
    assert "A public page" in page
    assert "A secret draft" not in page


# After -------------------------------------------------------------------------------------------


def test_practices_search_links_and_counts_follow_at_once_and_back(pat: User, vocabulary: factories.Vocabulary) -> None:
    old, new, _third = vocabulary.areas
    PolicyArea.objects.filter(pk=old.pk).update(aliases_en="hawala")
    moved = factories.practice("One", summary_en="Done.", policy_areas=[old])
    there = factories.practice("Two", summary_en="Done.", policy_areas=[new])
    client, reader = signed_in(pat), Client()

    def under(term: PolicyArea) -> list[int]:
        response = reader.get("/practices/", {"policy_area": term.slug}, follow=True)
        return sorted(response.context["found"].results.ids)

    def counts() -> dict[str, int]:
        facets = reader.get("/api/v1/practices").json()["facets"]["policy_area"]
        return {value["value"]: value["count"] for value in facets if value["value"] in {old.slug, new.slug}}

    assert (under(old), under(new)) == ([moved.pk], [there.pk])
    assert counts() == {old.slug: 1, new.slug: 1}
    response = merge(client, old, new)
    assert response["Location"] == address(old, "change")
    assert "‘Remittances’ leads to ‘Recruitment regulation’ now." in messages_of(response)
    assert scenes.found("recruitment regulation") == sorted([moved.pk, there.pk])
    assert scenes.found("hawala") == scenes.found("remittances") == sorted([moved.pk, there.pk])
    for language in ("", "/fr", "/es"):
        redirect = reader.get(f"{language}/practices/?policy_area=remittances")
        assert (redirect.status_code, redirect["Location"]) == (
            301,
            f"{language}/practices/?policy_area=recruitment-regulation",
        )
    assert under(new) == sorted([moved.pk, there.pk])
    assert counts() == {new.slug: 2}
    undo(client, old)
    assert (under(old), under(new)) == ([moved.pk], [there.pk])
    assert scenes.found("hawala") == [moved.pk]
    assert counts() == {old.slug: 1, new.slug: 1}


def test_a_chain_leads_to_its_end_and_is_undone_link_by_link(pat: User, vocabulary: factories.Vocabulary) -> None:
    first, second, third = vocabulary.areas
    practice = factories.practice("One", policy_areas=[first])
    client = signed_in(pat)
    merge(client, first, second)
    merge(client, second, third)
    assert Client().get("/practices/?policy_area=remittances")["Location"] == "/practices/?policy_area=public-support"
    assert scenes.found("remittances") == scenes.found("public support") == [practice.pk]
    undo(client, second)
    snapshot = search.snapshot().vocabularies[PolicyArea]
    assert [snapshot.meaning(term.slug) for term in vocabulary.areas] == [second.slug, second.slug, third.slug]


def test_it_is_in_the_history_and_the_practices_are_not_rewritten(pat: User, vocabulary: factories.Vocabulary) -> None:
    old, new = vocabulary.areas[:2]
    draft = factories.draft(policy_areas=[old])
    history.catch_up(draft)
    merge(signed_in(pat), old, new)
    version = history.latest(old)
    assert version is not None
    assert (version.action, version.reason, version.author) == ("merged", "They mean the same", pat)
    assert (version.content["retired"], version.content["merged_into"]) == (True, new.slug)
    assert list(draft.policy_areas.all()) == [old]
    assert version_of(draft) == 1
    page = signed_in(pat).get(address(new, "change")).content.decode()
    assert f'<a href="{address(old, "history")}">Remittances</a>' in page
    assert address(old) not in signed_in(pat).get(address(old, "change")).content.decode()


@pytest.mark.parametrize("model", [Country, SkillLevel])
def test_every_vocabulary_can_do_it(pat: User, vocabulary: factories.Vocabulary, model: Any) -> None:
    if model is SkillLevel:
        terms = [model.objects.create(slug=slug, name_en=slug) for slug in ("low", "high")]
        practice = factories.practice(skill_levels=terms[:1])
    else:
        terms = vocabulary.countries[:2]
        practice = factories.practice(countries=[(terms[0], "origin")])
    response = look(signed_in(pat), *terms)
    assert response.context["published"] == 1
    assert bool(response.context["links"]) == (model is Country)
    assert merge(signed_in(pat), *terms).status_code == 302
    assert scenes.found(terms[1].name_en) == [practice.pk]


def test_pages_cards_and_the_api_name_the_country_that_replaced_another(
    pat: User, vocabulary: factories.Vocabulary
) -> None:
    morocco, egypt, philippines = vocabulary.countries
    practice = factories.practice(countries=[(morocco, "origin")])
    client, reader = signed_in(pat), Client()
    merge(client, morocco, egypt)
    merge(client, egypt, philippines)
    for path in (practice.get_absolute_url(), "/practices/"):
        page = reader.get(path).content.decode()
        assert "Philippines" in page
        assert "Morocco" not in page.partition("<main")[2]
    named = reader.get(f"/api/v1/practices/{practice.pk}").json()["countries"]
    assert [(country["code"], country["name"]) for country in named] == [("PH", "Philippines")]
