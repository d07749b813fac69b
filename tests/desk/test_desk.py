"""The curators' first page: each sees what waits for them, and each number is that of the list behind it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from practices.editorial import history, revisions, workflow
from practices.editorial.moves import Details
from practices.models import LinkCheck, Practice, Source, Submission
from practices.search import follow
from practices.search.store import IndexUnavailable
from tests import factories
from tests.admin.forms import CHANGE, LIST
from tests.factories import Vocabulary, complete_draft, person, signed_in
from tests.queries import count_of

DESK = "admin:index"
ROLES = {
    "amina": "Contributor",
    "olga": "Contributor",
    "jonas": "Editor",
    "lucia": "Publisher",
    "rita": "Administrator",
}
TODAY = timezone.localdate()


def in_days(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


@dataclass
class Office:
    """Curators, and what they have in work."""

    people: dict[str, User]
    practices: dict[str, Practice]

    def desk(self, name: str) -> Any:
        """Return what somebody's desk shows."""
        return signed_in(self.people[name]).get(reverse(DESK)).context["desk"]

    def panels(self, name: str) -> dict[str, Any]:
        desk = self.desk(name)
        return {panel.name: panel for panel in (*desk["waiting"], *desk["upkeep"])}

    def titles(self, name: str, panel: str) -> list[str]:
        return [entry.title for entry in self.panels(name)[panel].entries]


@pytest.fixture
def office(vocabulary: Vocabulary) -> Office:
    """Something in every panel, of several people."""
    people = {name: person(name, role, first_name=name.title()) for name, role in ROLES.items()}
    made: dict[str, Practice] = {}

    def draft(title: str, author: str, **fields: Any) -> Practice:
        made[title] = complete_draft(title, author=people[author], **fields)
        history.record(made[title], people[author], history.Action.ADDED)
        return made[title]

    def move(title: str, name: str, by: str, **details: Any) -> None:
        made[title] = workflow.perform(made[title], name, people[by], Details(**details))

    for author in ROLES:
        draft(f"Draft of {author}", author)
    for title, author, details in (
        ("For anybody", "amina", {"review_by": in_days(9)}),
        ("For Lucia", "olga", {"reviewer": people["lucia"], "review_by": in_days(1)}),
        ("For Jonas", "amina", {"reviewer": people["jonas"], "review_by": in_days(20)}),
        ("Late for Jonas", "olga", {"reviewer": people["jonas"], "review_by": in_days(3)}),
        ("Approved", "amina", {}),
        ("To be changed", "amina", {}),
        ("Put aside", "olga", {}),
        ("Written by Jonas", "jonas", {}),
    ):
        draft(title, author)
        move(title, "submit", author, **details)
    Practice.objects.filter(title_en="Late for Jonas").update(review_by=in_days(-2))
    move("Approved", "approve", "jonas")
    move("To be changed", "request-changes", "jonas", reason="Which page?")
    move("Put aside", "archive", "jonas", reason="The same as another.")
    for title, due in (("Overdue", -1), ("Due today", 0), ("Due", 30), ("Not due", 31)):
        made[title] = factories.practice(
            title,
            review_due=in_days(due),
            policy_areas=[vocabulary.areas[0]],
            migration_phases=[vocabulary.phases[0], vocabulary.phases[2]],
        )
    factories.practice("Traduit", title_fr="Traduit", summary_fr="Tout.", outdated_fr=True)
    for author, title in (("jonas", "Due"), ("olga", "Due today")):
        made[f"Revision of {title}"] = revisions.start(made[title], people[author])
    return Office(people, made)


PANELS = {
    "amina": {"changes-requested", "my-drafts", "sent-to-review"},
    "olga": {"my-drafts", "sent-to-review", "revisions"},
    "jonas": {"to-review", "my-drafts", "sent-to-review", "revisions", "review-overdue", "review-due-soon"},
    "lucia": {"to-review", "to-publish", "my-drafts", "revisions", "review-overdue", "review-due-soon"},
    "rita": {"to-review", "to-publish", "my-drafts", "revisions", "review-overdue", "review-due-soon"},
}


@pytest.mark.parametrize("name", ROLES)
def test_each_role_has_the_panels_that_concern_it(office: Office, name: str) -> None:
    assert set(office.panels(name)) == PANELS[name]


def test_translations_that_are_missing_out_of_date_or_not_confirmed_are_counted(office: Office) -> None:
    known = {"confirmed_by_fr": "Awa Diop", "confirmed_on_fr": TODAY}
    factories.practice("Confirmé", title_fr="Confirmé", summary_fr="Tout.", title_es="Confirmado", **known)
    found = office.desk("jonas")["translations"]
    assert (found.languages, found.translated) == (["French", "Spanish"], [2, 0])
    assert {heading: [number.count for number in numbers] for heading, numbers in found.wanting} == {
        "Missing": [4, 6],
        "Out of date": [1, 0],
        "Not confirmed": [1, 1],
    }
    said = [f"Translation {state}: French" for state in ("missing", "out of date", "not confirmed")]
    assert [numbers[0].label for _heading, numbers in found.wanting] == said
    assert office.desk("amina")["translations"] is None


