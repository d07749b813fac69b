"""What a curator asks the list of practices again and again is kept under a name, for them alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Practice, SavedFilter
from tests import factories
from tests.admin.forms import LIST
from tests.pages import form_on

PAGE = "admin:practices_practice_filters"


@pytest.fixture
def amina(vocabulary: factories.Vocabulary) -> Client:
    return factories.signed_in(factories.person("amina", "Editor"))


def save(client: Client, name: str, **asked: str) -> str:
    """Ask the list for something, follow its link, and save that under a name. Return where that leads, or the page."""
    listed = client.get(reverse(LIST), asked)
    address = f"{reverse(PAGE)}?{listed.context['asked']}"
    assert f'href="{address.replace("&", "&amp;")}"' in listed.text
    answer = client.post(reverse(PAGE), {**form_on(client.get(address), "filter_form"), "name": name})
    return answer.get("Location", "") or answer.text


def test_a_filter_is_saved_found_above_the_list_and_deleted(amina: Client) -> None:
    wanted = factories.draft("Kenya’s nurses")
    factories.practice("Kenya’s ovens")
    address = save(amina, "Drafts on Kenya", q="kenya", state__exact="draft", p="3")
    listed = amina.get(address)
    assert [row.pk for row in listed.context["cl"].result_list] == [wanted.pk]
    (link,) = listed.context["saved_filters"]
    assert (link.name, link.is_current) == ("Drafts on Kenya", True)
    assert f'href="{link.url.replace("&", "&amp;")}" aria-current="true"' in listed.text
    assert amina.get(reverse(LIST)).context["saved_filters"][0].is_current is False
    amina.post(reverse(PAGE), {"delete": SavedFilter.objects.get().pk})
    assert amina.get(reverse(LIST)).context["saved_filters"] == []


def test_it_is_nobody_elses(amina: Client) -> None:
    save(amina, "Mine", q="kenya")
    other = factories.signed_in(factories.person("olga", "Editor"))
    assert other.get(reverse(LIST)).context["saved_filters"] == []
    other.post(reverse(PAGE), {"delete": SavedFilter.objects.get().pk})
    assert SavedFilter.objects.count() == 1


def test_a_name_is_used_once_and_there_are_bounds(amina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    save(amina, "Mine", q="kenya")
    assert "You have a filter of this name." in save(amina, " Mine ", q="ghana")
    assert "This field is required." in save(amina, "", q="ghana")
    monkeypatch.setattr(SavedFilter, "MOST", 1)
    assert "You have 1 filters." in save(amina, "Another", q="ghana")
    assert SavedFilter.objects.get().query == "q=kenya"


def test_only_what_the_list_can_be_asked_is_kept(amina: Client) -> None:
    sent = {"name": "Odd", "query": "author__password=x&q=a&o=-2&level=national&" + "x=" + "y" * 5000}
    assert amina.post(reverse(PAGE), sent).status_code == 302
    assert SavedFilter.objects.get().query == "level=national&o=-2&q=a"
    nothing = amina.post(reverse(PAGE), {"name": "Nothing", "query": "author__password=x"})
    assert nothing.status_code == 200 and SavedFilter.objects.count() == 1
    assert "first ask the list for something" in amina.get(reverse(PAGE)).text
    assert Practice.objects.count() == 0


def test_each_filter_is_named_above_the_list_and_can_be_taken_away(amina: Client) -> None:
    factories.draft("Kenya’s nurses")
    listed = amina.get(reverse(LIST), {"q": "kenya", "state__exact": "draft"})
    named = listed.text.partition('<ul class="narrowed">')[2].partition("</ul>")[0]
    assert "<b>Draft</b>" in named and named.count("<li>") == 1
    assert 'href="?q=kenya"' in named
    assert "narrowed" not in amina.get(reverse(LIST), {"q": "kenya"}).text


def test_what_is_saved_is_not_offered_to_be_saved_again(amina: Client) -> None:
    address = save(amina, "Mine", q="kenya")
    assert "Save this filter" not in amina.get(address).text
    assert "Save this filter" in amina.get(reverse(LIST), {"q": "morocco"}).text
