"""Briefings: 1,000 made, some read and taken as files, with the time of a processor and the memory that it takes.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.briefings

The largest are of 30 practices with everything in them, the others of three as most will be. What it made it deletes.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.urls import reverse  # noqa: E402 (after the settings)

from benchmarks import machine, site  # noqa: E402
from practices import search  # noqa: E402
from practices.briefings import links, making  # noqa: E402
from practices.briefings.freezing import Part  # noqa: E402
from practices.briefings.limits import MOST_PRACTICES  # noqa: E402
from practices.models import Briefing, Practice  # noqa: E402

_MADE, _LARGE, _READ = 1000, 50, 50
_WITHOUT_TABLE: list[Part] = [part for part in Part if part != Part.COMPARISON]
_USUAL: list[Part] = [part for part in Part if part != Part.TEXT]


def main() -> None:
    """Print a row for each thing that is done, in seconds of a processor."""
    chance, snapshot = random.Random(1), search.snapshot()
    ids = list(Practice.objects.published().order_by("pk").values_list("pk", flat=True))
    before, secrets = machine.memory()["rss"], []
    _say("| what | how many | median | slowest |\n| --- | ---: | ---: | ---: |")

    def make(count: int, parts: list[Part]) -> str:
        said = {"title": "Measured", "purpose": "", "note": "", "parts": parts}
        return making.make(said, chance.sample(ids, min(count, len(ids))), snapshot)

    try:
        secrets += _row("made, 30 practices with everything", _LARGE, lambda _n: make(MOST_PRACTICES, _WITHOUT_TABLE))
        secrets += _row("made, 3 practices as most are", _MADE - _LARGE, lambda _n: make(3, _USUAL))
        client = site.client()
        for name, view in (("page", "briefing"), ("document", "briefing-docx"), ("PDF", "briefing-pdf")):
            for size, first in (("30 practices", 0), ("3 practices", _LARGE)):
                paths = [reverse(view, args=[links.reading(one)]) for one in secrets[first : first + _READ]]
                _row(f"{name}, {size}", _READ, lambda n, paths=paths: client.get(paths[n]).content)  # type: ignore[misc]
        grown = (machine.memory()["rss"] - before) / 1e6
        _say(f"\nThe process has {before / 1e6:.0f} MB at first, and has grown by {grown:.0f} MB.")
    finally:
        digests = [links.digest(links.reading(one)) for one in secrets]
        for start in range(0, len(digests), 500):
            Briefing.objects.filter(digest__in=digests[start : start + 500]).delete()


def _row(name: str, count: int, do: Callable[[int], object]) -> list[str]:
    made, seconds = [], []
    for number in range(count):
        began = time.process_time()
        made.append(do(number))
        seconds.append(time.process_time() - began)
    _say(f"| {name} | {count} | {statistics.median(seconds) * 1000:.0f} ms | {max(seconds) * 1000:.0f} ms |")
    return made  # type: ignore[return-value]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
