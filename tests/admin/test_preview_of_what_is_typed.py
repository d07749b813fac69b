"""The preview beside the form: the page of what is typed, of which nothing stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.models import Change, Practice, Version
from tests import factories
from tests.admin.forms import CHANGE, citation_row, form_of
from tests.pages import form_on

pytestmark = pytest.mark.both_databases  # what is saved is rolled back

PREVIEW, PREVIEW_NEW = "admin:practices_practice_typed_preview", "admin:practices_practice_typed_preview_new"


@pytest.fixture
def ed(vocabulary: factories.Vocabulary) -> User:
    return factories.person("ed", "Editor")


def everything() -> Any:
    return list(Practice.objects.values()), Version.objects.count(), Change.objects.count()


def test_it_shows_what_is_typed_in_each_language_and_saves_nothing(ed: User, vocabulary: factories.Vocabulary) -> None:
    browser, practice = factories.signed_in(ed), factories.draft("As it was")
    form, address = reverse(CHANGE, args=[practice.pk]), reverse(PREVIEW, args=[practice.pk])
    typed = form_on(browser.get(form)) | {"title_en": "Typed <b>", "policy_areas": [vocabulary.areas[0].pk]}
    in_french = form_on(browser.get(f"{form}?text=fr")) | {"title_fr": "Tapé"}
    before = everything()
    english, french = browser.post(address, typed), browser.post(f"/fr{address}?text=fr", in_french)
    assert '<h1 lang="en">Typed &lt;b&gt;</h1>' in english.text
    assert "Remittances" in english.text
    assert "It is not saved." in english.text
    assert '<h1 lang="fr">Tapé</h1>' in french.text
    assert english["X-Robots-Tag"] == "noindex, nofollow"
    assert "private, no-store" in english["Cache-Control"]
    assert everything() == before


def test_a_new_practice_is_shown_before_it_is_saved(ed: User) -> None:
    browser = factories.signed_in(ed)
    form = form_of(rows={"citations": [citation_row()]})
    factories.practice(form["title_en"])  # that it may be there already is asked later
    before = everything()
    page = browser.post(reverse(PREVIEW_NEW), form)
    assert "Kenya trains nurses before they leave." in page.text
    assert "A new section" in page.text
    assert everything() == before
    numbers = [practice.pk for practice in Practice.objects.order_by("pk")]
    assert Practice.objects.create(title_en="Next", slug="next").pk == numbers[-1] + 1, "no number is used up"


def test_a_draft_with_a_title_alone_is_shown(ed: User) -> None:
    empty = dict.fromkeys(("slug", "summary_en", "evidence_basis", "instrument", "level"), "")
    assert '<h1 lang="en">Kenya trains nurses</h1>' in factories.signed_in(ed).post(
        reverse(PREVIEW_NEW), form_of() | empty
    ).text  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title_en": ""}, "Title: This field is required."),
        ({"start_year": "soon"}, "From year: Enter a whole number."),
        (
            {"citations-TOTAL_FORMS": "1", "citations-0-pages": "3"},
            "Citation 1, Source document: This field is required.",
        ),
        ({"citations-TOTAL_FORMS": "many"}, "ManagementForm"),
        ({"title_en": "a\0b" * 200}, "at most 120 characters"),
    ],
)
def test_what_is_wrong_is_told_in_its_place(ed: User, typed: dict[str, str], told: str) -> None:
    page = factories.signed_in(ed).post(reverse(PREVIEW_NEW), form_of() | typed)
    assert page.status_code == 200
    assert told in page.text


def test_only_who_may_change_it_sees_what_they_typed(ed: User, vocabulary: factories.Vocabulary) -> None:
    con = factories.person("con", "Contributor")
    draft, own = factories.draft(), factories.draft(author=con, state="in-review")
    browser = factories.signed_in(con)
    for practice in (draft, own, factories.practice()):
        assert browser.post(reverse(PREVIEW, args=[practice.pk]), form_of(practice)).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ed)
    assert strict.post(reverse(PREVIEW, args=[draft.pk]), form_of(draft)).status_code == 403
