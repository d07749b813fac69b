"""What publication and withdrawal need and do."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import ValidationError
from django.utils import timezone

from practices.editorial import permissions, workflow
from practices.editorial.completeness import missing_for_publication
from practices.editorial.moves import Details
from practices.models import Citation, Involvement, Organisation, Participation, Practice
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def complete(vocabulary: factories.Vocabulary) -> Practice:
    """A draft with exactly what publication needs."""
    return factories.draft(
        policy_areas=[vocabulary.areas[0]],
        migration_phases=[vocabulary.phases[0]],
        stakeholder_types=[vocabulary.stakeholders[0]],
    )


@pytest.fixture
def boss(db: None) -> User:
    """A publisher."""
    return factories.person("boss", "Publisher")


def test_a_complete_draft_is_published_with_its_first_citation(complete: Practice) -> None:
    first = complete.citations.get()
    Citation.objects.create(practice=complete, source=factories.source(), section="Another")
    before = timezone.now()
    workflow.publish_all([complete])
    complete.refresh_from_db()
    assert (complete.state, complete.main_citation) == ("published", first)
    assert before <= complete.published_at <= timezone.now()


LACKS: dict[str, tuple[Callable[[Practice], object], str]] = {
    "summary": (lambda p: Practice.objects.filter(pk=p.pk).update(summary_en=""), "Write a summary."),
    "kind": (lambda p: Practice.objects.filter(pk=p.pk).update(evidence_basis=""), "Choose the kind of entry."),
    "instrument": (
        lambda p: Practice.objects.filter(pk=p.pk).update(instrument=""),
        "Choose the instrument: what it is.",
    ),
    "level": (lambda p: Practice.objects.filter(pk=p.pk).update(level=""), "Choose the level."),
    "citation": (lambda p: p.citations.all().delete(), "Add a citation: where was it reported?"),
    "policy area": (lambda p: p.policy_areas.clear(), "Choose at least one policy area."),
    "migration phase": (lambda p: p.migration_phases.clear(), "Choose at least one migration phase."),
    "who does it": (
        lambda p: p.stakeholder_types.clear(),
        "Add a country, a region, an organisation or a stakeholder type: who does it?",
    ),
}


@pytest.mark.parametrize("lack", LACKS)
def test_what_is_missing_is_named_and_the_draft_stays_one(complete: Practice, lack: str) -> None:
    take_away, sentence = LACKS[lack]
    take_away(complete)
    with pytest.raises(ValidationError) as raised:
        workflow.publish_all([complete])
    assert raised.value.messages == [sentence]
    complete.refresh_from_db()
    assert (complete.state, complete.published_at) == ("draft", None)


@pytest.mark.usefixtures("vocabulary")
def test_everything_that_is_missing_is_named_at_once() -> None:
    bare = Practice.objects.create(title_en="Bare", slug="bare")
    assert missing_for_publication(bare) == [sentence for _take_away, sentence in LACKS.values()]


DOERS: dict[str, Callable[[Practice, factories.Vocabulary], object]] = {
    "country": lambda p, v: Participation.objects.create(practice=p, country=v.countries[0], role="origin"),
    "region": lambda p, v: p.regions.add(v.regions[0]),
    "organisation": lambda p, v: Involvement.objects.create(
        practice=p, organisation=Organisation.objects.create(slug="bank", name_en="Bank")
    ),
    "stakeholder type": lambda p, v: p.stakeholder_types.add(v.stakeholders[0]),
}


@pytest.mark.parametrize("doer", DOERS)
def test_any_one_of_those_who_do_it_is_enough(complete: Practice, vocabulary: factories.Vocabulary, doer: str) -> None:
    complete.stakeholder_types.clear()
    assert len(missing_for_publication(complete)) == 1
    DOERS[doer](complete, vocabulary)
    assert missing_for_publication(complete) == []


def test_withdrawal_says_when_why_and_what_replaces_it(complete: Practice, boss: User) -> None:
    workflow.publish_all([complete])
    better = factories.practice()
    before = timezone.now()
    workflow.perform(complete, "withdraw", boss, Details("  The source was mistaken. ", replaced_by=better))
    complete.refresh_from_db()
    assert (complete.state, complete.withdrawal_reason) == ("withdrawn", "The source was mistaken.")
    assert complete.replaced_by == better
    assert before <= complete.withdrawn_at <= timezone.now()
    assert complete.published_at is not None


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_withdrawal_needs_a_reason(complete: Practice, boss: User, reason: str) -> None:
    workflow.publish_all([complete])
    with pytest.raises(ValidationError, match="Say why"):
        workflow.perform(complete, "withdraw", boss, Details(reason))
    complete.refresh_from_db()
    assert complete.is_published


def test_only_what_is_published_can_be_withdrawn(complete: Practice, boss: User) -> None:
    with pytest.raises(ValidationError, match="doesn't fit its state"):
        workflow.perform(complete, "withdraw", boss, Details("Old."))
    workflow.publish_all([complete])
    workflow.perform(complete, "withdraw", boss, Details("Old."))
    with pytest.raises(ValidationError, match="doesn't fit its state"):
        workflow.perform(complete, "withdraw", boss, Details("Older."))
    complete.refresh_from_db()
    assert complete.withdrawal_reason == "Old."


@pytest.mark.parametrize("choose", ["itself", "a draft"])
def test_a_replacement_is_another_practice_and_published(complete: Practice, boss: User, choose: str) -> None:
    workflow.publish_all([complete])
    other = complete if choose == "itself" else factories.draft()
    with pytest.raises(ValidationError, match="another practice, and published"):
        workflow.perform(complete, "withdraw", boss, Details("Old.", replaced_by=other))
    complete.refresh_from_db()
    assert complete.is_published


def test_publishing_again_keeps_the_first_date_and_forgets_the_withdrawal(complete: Practice) -> None:
    workflow.publish_all([complete])
    first = timezone.now() - datetime.timedelta(days=400)
    Practice.objects.filter(pk=complete.pk).update(published_at=first)
    complete.refresh_from_db()
    factories.withdraw(complete, "Mistaken.", factories.practice())
    workflow.publish_all([complete])
    complete.refresh_from_db()
    assert (complete.state, complete.published_at) == ("published", first)
    assert (complete.withdrawn_at, complete.withdrawal_reason, complete.replaced_by) == (None, "", None)


def test_the_main_citation_moves_on_when_it_is_left_out(complete: Practice) -> None:
    workflow.publish_all([complete])
    first = complete.citations.get()
    second = Citation.objects.create(practice=complete, source=factories.source(), section="Another")
    complete.settle_main_citation()
    assert complete.main_citation == first
    complete.settle_main_citation(leaving_out=[first.pk])
    complete.refresh_from_db()
    assert complete.main_citation == second


@pytest.mark.usefixtures("db")
def test_who_has_the_permission_and_is_active_may_publish() -> None:
    user = get_user_model().objects.create_user("curator")
    assert not permissions.may_publish(AnonymousUser())
    assert not permissions.may_publish(user)
    user.user_permissions.add(Permission.objects.get(codename="publish_practice"))
    user = get_user_model().objects.get(pk=user.pk)  # permissions are remembered
    assert permissions.may_publish(user)
    user.is_active = False
    assert not permissions.may_publish(user)