@pytest.mark.parametrize("name", ROLES)
def test_each_number_is_that_of_the_list_that_it_leads_to(office: Office, name: str) -> None:
    client = signed_in(office.people[name])
    desk = office.desk(name)
    numbers = [
        (panel.url, panel.count, [e.title for e in panel.entries]) for panel in (*desk["waiting"], *desk["upkeep"])
    ]
    numbers += [(number.url, number.count, []) for number in desk["states"]]
    wanting = desk["translations"].wanting if desk["translations"] else []
    numbers += [(number.url, number.count, []) for _heading, found in wanting for number in found]
    for url, count, titles in numbers:
        listed = client.get(url).context["cl"]
        assert listed.result_count == count, url
        assert set(titles) <= {row.title for row in listed.result_list}, url
    assert sum(count for _url, count, _titles in numbers) > 5


@pytest.mark.parametrize(("name", "other"), [("amina", "olga"), ("olga", "amina")])
def test_a_contributor_sees_nothing_of_other_peoples_drafts(office: Office, name: str, other: str) -> None:
    page = signed_in(office.people[name]).get(reverse(DESK)).content.decode()
    drafts = [p for p in office.practices.values() if p.author == office.people[other] and p.published_at is None]
    assert len(drafts) >= 4
    for draft in drafts:
        assert reverse(CHANGE, args=[draft.pk]) not in page
        assert draft.revises_id or draft.title not in page
    assert "Draft of jonas" not in page
    assert f"Draft of {name}" in page


def test_what_one_was_asked_to_read_comes_first_then_what_is_due_soonest(office: Office) -> None:
    assert office.titles("jonas", "to-review") == ["Late for Jonas", "For Jonas", "For anybody", "For Lucia"]
    assert office.titles("lucia", "to-review")[:2] == ["For Lucia", "For anybody"]
    assert office.titles("rita", "to-review")[:2] == ["For anybody", "Written by Jonas"]


def test_what_is_late_says_so(office: Office) -> None:
    entries = {entry.title: entry for panel in office.panels("jonas").values() for entry in panel.entries}
    assert {title for title, entry in entries.items() if entry.late} == {"Late for Jonas", "Overdue"}
    assert entries["Late for Jonas"].late.startswith("overdue since ")
    assert "you were asked to read it" in entries["For Jonas"].notes
    assert "to be read by Lucia" in entries["For Lucia"].notes


def test_requested_changes_come_with_the_reason_and_drafts_with_what_they_lack(office: Office) -> None:
    (entry,) = office.panels("amina")["changes-requested"].entries
    assert entry.notes[0] == "Jonas: ‘Which page?’"
    (draft,) = office.panels("amina")["my-drafts"].entries
    assert draft.notes[0].endswith("% complete")


def test_what_waits_for_me_is_one_list(office: Office) -> None:
    def waiting(name: str) -> set[str]:
        listed = signed_in(office.people[name]).get(reverse(LIST), {"work": "waiting"})
        return {row.title for row in listed.context["cl"].result_list}

    assert waiting("amina") == {"Draft of amina", "To be changed"}
    assert waiting("jonas") == {
        "Draft of jonas", "Due", "Late for Jonas", "For Jonas", "For anybody"
    }  # fmt: skip
    assert waiting("lucia") == {"Draft of lucia", "For Lucia", "For anybody", "Written by Jonas", "Approved"}


@pytest.mark.parametrize("value", ["", "nothing", "to-review", "9" * 400])
def test_a_list_that_does_not_concern_somebody_filters_nothing(office: Office, value: str) -> None:
    client = signed_in(office.people["amina"])
    everything = client.get(reverse(LIST)).context["cl"].result_count
    response = client.get(reverse(LIST), {"work": value})
    assert (response.status_code, response.context["cl"].result_count) == (200, everything)


def test_somebody_without_a_role_sees_no_desk(office: Office) -> None:
    response = signed_in(person("new")).get(reverse(DESK))
    assert (response.status_code, response.context.get("desk")) == (200, None)
    assert "Draft of" not in response.content.decode()


def test_with_nothing_to_do_the_desk_says_so(vocabulary: Vocabulary) -> None:
    page = signed_in(person("jonas", "Editor")).get(reverse(DESK)).content.decode()
    assert "Nothing waits for you." in page
    assert "Nothing was changed yet." in page


# Links, submissions ---------------------------------------------------------------------------------


def test_dead_links_are_shown_to_editors(office: Office) -> None:
    address = "https://example.org/gone"
    LinkCheck.objects.create(address=address, status=404, verdict="dead", checked_at=timezone.now())
    Source.objects.update(url=address)
    Practice.objects.filter(title_en="Overdue").update(done_en=f"See [there]({address}).")
    assert office.titles("jonas", "dead-links") == ["Overdue"]
    panels, client = office.panels("jonas"), signed_in(office.people["jonas"])
    for name in ("dead-sources", "dead-links"):
        assert client.get(panels[name].url).context["cl"].result_count == panels[name].count > 0
        assert address in panels[name].entries[0].notes[0]
    assert not {"dead-sources", "dead-links"} & set(office.panels("amina"))


