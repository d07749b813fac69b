"""Asking questions whose answers are known, and counting how often one comes first, within three, within ten.

python -m benchmarks.relevance --failures
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command

from benchmarks import entries, export
from benchmarks.relevance import report
from benchmarks.relevance.engines import engines
from benchmarks.relevance.questions import FILE, read
from practices.models import Practice


def main() -> None:
    options = _options()
    with contextlib.redirect_stdout(sys.stderr):
        call_command("prepare")
    questions = read(options.questions)
    with tempfile.TemporaryDirectory() as folder:
        export.export(Path(folder))
        texts = list(entries.read(Path(folder)))
    found = {name: {one.id: ask(one) for one in questions} for name, ask in engines(texts).items()}
    today = datetime.now(UTC).date()
    lines = [
        f"# Relevance, {today}",
        "",
        f"{len(questions)} questions to {len(texts)} practices: how many have a right answer within 1, 3, 10.",
        "How it is measured: [README](../README.md).",
        "",
        *report.rates(questions, found),
    ]
    if options.results:
        options.results.mkdir(parents=True, exist_ok=True)
        (options.results / f"relevance-{today}.md").write_text("\n".join(lines), encoding="utf-8")
    if options.failures:
        titles = dict(Practice.objects.values_list("pk", "title"))
        lines += ["## Ours: the first answer is wrong", "", *report.failures(questions, found["ours"], titles), ""]
    sys.stdout.write("\n".join(lines))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.relevance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--questions", type=Path, default=FILE, help="another file of questions in the same form")
    add("--failures", action="store_true", help="list the questions whose first answer is wrong")
    add("--results", type=Path, help="a folder to write the table into, as relevance-<date>.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
