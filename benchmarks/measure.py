"""Measuring one engine on the data of one folder, in a process of its own and on one core.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.measure result.json fts5
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import engines, machine
from benchmarks.questions import CROSSINGS, QUESTIONS, Question

FEWEST, MOST = 3, 200  # times that a question is asked


def timed(ask: Callable[[], object], seconds: float) -> dict[str, float]:
    """Ask again and again for this long, after a warm-up. What takes longer than that is asked once."""
    times = [_once(ask)]
    if times[0] < seconds:
        times = []
        until = time.perf_counter() + seconds
        while len(times) < FEWEST or (len(times) < MOST and time.perf_counter() < until):
            times.append(_once(ask))
    times.sort()
    return {
        "median": statistics.median(times),
        "min": times[0],
        "p95": times[min(len(times) - 1, int(0.95 * len(times)))],
        "times": len(times),
    }


def _once(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def measure(name: str, folder: Path, seconds: float, patience: float) -> dict[str, Any]:
    """Prepare an engine's store and ask it everything that it can answer, until `patience` is at its end."""
    engine_class = engines.load(name)
    started = time.perf_counter()
    disk = engine_class.prepare(folder)
    prepared = time.perf_counter()
    engine = engine_class(folder)
    result: dict[str, Any] = {
        "version": engine_class.VERSION,
        "notes": engine_class.NOTES,
        "prepare_seconds": prepared - started,
        "open_seconds": time.perf_counter() - prepared,
        "disk": disk,
        "questions": {},
        "crossed": {},
    }
    until = time.perf_counter() + patience
    try:
        for question in QUESTIONS:
            if engine.can(question) and time.perf_counter() < until:
                result["questions"][question.name] = _ask(engine, question, seconds)
        if isinstance(engine, engines.Crossing):
            for rows, columns in CROSSINGS:
                result["crossed"][f"{rows} by {columns}"] = _cross(engine, rows, columns, seconds)
    finally:
        result["memory"] = machine.memory()
        engine.close()
    return result


def _ask(engine: engines.Engine, question: Question, seconds: float) -> dict[str, Any]:
    kept: dict[str, engines.Answer] = {}
    seconds_found = timed(lambda: kept.update(answer=engine.answer(question)), seconds)
    return {"answer": asdict(kept["answer"]), "seconds": seconds_found}


def _cross(engine: engines.Crossing, rows: str, columns: str, seconds: float) -> dict[str, Any]:
    kept: dict[str, engines.Pairs] = {}
    seconds_found = timed(lambda: kept.update(answer=engine.crossed(rows, columns)), seconds)
    return {"answer": kept["answer"], "seconds": seconds_found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("engine", choices=engines.NAMES)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each question")
    parser.add_argument("--patience", type=float, default=600.0, help="seconds for all questions together")
    options = parser.parse_args()
    machine.use_cores(1)
    result = measure(options.engine, Path(os.environ["DATA_DIR"]), options.seconds, options.patience)
    options.result.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
