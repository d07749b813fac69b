"""A run of checks: what is due, how politely it is asked, and what is kept when the run ends early."""

from __future__ import annotations

import datetime
import fcntl
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from practices import links
from practices.links.checking import addresses, check, due
from practices.management.commands.check_links import Command
from practices.models import Figure, LinkCheck, Requirement, Source
from tests import factories
from tests.links.sites import Sites, answer, redirect

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


def source(url: str, number: int = 0, **fields: Any) -> Source:
    slug = f"source-{number or Source.objects.count()}"
    fields |= {"title": "T", "short_citation": slug, "kind": "report", "authors": "A", "url": url}
    return Source.objects.create(slug=slug, **fields)


def ages_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def checked(address: str, days_ago: float, verdict: str = "fine", **fields: Any) -> LinkCheck:
    return LinkCheck.objects.create(address=address, checked_at=ages_ago(days_ago), verdict=verdict, **fields)


def run(sites: Sites, *arguments: str, pause: float = 0) -> str:
    """Run the command against the stand-in sites and return what it prints."""
    command = Command(stdout=io.StringIO())
    command.fetcher = lambda given: sites.fetcher(pause or given)  # type: ignore[method-assign]
    call_command(command, *arguments)
    return command.stdout.getvalue()


def test_archived_copies_are_checked_and_told_like_the_documents_themselves() -> None:
    kept = source("")
    Source.objects.filter(pk=kept.pk).update(archived_url="https://archive.example/1")
    assert addresses() == {"https://archive.example/1"}
    checked("https://archive.example/1", 1, "dead", failing_since=ages_ago(20), status=404)
    assert [(dead.thing, dead.address) for dead in links.dead()] == [(kept, "https://archive.example/1")]


def test_a_source_that_is_replaced_is_neither_checked_nor_told() -> None:
    source("https://old.example/", retired=True, merged_into=source(""))
    checked("https://old.example/", 1, "dead", failing_since=ages_ago(20), status=404)
    assert (addresses(), links.dead()) == (set(), [])


@pytest.mark.usefixtures("vocabulary")
def test_it_checks_sources_and_the_text_of_what_is_published_each_address_once() -> None:
    source("https://a.example/report#page=2")
    source("https://a.example/report")
    source("")
    text = "See [the law](https://law.example/1) and <https://b.example/é?x=1&y=2>, [mail](mailto:a@b.example)."
    factories.practice(
        problem_en=text, lessons_fr="[Là](http://c.example) [ici](/practices/) [x](https://a.example/report)"
    )
    factories.draft(problem_en="[Not yet](https://draft.example/)")
    assert addresses() == {
        "https://a.example/report",
        "https://law.example/1",
        "https://b.example/%C3%A9?x=1&y=2",
        "http://c.example",
    }


@pytest.mark.usefixtures("vocabulary")
def test_it_checks_what_is_written_in_lines_as_well() -> None:
    of_words = source("", where_to_find_fr="Voir https://find.example/")
    made = factories.practice(done_en="At www.bare.example.")
    Requirement.objects.create(practice=made, kind="time", text_en="See https://need.example/1.")
    Figure.objects.create(practice=made, value=1, label_en="x", label_es="de https://label.example/")
    made.citations.update(note_en="(https://note.example/)")
    gone = factories.practice(done_en="https://gone.example/")
    factories.withdraw(gone, "See https://reason.example/")
    found = {f"https://{name}.example/" for name in ("find", "label", "note", "reason")}
    assert addresses() == found | {"https://need.example/1", "https://www.bare.example"}
    checked("https://reason.example/", 1, "dead", failing_since=ages_ago(20), status=404)
    checked("https://find.example/", 1, "dead", failing_since=ages_ago(20), status=404)
    assert [dead.thing for dead in links.dead()] == [of_words, gone]


