"""What the curators' rooms refuse: forms and addresses that cost too much, pry, or break."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from practices.editorial import history
from practices.editorial.diff import Difference
from practices.models import Country, Practice
from tests import factories
from tests.admin.forms import CHANGE, LIST, citation_row, errors_of, form_of

HUGE = "9" * 30


@pytest.fixture
def contributor(db: None) -> Client:
    return factories.signed_in(factories.person("cara", "Contributor"))


@pytest.fixture
def theirs(vocabulary: factories.Vocabulary) -> Practice:
    """Another person's draft."""
    author = factories.person("other", "Contributor")
    return factories.draft("A plan", slug="a-secret-plan", author=author, policy_areas=[vocabulary.areas[1]])


# Differences ------------------------------------------------------------------------------------


def test_texts_that_repeat_one_word_are_not_compared_word_by_word() -> None:
    shown = Difference("done_en", "done", "a " * 900, "a " * 893)
    assert shown.old_parts == [(True, "a " * 900)]
    assert shown.new_parts == [(True, "a " * 893)]


def test_long_ordinary_texts_are_compared_word_by_word() -> None:
    words = [f"word{i}" if i % 8 else "the" for i in range(900)]
    shown = Difference("done_en", "done", " ".join([*words, "before"]), " ".join([*words, "after"]))
    assert [text for is_changed, text in shown.old_parts if is_changed] == ["before"]


# Rows -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [None, "0"], ids=["as it stands", "from an old form"])
def test_a_form_with_too_many_rows_is_refused_and_few_of_them_are_made(editor: Client, version: str | None) -> None:
    draft = factories.draft()
    history.record(draft)
    history.record(draft, action="changed", reason="again")
    form = form_of(draft, {"citations": [citation_row(draft.citations.get())], "participations": [{}] * 2000})
    form |= {f"participations-{i}-part": "lead" for i in range(200)}
    response = editor.post(reverse(CHANGE, args=[draft.pk]), form | ({"_version": version} if version else {}))
    assert "Please submit at most 100 forms." in errors_of(response)
    assert all(len(rows.formset.forms) <= 150 for rows in response.context["inline_admin_formsets"])


# The shortcut to public pages -------------------------------------------------------------------


def shortcut(thing: Any) -> str:
    return reverse("admin:view_on_site", args=[ContentType.objects.get_for_model(thing).pk, thing.pk])


def test_the_shortcut_leads_to_published_practices_only(contributor: Client, theirs: Practice) -> None:
    published = factories.practice()
    assert contributor.get(shortcut(published))["Location"] == published.get_absolute_url()
    assert contributor.get(shortcut(theirs)).status_code == 404
    assert contributor.get(shortcut(factories.source())).status_code == 404
    assert contributor.get(f"/admin/r/{HUGE}/{HUGE}/").status_code == 404
    assert contributor.get("/admin/r/x/y/").status_code == 404


# What a list may be asked -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("policyarea", "practices"),
        ("country", "practices"),
        ("country", "participations__practice"),
        ("organisation", "practices__slug"),
        ("source", "citations__practice"),
    ],
)
def test_a_list_does_not_tell_what_stands_on_others_drafts(
    contributor: Client, theirs: Practice, model: str, path: str
) -> None:
    assert contributor.get(reverse(f"admin:practices_{model}_changelist"), {path: theirs.pk}).status_code == 400


LISTS = [
    *("practices_practice", "practices_policyarea", "practices_organisation", "practices_source"),
    *("practices_synonym", "practices_submission", "auth_user", "auth_group"),
]


@pytest.mark.parametrize("model", LISTS)
def test_a_list_takes_no_lookups_but_its_filters(curator: Client, model: str) -> None:
    for name, value in [
        ("title_en__regex", "("),
        ("title_en__regex", "(a+)+$"),
        ("author", HUGE),
        ("pk__in", f"1,{HUGE}"),
        ("id__in", HUGE),
        ("author__password__startswith", "p"),
    ]:
        assert curator.get(reverse(f"admin:{model}_changelist"), {name: value}).status_code == 400, name


