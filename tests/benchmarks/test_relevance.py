"""The questions of `benchmarks/relevance` are complete, and their answers are practices that readers can find."""

from __future__ import annotations

import tomllib
from collections import Counter
from itertools import product

from django.conf import settings

from benchmarks.relevance.questions import KINDS, LANGUAGES, read
from benchmarks.relevance.report import rates

QUESTIONS = read()


def test_each_question_is_another_and_has_a_name_of_its_own() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.text for question in QUESTIONS}) == len(QUESTIONS)


def test_every_kind_is_asked_equally_often_in_every_language() -> None:
    asked = Counter((question.language, question.kind) for question in QUESTIONS)
    assert asked == dict.fromkeys(product(LANGUAGES, KINDS), 4)


def test_answers_are_practices_that_were_not_merged() -> None:
    practices = map(tomllib.loads, (path.read_text() for path in (settings.BASE_DIR / "fixtures/practices").glob("*")))
    published = {practice["id"] for practice in practices if "merged_into" not in practice}
    for question in QUESTIONS:
        assert question.answers, question.id
        assert published.issuperset(question.answers), question.id


def test_success_is_counted_by_the_place_of_the_first_right_answer() -> None:
    first, second = QUESTIONS[:2]
    found = {"ours": {first.id: [0, *first.answers], second.id: second.answers}}
    assert "| all | 2 | 50% | 100% | 100% |" in list(rates([first, second], found))
