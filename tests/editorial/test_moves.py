"""The moves of a practice from state to state: who may make them, what each needs, does and writes down."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from practices.editorial import content, history, moves, revisions, workflow
from practices.editorial.moves import Details
from practices.models import Practice
from tests import factories

pytestmark = pytest.mark.both_databases

A, E, P, D = "author", "editor", "publisher", "administrator"
STATES = Practice.State.values

# Who may make a move from which state. The author is a contributor; another contributor may nothing.
WHO_MAY: dict[str, dict[str, list[str]]] = {
    "submit": {"draft": [A, E, P, D], "changes-requested": [A, E, P, D]},
    "take-back": {"in-review": [A, E, P, D]},
    "request-changes": {"in-review": [E, P, D]},
    "approve": {"in-review": [E, P, D]},
    "publish": {"draft": [D], "in-review": [P, D], "withdrawn": [P, D], "merged": [P, D]},
    "withdraw": {"published": [P, D]},
    "merge": {"published": [P, D], "withdrawn": [P, D]},
    "archive": {"draft": [A, E, P, D], "in-review": [E, P, D], "changes-requested": [A, E, P, D]},
    "reopen": {"archived": [A, E, P, D]},
}
LEADS_TO = {
    "submit": "in-review",
    "take-back": "draft",
    "request-changes": "changes-requested",
    "approve": "in-review",
    "publish": "published",
    "withdraw": "withdrawn",
    "merge": "merged",
    "archive": "archived",
    "reopen": "draft",
}
ALWAYS_NEEDS_A_REASON = {"request-changes", "withdraw", "merge", "archive"}
NEEDS_COMPLETENESS = {"submit", "approve", "publish"}
WHY = Details("For a reason.")


@dataclass
class Desk:
    """One person of each kind, and a complete practice of the author's in any state."""

    people: dict[str, User]
    other: Practice  # what others are merged into

    def practice(self, state: str, by: str = A, **fields: Any) -> Practice:
        made = factories.practice if state in {"published", "withdrawn", "merged"} else factories.complete_draft
        practice = made(author=self.people[by], **fields)
        if state == "withdrawn":
            factories.withdraw(practice, "Old.")
        elif state == "merged":
            practice = self.move(practice, "merge", D)
        elif state != "published":
            practice.state = state
            practice.save()
        return practice

    def move(self, practice: Practice, name: str, by: str, details: Details = WHY) -> Practice:
        if name == "merge":
            details = replace(details, replaced_by=details.replaced_by or self.other)
        return workflow.perform(practice, name, self.people[by], details)


@pytest.fixture
def desk(vocabulary: factories.Vocabulary) -> Desk:
    roles = {A: "Contributor", "contributor": "Contributor", E: "Editor", P: "Publisher", D: "Administrator"}
    return Desk({name: factories.person(name, role) for name, role in roles.items()}, factories.practice())


def test_the_table_names_every_move() -> None:
    assert list(WHO_MAY) == [move.name for move in moves.MOVES]


@pytest.mark.parametrize("name", WHO_MAY)
def test_who_may(desk: Desk, subtests: pytest.Subtests, name: str) -> None:
    for state in STATES:
        practice = desk.practice(state)
        for who, user in desk.people.items():
            with subtests.test(state=state, who=who), transaction.atomic():
                offered = name in [move.name for move in moves.moves_for(practice, user)]
                assert offered == (who in WHO_MAY[name].get(state, []))
                if offered:
                    assert desk.move(practice, name, who).state == LEADS_TO[name]
                else:
                    with pytest.raises(PermissionDenied if state in WHO_MAY[name] else ValidationError):
                        desk.move(practice, name, who)
                    assert Practice.objects.get(pk=practice.pk).state == state
                transaction.set_rollback(True)


@pytest.mark.parametrize("name", WHO_MAY)
def test_who_is_no_longer_active_may_nothing(desk: Desk, name: str) -> None:
    user = desk.people[D]
    user.is_active = False
    practice = desk.practice(next(iter(WHO_MAY[name])))
    assert moves.moves_for(practice, user) == []
    with pytest.raises(PermissionDenied):
        desk.move(practice, name, D)


