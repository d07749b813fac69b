"""Readers' pages may be kept by caches, and cost one query until anything changes; then every page is another one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from practices import search
from practices.caching import editions
from practices.editorial import revisions, workflow
from practices.models import Practice, Synonym
from practices.search import follow
from practices.search.store import IndexDamaged, IndexUnavailable
from practices.taxonomy import vocabularies
from tests import factories
from tests.caching.keeping import keeping_pages

pytestmark = pytest.mark.both_databases

PAGES = {
    "home": "/",
    "home-fr": "/fr/",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility-es": "/es/accessibility/",
    "partners": "/partners/",
    "browse": "/practices/",
    "search": "/practices/?q=fees&country=MA&sort=title",
    "gaps": "/gaps/?q=fees&cell=remittances:planning",
    "gaps-file": "/gaps.csv",
    "corridors": "/corridors/",
    "corridor": "/corridors/MA/EG/",
    "corridors-file": "/corridors.csv",
    "practice": "/practices/{pk}/{slug}/",
    "practice-es": "/es/practices/{pk}/{slug}/",
    "card": "/embed/{pk}/",
    "citation": "/practices/{pk}.ris",
    "feed": "/practices/feed.atom?q=fees&country=MA",
    "changes": "/fr/practices/{pk}/changes.atom",
    "suggestions": "/practices/suggest?q=fee",
    "export": "/practices/export.csv?country=MA",
    "api": "/api/v1/practices?q=fees",
    "api-practice": "/api/v1/practices/{pk}",
    "api-facets": "/api/v1/facets",
}
FILES = {"citation", "export", "feed", "changes", "gaps-file", "corridors-file"}  # which other sites' scripts may read
FOR_ALL = "public, max-age=0, stale-while-revalidate=10, stale-if-error=86400"
FOR_STAFF = "private, no-cache"
WITHOUT_INDEX = {"api-practice", "card", "changes", "citation", "privacy", "accessibility-es"}  # they ask it nothing
NO_NUMBER = {"X-Request-ID": ""}  # each request has its own


@pytest.fixture
def shown(practice: Callable[..., Practice], vocabulary: factories.Vocabulary) -> Practice:
    """A published practice."""
    countries = [(vocabulary.countries[0], "origin")]
    return practice("Lower fees", slug="lower-fees", countries=countries, policy_areas=[vocabulary.areas[0]])


@pytest.fixture
def pages(shown: Practice) -> dict[str, str]:
    """The address of a page of each kind."""
    return {name: path.format(pk=shown.pk, slug=shown.slug) for name, path in PAGES.items()}


def tag(client: Client, address: str = "/practices/") -> str:
    return client.get(address)["ETag"]


def varies(name: str) -> set[str]:
    """The API answers in the language that the reader's header asks for; else the address alone decides."""
    if name.startswith("api"):
        return {"accept-language", "origin", "accept-encoding"}
    if name in FILES:
        return {"origin", "accept-encoding"}
    return {"accept-encoding"}


