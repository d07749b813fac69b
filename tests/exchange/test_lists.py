"""Organisations and sources: tables of their own, and those that a table of practices names for the first time."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from practices.editorial import batches, history
from practices.models import Batch, Organisation, Practice, Source, ToldApart
from practices.models.told_apart import tell_apart
from tests import factories
from tests.exchange.files import NEW, confirm, csv_bytes, imported, looked_at, opened, problems, text_of, xlsx_bytes

pytestmark = pytest.mark.usefixtures("vocabulary")
SOURCE = {
    "id": "",
    "title": "Nurses abroad",
    "short_citation": "Council, Nurses abroad (2010)",
    "kind": "Rapport",
    "authors_en": "Council of Nurses\nYusuf, Amina",
    "year": "2010",
}
BANK = {"id": "", "name_en": "Bank of Nurses", "name_fr": "Banque des infirmières", "country": "maroc"}
CITED = "Nurses abroad (2010) | section=Two | title=Nurses abroad | authors=Council of Nurses | kind=report | year=2010"


@pytest.fixture
def user(db: None) -> User:
    return factories.person("nadia", "Editor")


@pytest.fixture
def client(user: User) -> Client:
    return factories.signed_in(user)


@pytest.mark.both_databases
def test_organisations_are_imported_with_a_look_first_and_a_history(client: Client, user: User) -> None:
    old = Organisation.objects.create(slug="old", name_en="Old")
    address, page = opened(client, csv_bytes(BANK, {"id": old.pk, "name_en": "Older", "name_fr": "", "country": ""}))
    assert "1</strong> new" in page and "1</strong> changed" in page
    assert "Row 2: <strong>new</strong>, Bank of Nurses" in page and "compared with" not in page
    assert Organisation.objects.count() == 1
    confirm(client, address, page)
    made = Organisation.objects.get(slug="bank-of-nurses")
    assert (made.name_fr, made.country.code) == ("Banque des infirmières", "MA")  # type: ignore[union-attr]
    assert Organisation.objects.get(slug="old").name_en == "Older"
    for thing in (made, old):
        version = history.latest(thing)
        assert version and (version.action, version.author) == ("imported", user)
    assert Batch.objects.get().kind == "organisation"


def test_sources_are_imported(user: User) -> None:
    imported(csv_bytes(SOURCE), user)
    made = Source.objects.get(title="Nurses abroad")
    assert (made.kind, made.year, made.slug) == ("report", 2010, "council-nurses-abroad-2010")
    assert made.author_names == ["Council of Nurses", "Yusuf, Amina"]


WRONG: dict[str, tuple[list[dict[str, Any]], str]] = {
    "no such number": ([BANK | {"id": "4711"}], "A2 id: There is no number ‘4711’."),
    "a name twice": ([BANK, BANK], "B3 name_en: Rows 2 and 3 would both be called ‘Bank of Nurses’."),
    "a kind that is none": ([SOURCE | {"kind": "poem"}], "D2 kind: There is no ‘poem’."),
    "no authors": ([SOURCE | {"authors_en": ""}], "E2 authors_en: This field cannot be blank."),
    "another link name": ([{"id": "{old}", "slug": "new"}], "B2 slug: The link name stays"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_told_where_it_stands(user: User, wrong: str) -> None:
    old = Organisation.objects.create(slug="old", name_en="Old")
    rows, said = WRONG[wrong]
    rows = [{name: value.format(old=old.pk) for name, value in row.items()} for row in rows]
    if wrong == "another link name":
        rows = [row | {"name_en": "Old"} for row in rows]
    assert any(problem.startswith(said) for problem in problems(csv_bytes(*rows), user)), problems(
        csv_bytes(*rows), user
    )


def test_who_may_not_add_organisations_by_hand_may_not_import_them(user: User) -> None:
    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_practice", "change_practice"]))
    user = User.objects.get(pk=user.pk)
    assert problems(csv_bytes(BANK), user) == ["A2 id: Your account may not do this."]
    row = NEW | {"organisations": "Bank of Nurses | lead"}
    assert "There is no ‘Bank of Nurses’" in problems(csv_bytes(row), user)[0]


@pytest.mark.parametrize(("page", "model"), [("organisations", Organisation), ("sources", Source)])
def test_all_of_them_can_be_had_and_sent_back_without_a_change(
    client: Client, user: User, page: str, model: Any
) -> None:
    imported(csv_bytes(BANK), user)
    imported(csv_bytes(SOURCE), user)
    response = client.get(reverse(f"admin:practices_practice_import_{page}"))
    data = b"".join(response.streaming_content)
    made = openpyxl.load_workbook(io.BytesIO(data))
    assert len(made.sheetnames) == 3 and made.worksheets[0].max_row == model.objects.count() + 1
    assert looked_at(data, user).counts == {"unchanged": model.objects.count()}


# In a table of practices -------------------------------------------------------------------------


def test_a_table_of_practices_may_name_new_ones_which_are_listed_first(client: Client, user: User) -> None:
    row = NEW | {"organisations": "Bank of Nurses | lead\nBank of nurses | funder", "citations": CITED}
    again = row | {"title_en": "Another", "citations": "Nurses abroad (2010) | pages=7"}
    address, page = opened(client, csv_bytes(row, again))
    assert "2 entries of the lists would be added" in page
    assert "<b>Bank of Nurses</b>" in page and "<b>Nurses abroad</b>" in page
    assert not Organisation.objects.exists() and not Source.objects.filter(title="Nurses abroad").exists()
    confirm(client, address, page)
    bank, source = Organisation.objects.get(), Source.objects.get(title="Nurses abroad")
    assert (bank.slug, source.authors, source.kind) == ("bank-of-nurses", "{Council of Nurses}", "report")
    assert [one.organisations.first() for one in Practice.objects.all()] == [bank, bank]
    assert {one.main_citation.source for one in Practice.objects.all()} == {source}  # type: ignore[union-attr]
    for thing in (bank, source):
        version = history.latest(thing)
        assert version and (version.action, version.author) == ("imported", user)
        assert version.batches.get() == Batch.objects.get()


def test_one_that_resembles_another_is_added_only_if_somebody_says_so(client: Client) -> None:
    Organisation.objects.create(slug="bank", name_en="Bank of Nurse")
    row = NEW | {"organisations": "Bank of Nurses | lead"}
    address, page = opened(client, csv_bytes(row))
    assert "1 thing is not understood" in page and 'name="seen"' not in page and 'value="Bank of Nurse"' in page
    sent = {"target-0": "organisation", "text-0": "Bank of Nurses", "new-0": "on"}
    client.post(f"{address}answers/", sent)
    page = text_of(client.get(address))
    assert "1 entry of the lists would be added" in page
    confirm(client, address, page)
    assert Practice.objects.get().organisations.get().slug == "bank-of-nurses"


def test_it_may_mean_another_one_or_be_left_out(client: Client) -> None:
    bank = Organisation.objects.create(slug="bank", name_en="Bank of Nurse")
    row = NEW | {"organisations": "Bank of Nurses | lead\nBank of Nurces | funder"}
    address, _page = opened(client, csv_bytes(row))
    sent = {"target-0": "organisation", "text-0": "Bank of Nurses", "is-0": "bank"}
    sent |= {"target-1": "organisation", "text-1": "Bank of Nurces", "out-1": "on"}
    client.post(f"{address}answers/", sent)
    confirm(client, address, text_of(client.get(address)))
    assert [(one.organisation, one.part) for one in Practice.objects.get().involvements.all()] == [(bank, "lead")]
    assert Organisation.objects.count() == 1


def test_a_new_source_says_what_it_is(user: User) -> None:
    [said] = problems(csv_bytes(NEW | {"citations": "Nurses abroad (2010) | pages=7"}), user)
    assert "There is no ‘Nurses abroad (2010)’. To add it, say in the line what it is: title=, authors=, kind=." in said


@pytest.mark.both_databases
def test_undoing_takes_what_it_added_where_nothing_else_uses_it(user: User) -> None:
    row = NEW | {"organisations": "Bank of Nurses | lead\nSchool of Cooks | partner", "citations": CITED}
    imported(csv_bytes(row), user)
    factories.draft(organisations=[]).involvements.create(organisation=Organisation.objects.get(slug="school-of-cooks"))
    batches.undo(Batch.objects.get(), user)
    assert [one.slug for one in Organisation.objects.all()] == ["school-of-cooks"]
    assert not Source.objects.filter(title="Nurses abroad").exists()
    page = factories.signed_in(user).get(reverse("admin:practices_practice_one_import", args=[Batch.objects.get().pk]))
    assert f'href="{reverse("admin:practices_organisation_change", args=[Organisation.objects.get().pk])}"' in page.text
    standing = batches.of(Batch.objects.get(), user)
    assert [one.slug for one in standing.kept] == ["school-of-cooks"] and not standing.idle


@pytest.mark.both_databases
def test_what_another_was_replaced_by_stays_and_pairs_told_apart_go_with_what_goes(user: User) -> None:
    imported(csv_bytes(BANK, BANK | {"name_en": "School of Cooks", "name_fr": "", "country": ""}), user)
    bank, school = Organisation.objects.order_by("slug")
    old = Organisation.objects.create(slug="old", name_en="Old", retired=True, merged_into=bank)
    tell_apart(school, [old])
    standing = batches.undo(Batch.objects.get(), user)
    assert (standing.idle, standing.kept) == ([school], [bank])
    assert set(Organisation.objects.all()) == {bank, old} and not ToldApart.objects.exists()


@pytest.mark.both_databases
def test_undoing_locks_what_the_import_added_after_the_practices(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(csv_bytes(NEW | {"organisations": "Bank of Nurses | lead", "citations": CITED}), user)
    locked, select_for_update = [], QuerySet.select_for_update

    def noted(rows: Any, *args: Any, **options: Any) -> Any:
        if not options.get("no_key"):  # the change log's are weaker
            locked.append(rows.model)
        return select_for_update(rows, *args, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    batches.undo(Batch.objects.get(), user)
    assert locked == [Practice, Organisation, Source]


def test_undoing_deletes_no_entry_that_one_may_not_delete(user: User) -> None:
    imported(csv_bytes(BANK), user)
    other = factories.person("omar", "")
    other.user_permissions.add(*Permission.objects.filter(codename__in=["add_practice", "change_practice"]))
    batches.undo(Batch.objects.get(), User.objects.get(pk=other.pk))
    assert Organisation.objects.exists()


def test_a_workbook_of_organisations_is_told_by_its_headings(user: User) -> None:
    made = openpyxl.Workbook()
    made.active.append(list(BANK))
    made.active.append(list(BANK.values()))
    assert looked_at(xlsx_bytes(made), user).counts == {"new": 1}
