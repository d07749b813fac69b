"""Whether all engines gave the same answers. Selections leave no choice: there they must be equal to ours."""

from __future__ import annotations

from typing import Any

from benchmarks.questions import QUESTIONS


def settle(engines: dict[str, dict[str, Any]]) -> None:
    """Keep each answer's total, and write down which engines answered a question of selections otherwise than ours.

    Texts are another matter: stemmers and languages differ, so that their totals stand side by side in the report.
    """
    ours = engines.get("ours", {}).get("questions", {})
    for engine in engines.values():
        engine["differs"] = [
            question.name
            for question in QUESTIONS
            if not question.text and question.name in ours and not _same(engine, ours, question.name)
        ]
    counted = {name: measured["answer"] for name, measured in engines.get("ours", {}).get("crossed", {}).items()}
    for engine in engines.values():
        for name, measured in engine.get("crossed", {}).items():
            if name in counted and measured.pop("answer") != counted[name]:
                engine["differs"].append(name)
        for measured in engine.get("questions", {}).values():
            measured["total"] = measured.pop("answer")["total"]


def _same(engine: dict[str, Any], ours: dict[str, Any], name: str) -> bool:
    """Whether an engine answered like ours, as far as it answered."""
    measured = engine.get("questions", {}).get(name)
    if measured is None:
        return True
    answer, right = measured["answer"], ours[name]["answer"]
    is_same = answer["total"] == right["total"] and answer["ids"] == right["ids"]
    return is_same and answer["counts"] in (None, right["counts"])