@pytest.mark.parametrize(
    ("model", "parameter"),
    [
        ("practices_country", "region__id__exact"),
        ("practices_country", "retired__exact"),
        ("practices_practice", "state__exact"),
        ("practices_submission", "kind__exact"),
        ("auth_user", "groups__id__exact"),
    ],
)
def test_an_absurd_value_of_a_filter_is_no_server_error(curator: Client, model: str, parameter: str) -> None:
    for value in (HUGE, "x", "\0", "²", ""):
        response = curator.get(reverse(f"admin:{model}_changelist"), {parameter: value})
        assert response.status_code == 200 or response["Location"].endswith("?e=1"), value


def test_an_absurd_value_of_a_filter_leads_back_to_the_list(curator: Client) -> None:
    address = reverse("admin:practices_country_changelist")
    assert curator.get(address, {"region__id__exact": HUGE})["Location"] == f"{address}?e=1"


def test_filters_go_on_filtering(curator: Client, vocabulary: factories.Vocabulary) -> None:
    region = vocabulary.regions[1]
    listed = curator.get(
        reverse("admin:practices_country_changelist"), {"region__id__exact": region.pk, "retired__exact": "0"}
    )
    assert set(listed.context["cl"].result_list) == set(Country.objects.filter(region=region))
    for model, parameters in {"auth_user": {"groups__id__exact": "1"}, "practices_source": {"link": "dead"}}.items():
        assert curator.get(reverse(f"admin:{model}_changelist"), parameters).status_code == 200


# Absurd values in forms -------------------------------------------------------------------------


@pytest.mark.parametrize("value", [HUGE, "\0", "x", "²"])
def test_an_absurd_term_is_refused_at_its_field(editor: Client, value: str) -> None:
    draft = factories.draft()
    form = form_of(draft, {"citations": [citation_row(draft.citations.get())]})
    response = editor.post(reverse(CHANGE, args=[draft.pk]), form | {"policy_areas": [value]})
    assert "is not a valid value" in str(response.context["adminform"].form.errors["policy_areas"])


def test_an_action_passes_over_what_is_no_number(editor: Client) -> None:
    draft = factories.draft()
    asked = {"action": "export_csv", "index": 0}
    for chosen in (HUGE, "x", "\0"):
        assert editor.post(reverse(LIST), asked | {"_selected_action": chosen}).status_code == 302
    response = editor.post(reverse(LIST), asked | {"_selected_action": [HUGE, "x", draft.pk]})
    assert draft.title_en in b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


def test_an_absurd_number_of_a_row_in_an_old_form_is_no_server_error(editor: Client) -> None:
    draft = factories.draft()
    history.record(draft)
    history.record(draft, action="changed", reason="again")
    row = citation_row(draft.citations.get(), id="9" * 5000)
    response = editor.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, {"citations": [row]}) | {"_version": "0"})
    assert "somebody saved a newer version meanwhile" in errors_of(response)
    assert draft.citations.count() == 1


def test_no_field_completes_the_names_of_practices(contributor: Client, editor: Client) -> None:
    asked = {"app_label": "practices", "model_name": "citation", "term": ""}
    for browser in (contributor, editor):
        assert browser.get(reverse("admin:autocomplete"), asked | {"field_name": "practice"}).status_code == 403
        assert browser.get(reverse("admin:autocomplete"), asked | {"field_name": "source"}).status_code == 200


def test_more_is_typed_into_a_list_s_search_than_a_database_takes(editor: Client) -> None:
    factories.draft("A plan", slug="a-plan")
    page = editor.get(reverse(LIST), {"q": "a " * 1500})
    assert page.status_code == 200
    assert [str(message) for message in page.context["messages"]] == [
        "Ensure this value has at most 500 characters (it has 3000)."
    ]
