"""Somebody proposes a practice, step by step and without an account; what was written is kept as they go."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from practices.models import Practice, Submission
from practices.submissions import forms, sending
from tests import factories
from tests.submissions.proposals import SECRET, address_of, begin, fill, sent

pytestmark = pytest.mark.usefixtures("vocabulary")


def test_the_first_page_asks_and_makes_nothing(client: Client) -> None:
    response = client.get("/propose/")
    assert response.status_code == 200
    assert "What we keep" in response.text
    assert "mailto:catalogue@example.org" in response.text
    assert not Submission.objects.exists()


def test_the_first_save_gives_a_link_to_keep(client: Client) -> None:
    response = client.post("/propose/", sent("what"), follow=True)
    saved = Submission.objects.get()
    assert (saved.state, saved.kind, saved.content["title"]) == ("started", "proposal", SECRET)
    assert saved.content["done"] == "They painted.\n\nTwice."
    assert address_of(saved) in response.text
    assert response.redirect_chain[-1][0] == address_of(saved, "where")


def test_a_step_may_stay_empty_and_each_can_be_gone_back_to(client: Client) -> None:
    address = begin(client, title="", summary="", done="")
    assert (
        client.post(f"{address}where/", sent("where", countries=[], level="") | {"go": "back"}).url == f"{address}what/"
    )
    assert client.post(f"{address}what/", sent("what") | {"go": "stay"})["Location"] == f"{address}what/"
    assert SECRET in client.get(f"{address}what/").text
    assert client.post(f"{address}what/", sent("what") | {"go": "check"})["Location"] == address
    assert client.post(f"{address}you/", sent("you"))["Location"] == address


def test_each_text_of_a_practice_is_asked_for(client: Client) -> None:
    assert [*forms.WhatForm.base_fields] == [*Practice.TEXTS]
    page = client.get("/propose/").text
    assert all(f'name="{name}"' in page for name in Practice.TEXTS)


def test_all_that_was_written_is_shown_again(client: Client) -> None:
    address = begin(client)
    fill(client, address)
    page = client.get(address).text
    for text in ("Morocco: Workers leave from here", "Zebra Board", "2005", "Two countries with each other", "Paint."):
        assert text in page, text
    assert "Zebra report, 2010, https://example.org/zebra, 3" in page
    assert "Remittances" in page
    where = client.get(f"{address}where/").text
    assert '<option value="EG" selected>' in where
    assert 'name="countries-3-country"' in where, "two empty rows follow"
    assert 'name="countries-4-country"' not in where


def test_two_windows_may_save_different_steps(client: Client) -> None:
    address = begin(client)
    submission = Submission.objects.get()
    client.post(f"{address}needs/", sent("needs"))
    sending.save(submission, {"regions": "West Africa"})  # read before the other step was saved
    saved = Submission.objects.get()
    assert (saved.content["budget"], saved.content["regions"]) == ("Paint.", "West Africa")


def test_a_row_counts_once_and_empty_ones_dont(client: Client) -> None:
    address = begin(client)
    row = {"country": "MA", "role": "origin"}
    client.post(f"{address}where/", sent("where", countries=[row, {}, row, {"country": "", "role": ""}]))
    assert Submission.objects.get().content["countries"] == [row]
    client.post(f"{address}where/", sent("where", countries=[row]) | {"countries-INITIAL_FORMS": 1})
    assert Submission.objects.get().content["countries"] == [row]


def test_what_is_missing_is_named_with_its_step_and_keeps_it_from_being_sent(client: Client) -> None:
    address = begin(client, title="", summary="")
    page = client.get(address).text
    for step, sentence in [
        ("what", "Give it a title."),
        ("where", "Name a country, a region or an organisation."),
        ("where", "Say how far it reaches."),
        ("kind", "Say what it is"),
        ("sources", "Name a document that reports it."),
        ("you", "Give your mail address"),
    ]:
        assert re.search(rf'<a href="{re.escape(address)}{step}/">{sentence}', page), sentence
    assert "Ready to send" not in page
    assert client.post(address).status_code == 200
    assert (Submission.objects.get().state, mail.outbox) == ("started", [])


def test_a_country_needs_its_role_and_who_wants_to_be_named_a_name(client: Client) -> None:
    address = begin(client)
    fill(client, address, name="", organisation="")
    client.post(f"{address}where/", sent("where", countries=[{"country": "MA", "role": ""}]))
    page = client.get(address).text
    assert "Say of each country which role it has." in page
    assert "You want to be named: give your name or your organisation." in page
    assert "Name a country" not in page


@pytest.mark.parametrize(
    ("step", "values", "says"),
    [
        ("what", {"title": "x" * 121}, "at most 120 characters (it has 121)"),
        ("what", {"summary": "x" * 401}, "at most 400 characters (it has 401)"),
        ("what", {"problem": "x" * 20001}, "at most 20000 characters (it has 20001)"),
        ("where", {"start_year": "about 2005"}, "Enter a whole number."),
        ("where", {"start_year": "2010", "end_year": "2005"}, "The last year must not come before the first."),
        ("where", {"countries": [{"country": "Atlantis", "role": "origin"}]}, "Atlantis is not one of the available"),
        ("where", {"countries": [{"country": "MA", "role": "origin"}] * 101}, "These are too many: 100 at the most."),
        ("kind", {"policy_areas": ["atlantis"]}, "atlantis is not one of the available choices"),
        ("needs", {"budget": "x" * 301}, "at most 300 characters"),
        ("sources", {"sources": [{"title": "A", "link": "javascript:alert(1)"}]}, "Enter a valid URL."),
        ("sources", {"sources": [{"title": "A"}] * 11}, "These are too many: 10 at the most."),
        ("you", {"email": "ana at example"}, "Enter a valid email address."),
        ("you", {"email": "ana@example.org\nBcc: all@example.org"}, "Enter a valid email address."),
        ("you", {"language": "de"}, "de is not one of the available choices"),
    ],
)
def test_what_does_not_fit_is_named_and_what_was_typed_stays(
    client: Client, step: str, values: dict[str, Any], says: str
) -> None:
    address = begin(client)
    before = Submission.objects.get()
    response = client.post(f"{address}{step}/", sent(step, **values))
    assert response.status_code == 200
    assert "This is not saved yet." in response.text
    assert says in response.text
    typed = next(value for value in sent(step, **values).values() if isinstance(value, str) and value)
    assert typed[:20] in response.text.replace("&#x27;", "'")
    after = Submission.objects.get()
    assert (after.content, after.email) == (before.content, before.email)


def test_texts_are_bounded_together(client: Client) -> None:
    address = begin(client)
    long = dict.fromkeys(("problem", "done", "results", "lessons"), "α" * 20000)
    response = client.post(f"{address}what/", sent("what", **long))
    assert "more text than one submission can hold" in response.text
    assert Submission.objects.get().content["problem"] == ""


def test_a_correction_of_what_was_merged_is_one_of_what_it_leads_to(client: Client) -> None:
    into, gone = factories.practice(), factories.practice()
    Practice.objects.filter(pk=gone.pk).update(state="merged", replaced_by=into)
    address = f"/propose/correction/{gone.pk}/"
    answer = client.get(f"{address}?x=1")
    assert (answer.status_code, answer["Location"]) == (301, f"/propose/correction/{into.pk}/?x=1")
    assert client.post(address, {"wrong": "The year."}).status_code == 302
    assert Submission.objects.get().corrects == into


def test_a_correction_shows_the_practice_and_asks_for_little(client: Client) -> None:
    practice = factories.practice("Kenya trains nurses", problem_en="None were trained.")
    start = f"/propose/correction/{practice.pk}/"
    assert f'href="{start}"' in client.get(practice.get_absolute_url()).text
    response = client.post(start, {"wrong": "It was Uganda."}, follow=True)
    saved = Submission.objects.get()
    shortcut = client.post(address_of(saved, "wrong"), {"wrong": "It was Uganda.", "go": "you"})
    assert shortcut["Location"] == address_of(saved, "you")
    assert (saved.kind, saved.corrects, saved.text_language) == ("correction", practice, "en")
    assert "None were trained." in response.text
    assert "Kenya trains nurses" in response.text
    client.post(address_of(saved, "you"), sent("you"))
    page = client.get(address_of(saved)).text
    assert "It was Uganda." in page
    assert "None were trained." not in page, "what nobody changed is not shown as changed"
    assert "Ready to send" in page


def test_only_what_is_published_can_be_corrected(client: Client) -> None:
    draft = factories.draft()
    for number in (draft.pk, draft.pk + 1000, 999999999999):
        assert client.get(f"/propose/correction/{number}/").status_code == 404
    assert Practice.objects.get().corrections.count() == 0


def test_a_translated_practice_is_corrected_in_the_readers_language(client: Client) -> None:
    practice = factories.practice("Training", title_fr="Formation", summary_fr="Des cours.")
    client.post(f"/fr/propose/correction/{practice.pk}/", {"wrong": "Faux."})
    client.post(f"/es/propose/correction/{practice.pk}/", {"wrong": "Falso."})
    assert {(s.language, s.text_language, s.content["title"]) for s in Submission.objects.all()} == {
        ("fr", "fr", "Formation"),
        ("es", "en", "Training"),
    }


def test_pages_take_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    address = begin(client)
    fill(client, address)
    for page in (address, f"{address}where/", "/propose/"):
        client.get(page)
        with django_assert_max_num_queries(4):
            client.get(page)
    practice = factories.practice()
    with django_assert_max_num_queries(25):
        client.get(f"/propose/correction/{practice.pk}/")


@pytest.mark.parametrize("language", ["/fr", "/es"])
def test_every_page_speaks_the_language(client: Client, language: str) -> None:
    address = begin(client, language)
    assert address.startswith(f"{language}/propose/")
    assert Submission.objects.get().language == language[1:]
    fill(client, address, language=language[1:])
    for page in (f"{language}/propose/", address, f"{address}where/", f"{address}withdraw/"):
        assert f'<html lang="{language[1:]}"' in client.get(page).text


def test_what_was_written_is_kept_without_what_nobody_sees(client: Client) -> None:
    dirty = sent("what") | {
        "title": "\ufeffRecog\u00adni\u200btion\tof  re\u0301gimes",
        "done": "one\r\ntwo\u2028three\0",
    }
    client.post("/propose/", dirty)
    kept = Submission.objects.get().content
    assert (kept["title"], kept["done"]) == ("Recognition of régimes", "one\ntwo\nthree")
