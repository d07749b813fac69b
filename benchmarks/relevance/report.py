"""What was found where, as tables and lists of Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.relevance.questions import KINDS, LANGUAGES, Question
from benchmarks.report import table

FIRST = (1, 3, 10)  # success within so many

Found = dict[str, list[int]]  # by question: practices, best first


def rates(questions: list[Question], found: dict[str, Found]) -> Iterator[str]:
    """Yield a table: the share of questions with a right answer among the first, of all and of each group."""
    groups = [("all", questions)]
    groups += [(name, [one for one in questions if one.language == code]) for code, name in LANGUAGES.items()]
    groups += [(name, [one for one in questions if one.kind == code]) for code, name in KINDS.items()]
    heads = [f"{engine}, {most}" for engine in found for most in FIRST]
    rows = [
        [name, str(len(group)), *(_rate(group, answers, most) for answers in found.values() for most in FIRST)]
        for name, group in groups
        if group
    ]
    yield from table(["questions", "asked", *heads], rows)


def failures(questions: list[Question], found: Found, titles: dict[int, str]) -> Iterator[str]:
    """Yield a line for each question whose first answer is wrong: what came first, and where the right one came."""
    for question in questions:
        ids = found[question.id]
        place = _place(question, ids)
        if place != 1:
            first = f"{ids[0]} {titles[ids[0]]}" if ids else "nothing"
            right = f"place {place}" if place else f"not within {FIRST[-1]}"
            wanted = ", ".join(map(str, question.answers))
            yield f"- `{question.id}` {question.text} → {first} (wanted {wanted}: {right})"


def _rate(questions: list[Question], found: Found, most: int) -> str:
    hits = sum(_place(question, found[question.id][:most]) is not None for question in questions)
    return f"{hits / len(questions):.0%}"


def _place(question: Question, ids: list[int]) -> int | None:
    """The place of the first right answer."""
    return next((place for place, pk in enumerate(ids, 1) if pk in question.answers), None)