@pytest.mark.both_databases
def test_an_address_of_any_length_and_look_does_no_harm() -> None:
    factories.vocabulary()
    long = "https://long.example/" + "x" * 5000
    factories.practice(done_en=f"[a]({long}) [b](http://[) [c](https://\u0130.example/) <http://{'.' * 300}>")
    assert long not in addresses()
    assert all(len(address) <= 600 for address in due(WEEK))


@pytest.mark.both_databases
def test_new_addresses_come_first_then_the_oldest_and_recent_ones_not_at_all() -> None:
    for i, days in enumerate([3, 20, 10, None]):
        source(f"https://{i}.example/")
        if days:
            checked(f"https://{i}.example/", days)
    assert due(WEEK) == ["https://3.example/", "https://1.example/", "https://2.example/"]


@pytest.mark.both_databases
def test_what_nothing_links_to_any_more_is_forgotten() -> None:
    checked("https://gone.example/", 1)
    assert due(WEEK) == []
    assert not LinkCheck.objects.exists()


def test_hosts_take_turns_and_none_is_asked_twice_within_the_pause(sites: Sites) -> None:
    waiting = [sites.add(f"/{i}", answer(200), host) for host in ("a.example", "b.example") for i in range(3)]
    results = list(check(waiting, sites.fetcher(pause=5)))
    hosts = [asked.split()[1][0] for asked in sites.asked]
    assert hosts == list("ababab")
    assert sites.clock.slept == [5, 5]
    assert len(results) == 6


def test_redirects_and_second_attempts_wait_for_their_turn_too(sites: Sites) -> None:
    sites.add("/new", answer(404))
    assert [result.status for result in check([sites.add("/", redirect(301, "/new"))], sites.fetcher(pause=7))] == [404]
    assert sites.asked == ["HEAD site.example/", "HEAD site.example/new", "GET site.example/new"]
    assert sites.clock.slept == [7, 7]


