"""The panel on the health of the lists: who sees what, where it leads, and that it asks no more of longer lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import search
from practices.desk import list_health
from practices.editorial import health
from practices.models import Country, Organisation, PolicyArea, Source
from tests import factories
from tests.admin.forms import messages_of
from tests.queries import count_of

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def pat() -> User:
    return factories.person("pat", "Publisher")


@pytest.fixture
def twins() -> list[Organisation]:
    return [Organisation.objects.create(slug=slug, name_en="World Bank") for slug in ("a", "b")]


def index(user: User) -> Any:
    return factories.signed_in(user).get(reverse("admin:index"))


def test_twins_are_compared_or_told_apart(pat: User, twins: list[Organisation]) -> None:
    client = factories.signed_in(pat)
    page = client.get(reverse("admin:index"))
    ((pair,),) = [group.pairs for group in page.context["desk"]["health"].twins]
    assert {pair.one, pair.other} == set(twins)
    assert client.get(pair.compare).context["preview"].into == pair.other
    assert f'action="{pair.tell_apart}"' in page.content.decode()
    assert "are not the same" in messages_of(client.post(pair.tell_apart))
    assert not client.get(reverse("admin:index")).context["desk"]["health"]


def test_terms_and_sources_that_say_too_little_are_counted_where_they_are_listed(
    pat: User, vocabulary: factories.Vocabulary
) -> None:
    PolicyArea.objects.update(description_en="What it is.", name_fr="Nom", name_es="Nombre")
    PolicyArea.objects.filter(slug="remittances").update(description_en="", name_es="")
    PolicyArea.objects.filter(slug="public-support").update(name_fr=None, retired=True)
    client = factories.signed_in(pat)
    shown = client.get(reverse("admin:index")).context["desk"]["health"]
    assert {one.label for one in shown.missing} == {"No description", "No French name", "No Spanish name"}
    for one in shown.missing:
        assert one.count == sum(count for _name, count, _address in one.lists)
        for _name, count, address in one.lists:
            assert client.get(address).context["cl"].result_count == count, address
    said = {(one.label, name) for one in shown.missing for name, _count, _address in one.lists}
    assert ("No description", "policy areas") in said
    assert ("No French name", "policy areas") not in said
    assert ("No description", "countries") not in said
    assert shown.lost == Source.objects.count() == client.get(shown.lost_address).context["cl"].result_count == 1
    Source.objects.update(where_to_find_en="At IOM.")
    assert list_health.panel(pat).lost == 0  # type: ignore[union-attr]


def test_it_shows_what_one_may_mend(twins: list[Organisation], vocabulary: factories.Vocabulary) -> None:
    editor = index(factories.person("ed", "Editor")).context["desk"]["health"]
    assert (len(editor.twins), editor.missing, editor.lost) == (1, [], 1)
    assert index(factories.person("clara", "Contributor")).context["desk"]["health"] is None


def test_longer_lists_cost_no_more_questions(pat: User, vocabulary: factories.Vocabulary) -> None:
    def asked() -> int:
        person = User.objects.get(pk=pat.pk)
        person.get_all_permissions()
        search.snapshot()  # which the desk has asked already
        with CaptureQueriesContext(connection) as captured:
            health.of_lists(person)
        return count_of(captured)

    for slug in "ab":
        Organisation.objects.create(slug=slug, name_en="Ministry")
        Source.objects.create(slug=slug, title="One", short_citation="One", kind="report", authors_en="A")
    few = asked()
    for number in range(20):
        Organisation.objects.create(slug=f"o{number}", name_en="Ministry", country=Country.objects.first())
        Source.objects.create(slug=f"s{number}", title="One", short_citation="One", kind="report", authors_en="A")
    assert asked() == few <= 7


def test_saving_a_term_without_all_its_names_says_so(pat: User, vocabulary: factories.Vocabulary) -> None:
    names = {f"{name}_{code}": "" for name in ("name", "description", "aliases") for code in ("en", "fr", "es")}
    client = factories.signed_in(pat)
    add = reverse("admin:practices_policyarea_add")
    said = messages_of(client.post(add, {**names, "name_en": "Fees", "name_fr": "Frais", "slug": "fees"}))
    assert "No Spanish name. Readers of that language see the English one." in said
    full = {**names, "name_en": "Costs", "name_fr": "Coûts", "name_es": "Costos", "slug": "costs"}
    assert "Readers of that language" not in messages_of(factories.signed_in(pat).post(add, full))