def test_submissions_are_shown_to_editors(office: Office) -> None:
    for state in Submission.State.values:
        Submission.objects.create(kind="proposal", state=state, content={"title": f"A {state} one"})
    panel = office.panels("jonas")["submissions"]
    assert [entry.title for entry in panel.entries] == ["A waiting one"]
    assert signed_in(office.people["jonas"]).get(panel.url).context["cl"].result_count == panel.count == 1
    assert "submissions" not in office.panels("amina")


# Gaps -------------------------------------------------------------------------------------------------


def cells(desk: Any) -> dict[tuple[str, str], Any]:
    gaps = desk["gaps"]
    return {(row.label, phase): cell for row in gaps.rows for phase, cell in zip(gaps.columns, row.cells, strict=True)}


@pytest.mark.parametrize("has_index", [True, False])
def test_each_cell_counts_what_readers_find_there(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch, has_index: bool
) -> None:
    if not has_index:
        monkeypatch.setattr(follow, "reader", broken)
    found = cells(office.desk("amina"))
    assert {place: cell.count for place, cell in found.items() if cell.count} == {
        ("Remittances", "Planning"): 4,
        ("Remittances", "Employment"): 4,
        ("Other", "Other"): 1,
    }
    page = client.get(found["Remittances", "Planning"].url)
    assert page.context["found"].total == 4
    editor = signed_in(office.people["jonas"])
    assert office.practices["For Jonas"].policy_areas.get().slug == "other"
    assert editor.get(found["Public support", "Planning"].url).context["cl"].result_count == 0


def broken() -> None:
    raise IndexUnavailable("It is broken.")


def test_a_retired_term_has_its_row_as_long_as_something_is_published_in_it(
    office: Office, vocabulary: Vocabulary
) -> None:
    for area in vocabulary.areas[:2]:
        area.retired = True
        area.save()
    rows = [row.label for row in office.desk("jonas")["gaps"].rows]
    assert "Remittances" in rows
    assert "Recruitment regulation" not in rows


# Recent changes ---------------------------------------------------------------------------------------


def test_editors_see_all_that_was_done_lately_with_who_and_why(office: Office, vocabulary: Vocabulary) -> None:
    history.record(vocabulary.areas[0], office.people["lucia"], reason="Clearer.")
    workflow.delete_draft(office.practices["Draft of jonas"], office.people["jonas"], "A mistake.")
    deleted, clearer, *others = office.desk("jonas")["recent"]
    assert (deleted.what, deleted.title, deleted.url) == ("Deleted", "Draft of jonas", "")
    assert (clearer.who, clearer.title, clearer.kind, clearer.reason) == (
        "Lucia", "Remittances", "policy area", "Clearer."
    )  # fmt: skip
    assert len(others) == 18
    assert [change.title for change in others if change.what == "Revision begun"] == ["Due today", "Due"]


def test_contributors_see_what_was_done_to_their_own_and_what_readers_see(office: Office) -> None:
    workflow.perform(
        office.practices["Due"],
        "withdraw",
        office.people["lucia"],
        Details("Its source was mistaken.", revision="keep"),
    )
    recent = office.desk("amina")["recent"]
    own = {practice.title for practice in office.practices.values() if practice.author == office.people["amina"]}
    assert (recent[0].what, recent[0].title) == ("Withdrawn", "Due")
    assert {change.title for change in recent[1:]} == own
    assert "Which page?" in {change.reason for change in recent}


def test_every_link_of_recent_changes_opens(office: Office, vocabulary: Vocabulary) -> None:
    for thing in (vocabulary.areas[0], vocabulary.source, vocabulary.countries[0]):
        history.record(thing, office.people["rita"])
    client = signed_in(office.people["rita"])
    for change in office.desk("rita")["recent"]:
        assert client.get(unquote(change.url)).status_code == 200, change


# Bounds -----------------------------------------------------------------------------------------------


def test_the_desk_asks_as_often_for_many_practices_as_for_a_few(office: Office) -> None:
    def fill() -> None:
        """Put more into each panel of each person."""
        states = [("draft", None), ("in-review", None), ("in-review", timezone.now()), ("changes-requested", None)]
        number = Practice.objects.count()
        Practice.objects.bulk_create(
            Practice(title_en=f"Many {i}", slug=f"many-{number + i}", state=state, author=author, approved_at=approved)
            for i, (state, approved, author) in enumerate(
                (state, approved, author) for author in office.people.values() for state, approved in states * 6
            )
        )

    def queries(name: str) -> int:
        client = signed_in(office.people[name])
        client.get(reverse(DESK))  # the index catches up
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(DESK)).status_code == 200
        return count_of(captured)

    fill()
    few = {name: queries(name) for name in ROLES}
    fill()
    assert Practice.objects.count() > 240
    for name, asked in few.items():
        assert queries(name) <= asked + 1, name  # the change log is looked at ten times a second at the most
    assert max(few.values()) <= 30
    assert all(len(panel.entries) <= 6 for panel in office.panels("rita").values())
