"""Choosing the practice into which another is merged, or that replaces it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Practice
from tests import factories
from tests.admin.forms import LIST, MOVE, move


@pytest.fixture
def publisher(vocabulary: factories.Vocabulary) -> Client:
    return factories.signed_in(factories.person("pat", "Publisher"))


@pytest.fixture
def morocco(vocabulary: factories.Vocabulary) -> Practice:
    country = next(one for one in vocabulary.countries if one.code == "MA")
    practice = factories.practice("Morocco accredits foreign agencies")
    practice.participations.create(country=country, role="origin", part="lead")
    return practice


def searched(browser: Client, practice: Practice, name: str, find: str) -> str:
    return move(browser, practice, name, find=find, _find="Search", reason="Half a sentence").content.decode()


@pytest.mark.parametrize("name", ["merge", "withdraw"])
def test_it_is_found_by_title_and_by_number_and_shown_before_it_is_confirmed(
    publisher: Client, morocco: Practice, name: str
) -> None:
    practice = factories.practice("Something else")
    for find in ("ACCREDITS morocco", str(morocco.pk)):
        page = searched(publisher, practice, name, find)
        assert f"Morocco accredits foreign agencies (practice {morocco.pk}; Morocco; Published)" in page
        assert f'value="{morocco.pk}"' in page
        assert "Half a sentence" in page
        assert "errorlist" not in page
    assert Practice.objects.get(pk=practice.pk).is_published
    assert move(publisher, practice, name, reason="The same.", replaced_by=morocco.pk).status_code == 302
    assert Practice.objects.get(pk=practice.pk).replaced_by == morocco


def test_before_a_search_those_that_resemble_it_are_offered(publisher: Client, morocco: Practice) -> None:
    practice = factories.practice("Morocco accredits foreign employment agencies")
    page = publisher.get(reverse(MOVE, args=[practice.pk, "merge"])).content.decode()
    assert f'value="{morocco.pk}"' in page


def test_drafts_and_itself_are_never_offered(publisher: Client) -> None:
    practice, draft = factories.practice("Same words"), factories.complete_draft("Same words")
    page = searched(publisher, practice, "merge", "same words")
    assert "Nothing published is found." in page
    assert f'value="{draft.pk}"' not in page


@pytest.mark.parametrize("find", ["x" * 3000, "\x00", "% _ \\", "'\"<script>", "9" * 40])
def test_an_absurd_search_finds_nothing(publisher: Client, find: str) -> None:
    page = searched(publisher, factories.practice(), "merge", find)
    assert "Nothing published is found." in page
    assert "<script>" not in page


def test_the_list_tells_numbers(publisher: Client, morocco: Practice) -> None:
    page = publisher.get(reverse(LIST))
    assert f'<td class="field-number">{morocco.pk}</td>' in page.content.decode()
