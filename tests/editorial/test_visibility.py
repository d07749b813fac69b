"""Who sees which practice: the rule for one, the rule for a query and the curators' pages say the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils import timezone

from practices.editorial import permissions
from practices.models import Practice
from practices.models.states import State
from tests import factories
from tests.undrawn import draw_nothing

ALL = set(State.values)
PUBLIC = {"published", "withdrawn", "merged"}
# The states in which each sees what others entered, and in which what they entered themselves.
SEES: dict[str, tuple[set[str], set[str]]] = {
    "": (set(), set()),
    "Contributor": (PUBLIC, ALL),
    "Editor": (ALL, ALL),
    "Publisher": (ALL, ALL),
    "Administrator": (ALL, ALL),
}


def in_each_state(author: User) -> list[Practice]:
    """Make a practice in each state."""
    replacement = factories.practice()
    made = []
    for state in State:
        practice = factories.complete_draft(author=author)
        values: dict[str, Any] = {"state": state}
        if state in PUBLIC:
            values |= {"published_at": timezone.now(), "main_citation": practice.citations.get()}
        if state == State.WITHDRAWN:
            values |= {"withdrawn_at": timezone.now(), "withdrawal_reason": "Old."}
        if state == State.MERGED:
            values |= {"replaced_by": replacement}
        Practice.objects.filter(pk=practice.pk).update(**values)
        made.append(Practice.objects.get(pk=practice.pk))
    return made


# On PostgreSQL those for whom it matters whose a practice is, and the first for whom it doesn't.
@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=[pytest.mark.both_databases] if role in {"Contributor", "Editor"} else [])
        for role in SEES
    ],
)
def test_rule_query_and_pages_agree_in_every_state(
    role: str, vocabulary: factories.Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = factories.person("somebody", role)
    of_others, own = in_each_state(factories.person("else")), in_each_state(user)
    practices = [*of_others, *own]
    states_of_others, states_of_own = SEES[role]
    expected = {p.pk for p in of_others if p.state in states_of_others} | {
        p.pk for p in own if p.state in states_of_own
    }

    assert {p.pk for p in practices if permissions.may_see(p, user)} == expected
    among = Practice.objects.filter(pk__in=[p.pk for p in practices])
    assert set(among.visible_to(user).values_list("pk", flat=True)) == expected

    browser = factories.signed_in(user)
    listed = browser.get(reverse("admin:practices_practice_changelist"))
    shown = set(listed.context["cl"].queryset.values_list("pk", flat=True)) if listed.status_code == 200 else set()
    assert {p.pk for p in practices if p.pk in shown} == expected
    draw_nothing(monkeypatch)
    for page in ("history", "change"):
        pages = {p.pk: browser.get(reverse(f"admin:practices_practice_{page}", args=[p.pk])) for p in practices}
        assert {pk for pk, answer in pages.items() if answer.status_code == 200} == expected, page


@pytest.mark.both_databases
@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("who", ["nobody", "inactive", "inactive superuser"])
def test_who_may_not_sign_in_sees_nothing(who: str) -> None:
    user: Any = AnonymousUser()
    if who != "nobody":
        user = factories.person("somebody", "Editor", is_active=False, is_superuser=who == "inactive superuser")
    practices = in_each_state(factories.person("else")) + (in_each_state(user) if who != "nobody" else [])
    assert not any(permissions.may_see(practice, user) for practice in practices)
    assert not Practice.objects.visible_to(user).exists()
