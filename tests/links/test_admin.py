"""The state of a source's link, in the admin."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import formats, timezone

from practices.models import LinkCheck, Source

LIST = "admin:practices_source_changelist"
CHANGE = "admin:practices_source_change"
STATES = ["fine", "moved", "unclear", "dead"]


def source(slug: str, url: str) -> Source:
    return Source.objects.create(slug=slug, title="T", short_citation=slug, kind="report", authors="A", url=url)


@pytest.fixture
def several(db: None) -> dict[str, Source]:
    """A source for each state of a link."""
    since = timezone.now() - datetime.timedelta(days=30)
    for state in STATES:
        LinkCheck.objects.create(
            address=f"https://{state}.example/",
            checked_at=timezone.now(),
            verdict=state,
            status=404 if state in {"dead", "unclear"} else 200,
            failing_since=since,
            final_address="https://new.example/",
        )
    made = {state: source(state, f"https://{state}.example/#part") for state in STATES}
    return made | {"unchecked": source("unchecked", "https://unchecked.example/"), "none": source("none", "")}


def test_the_list_shows_the_state_in_words(curator: Client, several: dict[str, Source]) -> None:
    page = curator.get(reverse(LIST)).content.decode()
    for words in ("Works", "Moved for good, to https://new.example/", "Dead since", "Unclear since", "Not checked yet"):
        assert words in page


@pytest.mark.parametrize("state", [*STATES, "unchecked", "none"])
def test_the_list_can_be_filtered_by_state(curator: Client, several: dict[str, Source], state: str) -> None:
    listed = curator.get(reverse(LIST), {"link": state})
    assert list(listed.context["cl"].result_list) == [several[state]]


def test_what_is_replaced_is_in_no_state(curator: Client, several: dict[str, Source]) -> None:
    replaced = [several["dead"].pk, several["none"].pk]
    Source.objects.filter(pk__in=replaced).update(retired=True, merged_into=several["fine"])
    for state in ("dead", "none"):
        assert not curator.get(reverse(LIST), {"link": state}).context["cl"].result_list
    assert "Dead since" not in curator.get(reverse(LIST)).text


def test_an_unknown_state_filters_nothing(curator: Client, several: dict[str, Source]) -> None:
    assert len(curator.get(reverse(LIST), {"link": "nonsense"}).context["cl"].result_list) == len(several)


def test_the_list_asks_once_for_all_states(
    curator: Client, several: dict[str, Source], django_assert_max_num_queries: Any
) -> None:
    for i in range(30):
        source(f"more-{i}", f"https://more.example/{i}")
    with django_assert_max_num_queries(12):
        curator.get(reverse(LIST), {"link": "unchecked"})


def form_of(made: Source, **values: str) -> dict[str, str]:
    fields = ("title", "short_citation", "kind", "authors_en", "language", "url")
    return {name: getattr(made, name) for name in fields} | values


def test_the_form_shows_it_and_takes_no_change_of_it(curator: Client, several: dict[str, Source]) -> None:
    address = reverse(CHANGE, args=[several["dead"].pk])
    page = curator.get(address).content.decode()
    assert "The page is not there any more (404)." in page
    assert formats.date_format(timezone.now()) in page
    assert curator.get(reverse("admin:practices_source_add")).status_code == 200
    assert curator.post(address, form_of(several["dead"], link_state="fine")).status_code == 302
    assert LinkCheck.objects.get(address="https://dead.example/").verdict == "dead"


def test_a_changed_link_forgets_what_was_known_of_the_old_one(curator: Client, several: dict[str, Source]) -> None:
    address = reverse(CHANGE, args=[several["dead"].pk])
    mended = form_of(several["dead"], url="https://mended.example/", _is_another="1")
    assert curator.post(address, mended).status_code == 302
    assert not LinkCheck.objects.filter(address="https://dead.example/").exists()
    assert "Not checked yet" in curator.get(address).content.decode()


def test_a_curator_who_opened_a_link_can_say_so(curator: Client, several: dict[str, Source]) -> None:
    chosen = [several["dead"].pk, several["none"].pk]
    answer = curator.post(reverse(LIST), {"action": "note_opened", "_selected_action": chosen}, follow=True)
    assert "Noted for 1 link." in answer.content.decode()
    assert LinkCheck.objects.get(address="https://dead.example/").verdict == "fine"


def test_who_may_only_look_can_not(client: Client, several: dict[str, Source], django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_source"))
    client.force_login(user)
    assert "note_opened" not in client.get(reverse(LIST)).content.decode()
    client.post(reverse(LIST), {"action": "note_opened", "_selected_action": [several["dead"].pk]})
    assert LinkCheck.objects.get(address="https://dead.example/").verdict == "dead"
