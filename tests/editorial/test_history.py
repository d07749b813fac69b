"""The history: everything as somebody left it, written down once, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from practices.editorial import content, history, workflow
from practices.editorial.history import DeletedMeanwhile
from practices.models import Citation, Figure, Practice, Source, Synonym, Version
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.both_databases


@pytest.fixture
def ann(db: None) -> User:
    return factories.person("ann", "Editor", first_name="Ann", last_name="Moor")


@pytest.fixture
def draft(vocabulary: factories.Vocabulary, ann: User) -> Practice:
    made = factories.complete_draft("First title", author=ann, countries=[(vocabulary.countries[0], "origin")])
    Figure.objects.create(practice=made, value=3, label_en="banks", citation=made.citations.get())
    return made


def actions(thing: Any) -> list[str]:
    return [version.action for version in history.versions(thing)]


# Writing down -----------------------------------------------------------------------------------


def test_a_version_holds_the_whole_and_who_when_and_why(draft: Practice, ann: User) -> None:
    version = history.record(draft, ann, reason=" Entered from the report. ")
    assert (version.number, version.content, version.state) == (1, content.of(draft), "draft")
    assert (version.author, version.author_name, version.reason) == (ann, "Ann Moor", "Entered from the report.")
    draft.title_en = "Second title"
    draft.save()
    assert history.record(draft, ann).number == 2
    assert history.latest(draft).content["title_en"] == "Second title"
    assert history.versions(draft).last().content["title_en"] == "First title"


def test_nothing_is_written_down_when_nothing_changed(draft: Practice, ann: User) -> None:
    first = history.record(draft, ann)
    assert history.record(draft, ann) == first
    assert history.catch_up(draft) == first
    draft.save()
    Practice.objects.filter(pk=draft.pk).update(reviewer=ann)
    assert history.catch_up(draft) == first
    assert Version.objects.count() == 1


def test_what_is_said_or_done_is_written_down_also_where_nothing_changed(draft: Practice, ann: User) -> None:
    history.record(draft, ann)
    assert history.record(draft, ann, reason="Held against the source again.").number == 2
    assert history.record(draft, ann, action="submit").number == 3


CHANGES: dict[str, Any] = {
    "a text": lambda p: Practice.objects.filter(pk=p.pk).update(lessons_fr="Leçons"),
    "a term": lambda p: p.policy_areas.clear(),
    "a row": lambda p: p.citations.update(pages="1"),
    "a row that goes": lambda p: p.participations.all().delete(),
    "a figure's citation": lambda p: p.figures.update(citation=None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_nobody_wrote_down_is_found(draft: Practice, change: str) -> None:
    history.record(draft)
    CHANGES[change](draft)
    found = history.catch_up(Practice.objects.get(pk=draft.pk))
    assert (found.action, found.author_name, actions(draft)) == ("outside", "", ["outside", "changed"])
    assert history.catch_up(Practice.objects.get(pk=draft.pk)) == found


def test_a_history_begins_with_what_is_there(draft: Practice) -> None:
    assert history.latest(draft) is None
    assert history.catch_up(draft).action == "begun"
    assert history.number_now(draft) == 1


def test_terms_and_sources_have_one_each_of_their_own(draft: Practice, vocabulary: factories.Vocabulary) -> None:
    things: list[Any] = [draft, vocabulary.areas[0], vocabulary.source, Synonym.objects.create(words="a1\nb2")]
    for thing in things:
        history.record(thing)
    assert [actions(thing) for thing in things] == [["changed"]] * len(things)
    assert [history.model_of(history.latest(thing)) for thing in things] == [type(thing) for thing in things]


def test_the_name_outlives_the_account_and_the_practice(draft: Practice, ann: User) -> None:
    history.record(draft, ann)
    number = draft.pk
    workflow.delete_draft(draft, ann, "Entered twice.")
    ann.delete()
    versions = Version.objects.filter(kind="practice", object_id=number)
    assert [(v.action, v.author, v.author_name) for v in versions] == [
        ("deleted", None, "Ann Moor"),
        ("changed", None, "Ann Moor"),
    ]


def test_who_has_no_name_is_called_by_the_user_name(draft: Practice) -> None:
    assert history.record(draft, factories.person("x42")).author_name == "x42"


def test_the_numbers_of_many_cost_one_query(draft: Practice, django_assert_num_queries: Any) -> None:
    other, none = factories.draft(), factories.draft()
    for _turn in range(2):
        history.record(draft, reason="Looked.")
    history.record(other)
    with django_assert_num_queries(1):
        assert history.numbers([draft, other, none]) == {draft.pk: 2, other.pk: 1}


def test_no_number_is_used_twice(draft: Practice) -> None:
    history.record(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(kind="practice", object_id=draft.pk, number=1, content={}, action="changed")


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_the_same_moment_get_two_numbers(draft: Practice, ann: User) -> None:
    def write(title: str) -> int:
        with transaction.atomic():
            practice = history.lock(draft)
            practice.title_en = title
            practice.save()
            return history.record(practice, ann).number

    history.record(draft)
    assert sorted(at_once(*[lambda i=i: write(f"Title {i}") for i in range(4)])) == [2, 3, 4, 5]
    assert history.latest(draft).content == content.of(Practice.objects.get(pk=draft.pk))


# The way back -----------------------------------------------------------------------------------


def test_an_earlier_version_comes_back_as_a_new_one(draft: Practice, ann: User) -> None:
    first = history.record(draft, ann)
    content.put({"title_en": "Second title", "figures": [], "participations": []}, draft)
    history.record(draft, ann)
    back = history.restore(first, ann, "The figures were right.")
    assert content.of(back) == first.content == content.of(Practice.objects.get(pk=draft.pk))
    assert actions(draft) == ["restored", "changed", "changed"]
    assert history.latest(draft).reason == "Version 1. The figures were right."


def test_what_is_there_is_written_down_before_it_is_replaced(draft: Practice, ann: User) -> None:
    first = history.record(draft, ann)
    Practice.objects.filter(pk=draft.pk).update(summary_en="Changed by a script.")
    history.restore(first, ann)
    assert actions(draft) == ["restored", "outside", "changed"]


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_what_readers_see_is_not_put_back_but_revised(draft: Practice, ann: User, state: str) -> None:
    first = history.record(draft, ann)
    workflow.publish_all([draft])
    if state == "withdrawn":
        factories.withdraw(draft, "Old.")
    with pytest.raises(ValidationError, match="in a revision"):
        history.restore(first, ann)


def test_a_version_whose_term_or_source_is_gone_is_refused_and_changes_nothing(draft: Practice, ann: User) -> None:
    other = Source.objects.create(slug="gone", title="T", short_citation="T", kind="report", authors="A")
    Citation.objects.create(practice=draft, source=other, section="Section")
    first = history.record(draft, ann)
    draft.citations.filter(source=other).delete()
    other.delete()
    draft.title_en = "Second title"
    draft.save()
    before = content.of(draft)
    with pytest.raises(ValidationError, match="There is no ‘gone’"):
        history.restore(first, ann)
    assert content.of(Practice.objects.get(pk=draft.pk)) == before
    assert actions(draft) == ["changed"]


def test_a_deleted_draft_comes_back_with_its_number_and_its_history(draft: Practice, ann: User) -> None:
    number, before = draft.pk, content.of(draft)
    history.record(draft, ann)
    workflow.delete_draft(draft, ann, "Entered twice.")
    [gone] = history.deleted_drafts()
    factories.draft()  # takes another number
    back = history.recover(gone, ann)
    assert (back.pk, content.of(back), back.state, back.author) == (number, before, "draft", ann)
    assert actions(back) == ["recovered", "deleted", "changed"]
    assert not history.deleted_drafts().exists()
    with pytest.raises(ValidationError, match="recovered already"):
        history.recover(gone, ann)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_recover_at_the_same_moment_one_does(draft: Practice, ann: User) -> None:
    workflow.delete_draft(draft, ann)
    gone = history.deleted_drafts().get()
    done = at_once(*[lambda: history.recover(gone, ann)] * 2)
    assert sorted(type(one).__name__ for one in done) == ["Practice", "ValidationError"]


def test_what_is_deleted_cant_be_locked(draft: Practice) -> None:
    Practice.objects.filter(pk=draft.pk).delete()
    with pytest.raises(DeletedMeanwhile), transaction.atomic():
        history.lock(draft)