@pytest.mark.parametrize("name", WHO_MAY)
def test_what_needs_a_reason_is_refused_without_one(desk: Desk, name: str) -> None:
    practice = desk.practice(next(state for state in WHO_MAY[name] if (name, state) != ("publish", "draft")))
    if name in ALWAYS_NEEDS_A_REASON:
        with pytest.raises(ValidationError) as raised:
            desk.move(practice, name, P, Details(" \n"))
        assert raised.value.message_dict == {"reason": ["Say why."]}
        assert Practice.objects.get(pk=practice.pk).state == practice.state
    else:
        desk.move(practice, name, P, Details())


@pytest.mark.parametrize("name", WHO_MAY)
def test_what_leads_to_readers_needs_all_that_readers_need(desk: Desk, name: str) -> None:
    practice = desk.practice(next(iter(WHO_MAY[name])))
    practice.policy_areas.clear()
    if name in NEEDS_COMPLETENESS:
        with pytest.raises(ValidationError, match="Choose at least one policy area"):
            desk.move(practice, name, D)
        assert Practice.objects.get(pk=practice.pk).state == practice.state
    else:
        desk.move(practice, name, D)


@pytest.mark.parametrize("name", WHO_MAY)
def test_it_is_written_into_the_history(desk: Desk, name: str) -> None:
    practice = desk.practice(next(iter(WHO_MAY[name])))
    desk.move(practice, name, D, Details("  For a reason. "))
    newest, first = history.versions(practice)
    assert (newest.action, newest.state, newest.author_name) == (name, LEADS_TO[name], "administrator")
    assert newest.reason == "For a reason."
    assert (first.action, first.content) == ("begun", newest.content)


# What they do -----------------------------------------------------------------------------------


def test_sending_to_review_names_a_reviewer_and_a_day(desk: Desk) -> None:
    day = timezone.localdate() + datetime.timedelta(days=7)
    practice = desk.move(desk.practice("draft"), "submit", A, Details(reviewer=desk.people[E], review_by=day))
    assert (practice.reviewer, practice.review_by) == (desk.people[E], day)
    again = desk.move(desk.move(practice, "take-back", A), "submit", A, Details())
    assert (again.reviewer, again.review_by) == (None, None)


@pytest.mark.parametrize(
    ("who", "says"), [("contributor", "may not review"), (A, "may not review"), (None, "day has passed")]
)
def test_a_reviewer_who_may_not_and_a_day_that_has_passed_are_refused(desk: Desk, who: str | None, says: str) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    details = Details(reviewer=desk.people[who]) if who else Details(review_by=yesterday)
    with pytest.raises(ValidationError, match=says):
        desk.move(desk.practice("draft"), "submit", A, details)


def test_nobody_reviews_their_own(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="other than who wrote it"):
        desk.move(desk.practice("draft", by=E), "submit", E, Details(reviewer=desk.people[E]))


def test_withdrawing_and_publishing_again_need_a_reason_and_keep_the_first_date(desk: Desk) -> None:
    practice, better = desk.practice("published"), factories.practice()
    first = practice.published_at
    gone = desk.move(practice, "withdraw", P, Details("Mistaken.", replaced_by=better))
    assert (gone.withdrawal_reason, gone.replaced_by, gone.published_at) == ("Mistaken.", better, first)
    with pytest.raises(ValidationError, match="Say why"):
        desk.move(gone, "publish", P, Details())
    back = desk.move(gone, "publish", P)
    assert (back.withdrawal_reason, back.withdrawn_at, back.replaced_by) == ("", None, None)
    assert back.published_at == first


def test_a_replacement_is_another_one_and_published(desk: Desk) -> None:
    practice = desk.practice("published")
    for other in (practice, desk.practice("draft"), desk.practice("withdrawn")):
        with pytest.raises(ValidationError, match="another practice, and published"):
            desk.move(practice, "withdraw", P, Details("Old.", replaced_by=other))


def test_merging_leads_to_the_other_and_is_undone_by_publishing(desk: Desk) -> None:
    practice, better = desk.practice("withdrawn"), factories.practice()
    first = practice.published_at
    merged = desk.move(practice, "merge", P, Details("The same.", replaced_by=better))
    assert (merged.leads_to, merged.withdrawal_reason, merged.published_at) == (better, "", first)
    back = desk.move(merged, "publish", P)
    assert (back.state, back.replaced_by, back.published_at, back.leads_to) == ("published", None, first, back)


