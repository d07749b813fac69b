"""Its proposer and editors alone see a submission. It stands in no public place, and is kept only as long as needed."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.models import Attempts, Change, Submission
from practices.submissions import acceptance
from tests import factories
from tests.submissions import proposals
from tests.submissions.proposals import SECRET, address_of

pytestmark = pytest.mark.usefixtures("vocabulary")
DAY = datetime.timedelta(days=1)
PUBLIC = [
    "/",
    "/about/",
    "/practices/",
    "/practices/?q=zebra",
    "/practices/?q=zebra+crossing&policy_area=remittances",
    "/practices/suggest?q=zeb",
    "/practices/{draft}/",
    "/practices/{draft}/zebra-crossing-for-herders/",
    "/api/v1/practices",
    "/api/v1/practices?q=zebra",
    "/api/v1/practices/{draft}",
    "/api/v1/facets",
    "/api/v1/openapi.json",
    "/fr/practices/?q=zebra",
]


def member(role: str) -> Client:
    """Sign somebody in who has a role."""
    user = get_user_model().objects.create_user(role.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def page(name: str, submission: Submission) -> str:
    return reverse(f"admin:practices_submission_{name}", args=[submission.pk])


@pytest.mark.parametrize("state", ["started", "sent", "waiting", "taken", "declined"])
def test_it_stands_in_no_public_place_and_in_no_count(client: Client, state: str) -> None:
    published = factories.practice("Kenya trains nurses", policy_areas=[])
    counts = {address: _count(client, address) for address in ("/practices/", "/api/v1/practices")}
    draft = 0
    submission = proposals.waiting(client)
    proposals.correction(published, title=SECRET)
    if state == "taken":
        draft = acceptance.accept(submission, _superuser()).pk
    else:
        Submission.objects.update(state=state)
    for address in PUBLIC:
        response = client.get(address.format(draft=draft or 999))
        assert SECRET not in response.text, address
        assert "zebra-crossing" not in response.text.replace(address.format(draft=draft or 999), ""), address
        assert "ana@example.org" not in response.text, address
    assert client.get(f"/practices/{draft or 999}/").status_code == 404
    assert client.get(published.get_absolute_url()).text.count("Zebra") == 0
    assert counts == {address: _count(client, address) for address in counts}


def _count(client: Client, address: str) -> list[str]:
    return re.findall(r"\d+ practices?\b|\"count\": ?\d+", client.get(address).text)


def _superuser() -> Any:
    return get_user_model().objects.create_superuser("root")


def test_its_changes_are_not_written_into_the_log_that_search_follows(client: Client) -> None:
    before = Change.objects.count()
    proposals.waiting(client)
    assert Change.objects.count() == before


# In the curators' rooms -------------------------------------------------------------------------


def test_editors_see_what_is_confirmed_and_what_waits_first() -> None:
    editor = member("Editor")
    for state in ("started", "sent"):
        hidden = proposals.made(state, content={"title": f"Unconfirmed {state}"})
        assert editor.get(page("change", hidden)).status_code == 302
    now = timezone.now()
    proposals.made("declined", content={"title": "Settled"}, sent_at=now)
    proposals.made("waiting", content={"title": "Old and waiting"}, sent_at=now - 9 * DAY)
    text = editor.get(reverse("admin:practices_submission_changelist")).text
    assert "Unconfirmed" not in text
    assert text.index("Old and waiting") < text.index("Settled")
    assert "Old and waiting" not in editor.get("/admin/practices/submission/?state=declined").text


def test_the_page_of_a_proposal_shows_all_of_it_and_cannot_be_changed(client: Client) -> None:
    submission = proposals.waiting(client)
    editor = member("Editor")
    text = editor.get(page("change", submission)).text
    for part in (SECRET, "Morocco: Workers leave from here", "Zebra Board", "Remittances", "Paint.", "ana@example.org"):
        assert part in text, part
    assert '<a href="https://example.org/zebra" rel="nofollow">' in text
    assert "Wants to be named on the page: ‘Ana Pérez, Zebra Friends’." in text
    assert editor.post(page("change", submission), {"state": "taken"}).status_code == 403
    assert editor.get("/admin/practices/submission/add/").status_code == 403
    assert editor.post(page("delete", submission), {"post": "yes"}).status_code == 403
    assert editor.get(page("take", submission)).status_code == 405
    assert Submission.objects.get().state == "waiting"


def test_the_page_of_a_correction_shows_what_changes_beside_what_readers_see() -> None:
    practice = factories.practice("Kenya trains nurses", problem_en="None.")
    text = member("Editor").get(page("change", proposals.correction(practice, title="Kenya trains midwives"))).text
    assert "Kenya trains <del>nurses</del>" in text
    assert "Kenya trains <ins>midwives</ins>" in text
    assert "The year is wrong." in text
    assert "None." not in text


def test_markup_is_only_shown() -> None:
    evil = "<script>alert(1)</script> https://example.org/<b>"
    content = {"title": evil, "done": evil, "sources": [{"title": evil, "link": "", "year": None, "pages": ""}]}
    submission = proposals.made(content=content, name=evil, organisation=evil)
    assert "<script>alert" not in member("Editor").get(page("change", submission)).text
    assert "<script>alert" not in Client().get(address_of(submission)).text


@pytest.mark.parametrize("role", ["Contributor", None])
def test_others_see_nothing_of_it(role: str | None) -> None:
    submission = proposals.made()
    client = member(role) if role else Client()
    expected = 403 if role else 302
    listed = reverse("admin:practices_submission_changelist")
    for address in (listed, page("change", submission), page("decline", submission), page("history", submission)):
        assert client.get(address).status_code == expected, address
        assert client.post(address, {"reason": "No."}).status_code == expected, address
    assert client.post(page("take", submission)).status_code == expected
    assert SECRET not in client.get("/admin/", follow=True).text
    assert "submission" not in client.get("/admin/", follow=True).text
    assert Submission.objects.get().state == "waiting"


def test_the_list_and_the_page_take_few_queries(django_assert_max_num_queries: Any) -> None:
    editor = member("Editor")
    practice = factories.practice()
    for _time in range(30):
        proposals.correction(practice)
    submission = proposals.correction(practice, title="Other")
    listed = reverse("admin:practices_submission_changelist")
    for address, most in ((listed, 12), (page("change", submission), 25)):
        editor.get(address)
        with django_assert_max_num_queries(most):
            editor.get(address)


# How long it is kept -----------------------------------------------------------------------------


def aged(days: int, state: str, **fields: Any) -> Submission:
    """Make a submission that was last changed, and if so decided, some days ago."""
    submission = proposals.made(state, name="Ana", organisation="Friends", **fields)
    then = timezone.now() - days * DAY
    decided = then if state in {"taken", "declined"} else None
    Submission.objects.filter(pk=submission.pk).update(changed_at=then, decided_at=decided)
    return submission


def test_what_is_not_confirmed_in_time_is_deleted() -> None:
    for state in ("started", "sent"):
        aged(31, state)
    kept = {aged(29, "started").pk, aged(29, "sent").pk, aged(400, "waiting").pk}
    call_command("tidy")
    assert {submission.pk for submission in Submission.objects.all()} == kept


def test_names_and_addresses_are_forgotten_after_the_decision_but_for_credit() -> None:
    plain, credited = aged(91, "taken"), aged(91, "taken", credit_wished=True)
    declined, recent = aged(91, "declined", credit_wished=True), aged(89, "taken")
    call_command("tidy")
    for submission in (plain, credited, declined, recent):
        submission.refresh_from_db()
    assert (plain.email, plain.name, plain.organisation) == ("", "", "")
    assert (credited.email, credited.credit) == ("", "Ana, Friends")
    assert (declined.email, declined.name) == ("", "")
    assert (recent.email, recent.name) == ("ana@example.org", "Ana")
    assert plain.content["title"] == SECRET
    assert "Name and address are deleted." in member("Editor").get(page("change", plain)).text


def test_the_command_says_what_it_did_and_can_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    aged(31, "sent")
    aged(91, "declined")
    Attempts.objects.create(action="save", key="x", since=timezone.now() - 2 * DAY, count=3)
    call_command("tidy")
    said = capsys.readouterr().out
    assert said.count(": 1 deleted.") == 3, said
    call_command("tidy")
    assert "1 deleted." not in capsys.readouterr().out
