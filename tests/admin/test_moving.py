"""The pages on which curators move practices from state to state, one by one and many at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.editorial import history, revisions, workflow
from practices.models import LARGEST_ID, Practice
from tests import factories
from tests.admin.forms import CHANGE, COMMENT, DISCARD, LIST, MOVE, REVISE, messages_of, move, version_of
from tests.at_once import at_once
from tests.pages import form_on
from tests.queries import count_of


@pytest.fixture
def publisher(vocabulary: factories.Vocabulary) -> Client:
    return factories.signed_in(factories.person("pat", "Publisher"))


def submitted(title: str = "", **fields: Any) -> Practice:
    return factories.complete_draft(title, state="in-review", **fields)


def state_of(*practices: Practice) -> list[str]:
    return [Practice.objects.get(pk=practice.pk).state for practice in practices]


# One practice -----------------------------------------------------------------------------------


def test_the_page_says_what_it_does_and_what_is_missing(publisher: Client) -> None:
    practice = factories.draft(state="in-review")
    page = publisher.get(reverse(MOVE, args=[practice.pk, "publish"])).content.decode()
    for text in ("Readers see it from now on.", "Choose at least one policy area.", "Who does it?".lower()):
        assert text in page


def test_a_reviewer_is_chosen_among_those_who_may_and_not_oneself(vocabulary: Any) -> None:
    author = factories.person("ed", "Editor")
    factories.person("eve", "Editor")
    factories.person("con", "Contributor")
    draft = factories.complete_draft(author=author)
    page = factories.signed_in(author).get(reverse(MOVE, args=[draft.pk, "submit"]))
    assert [str(user) for user in page.context["form"].fields["reviewer"].queryset] == ["eve"]


def test_one_moves_what_one_has_seen(publisher: Client) -> None:
    practice = submitted()
    form = {"_version": version_of(practice), "reason": ""}
    history.catch_up(practice)
    Practice.objects.filter(pk=practice.pk).update(summary_en="Changed meanwhile.")
    history.record(practice, None)
    refused = publisher.post(reverse(MOVE, args=[practice.pk, "publish"]), form)
    assert "Somebody saved a newer version meanwhile" in refused.content.decode()
    assert state_of(practice) == ["in-review"]


@pytest.mark.parametrize("version", ["", "-1", "x", "²", "9" * 40, "1\x00"])
def test_an_absurd_version_moves_nothing(publisher: Client, version: str) -> None:
    practice = submitted()
    history.catch_up(practice)
    assert move(publisher, practice, "publish", _version=version).status_code == 200
    assert state_of(practice) == ["in-review"]


def test_what_was_typed_comes_back_with_the_complaint(publisher: Client) -> None:
    practice = factories.practice()
    page = move(publisher, practice, "withdraw", reason="x" * 401, replaced_by="many")
    assert page.status_code == 200
    assert "x" * 401 in page.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", str(10**30), str(LARGEST_ID), "1.5", "1\x00"])
def test_an_absurd_replacement_is_no_error(publisher: Client, number: str) -> None:
    practice = factories.practice()
    page = move(publisher, practice, "withdraw", reason="Old.", replaced_by=number)
    assert "replaced_by" in page.context["form"].errors
    assert state_of(practice) == ["published"]


def test_merging_asks_for_the_other_and_says_then_what_replaces_it(publisher: Client) -> None:
    practice, other = factories.practice(), factories.practice()
    assert "replaced_by" in move(publisher, practice, "merge", reason="The same.").context["form"].errors
    assert move(publisher, practice, "merge", reason="The same.", replaced_by=str(other.pk)).status_code == 302
    assert state_of(practice, other) == ["merged", "published"]
    page = publisher.get(reverse(CHANGE, args=[practice.pk])).content.decode()
    for text in ("Merged into another", "What replaces it", reverse(CHANGE, args=[other.pk]), "Publish…", "Revise…"):
        assert text in page


def test_a_move_that_there_is_not_and_a_practice_that_there_is_not(publisher: Client) -> None:
    practice = submitted()
    for pk, name in ((practice.pk, "burn"), (LARGEST_ID, "publish"), (10**11, "publish")):
        address = reverse(MOVE, args=[pk, name])
        assert (publisher.get(address).status_code, publisher.post(address).status_code) == (404, 404)


def test_a_move_that_doesnt_fit_says_so(publisher: Client) -> None:
    draft = factories.complete_draft()
    page = publisher.get(reverse(MOVE, args=[draft.pk, "withdraw"]))
    assert "its state is ‘Draft’" in page.content.decode()
    refused = move(publisher, draft, "withdraw", reason="Old.")
    assert "Somebody may have moved it meanwhile" in refused.content.decode()


def test_comments_are_read_by_those_who_see_the_draft_and_shown_as_text(publisher: Client) -> None:
    practice = submitted()
    said = publisher.post(reverse(COMMENT, args=[practice.pk]), {"text": "<script>alert(1)</script>\nWhich year?"})
    assert said["Location"] == reverse(CHANGE, args=[practice.pk]) + "#comments"
    page = publisher.get(reverse(CHANGE, args=[practice.pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Which year?" in page
    empty = publisher.post(reverse(COMMENT, args=[practice.pk]), {"text": " "})
    assert (empty.status_code, practice.comments.count()) == (200, 1)
    stranger = factories.signed_in(factories.person("con", "Contributor"))
    assert stranger.post(reverse(COMMENT, args=[practice.pk]), {"text": "Me too."}).status_code == 403


# Many at once -----------------------------------------------------------------------------------


def choose(browser: Client, name: str, *practices: Practice) -> Any:
    """Choose practices in the list, and a move."""
    return browser.post(reverse(LIST), {"action": f"move_{name}", "_selected_action": [p.pk for p in practices]})


def confirm(browser: Client, page: Any, **values: Any) -> Any:
    return browser.post(reverse(LIST), form_on(page, "move_many_form") | values)


def test_many_are_moved_after_a_question_that_names_them(publisher: Client) -> None:
    first, second, other = submitted("First one"), submitted("Second one"), submitted("Another")
    page = choose(publisher, "publish", first, second)
    assert state_of(first, second) == ["in-review", "in-review"]
    assert "First one" in page.content.decode() and "Second one" in page.content.decode()
    done = confirm(publisher, page)
    assert state_of(first, second, other) == ["published", "published", "in-review"]
    assert "Publish: 2 practices." in messages_of(done)


def test_what_doesnt_fit_is_left_out_and_named(publisher: Client) -> None:
    fits, published = submitted("Fits"), factories.practice("Is there already")
    page = choose(publisher, "publish", fits, published)
    assert [str(practice) for practice in page.context["left_out"]] == ["Is there already"]
    confirm(publisher, page)
    assert state_of(fits) == ["published"]


def test_where_nothing_fits_there_is_nothing_to_confirm(publisher: Client) -> None:
    page = choose(publisher, "publish", factories.practice())
    assert (page.context["rows"], 'type="submit"' in page.content.decode().split("<main")[1]) == ([], False)


def test_each_that_lacks_something_is_told_and_the_others_moved(publisher: Client) -> None:
    complete, lacking = submitted("Complete"), factories.draft("Lacking", state="in-review")
    page = choose(publisher, "publish", complete, lacking)
    assert "Choose at least one policy area." in page.content.decode()
    done = confirm(publisher, page)
    assert state_of(complete, lacking) == ["published", "in-review"]
    assert "Lacking: Choose at least one policy area." in messages_of(done)


def test_a_reason_is_asked_for_once(publisher: Client) -> None:
    practices = [submitted(), submitted()]
    page = choose(publisher, "archive", *practices)
    assert confirm(publisher, page, reason=" ").status_code == 200
    assert state_of(*practices) == ["in-review"] * 2
    confirm(publisher, page, reason="Entered twice.")
    assert state_of(*practices) == ["archived"] * 2
    assert [history.latest(practice).reason for practice in practices] == ["Entered twice."] * 2


def test_what_somebody_changed_meanwhile_is_not_moved(publisher: Client) -> None:
    changed, same = submitted("Changed"), submitted("Same")
    for practice in (changed, same):
        history.catch_up(practice)
    page = choose(publisher, "publish", changed, same)
    changed.summary_en = "Changed meanwhile."
    changed.save()
    history.record(changed, None)
    done = confirm(publisher, page)
    assert state_of(changed, same) == ["in-review", "published"]
    assert "Changed: Somebody saved a newer version meanwhile." in messages_of(done)


def test_what_one_adds_to_the_form_by_hand_is_not_moved(publisher: Client) -> None:
    """The question named others."""
    seen, unseen = submitted(), submitted()
    history.catch_up(unseen)
    confirm(publisher, choose(publisher, "publish", seen), _selected_action=[seen.pk, unseen.pk])
    assert state_of(seen, unseen) == ["published", "in-review"]


def test_of_what_one_may_not_move_nothing_moves(vocabulary: Any) -> None:
    own, others = factories.person("con", "Contributor"), submitted("Somebody else's")
    browser = factories.signed_in(own)
    draft = factories.complete_draft("My own", author=own)
    page = choose(browser, "submit", draft, others)
    assert [str(row[0]) for row in page.context["rows"]] == ["My own"]
    form = form_on(page, "move_many_form") | {"_selected_action": [draft.pk, others.pk], f"_version_{others.pk}": "0"}
    browser.post(reverse(LIST), form)
    assert state_of(draft, others) == ["in-review", "in-review"]
    assert choose(browser, "publish", draft).status_code == 302
    assert state_of(draft) == ["in-review"]


def test_more_than_a_hundred_are_refused_and_a_hundred_ask_little_of_the_database(publisher: Client) -> None:
    practices = [factories.complete_draft(state="in-review") for _number in range(101)]
    refused = choose(publisher, "archive", *practices)
    assert (refused.status_code, "Choose 100 at the most." in messages_of(refused)) == (302, True)
    with CaptureQueriesContext(connection) as captured:
        page = choose(publisher, "archive", *practices[:100])
    assert len(page.context["rows"]) == 100
    assert len(captured) <= 15


@pytest.mark.parametrize("name", ["approve", "publish"])
def test_what_many_lack_and_which_comments_are_open_is_asked_once(publisher: Client, name: str) -> None:
    practices = [factories.draft(state="in-review") for _number in range(12)]
    for practice in practices[1:]:
        practice.comments.create(text="Which year?", place="start_year")

    def chosen(*some: Practice) -> tuple[list[list[str]], int]:
        with CaptureQueriesContext(connection) as captured:
            page = choose(publisher, name, *some)
        return [told for _practice, _version, told in page.context["rows"]], count_of(captured)

    chosen(*practices[:2])  # the index is built
    few, many = chosen(*practices[:2]), chosen(*practices)
    assert all("Choose at least one policy area." in told for told in many[0])
    assert sum("1 comment at a field is open." in told for told in many[0]) == 11
    assert many[1] == few[1]


# At the very same moment ------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_the_same_moment_one_does(publisher: Client) -> None:
    other = factories.signed_in(factories.person("pia", "Publisher"))
    practice = submitted(author=factories.person("con", "Contributor"))
    history.catch_up(practice)
    form = {"_version": version_of(practice), "reason": ""}
    address = reverse(MOVE, args=[practice.pk, "publish"])
    answers = at_once(lambda: publisher.post(address, form), lambda: other.post(address, form))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert [version.action for version in history.versions(practice)] == ["publish", "begun"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["merge", "withdraw"])
def test_two_that_replace_each_other_at_the_same_moment_make_no_circle(publisher: Client, name: str) -> None:
    other = factories.signed_in(factories.person("pia", "Publisher"))
    pair = factories.practice(), factories.practice()

    def act(browser: Client, practice: Practice, replacement: Practice) -> Any:
        form = {"_version": version_of(practice), "reason": "The same.", "replaced_by": replacement.pk}
        return lambda: browser.post(reverse(MOVE, args=[practice.pk, name]), form)

    answers = at_once(act(publisher, *pair), act(other, *reversed(pair)))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert sorted(state_of(*pair))[1 if name == "merge" else 0] == "published"


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("twice", ["publish", "discard"])
def test_pressing_a_button_twice_is_no_error(publisher: Client, twice: str) -> None:
    copy = revisions.start(factories.practice(), factories.person("ed", "Editor"))
    workflow.perform(copy, "submit", copy.author)
    form = {"_version": version_of(copy), "reason": "Not needed."}
    address = reverse(MOVE, args=[copy.pk, "publish"]) if twice == "publish" else reverse(DISCARD, args=[copy.pk])
    answers = at_once(*[lambda: publisher.post(address, form)] * 2)
    assert sorted(answer.status_code for answer in answers) in ([302, 404], [302, 403])
    assert publisher.get(reverse(REVISE, args=[copy.revises_id])).status_code == 200
