"""Organisations and sources in the admin: asked for twins, retired, deleted and recovered, mended by who added them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.editorial import history, references
from practices.models import FormerName, Involvement, Organisation, Source, ToldApart
from practices.models.told_apart import pairs_told_apart
from tests import factories
from tests.admin.forms import errors_of, messages_of, version_of
from tests.factories import signed_in
from tests.pages import form_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed() -> User:
    return factories.person("ed", "Editor")


@pytest.fixture
def clara() -> User:
    return factories.person("clara", "Contributor")


def address(page: str, *arguments: Any, model: str = "organisation") -> str:
    return reverse(f"admin:practices_{model}_{page}", args=arguments)


def names(**values: str) -> dict[str, str]:
    return {f"{name}_{code}": "" for name in ("name", "acronym") for code in ("en", "fr", "es")} | values


def add(client: Client, **values: str) -> Any:
    return client.post(address("add"), {**names(), "slug": "", **values})


def added(client: Client, name: str) -> Organisation:
    response = add(client, name_en=name)
    assert response.status_code == 302, errors_of(response)
    made: Organisation = Organisation.objects.get(name_en=name)
    return made


def change(client: Client, one: Organisation, **values: str) -> Any:
    held = names(name_en=one.name_en, acronym_en=one.acronym_en or "", _version=str(version_of(one)))
    return client.post(address("change", one.pk), held | values)


# Twins ------------------------------------------------------------------------------------------


def test_what_resembles_others_is_saved_once_somebody_has_looked_at_them(ed: User) -> None:
    there = Organisation.objects.create(slug="who", name_en="World Health Organization", acronym_en="WHO")
    client = signed_in(ed)
    response = add(client, name_en="World health organisation")
    assert "Not saved yet" in errors_of(response)
    assert [twin.thing for twin in response.context["twins"]] == [there]
    assert 'value="World health organisation"' in response.content.decode()
    assert add(client, name_en="World health organisation", _is_another="1").status_code == 302
    made = Organisation.objects.get(slug="world-health-organisation")
    assert pairs_told_apart(Organisation) == {(there.pk, made.pk)}
    assert change(client, made, acronym_en="W").status_code == 302


def test_a_link_name_that_is_left_empty_is_made_of_the_name(ed: User) -> None:
    FormerName.objects.create(kind="organisation", name="banque-d-oran", object_id=0)
    assert added(signed_in(ed), "Banque d’Oran").slug == "banque-doran"
    FormerName.objects.create(kind="organisation", name="world-bank", object_id=0)
    assert added(signed_in(ed), "World Bank").slug == "world-bank-2"


def test_not_the_same_is_remembered(ed: User) -> None:
    one, two = (Organisation.objects.create(slug=slug, name_en="A Bank", country=None) for slug in "ab")
    client = signed_in(ed)
    assert client.get(address("apart", two.pk, one.pk)).status_code == 405
    for _time in range(2):
        response = client.post(address("apart", two.pk, one.pk))
    assert "are not the same" in messages_of(response)
    assert pairs_told_apart(Organisation) == {(one.pk, two.pk)}
    assert client.post(address("apart", one.pk, one.pk)).status_code == 302
    assert ToldApart.objects.count() == 1


# Uses -------------------------------------------------------------------------------------------


def test_what_uses_it_is_listed_as_far_as_one_may_see_it(ed: User, clara: User) -> None:
    bank = Organisation.objects.create(slug="bank", name_en="Bank")
    old = Organisation.objects.create(slug="old", name_en="Old bank", retired=True, merged_into=bank)
    published, draft, own = factories.practice(), factories.draft(), factories.draft(author=clara)
    for practice, one in ((published, bank), (draft, bank), (own, old), (own, bank)):
        Involvement.objects.create(practice=practice, organisation=one)
    response = signed_in(ed).get(address("uses", bank.pk))
    assert (set(response.context["page"]), response.context["hidden"]) == ({published, draft, own}, 0)
    response = signed_in(clara).get(address("uses", bank.pk))
    assert (set(response.context["page"]), response.context["hidden"]) == ({published, own}, 1)
    assert "1 draft of your colleagues uses it, too." in response.content.decode()
    assert references.counts(Organisation, [bank.pk, old.pk]) == {bank.pk: 3, old.pk: 1}
    assert f'<a href="{address("uses", bank.pk)}">3</a>' in signed_in(ed).get(address("changelist")).content.decode()


# Retiring ---------------------------------------------------------------------------------------


def test_what_is_retired_is_no_longer_offered_and_still_shown(ed: User) -> None:
    bank = Organisation.objects.create(slug="bank", name_en="Savings bank")
    practice = factories.practice()
    Involvement.objects.create(practice=practice, organisation=bank)
    client = signed_in(ed)
    asked = {"app_label": "practices", "model_name": "involvement", "field_name": "organisation", "term": "savings"}

    def offered() -> list[str]:
        return [one["text"] for one in client.get(reverse("admin:autocomplete"), asked).json()["results"]]

    assert offered() == ["Savings bank"]
    assert change(client, bank, retired="on").status_code == 302
    assert offered() == []
    assert "Savings bank" in Client().get(practice.get_absolute_url()).content.decode()


# Deleting ---------------------------------------------------------------------------------------


def test_what_nothing_uses_is_deleted_and_comes_back(ed: User) -> None:
    client = signed_in(ed)
    bank = added(client, "Bank")
    response = client.get(address("delete", bank.pk))
    version = response.context["version"]
    assert "can be recovered" in response.content.decode()
    assert client.post(address("delete", bank.pk), {"_version": version, "reason": "Twice"}).status_code == 302
    assert not Organisation.objects.exists()
    (gone,) = client.get(address("deleted")).context["page"]
    assert (gone.title, gone.reason) == ("Bank", "Twice")
    there = address("deleted_one", gone.pk)
    assert client.get(address("change", bank.pk))["Location"] == there
    response = client.post(there)
    assert response["Location"] == address("change", bank.pk)
    back = Organisation.objects.get(pk=bank.pk)
    assert [version.action for version in history.versions(back)] == ["recovered", "deleted", "added"]
    assert client.post(there).status_code == 404


def test_what_is_used_is_not_deleted_and_the_page_says_so(ed: User) -> None:
    source = factories.draft().citations.get().source
    client = signed_in(ed)
    there = address("delete", source.pk, model="source")
    assert there not in client.get(address("change", source.pk, model="source")).content.decode()
    for response in (client.get(there), client.post(there, {"reason": "Because"})):
        assert "It is used, so it can't be deleted." in response.content.decode()
    assert Source.objects.filter(pk=source.pk).exists()


def test_a_version_that_nobody_has_seen_is_not_deleted(ed: User) -> None:
    client = signed_in(ed)
    bank = added(client, "Bank")
    seen = client.get(address("delete", bank.pk)).context["version"]
    change(client, bank, acronym_en="B")
    response = client.post(address("delete", bank.pk), {"_version": seen, "reason": "Twice"})
    assert "Somebody saved a newer version meanwhile" in response.content.decode()


# Those who add -----------------------------------------------------------------------------------


def test_a_contributor_mends_what_they_added_until_readers_see_it(clara: User, ed: User) -> None:
    client = signed_in(clara)
    own, others = added(client, "Bnak"), added(signed_in(ed), "Fund")
    assert change(client, own, name_en="Bank").status_code == 302
    own.refresh_from_db()
    assert own.name_en == "Bank"
    assert change(client, others, name_en="Funds").status_code == 403
    draft = factories.draft(author=clara)
    Involvement.objects.create(practice=draft, organisation=own)
    assert change(client, own, acronym_en="B").status_code == 302
    Involvement.objects.create(practice=factories.practice(), organisation=own)
    assert change(client, own, name_en="Banks").status_code == 403
    assert client.get(address("delete", own.pk)).status_code == 403
    assert client.get(address("change", own.pk)).status_code == 200


def test_a_contributor_deletes_and_recovers_their_own_alone(clara: User, ed: User) -> None:
    client = signed_in(clara)
    own, others = added(client, "Bank"), added(signed_in(ed), "Fund")
    assert client.get(address("delete", others.pk)).status_code == 403
    for one, who in ((own, client), (others, signed_in(ed))):
        who.post(address("delete", one.pk), {"_version": version_of(one), "reason": ""})
    assert [gone.title for gone in client.get(address("deleted")).context["page"]] == ["Bank"]
    assert len(signed_in(ed).get(address("deleted")).context["page"].object_list) == 2
    not_theirs = history.latest(others)
    assert not_theirs is not None
    assert client.get(address("deleted_one", not_theirs.pk)).status_code == 404


# Sources ----------------------------------------------------------------------------------------


def test_the_language_is_chosen_from_a_list_in_ones_own_language(ed: User, vocabulary: factories.Vocabulary) -> None:
    client = signed_in(ed)
    page = client.get("/fr" + address("add", model="source")).content.decode()
    assert '<option value="fil">filipino</option>' in page
    assert '<option value="en" selected>anglais</option>' in page
    Source.objects.filter(pk=vocabulary.source.pk).update(language="qaa")
    page = client.get(address("change", vocabulary.source.pk, model="source")).content.decode()
    assert '<option value="qaa" selected>qaa</option>' in page


def test_a_window_that_adds_one_can_use_the_one_that_is_there() -> None:
    there = Organisation.objects.create(slug="iom", name_en="International Organization for Migration")
    retired = Organisation.objects.create(slug="old", name_en="Old bank", retired=True)
    client, address = factories.signed_in(factories.person("ed", "Editor")), reverse("admin:practices_organisation_add")
    page = client.get(f"{address}?_popup=1&_to_field=id")
    sent = {**form_on(page, "organisation_form"), "name_en": there.name_en}
    asked = client.post(address, sent).text
    assert f'name="_use" value="{there.pk}"' in asked and "Use this one" in asked
    answer = client.post(address, {**sent, "_use": there.pk})
    assert f"&quot;value&quot;: &quot;{there.pk}&quot;" in answer.text and "popup_response" in answer.text
    assert "popup_response" not in client.post(address, {**sent, "_use": retired.pk}).text
    assert Organisation.objects.count() == 2
    assert 'name="_use"' not in client.post(address, {k: v for k, v in sent.items() if k != "_popup"}).text