def look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let more than a moment go by, after which the change log is looked at again."""
    monkeypatch.setattr(follow._here, "idle_at", 0.0)


# While nothing changes ----------------------------------------------------------------------------


def test_a_page_carries_its_edition_and_may_be_kept(client: Client, pages: dict[str, str], subtests) -> None:
    for name, address in pages.items():
        with subtests.test(page=name):
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer["ETag"].startswith('W/"')
            assert answer["Cache-Control"] == FOR_ALL
            assert not answer.cookies
            assert set(answer["Vary"].lower().split(", ")) == varies(name)


def test_an_unchanged_page_costs_one_query(
    client: Client,
    pages: dict[str, str],
    subtests: pytest.Subtests,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for name, address in pages.items():
        with subtests.test(page=name):
            etag = tag(client, address)
            for sent in (etag, f'"other", {etag}', etag.removeprefix("W/")):
                look_again(monkeypatch)
                with django_assert_num_queries(1):
                    answer = client.get(address, headers={"If-None-Match": sent})
                assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
                assert answer["Cache-Control"] == FOR_ALL
                assert not answer.cookies
                assert set(answer["Vary"].lower().split(", ")) == varies(name)
            for sent in ('W/"something-else"', "nonsense", ""):
                answer = client.get(address, headers={"If-None-Match": sent})
                assert (answer.status_code, answer["ETag"]) == (200, etag)
                assert answer.content


def test_head_is_answered_as_get_without_the_page(client: Client, pages: dict[str, str], subtests) -> None:
    for name in ("home", "browse", "practice", "about", "suggestions", "api"):
        with subtests.test(page=name):
            got, headed = client.get(pages[name]), client.head(pages[name])
            assert (headed.status_code, headed.content) == (200, b"")
            for header in ("ETag", "Cache-Control", "Content-Type"):
                assert headed[header] == got[header]
            assert client.head(pages[name], headers={"If-None-Match": got["ETag"]}).status_code == 304


def test_whatever_there_is_will_do_for_who_has_anything(client: Client, pages: dict[str, str]) -> None:
    assert {client.get(path, headers={"If-None-Match": "*"}).status_code for path in pages.values()} == {304}


# After a change -----------------------------------------------------------------------------------


def rename(vocabulary: factories.Vocabulary, shown: Practice) -> None:
    vocabulary.areas[0].name_en = "Money sent"
    vocabulary.areas[0].save()


def add_synonym(vocabulary: factories.Vocabulary, shown: Practice) -> None:
    Synonym.objects.create(words="fees\ncharges")


def edit(vocabulary: factories.Vocabulary, shown: Practice) -> None:
    shown.summary_en = "What somebody else did."
    shown.save()


def edit_row_below(vocabulary: factories.Vocabulary, shown: Practice) -> None:
    citation = shown.citations.get()
    citation.pages = "99"
    citation.save()


def edit_source(vocabulary: factories.Vocabulary, shown: Practice) -> None:
    vocabulary.source.title = "Another title"
    vocabulary.source.save()


def add_source(vocabulary: factories.Vocabulary, shown: Practice) -> None:
    """It is listed on the About page although no practice cites it yet."""
    type(vocabulary.source).objects.create(slug="new", title="New", short_citation="N", kind="report", authors="B")


def revise(vocabulary: factories.Vocabulary, shown: Practice) -> None:
    """Publish a working copy of it."""
    publisher = factories.person("publisher", "Publisher")
    copy = revisions.start(shown, factories.person("editor", "Editor"))
    copy.title_en = "Fees, lowered"
    copy.save()
    workflow.perform(copy, "submit", publisher)
    workflow.perform(copy, "publish", publisher)


CHANGES: dict[str, Callable[[factories.Vocabulary, Practice], Any]] = {
    "publication": lambda vocabulary, shown: factories.practice("Another"),
    "withdrawal": lambda vocabulary, shown: factories.withdraw(shown, "Old."),
    "revision": revise,
    "deletion": lambda vocabulary, shown: shown.delete(),
    "bulk update": lambda vocabulary, shown: Practice.objects.filter(pk=shown.pk).update(title_en="Fees, lowered"),
    "edit": edit,
    "row below": edit_row_below,
    "term": rename,
    "synonym": add_synonym,
    "source": edit_source,
    "new source": add_source,
}


def test_what_says_the_date_is_another_page_each_day(
    client: Client, pages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: tag(client, pages[name]) for name in ("about", "browse", "practice", "citation", "suggestions")}
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1))
    for name, etag in before.items():
        answer = client.get(pages[name], headers={"If-None-Match": etag})
        assert answer.status_code == (304 if name == "suggestions" else 200)
    assert f"Y2  - {tomorrow:%Y/%m/%d}" in client.get(pages["citation"]).content.decode()


def test_work_on_drafts_leaves_every_page_as_it_is(client: Client, pages: dict[str, str], shown: Practice) -> None:
    before = {name: tag(client, address) for name, address in pages.items()}
    copy = revisions.start(shown, None)
    copy.title_en = "Fees, lowered"
    copy.save()
    factories.draft("Another")
    assert before == {name: tag(client, address) for name, address in pages.items()}


@keeping_pages()
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_makes_another_edition_of_every_page(client, pages, vocabulary, shown, change: str) -> None:
    names = ("about", "browse", "practice", "suggestions")
    before = {name: tag(client, pages[name]) for name in names}
    assert len(set(before.values())) == 2  # one of the catalogue, and one of the day for what says the date
    assert before == {name: tag(client, pages[name]) for name in names}
    CHANGES[change](vocabulary, shown)
    for name in names:
        answer = client.get(pages[name], headers={"If-None-Match": before[name]})
        if name == "practice" and change in {"withdrawal", "deletion"}:
            assert (answer.status_code, "ETag" in answer) == (410 if change == "withdrawal" else 404, False)
            continue
        assert (answer.status_code, answer["ETag"] == before[name]) == (200, False)
        cache.clear()
        assert client.get(pages[name]).content == answer.content, "a page that was kept is another one"


def test_the_edition_is_the_same_for_every_machine(client: Client, shown: Practice) -> None:
    """A machine that has built its index anew, or has followed the log from the start, gives the same tag."""
    before = tag(client)
    factories.practice("Another")
    followed = tag(client)
    search.rebuild()
    follow.forget()
    assert tag(client) == followed != before


@pytest.mark.parametrize("setting", ["SITE_URL", "CONTACT_EMAIL"])
def test_other_settings_make_other_pages(client: Client, shown: Practice, setting: str) -> None:
    before = tag(client)
    with override_settings(**{setting: "https://other.example.org"}):
        assert tag(client) != before


def test_another_release_makes_other_pages(client: Client, shown: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tag(client)
    monkeypatch.setattr(editions, "release", lambda: "another")
    editions._tag.cache_clear()  # a new release is a new process
    try:
        assert tag(client) != before
    finally:
        editions._tag.cache_clear()


def test_a_change_while_a_page_is_made_is_not_hidden_by_its_tag(
    client: Client, shown: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = vocabularies.at

    def change_meanwhile(version: str | None) -> vocabularies.Vocabularies:
        monkeypatch.setattr(vocabularies, "at", made)
        found = made(version)
        Practice.objects.filter(pk=shown.pk).update(title_en="Changed meanwhile")
        return found

    tag(client)
    monkeypatch.setattr(vocabularies, "at", change_meanwhile)
    first = client.get("/practices/")
    second = client.get("/practices/", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert "Changed meanwhile" in second.content.decode()


# Who curates --------------------------------------------------------------------------------------


def test_who_is_signed_in_keeps_pages_to_themselves(curator: Client, pages: dict[str, str], subtests) -> None:
    for name, address in pages.items():
        with subtests.test(page=name):
            answer = curator.get(address)
            assert (answer.status_code, answer["Cache-Control"]) == (200, FOR_STAFF)
            again = curator.get(address, headers={"If-None-Match": answer["ETag"]})
            assert (again.status_code, again["Cache-Control"]) == (304, FOR_STAFF)


def test_what_shows_no_catalogue_is_not_kept(curator: Client, shown: Practice) -> None:
    for path in ("/admin/", "/admin/practices/practice/", "/admin/practices/synonym/add/", "/healthz", "/readyz"):
        for headers in ({}, {"If-None-Match": "*"}):
            answer = curator.get(path, headers=headers)
            assert (answer.status_code, "ETag" in answer) == (200, False), path
            assert not {"public", "stale"} & set(answer.get("Cache-Control", "").replace("-", " ").split()), path
    assert "ETag" not in Client().get("/admin/login/")


# What is not kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", ["", '"x"', "*"])
def test_errors_and_redirects_carry_no_edition(client: Client, shown: Practice, sent: str, subtests) -> None:
    for path, status in {
        "/nothing/": 404,
        "/practices/999999/": 404,
        f"/practices/{shown.pk}/other-slug/": 301,
        "/practices/?country=ma": 301,
        "/api/v1/practices/999999": 404,
        "/api/v1/practices?page=0": 422,
        "/api/v1/practices?country=Atlantis": 422,
        "/api/v1/nothing": 404,
    }.items():
        with subtests.test(path=path):
            answer = client.get(path, headers={"If-None-Match": sent})
            assert (answer.status_code, "ETag" in answer) == (status, False)
            assert "public" not in answer.get("Cache-Control", "")
            assert "stale" not in answer.get("Cache-Control", "")


def test_nothing_is_kept_while_there_is_no_index(client: Client, pages: dict[str, str], monkeypatch, subtests) -> None:
    before = tag(client)

    def broken() -> None:
        raise IndexUnavailable("It is broken.")

    monkeypatch.setattr(follow, "reader", broken)
    for name, address in pages.items():
        with subtests.test(page=name):
            answer = client.get(address, headers={"If-None-Match": before})
            assert (answer.status_code, "ETag" in answer) == (200, False)
            assert "no-store" in answer["Cache-Control"]


def test_nothing_is_kept_of_a_page_over_which_the_index_failed(
    client: Client, pages: dict[str, str], monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """SQL answers, in an order of its own, and nothing is said of related practices: the next page is better."""
    tag(client)

    def broken(*arguments: Any, **options: Any) -> None:
        raise IndexDamaged("The disk is gone.")

    monkeypatch.setattr(search.engine.Index, "__init__", broken)
    for name, address in pages.items():
        if name in WITHOUT_INDEX:
            continue
        with subtests.test(page=name):
            answer = client.get(address)
            assert (answer.status_code, "ETag" in answer) == (200, False)
            assert "no-store" in answer["Cache-Control"]


# What this process keeps ---------------------------------------------------------------------------


@keeping_pages()
def test_a_page_made_before_is_sent_again_as_it_was(
    client: Client, pages: dict[str, str], monkeypatch, subtests, django_assert_num_queries
) -> None:
    for name, address in pages.items():
        if name == "suggestions":  # one for each key that somebody presses: they are not kept
            continue
        with subtests.test(page=name):
            first = client.get(address)
            look_again(monkeypatch)
            with django_assert_num_queries(1):
                again = Client().get(address)
            assert again.content == first.content
            assert dict(again.headers) | NO_NUMBER == dict(first.headers) | NO_NUMBER


@keeping_pages()
@override_settings(ALLOWED_HOSTS=["*"])
def test_pages_of_two_addresses_are_two(client: Client, shown: Practice) -> None:
    path = shown.get_absolute_url()
    here, elsewhere = client.get(path), client.get(path, headers={"host": "other.example.org"})
    assert '<html lang="fr"' in client.get(f"/fr{path}").text
    canonical = f'<link rel="canonical" href="{settings.SITE_URL}{path}">'
    assert canonical in here.text and canonical in elsewhere.text  # whatever it was asked by
    assert client.get(path).content == here.content


@keeping_pages()
def test_a_page_that_a_curator_saw_is_public_for_the_next_reader(curator: Client, shown: Practice) -> None:
    assert curator.get("/practices/")["Cache-Control"] == FOR_STAFF
    answer = Client().get("/practices/")
    assert (answer["Cache-Control"], len(answer.cookies)) == (FOR_ALL, 0)
    assert curator.get("/practices/")["Cache-Control"] == FOR_STAFF
