"""What a public address of a practice leads to."""

from __future__ import annotations

import pytest
from django.test import Client

from practices.discovery import lookup
from practices.models import Practice
from tests import factories

State = Practice.State
ADDRESSES = ("/practices/{}/", "/practices/{}.ris", "/embed/{}/")


def gone(state: str, into: Practice | None = None) -> Practice:
    """Make a practice, and leave it in a state, replaced by another."""
    made = factories.practice()
    date = made.published_at if state == State.WITHDRAWN else None
    Practice.objects.filter(pk=made.pk).update(
        state=state, replaced_by=into, withdrawn_at=date, withdrawal_reason="Old." if date else ""
    )
    made.refresh_from_db()
    return made


@pytest.mark.django_db
def test_an_address_leads_to_what_is_or_was_public_over_all_merges(django_assert_num_queries) -> None:
    live = factories.practice()
    withdrawn = gone(State.WITHDRAWN, into=live)
    for target in (live, withdrawn):
        first = gone(State.MERGED, into=gone(State.MERGED, into=target))
        assert lookup.public(first.pk, Practice.objects.all()) == target
        with django_assert_num_queries(1):
            assert lookup.public(target.pk, Practice.objects.all()) == target


@pytest.mark.django_db
def test_what_the_public_may_not_know_of_is_not_found(client: Client) -> None:
    draft = factories.draft()
    for unknown in (draft, gone(State.ARCHIVED), gone(State.MERGED, into=draft)):
        assert lookup.public(unknown.pk, Practice.objects.all()) is None
        assert [client.get(address.format(unknown.pk)).status_code for address in ADDRESSES] == [404, 404, 404]
    assert lookup.public(None, Practice.objects.all()) is None
