"""Records: what the public sees of each practice, numbered as it changes, with nothing missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from practices.changelog import reader, records
from practices.models import Change, Citation, Organisation, PolicyArea, Practice, Record, Region, Source
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def numbers() -> dict[int, int]:
    return dict(records.current().values_list("practice_id", "number"))


def test_the_first_look_records_what_is_or_was_public() -> None:
    here, gone = factories.practice(), factories.practice()
    factories.withdraw(gone, "Wrong.", None)
    factories.draft()
    assert {record.pk: record.is_gone for record in records.current()} == {here.pk: False, gone.pk: True}


def test_each_change_for_the_public_gets_a_higher_number_and_a_later_time() -> None:
    first, second = factories.practice(), factories.practice()
    before = numbers()
    Record.objects.update(changed_at=timezone.now() - timedelta(days=1))
    first.summary = "Another summary."
    first.save()
    after = numbers()
    assert after[first.pk] > max(before.values())
    assert after[second.pk] == before[second.pk]
    record = Record.objects.get(pk=first.pk)
    assert timezone.now() - record.changed_at < timedelta(minutes=1)
    assert record.changed_at.microsecond == 0


def test_nothing_new_costs_two_queries(django_assert_num_queries: object) -> None:
    factories.practice()
    numbers()
    with django_assert_num_queries(2):  # type: ignore[operator]
        records.catch_up()


def test_drafts_leave_no_trace() -> None:
    factories.practice()
    before = numbers()
    factories.draft().delete()
    assert numbers() == before


def test_rows_of_a_practice_count() -> None:
    practice = factories.practice()
    before = numbers()[practice.pk]
    Citation.objects.filter(practice=practice).update(pages="99")
    assert numbers()[practice.pk] > before


@pytest.mark.parametrize("how", ["withdraw", "delete"])
def test_what_is_public_no_longer_stays_as_gone(how: str) -> None:
    practice = factories.practice()
    pk, before = practice.pk, numbers()[practice.pk]
    if how == "delete":
        practice.delete()
    else:
        factories.withdraw(practice, "Wrong.", None)
    record = records.current().get(pk=pk)
    assert record.is_gone and record.number > before


def test_a_term_that_says_something_else_changes_the_practices_that_show_it() -> None:
    area = PolicyArea.objects.create(slug="remittances", name_en="Remittances")
    with_it, without = factories.practice(policy_areas=[area]), factories.practice()
    before = numbers()
    area.name_en = "Money sent home"
    area.save()
    after = numbers()
    assert after[with_it.pk] > before[with_it.pk]
    assert after[without.pk] == before[without.pk]


def test_a_practice_shows_what_its_term_was_merged_into_and_what_its_region_lies_in() -> None:
    old, new = (PolicyArea.objects.create(slug=slug, name_en=slug) for slug in ("old", "new"))
    africa = Region.objects.create(slug="africa", name_en="Africa", m49="002")
    northern = Region.objects.create(slug="northern", name_en="Northern Africa", m49="015", parent=africa)
    changing = factories.practice(policy_areas=[old], regions=[northern])
    PolicyArea.objects.filter(pk=old.pk).update(retired=True, merged_into=new)
    for term in (new, africa):
        before = numbers()[changing.pk]
        term.name_en = "Another name"
        term.save()
        assert numbers()[changing.pk] > before


def test_a_source_with_another_title_changes_the_practices_that_cite_it() -> None:
    practice = factories.practice()
    before = numbers()[practice.pk]
    source = Source.objects.get()
    source.title = "Another title"
    source.save()
    assert numbers()[practice.pk] > before


def test_another_order_of_terms_changes_no_practice() -> None:
    area = PolicyArea.objects.create(slug="remittances", name_en="Remittances")
    factories.practice(policy_areas=[area])
    Organisation.objects.create(slug="nobody", name_en="Shown by no practice")
    before = numbers()
    PolicyArea.objects.update(order=7)
    Organisation.objects.update(acronym="N")
    assert numbers() == before


def test_a_number_of_the_log_that_is_committed_late_is_not_missed() -> None:
    early, late = factories.practice(), factories.practice()
    numbers()
    last = Change.objects.order_by("-pk").values_list("pk", flat=True)[0]
    Change.objects.create(pk=last + 2, practice_id=early.pk)
    before = numbers()
    Change.objects.create(pk=last + 1, practice_id=late.pk)  # its transaction was longer
    assert numbers()[late.pk] > max(before.values())


def test_whoever_has_lost_the_place_in_the_log_records_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    practices = [factories.practice() for _number in range(3)]
    before = numbers()
    gone = practices.pop()
    pk = gone.pk
    gone.delete()
    Change.objects.all().delete()
    Change.objects.create(practice_id=practices[0].pk)
    monkeypatch.setattr(reader, "MOST_ENTRIES", 0)
    after = numbers()
    assert min(after.values()) > max(before.values())
    assert {record.pk: record.is_gone for record in Record.objects.all()} == {
        **{practice.pk: False for practice in practices},
        pk: True,
    }


def test_what_a_curator_changes_is_recorded_in_that_request(curator: Client) -> None:
    area = PolicyArea.objects.create(slug="remittances", name_en="Remittances", name_fr="R", name_es="R")
    practice = factories.practice(policy_areas=[area])
    before = numbers()[practice.pk]
    curator.get("/admin/practices/policyarea/")
    assert Record.objects.get(pk=practice.pk).number == before
    form = {"slug": "remittances", "name_en": "Money sent home", "name_fr": "R", "name_es": "R", "order": "0"}
    response = curator.post(f"/admin/practices/policyarea/{area.pk}/change/", form)
    assert response.status_code == 302
    assert Record.objects.get(pk=practice.pk).number > before


@pytest.mark.parametrize("model", [PolicyArea, Source, Organisation])
def test_another_link_name_changes_no_practice_but_another_name_does(model: Any) -> None:
    practice = factories.practice(policy_areas=[PolicyArea.objects.create(slug="remittances", name_en="Remittances")])
    practice.involvements.create(organisation=Organisation.objects.create(slug="a-bank", name_en="A bank"))
    term, before = model.objects.get(), numbers()
    term.slug = "another"
    term.save()
    model.objects.update(slug="a-third")
    assert numbers() == before
    setattr(term, "title" if model is Source else "name_en", "Another name")
    term.save()
    assert numbers()[practice.pk] > before[practice.pk]


def test_it_was_changed_when_it_was_and_not_when_somebody_asked() -> None:
    practice, other = factories.practice(), factories.practice()
    days = {one.pk: timezone.now().replace(microsecond=0) - timedelta(days=one.pk) for one in (practice, other)}
    for pk, day in days.items():
        Practice.objects.filter(pk=pk).update(updated_at=day)
    first = records.current()
    assert {one.pk: one.updated_at for one in first} == {one.pk: one.changed_at for one in first} == days
    assert [one.pk for one in first] == sorted(days, key=days.__getitem__)
    yesterday = timezone.now().replace(microsecond=0) - timedelta(days=1)
    Practice.objects.filter(pk=practice.pk).update(summary_en="Another summary.")
    Change.objects.filter(practice_id=practice.pk).update(at=yesterday)
    record = records.current().get(pk=practice.pk)
    assert record.updated_at == yesterday
    assert record.changed_at > yesterday  # whoever harvested meanwhile has to be told


def test_an_empty_catalogue_was_asked_too() -> None:
    before = timezone.now().replace(microsecond=0)
    records.catch_up()
    practice = factories.practice()
    Practice.objects.filter(pk=practice.pk).update(updated_at=before - timedelta(days=9))
    assert records.current().get().changed_at >= before
