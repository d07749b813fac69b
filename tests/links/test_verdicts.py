"""When a link counts as dead: what surely fails at the second check, what may pass only after some days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pytest
from django.utils import timezone

from practices.links.fetching import Answer
from practices.links.network import Problem
from practices.models import LinkCheck

NOW = datetime.datetime(2026, 3, 2, 3, 0, tzinfo=datetime.UTC)
FINE = Answer(200)


@pytest.fixture
def check() -> LinkCheck:
    return LinkCheck(address="https://a.example/")


def noted(check: LinkCheck, monkeypatch: pytest.MonkeyPatch, answers: Iterable[Answer], days: float = 7) -> list[str]:
    """Return the verdicts after each answer, `days` apart."""
    verdicts = []
    for i, answer in enumerate(answers):
        monkeypatch.setattr(timezone, "now", lambda i=i: NOW + i * datetime.timedelta(days=days))
        check.note(answer)
        verdicts.append(check.verdict)
    return verdicts


@pytest.mark.parametrize(
    "answer", [Answer(404), Answer(410), *(Answer(problem=p) for p in ("no-such-host", "bad-address", "not-public"))]
)
def test_what_is_gone_is_dead_at_the_second_check(
    check: LinkCheck, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    assert noted(check, monkeypatch, [answer] * 3) == ["unclear", "dead", "dead"]
    assert check.failing_since == NOW
    assert check.summary.startswith("Dead since 2 March 2026. ")


@pytest.mark.parametrize(
    "answer",
    [
        *(Answer(status) for status in (301, 400, 401, 403, 418, 429, 500, 503, 999)),
        *(
            Answer(problem=p)
            for p in ("too-slow", "no-connection", "not-secure", "garbled", "circle", "too-many-steps")
        ),
    ],
)
def test_what_may_pass_is_unclear_until_it_has_failed_several_times_over_days(
    check: LinkCheck, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    assert noted(check, monkeypatch, [answer] * 4) == ["unclear", "unclear", "dead", "dead"]
    daily = LinkCheck(address="https://b.example/")
    assert noted(daily, monkeypatch, [answer] * 9, days=1) == ["unclear"] * 7 + ["dead"] * 2


def test_checks_at_short_intervals_count_once(check: LinkCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    assert noted(check, monkeypatch, [Answer(404)] * 20, days=1 / 24) == ["unclear"] * 20
    assert noted(LinkCheck(), monkeypatch, [Answer(404)] * 22, days=1 / 24)[-2:] == ["dead", "dead"]


def test_one_good_answer_clears_the_record(check: LinkCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    assert noted(check, monkeypatch, [Answer(404), Answer(404), FINE, Answer(404)]) == [
        "unclear",
        "dead",
        "fine",
        "unclear",
    ]
    assert check.failures == 1


def test_a_page_that_moved_for_good_says_where(check: LinkCheck) -> None:
    check.note(Answer(200, final_address="https://b.example/", is_moved_for_good=True))
    assert (check.verdict, check.summary) == ("moved", "Moved for good, to https://b.example/")
    check.note(Answer(200, final_address="https://b.example/"))
    assert (check.verdict, check.summary) == ("fine", "Works")


def test_a_curators_word_counts_for_a_year_against_a_site_that_turns_programs_away(
    check: LinkCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(check, monkeypatch, [Answer(403)] * 3)
    assert check.verdict == "dead"
    check.note_opened()
    assert check.verdict == "fine"
    assert noted(check, monkeypatch, [Answer(403)] * 4, days=90) == ["fine"] * 4
    assert check.summary.startswith("Works: somebody opened it on 16 March 2026. The site turns our check away (403).")
    assert noted(check, monkeypatch, [Answer(403)] * 50, days=10)[-1] == "dead"


def test_a_curators_word_doesnt_hold_a_page_that_is_gone(check: LinkCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    check.note(Answer(403))
    check.note_opened()
    assert noted(check, monkeypatch, [Answer(404)] * 2) == ["unclear", "dead"]


@pytest.mark.parametrize("status", [*range(300, 320), 400, 401, 402, 403, 404, 410, 418, 429, 451, 500, 503, 530, 999])
def test_each_failure_has_a_sentence(status: int) -> None:
    check = LinkCheck(address="https://a.example/")
    check.note(Answer(status))
    assert f"({status})." in check.reason


@pytest.mark.parametrize("problem", Problem.values)
def test_each_problem_has_a_sentence(problem: str) -> None:
    check = LinkCheck(address="https://a.example/")
    check.note(Answer(problem=problem))
    assert check.reason.endswith(".")
    assert problem != check.reason
