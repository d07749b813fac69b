"""The pages of a thing's history: what became of it, two versions side by side, and what ended working copies held."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import models
from practices.editorial import content, history, moves, revisions, workflow
from practices.models import Practice
from tests import factories
from tests.factories import signed_in


@pytest.fixture
def ann(db: None) -> User:
    return factories.person("ann", "Contributor", first_name="Ann", last_name="Author")


@pytest.fixture
def eve(db: None) -> User:
    return factories.person("eve", "Editor", first_name="Eve", last_name="Editor")


def address(name: str, thing: Model, *more: int) -> str:
    return reverse(f"admin:practices_{thing._meta.model_name}_{name}", args=[thing.pk, *more])


def change(thing: Model, by: User | None = None, reason: str = "", **values: Any) -> None:
    """Change a thing and write that down."""
    history.catch_up(thing)
    content.put(values, thing)
    history.record(thing, by, reason=reason)


@pytest.fixture
def written(ann: User, vocabulary: factories.Vocabulary) -> Practice:
    """Ann's draft in three versions."""
    draft = factories.draft("Kenya trains nurses", author=ann, policy_areas=vocabulary.areas[:1])
    history.record(draft, ann, "added")
    change(draft, ann, "The report says so", summary_en="What the board did.", policy_areas=["recruitment-regulation"])
    change(draft, ann, participations=[{"country": "EG", "role": "origin", "part": "lead"}])
    return draft


# The list of versions ------------------------------------------------------------------------


def test_it_tells_who_changed_what_when_and_why_the_newest_first(eve: User, written: Practice) -> None:
    response = signed_in(eve).get(address("history", written))
    entries = response.context["entries"]
    assert [entry.version.number for entry in entries] == [3, 2, 1]
    assert [[d.name for d in entry.differences] for entry in entries] == [
        ["participations"],
        ["summary_en", "policy_areas"],
        [],
    ]
    page = response.content.decode()
    assert page.count("Ann Author") == 3
    for said in ("The report says so", "Added", "Changed", "State then: Draft", "summary (English), policy areas"):
        assert said in page
    assert "removed: </span>Remittances<" in page
    assert "added: </span>Recruitment regulation<" in page
    assert "Egypt" in page


def test_words_that_stayed_are_not_marked(eve: User, written: Practice) -> None:
    page = signed_in(eve).get(address("history", written)).content.decode()
    assert "What <del>" in page
    assert "removed: </span>somebody<" in page
    assert "added: </span>the board<" in page
    assert "</ins> did." in page


def test_what_was_written_is_shown_as_text(eve: User, written: Practice) -> None:
    change(written, eve, "<b>bold</b>", summary_en="<script>alert(1)</script> & more")
    for page in ("history", "compare"):
        shown = signed_in(eve).get(address(page, written)).content.decode()
        assert "<script>alert" not in shown
        assert "<b>bold" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_long_history_comes_in_pages_with_few_queries(eve: User, written: Practice) -> None:
    client = signed_in(eve)

    def queries(**parameters: Any) -> tuple[int, Any]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(address("history", written), parameters)
        return len(captured), response

    few, _response = queries()
    assert few <= 20
    for i in range(20):
        change(
            written, eve, summary_en=f"What {i} did.", policy_areas=["remittances", "public-support"][i % 2 : i % 2 + 1]
        )
    many, first = queries()
    assert many <= few + 1
    assert [entry.version.number for entry in first.context["entries"]] == list(range(23, 3, -1))
    assert len(first.context["entries"][-1].differences) == 2  # against a version of the next page
    _count, second = queries(p=2)
    assert [entry.version.number for entry in second.context["entries"]] == [3, 2, 1]
    assert "?p=2" in first.content.decode()
    for absurd in ("0", "-1", "99999999999999999999", "x", "\0", "²"):
        assert queries(p=absurd)[1].status_code == 200


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize(
    "model",
    [
        models.Country,
        models.MigrationPhase,
        models.MobilityType,
        models.Organisation,
        models.PolicyArea,
        models.Region,
        models.SkillLevel,
        models.Source,
        models.StakeholderType,
        models.Synonym,
    ],
    ids=lambda model: model.__name__,
)
def test_everything_that_curators_write_has_a_history(curator: Client, model: Any) -> None:
    values = {"words": "SMS\ntext message"} if model is models.Synonym else {"slug": "new", "name_en": "New"}
    thing = model.objects.first() or model.objects.create(**values)
    field = {models.Source: "title", models.Synonym: "words"}.get(model, "name_en")
    old = getattr(thing, field)
    assert "no history yet" in curator.get(address("history", thing)).content.decode()
    change(thing, **{field: "Zebra\ncrossing"})
    for name, *more in (("history",), ("compare",), ("version", 1), ("restore", 1)):
        response = curator.get(address(name, thing, *more))
        assert response.status_code == 200, name
        assert old.splitlines()[0] in response.content.decode(), name


# Comparing -----------------------------------------------------------------------------------


def test_two_versions_stand_side_by_side(eve: User, written: Practice) -> None:
    client = signed_in(eve)

    def differing(**parameters: Any) -> tuple[Any, Any, list[str]]:
        context = client.get(address("compare", written), parameters).context
        names = [difference.name for difference in context["differences"]]
        return context["old"].name, context["new"].name, names

    everything = ["summary_en", "policy_areas", "participations"]
    assert differing(**{"from": 1, "to": 3}) == ("Version 1", "Version 3", everything)
    assert differing(**{"from": 3, "to": 1}) == ("Version 3", "Version 1", everything)
    assert differing(**{"from": 2, "to": 2}) == ("Version 2", "Version 2", [])
    assert differing() == ("Version 2", "As it is now", ["participations"])
    assert differing(**{"from": 1, "to": ""}) == ("Version 1", "As it is now", everything)