def test_merging_needs_another_one_that_is_published_and_no_revision_in_between(desk: Desk) -> None:
    practice = desk.practice("published")
    with pytest.raises(ValidationError, match="into which practice"):
        workflow.perform(practice, "merge", desk.people[P], WHY)
    for other in (practice, desk.practice("draft"), desk.practice("withdrawn"), desk.practice("merged")):
        with pytest.raises(ValidationError, match="another practice, and published"):
            desk.move(practice, "merge", P, Details("The same.", replaced_by=other))
    revisions.start(practice, desk.people[A])
    with pytest.raises(ValidationError, match="being revised"):
        desk.move(practice, "merge", P)


def test_replacements_are_followed_to_the_last_and_never_in_a_circle(desk: Desk) -> None:
    first, second, third = (desk.practice("published") for _ in range(3))
    first = desk.move(first, "merge", P, Details("The same.", replaced_by=second))
    with pytest.raises(ValidationError, match="published"):
        desk.move(second, "merge", P, Details("The same.", replaced_by=first))
    second = desk.move(second, "withdraw", P, Details("Old.", replaced_by=third))
    first.refresh_from_db()
    assert (first.leads_to, first.successor, second.successor) == (second, third, third)
    desk.move(third, "withdraw", P)
    second.refresh_from_db()
    assert second.successor is None


def test_a_move_on_what_somebody_has_moved_meanwhile_is_refused(desk: Desk) -> None:
    practice = desk.practice("in-review")
    desk.move(practice, "request-changes", E)
    assert practice.state == "in-review"  # what the other one still sees
    with pytest.raises(ValidationError, match="Somebody may have moved it meanwhile"):
        desk.move(practice, "approve", P)


# Four eyes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [E, P, D])
def test_nobody_approves_their_own(desk: Desk, who: str) -> None:
    with pytest.raises(PermissionDenied):
        desk.move(desk.practice("in-review", by=who), "approve", who)


def test_nobody_approves_twice(desk: Desk) -> None:
    practice = desk.move(desk.practice("in-review"), "approve", E)
    with pytest.raises(PermissionDenied):
        desk.move(practice, "approve", E)
    assert desk.move(practice, "approve", P).approved_by == desk.people[P]


def test_a_publisher_publishes_their_own_once_another_has_approved_it(desk: Desk) -> None:
    practice = desk.practice("in-review", by=P)
    with pytest.raises(PermissionDenied):
        desk.move(practice, "publish", P)
    desk.move(practice, "approve", E)
    assert desk.move(practice, "publish", P, Details()).is_published


@pytest.mark.parametrize("state", ["draft", "in-review"])
def test_an_administrator_publishes_their_own_alone_with_a_reason(desk: Desk, state: str) -> None:
    practice = desk.practice(state, by=D)
    with pytest.raises(ValidationError, match="Say why"):
        desk.move(practice, "publish", D, Details())
    assert desk.move(practice, "publish", D).is_published
    assert history.latest(practice).reason == WHY.reason


def test_what_another_wrote_needs_no_reason(desk: Desk) -> None:
    assert desk.move(desk.practice("in-review"), "publish", P, Details()).is_published


def test_who_changed_the_words_last_is_no_second_pair_of_eyes(desk: Desk) -> None:
    practice = desk.practice("in-review")
    practice.title_en = "Another title"
    practice.save()
    history.record(practice, desk.people[P])
    for name in ("approve", "publish"):
        with pytest.raises(PermissionDenied):
            desk.move(practice, name, P)
    desk.move(practice, "approve", E)
    assert desk.move(practice, "publish", P).is_published


def corrected(desk: Desk, practice: Practice, by: str) -> Practice:
    practice.title_en = f"Another title by {by}"
    practice.save()
    history.record(practice, desk.people[by])
    return Practice.objects.get(pk=practice.pk)


@pytest.mark.parametrize("author", [A, E])
def test_an_office_of_two_goes_on_after_a_correction(desk: Desk, author: str) -> None:
    practice = corrected(desk, desk.practice("in-review", by=author), P)
    assert practice.state == "in-review"
    with pytest.raises(PermissionDenied):
        desk.move(practice, "publish", P)
    assert desk.move(desk.move(practice, "approve", author), "publish", P, Details()).is_published


def test_a_publisher_publishes_their_own_as_a_reviewer_has_corrected_it(desk: Desk) -> None:
    assert desk.move(corrected(desk, desk.practice("in-review", by=P), E), "publish", P, Details()).is_published


def test_an_author_who_writes_on_after_a_correction_needs_a_reader_again(desk: Desk) -> None:
    practice = corrected(desk, corrected(desk, desk.practice("in-review", by=P), E), P)
    for name in ("approve", "publish"):
        with pytest.raises(PermissionDenied):
            desk.move(practice, name, P)
    assert desk.move(desk.move(practice, "approve", E), "publish", P, Details()).is_published