@pytest.mark.parametrize("written", ["60", "date"])
def test_a_host_that_asks_for_patience_gets_it(sites: Sites, written: str) -> None:
    if written == "date":
        written = (timezone.now() + datetime.timedelta(seconds=60)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    waiting = [sites.add("/1", answer(429, f"Retry-After: {written}")), sites.add("/2", answer(200))]
    waiting.append(sites.add("/3", answer(200), "other.example"))
    list(check(waiting, sites.fetcher(pause=5)))
    assert [asked[-1] for asked in sites.asked] == ["1", "3", "2"]
    assert sum(sites.clock.slept) == pytest.approx(60, abs=2)


def test_a_host_that_asks_for_more_patience_is_left_alone_and_in_the_next_run_too(sites: Sites) -> None:
    for i in (1, 2):
        source(sites.add(f"/{i}", answer(503, "Retry-After: 86400")))
    source(sites.add("/3", redirect(302, sites.url("/2")), "www.example"))
    assert "Checked 1 of 3 addresses that were due: 0 fine, 0 moved, 1 unclear, 0 dead." in run(sites)
    assert "Checked 0 of 2" in run(sites, "--limit", "5")
    assert sites.asked == ["HEAD site.example/1", "HEAD www.example/3", "HEAD www.example/3"]
    assert sites.clock.slept == []
    LinkCheck.objects.update(ask_again_at=timezone.now())
    assert "Checked 1 of 2" in run(sites)


@pytest.mark.parametrize(
    "nonsense", ["", "soon", "-5", "1e3", "Thu, 99 Foo", "9" * 400, "Wed, 21 Oct 2015 07:28:00 GMT"]
)
def test_an_odd_wish_for_patience_is_no_wish(sites: Sites, nonsense: str) -> None:
    found = sites.fetcher().fetch(sites.add("/", answer(429, f"Retry-After: {nonsense}")))
    assert (found.status, found.ask_again_in) == (429, 0)


def test_the_command_tells_each_result_and_a_summary(sites: Sites) -> None:
    new = sites.add("/new", answer(200))
    for path, page in [("/fine", answer(200)), ("/old", redirect(301, "/new")), ("/gone", answer(410))]:
        source(sites.add(path, page))
    printed = run(sites, "--pause", "0").splitlines()
    assert f"fine     {sites.url('/fine')}  Works" in printed
    assert f"moved    {sites.url('/old')}  Moved for good, to {new}" in printed
    assert any("unclear" in line and "The page is not there any more (410)." in line for line in printed)
    assert printed[-1] == "Checked 3 of 3 addresses that were due: 1 fine, 1 moved, 1 unclear, 0 dead."
    assert run(sites) == "Checked 0 of 0 addresses that were due: 0 fine, 0 moved, 0 unclear, 0 dead.\n"
    assert "Checked 1 of 3" in run(sites, "--older-than", "0", "--limit", "1")


def test_an_interrupted_run_keeps_what_it_has_and_the_next_goes_on(sites: Sites) -> None:
    def interrupt(connection: object) -> None:
        raise AssertionError  # not reached: the pace interrupts before

    for i in range(3):
        source(sites.add(f"/{i}", answer(200) if i != 2 else interrupt))
    sites.clock.sleep = lambda seconds: interrupted()  # type: ignore[method-assign]
    calls: Iterator[int] = iter(range(10))

    def interrupted() -> None:
        if next(calls) == 1:
            raise KeyboardInterrupt

    with pytest.raises(CommandError) as stopped:
        run(sites, pause=5)
    assert stopped.value.returncode == 130
    assert LinkCheck.objects.count() == 2
    sites.pages["/2"] = answer(200)
    assert "Checked 1 of 1" in run(sites)


def test_where_no_site_answers_it_is_this_machine_that_is_offline(sites: Sites) -> None:
    gone = [f"http://{name}.example:{sites.port}/" for name in ("a", "b", "c")]
    for url in gone:
        source(url)
    with pytest.raises(CommandError, match="is this machine online") as offline:
        run(sites)
    assert offline.value.returncode == 1
    assert not LinkCheck.objects.exists()
    source(sites.add("/", answer(500), "z.example"))
    assert "Checked 4 of 4" in run(sites)
    assert set(LinkCheck.objects.filter(problem="no-such-host").values_list("address", flat=True)) == set(gone)


def test_one_site_that_does_not_answer_is_that_sites_fault(sites: Sites) -> None:
    source("http://a.example/")
    assert "Checked 1 of 1" in run(sites)


@pytest.mark.both_databases
def test_two_runs_do_not_run_at_once(sites: Sites) -> None:
    with (settings.DATA_DIR / "check-links.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="Another run is under way") as refused:
            run(sites)
    assert refused.value.returncode == 1
    assert "Checked 0" in run(sites)


@pytest.mark.parametrize(
    "arguments",
    [["--limit", "-1"], ["--older-than", "x"], ["--pause", "1e9"], ["--older-than", "99999999999999999999"]],
)
def test_odd_numbers_are_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="is not a whole number"):
        call_command("check_links", *arguments)


@pytest.mark.both_databases
@pytest.mark.usefixtures("vocabulary")
def test_the_desk_is_told_which_sources_and_practices_have_a_dead_link(
    django_assert_max_num_queries: Any,
) -> None:
    assert links.dead() == []
    first, second = source("https://a.example/#x"), source("https://fine.example/")
    practice = factories.practice(results_es="[Ver](https://b.example/)")
    factories.draft(results_es="[Ver](https://b.example/)")
    since = ages_ago(20)
    checked("https://a.example/", 1, "dead", failing_since=since, status=404)
    checked("https://b.example/", 1, "dead", failing_since=since, problem="no-such-host")
    checked("https://fine.example/", 1, "unclear", failing_since=since, status=500)
    with django_assert_max_num_queries(6):
        found = links.dead()
    assert [(dead.thing, dead.address, dead.since, dead.reason) for dead in found] == [
        (first, "https://a.example/", since, "The page is not there any more (404)."),
        (practice, "https://b.example/", since, "There is no site of this name."),
    ]
    assert links.checks_of([first, second])[second.pk].verdict == "unclear"