def test_the_present_is_what_stands_there_even_if_nobody_wrote_it_down(eve: User, written: Practice) -> None:
    Practice.objects.filter(pk=written.pk).update(summary_en="Loaded from a file.")
    page = signed_in(eve).get(address("compare", written), {"from": 3, "to": "now"}).content.decode()
    assert "added: </span>Loaded from a file.<" in page


@pytest.mark.parametrize("asked", ["0", "4", "-1", "x", "\0", "²", "9" * 30, "live", "é" * 5000])
def test_a_version_that_is_not_there_gets_a_message(eve: User, written: Practice, asked: str) -> None:
    for parameters in ({"from": asked}, {"from": "1", "to": asked}):
        response = signed_in(eve).get(address("compare", written), parameters)
        assert response.status_code == 404
        assert "There is no version" in response.content.decode()


def test_a_working_copy_stands_beside_what_readers_see(eve: User) -> None:
    live = factories.practice("The live page", policy_areas=[])
    copy = revisions.start(live, eve)
    change(copy, eve, title_en="The copied page")
    response = signed_in(eve).get(address("compare", copy))
    assert (response.context["old"].name, response.context["new"].name) == ("What readers see", "The working copy")
    assert [d.name for d in response.context["differences"]] == ["title_en"]
    page = response.content.decode()
    assert page.index("removed: </span>live<") < page.index("added: </span>copied<")


# What ended working copies held ----------------------------------------------------------------


def published_revision(eve: User) -> tuple[Practice, int]:
    """Return a practice and the id of a working copy that was published."""
    live = factories.practice()
    copy = revisions.start(live, eve)
    change(copy, eve, "As the new report says", summary_en="What they did since.")
    boss = factories.person("boss", "Administrator")
    workflow.perform(copy, "publish", boss, moves.Details(reason="Checked on the phone"))
    return live, copy.pk


def test_what_happened_in_a_merged_copy_is_read_from_the_live_page(eve: User, ann: User) -> None:
    live, copy_id = published_revision(eve)
    client = signed_in(ann)
    there = address("revision", live, copy_id)
    assert there in client.get(address("history", live)).content.decode()
    page = client.get(there).content.decode()
    assert "As the new report says" in page
    assert "added: </span>they did since.<" in page
    assert "State then: Published" not in page
    assert client.get(address("history", Practice(pk=copy_id))).status_code == 404


def test_a_discarded_copy_is_for_its_author_and_editors(eve: User, ann: User) -> None:
    live = factories.practice()
    copy = revisions.start(live, ann)
    there = address("revision", live, copy.pk)
    assert signed_in(ann).get(there).status_code == 404  # not yet
    revisions.discard(copy, ann)
    other = factories.person("other", "Contributor")
    assert [signed_in(user).get(there).status_code for user in (ann, eve, other)] == [200, 200, 403]
    linked = [there in signed_in(u).get(address("history", live)).content.decode() for u in (ann, eve, other)]
    assert linked == [True, True, False]


def test_a_copy_in_progress_is_linked_for_those_who_may_see_it(eve: User, ann: User) -> None:
    live = factories.practice()
    there = address("history", revisions.start(live, eve))
    assert there in signed_in(eve).get(address("history", live)).content.decode()
    assert there not in signed_in(ann).get(address("history", live)).content.decode()


def test_another_practices_copy_is_not_read_from_here(eve: User) -> None:
    _live, copy_id = published_revision(eve)
    other = factories.practice()
    for number in (copy_id, other.pk, 999_999_999_999):
        assert signed_in(eve).get(address("revision", other, number)).status_code == 404


# Who may read it -------------------------------------------------------------------------------

PAGES: list[tuple[str, list[int]]] = [("history", []), ("compare", []), ("version", [1])]


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_drafts_are_for_their_author_and_editors(eve: User, ann: User, written: Practice, name: str, more: Any) -> None:
    other = factories.person("other", "Contributor")
    stranger = factories.person("stranger")
    users = (ann, eve, other, stranger)
    statuses = [signed_in(user).get(address(name, written, *more)).status_code for user in users]
    assert statuses == [200, 200, 403, 403]
    assert "/login/" in Client().get(address(name, written, *more))["Location"]


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_what_was_published_is_for_every_curator(ann: User, name: str, more: Any) -> None:
    live = factories.practice()
    history.catch_up(live)
    assert signed_in(ann).get(address(name, live, *more)).status_code == 200


def test_the_way_back_is_offered_to_those_who_may_go_it(eve: User, ann: User, written: Practice) -> None:
    offered = address("restore", written, 1)
    workflow.perform(written, "archive", eve, moves.Details(reason="Not now"))
    assert offered not in signed_in(ann).get(address("history", written)).content.decode()
    workflow.perform(written, "reopen", eve)
    assert offered in signed_in(ann).get(address("history", written)).content.decode()


@pytest.mark.parametrize("pk", ["0", "999999999999", "x", "²", "9" * 40, "1%00", "-1", "1/2"])
def test_absurd_addresses_are_not_found(curator: Client, pk: str) -> None:
    for page in ("history/", "compare/", "history/1/", "history/1/restore/", "history/revision/1/"):
        assert curator.get(f"/admin/practices/practice/{pk}/{page}").status_code in {302, 404}


def test_absurd_numbers_of_versions_are_not_found(curator: Client, written: Practice) -> None:
    for number in ("0", "4", "999999999999", "x", "9" * 40):
        for page in ("", "restore/"):
            response = curator.get(f"/admin/practices/practice/{written.pk}/history/{number}/{page}")
            assert response.status_code in {302, 404}
