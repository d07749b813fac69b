"""An editor takes a submission, which makes a draft or a working copy, or declines it; its proposer hears of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client, override_settings
from django.urls import reverse

from practices.editorial import history, workflow
from practices.editorial.moves import Details
from practices.models import Organisation, Practice, Submission
from practices.submissions import acceptance
from tests import factories
from tests.admin.forms import messages_of
from tests.submissions import proposals

pytestmark = pytest.mark.usefixtures("vocabulary")


def member(role: str, name: str = "") -> Any:
    """Make somebody who has a role."""
    user = get_user_model().objects.create_user(name or role.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(role: str, name: str = "") -> Client:
    client = Client()
    client.force_login(member(role, name))
    return client


def page(name: str, submission: Submission) -> str:
    return reverse(f"admin:practices_submission_{name}", args=[submission.pk])


def take(client: Client, submission: Submission) -> Practice:
    response = client.post(page("take", submission))
    assert response.status_code == 302
    made = Submission.objects.get(pk=submission.pk).became
    assert made is not None, messages_of(response)
    assert response["Location"] == reverse("admin:practices_practice_change", args=[made.pk])
    return made


def test_a_proposal_becomes_a_draft_of_who_takes_it(client: Client) -> None:
    submission = proposals.waiting(client)
    draft = take(signed_in("Editor"), submission)
    assert (draft.state, draft.author.username) == ("draft", "editor")
    assert (draft.title_en, draft.summary_en) == (proposals.SECRET, "A village paints zebra stripes.")
    assert (draft.slug, draft.evidence_basis) == ("zebra-crossing-for-herders", "named-practice")
    assert (draft.instrument, draft.level, draft.status) == ("programme", "bilateral", "in-force")
    assert (draft.start_year, draft.end_year) == (2005, None)
    assert [(row.country.code, row.role) for row in draft.participations.all()] == [
        ("MA", "origin"),
        ("EG", "destination"),
    ]
    assert [term.slug for term in draft.policy_areas.all()] == ["remittances"]
    assert [term.slug for term in draft.migration_phases.all()] == ["planning"]
    assert [(row.kind, row.text) for row in draft.requirements.all()] == [("budget", "Paint.")]
    assert draft.credit == "Ana Pérez, Zebra Friends"
    latest = history.latest(draft)
    assert latest is not None
    assert (latest.action, latest.author_name, latest.content["title_en"]) == ("proposed", "editor", proposals.SECRET)


def test_what_fits_no_field_stands_in_a_comment_without_a_word_of_who_it_was(client: Client) -> None:
    submission = proposals.waiting(client)
    draft = take(signed_in("Editor"), submission)
    said = draft.comments.get().text
    for text in ("Zebra Board\nMinistry of Stripes", "12 stripes", "Zebra report, 2010, https://example.org/zebra, 3"):
        assert text in said, text
    assert page("change", submission) in said
    assert "Ana" not in said
    assert "ana@" not in said


def test_who_wishes_it_is_named_on_the_page_and_nobody_else(client: Client) -> None:
    submission = proposals.waiting(client, credit_wished="")
    assert take(signed_in("Editor"), submission).credit == ""
    practice = factories.practice(credit="Ana <Pérez>")
    assert "Proposed or corrected by Ana &lt;Pérez&gt;." in client.get(practice.get_absolute_url()).text
    assert "corrected by" not in client.get(factories.practice().get_absolute_url()).text


def test_a_proposal_in_french_stays_french_and_its_english_waits_to_be_translated(client: Client) -> None:
    submission = proposals.waiting(client, "/fr", language="fr")
    draft = take(signed_in("Editor"), submission)
    assert (draft.title_fr, draft.title_en) == (proposals.SECRET, f"[fr] {proposals.SECRET}")
    assert (draft.summary_en, draft.done_fr) == ("[fr] A village paints zebra stripes.", "They painted.\n\nTwice.")
    assert not draft.done_en
    requirement = draft.requirements.get()
    assert (requirement.text_fr, requirement.text_en) == ("Paint.", "[fr] Paint.")


def test_the_longest_texts_and_the_fewest_make_drafts() -> None:
    by = member("Editor")
    needed = {"level": "global", "instrument": "agreement"}
    longest = {"title": "x" * 120, "summary": "y" * 400, "time": "z" * 300} | needed
    draft = acceptance.accept(proposals.made(content=longest, language="fr", text_language="fr"), by)
    assert (len(draft.title_en), len(draft.summary_en), len(draft.slug)) == (120, 400, 70)
    fewest = {"title": "!?", "summary": "y"} | needed
    drafts = [acceptance.accept(proposals.made(content=fewest), by) for _time in range(3)]
    assert [draft.slug for draft in drafts] == ["proposal", "proposal-2", "proposal-3"]
    assert {draft.evidence_basis for draft in drafts} == {"approach"}


def test_a_correction_opens_a_working_copy_with_what_was_changed() -> None:
    board = Organisation.objects.create(slug="board", name_en="Board")
    practice = factories.practice("Kenya trains nurses", problem_en="None.", organisations=[board], start_year=1999)
    submission = proposals.correction(practice, title="Uganda trains nurses", start_year=2001, organisations="Council")
    copy = take(signed_in("Editor"), submission)
    assert (copy.revises, copy.state, copy.author.username) == (practice, "draft", "editor")
    assert (copy.title_en, copy.start_year, copy.problem_en) == ("Uganda trains nurses", 2001, "None.")
    assert [row.organisation for row in copy.involvements.all()] == [board]
    said = copy.comments.get().text
    assert "The year is wrong." in said
    assert "Council" in said
    assert "Uganda" not in said, "what is in a field needs no comment"
    practice.refresh_from_db()
    assert (practice.title_en, practice.start_year) == ("Kenya trains nurses", 1999)


def test_a_correction_leaves_alone_what_was_changed_since_and_what_must_not_be_empty(
    vocabulary: factories.Vocabulary,
) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    practice = factories.practice("Kenya trains nurses", countries=[(morocco, "origin")])
    practice.participations.update(part="partner")
    pairs = (("MA", "origin"), ("EG", "destination"), ("PH", ""))
    rows = [{"country": code, "role": role} for code, role in pairs]
    submission = proposals.correction(practice, title="", summary="Shorter.", done="They did.", countries=rows)
    practice.summary_en = "Edited since."
    practice.save()
    copy = acceptance.accept(submission, member("Editor"))
    assert (copy.title_en, copy.summary_en, copy.done_en) == ("Kenya trains nurses", "Edited since.", "They did.")
    assert [(row.country, row.part) for row in copy.participations.all()] == [(morocco, "partner"), (egypt, "lead")]
    assert "Shorter." in copy.comments.get().text


def test_a_revision_in_progress_is_not_overwritten_but_told() -> None:
    by = member("Editor")
    practice = factories.practice("Kenya trains nurses")
    first = acceptance.accept(proposals.correction(practice, title="First"), by)
    second = acceptance.accept(proposals.correction(practice, title="Second"), by)
    assert first == second
    assert Practice.objects.get(pk=first.pk).title_en == "First"
    assert "Second" in first.comments.last().text


def test_who_corrects_is_named_beside_who_proposed_once_the_revision_is_published(client: Client) -> None:
    by, practice = member("Publisher"), factories.practice(credit="Ana Pérez, Zebra Friends")
    wish = {"credit_wished": True, "name": "Bo"}
    for fields in ({}, wish, wish, {"name": "Unnamed"}):  # the second one meets the working copy of the first
        correction = proposals.correction(practice, title="Better")
        for name, value in fields.items():
            setattr(correction, name, value)
        correction.save()
        copy = acceptance.accept(correction, by)
    assert copy.credit == "Ana Pérez, Zebra Friends; Bo"
    copy.state = Practice.State.IN_REVIEW
    copy.save()
    workflow.perform(copy, "publish", member("Administrator"), Details("Right."))
    text = client.get(practice.get_absolute_url()).text
    assert "Proposed or corrected by Ana Pérez, Zebra Friends; Bo." in text


def test_a_correction_of_what_is_no_longer_public_can_still_be_taken() -> None:
    practice = factories.practice()
    submission = proposals.correction(practice, title="Better")
    factories.withdraw(practice, "Wrong.")
    assert acceptance.accept(submission, member("Editor")).title_en == "Better"


def test_the_second_of_two_editors_is_told_who_was_faster() -> None:
    submission = proposals.made()
    take(signed_in("Editor", "fatima"), submission)
    response = signed_in("Editor", "george").post(page("take", submission), follow=True)
    assert "atima was faster: it is decided already (Taken)." in response.text
    response = signed_in("Editor", "henri").post(page("decline", submission), {"reason": "No."})
    assert "fatima was faster" in response.text
    assert "No." in response.text
    assert Practice.objects.count() == 1
    assert Submission.objects.get().state == "taken"


def test_declining_needs_a_reason_and_mails_it() -> None:
    submission = proposals.made()
    editor = signed_in("Editor")
    assert "Whoever proposed it gets what you write here" in editor.get(page("decline", submission)).text
    assert "This field is required." in editor.post(page("decline", submission), {"reason": " "}).text
    response = editor.post(page("decline", submission), {"reason": "We have it already:\nentry 3."})
    assert response["Location"] == reverse("admin:practices_submission_changelist")
    submission.refresh_from_db()
    assert (submission.state, submission.reason) == ("declined", "We have it already:\nentry 3.")
    assert (submission.decided_by.username, mail.outbox[0].to) == ("editor", ["ana@example.org"])
    assert "We have it already" in mail.outbox[0].body
    assert "We have it already" in Client().get(proposals.address_of(submission)).text


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_proposer_hears_of_it_in_their_language(language: str) -> None:
    prefix = "" if language == "en" else f"/{language}"
    take(signed_in("Editor"), proposals.made(language=language))
    assert f"http://127.0.0.1:8000{prefix}/propose/" in mail.outbox[0].body
    assert "\n" not in mail.outbox[0].subject


def test_once_published_its_proposer_is_led_there() -> None:
    submission = proposals.made(state="taken", became=factories.practice("Nurses"))
    page_of = Client().get(proposals.address_of(submission)).text
    assert "It is published:" in page_of
    assert "/nurses/" not in page_of
    assert submission.became.get_absolute_url() in page_of


def test_a_mail_server_that_fails_undoes_nothing() -> None:
    submission = proposals.made()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1):
        response = signed_in("Editor").post(page("take", submission))
    assert "could not be sent just now. It is tried again for three days." in messages_of(response)
    assert Submission.objects.get().state == "taken"


def test_what_its_proposer_withdrew_is_gone() -> None:
    submission = proposals.made()
    editor = signed_in("Editor")
    Submission.objects.all().delete()
    for response in (
        editor.get(page("change", submission)),
        editor.post(page("take", submission)),
        editor.get(page("decline", submission)),
    ):
        assert response["Location"] == reverse("admin:practices_submission_changelist")
        assert "its proposer has withdrawn it" in messages_of(response)


@pytest.mark.parametrize("state", ["started", "sent"])
def test_only_what_is_confirmed_can_be_taken(state: str) -> None:
    by = member("Editor")
    with pytest.raises(ValidationError):
        acceptance.accept(proposals.made(state), by)
    with pytest.raises(ValidationError):
        acceptance.decline(proposals.made(state), by, "No.")
    assert not Practice.objects.exists()


def test_a_contributor_can_neither_take_nor_decline() -> None:
    by = member("Contributor")
    with pytest.raises(PermissionDenied):
        acceptance.accept(proposals.made(), by)
    with pytest.raises(PermissionDenied):
        acceptance.decline(proposals.made(), by, "No.")
