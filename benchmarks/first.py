"""Measuring each question the first time that a process is asked it, so that nothing of it was kept.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.first result.json search
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from django.conf import settings

from benchmarks import machine, site
from benchmarks.engines.ours import Engine
from benchmarks.questions import QUESTIONS, Question

# Asked before the clock starts: what every process does once is no part of a question.
_OTHER = Question("another", "fees", {"level": ("global",)})


def searches() -> dict[str, float]:
    """Return the seconds of each question's search, and those for opening the index, with one other question."""
    started = time.perf_counter()
    engine = Engine(settings.DATA_DIR)
    engine.answer(_OTHER)
    opened = time.perf_counter() - started
    return {"opening": opened, **{question.name: engine.first(question) for question in QUESTIONS}}


def pages() -> dict[str, float]:
    """Return the seconds of each question's page, after that of another question."""
    client = site.client()
    client.get(site.address(_OTHER))
    times = {}
    for question in QUESTIONS:
        started = time.perf_counter()
        client.get(site.address(question))
        times[question.name] = time.perf_counter() - started
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("kind", choices=["search", "page"])
    options = parser.parse_args()
    machine.use_cores(1)
    options.result.write_text(json.dumps(searches() if options.kind == "search" else pages()))


if __name__ == "__main__":
    main()