def test_a_change_of_content_takes_the_approval_back(desk: Desk) -> None:
    practice = desk.move(desk.practice("in-review", by=P), "approve", E)
    assert (practice.approved_by, practice.approved_at is None) == (desk.people[E], False)
    practice.citations.update(pages="99")
    history.record(practice, desk.people[P])
    practice.refresh_from_db()
    assert (practice.approved_by, practice.approved_at) == (None, None)


def test_a_save_that_changes_nothing_leaves_the_approval(desk: Desk) -> None:
    practice = desk.move(desk.practice("in-review"), "approve", E)
    for reason in ("", "Looked at it again."):
        history.record(practice, desk.people[A], reason=reason)
    practice.refresh_from_db()
    assert practice.approved_by == desk.people[E]


def test_a_change_outside_the_curators_rooms_takes_it_back_before_the_next_move(desk: Desk) -> None:
    practice = desk.move(desk.practice("in-review", by=P), "approve", E)
    Practice.objects.filter(pk=practice.pk).update(summary_en="Changed by a script.")
    with pytest.raises(PermissionDenied):
        desk.move(practice, "publish", P)


@pytest.mark.parametrize("name", ["take-back", "request-changes"])
def test_going_back_to_the_author_takes_the_approval_back(desk: Desk, name: str) -> None:
    practice = desk.move(desk.move(desk.practice("in-review"), "approve", E), name, P)
    assert (practice.approved_by, practice.approved_at, practice.review_by) == (None, None, None)


# Working copies ---------------------------------------------------------------------------------


def test_a_working_copy_goes_the_same_way_but_is_discarded_rather_than_put_aside(desk: Desk) -> None:
    copy = revisions.start(desk.practice("published"), desk.people[A])
    offered = [move.name for move in moves.moves_for(copy, desk.people[D])]
    assert offered == ["submit", "publish"]
    with pytest.raises(PermissionDenied):
        desk.move(copy, "archive", D)


def test_a_revision_that_undoes_a_withdrawal_needs_a_reason(desk: Desk) -> None:
    copy = desk.move(revisions.start(desk.practice("withdrawn"), desk.people[A]), "submit", A)
    with pytest.raises(ValidationError, match="Say why"):
        desk.move(copy, "publish", P, Details())
    with pytest.raises(ValidationError, match="no longer public"):
        desk.move(copy, "publish", P)
    assert desk.move(copy, "publish", P, replace(WHY, again=True)).is_published


SETTLED = {"keep": "in-review", "block": "changes-requested", "discard": None}


@pytest.mark.parametrize("choice", SETTLED)
def test_a_withdrawal_settles_the_revision_as_was_said(desk: Desk, choice: str) -> None:
    practice = desk.practice("published")
    copy = desk.move(revisions.start(practice, desk.people[A]), "submit", A)
    with pytest.raises(ValidationError, match="Say what becomes of the revision"):
        desk.move(practice, "withdraw", P)
    assert Practice.objects.get(pk=practice.pk).is_published
    desk.move(practice, "withdraw", P, replace(WHY, revision=choice))
    assert Practice.objects.filter(pk=copy.pk).values_list("state", flat=True).first() == SETTLED[choice]
    assert Practice.objects.get(pk=practice.pk).state == "withdrawn"


def test_who_has_no_account_any_more_leaves_no_way_around(desk: Desk) -> None:
    """A draft without an author is nobody's own: whoever publishes it has read it."""
    practice = desk.practice("in-review", by=P)
    desk.people[P].delete()
    practice.refresh_from_db()
    other = factories.person("another", "Publisher")
    assert workflow.perform(practice, "publish", other).is_published


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("role", ["Editor", "Publisher"])
def test_who_changed_the_words_is_no_second_pair_of_eyes(role: str) -> None:
    author, other = factories.person("author", "Contributor"), factories.person("other", role)
    draft = factories.complete_draft(author=author)
    history.record(draft, author, history.Action.ADDED)
    draft = workflow.perform(draft, "submit", author)
    content.put({"summary_en": "Their own words."}, draft)
    history.record(draft, other)
    for move in ("approve", "publish"):
        with pytest.raises(PermissionDenied):
            workflow.perform(draft, move, other)
    third = factories.person("third", "Publisher")
    assert workflow.perform(draft, "publish", third).is_published
