"""Measuring the catalogue beside its peers: one run, one machine, the same questions for all.

python -m benchmarks --sizes 1000 10000 100000
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks import agreement, engines, entries, machine, plot, report

FOLDER = settings.BASE_DIR / "var" / "benchmarks"
SIZES = (1_000, 10_000, 100_000)
LOAD_SIZE = 100_000
_COMPLETE = "complete"  # a file that says that all practices are there
_KINDS = ("search", "page")
_FIRSTS = 3  # processes that are asked everything for the first time


def main() -> None:
    options = _options()
    result: dict[str, Any] = {
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine.description(),
        "sizes": {},
    }
    for size in sorted(options.sizes):
        result["sizes"][str(size)] = _measure_size(size, options)
    if LOAD_SIZE in options.sizes or options.load_size:
        size = options.load_size or LOAD_SIZE
        _say(f"{size:,}: requests per second")
        load = _run("throughput", options.folder / str(size), "--seconds", options.load_seconds)
        result["throughput"] = {"size": size, **load}
    options.results.mkdir(parents=True, exist_ok=True)
    place = options.results / options.name
    place.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    plot.draw(result, place.with_suffix(".svg"))
    text = report.written(result, picture=f"{options.name}.svg")
    place.with_suffix(".md").write_text(text)
    sys.stdout.write(text)
    _say(f"Written to {place}.json, .md and .svg")


def _measure_size(size: int, options: argparse.Namespace) -> dict[str, Any]:
    """Return all that is measured with this many practices, but requests per second."""
    folder = _data(size, options.folder, with_export=size <= options.peers_up_to)
    found: dict[str, Any] = {"engines": {}}
    limits = ["--seconds", options.seconds, "--patience", options.patience]
    for name in options.only:
        if size > options.peers_up_to and name != "ours":
            found["engines"][name] = {"missing": f"not asked above {options.peers_up_to:,} practices"}
            continue
        _say(f"{size:,}: {name}")
        found["engines"][name] = _run("measure", folder, name, *limits, settings_module=engines.SETTINGS.get(name))
    agreement.settle(found["engines"])
    if "ours" in options.only:
        _say(f"{size:,}: pages, first times, rebuild")
        found["pages"] = _run("pages", folder, "--seconds", options.seconds)
        if options.before:
            _say(f"{size:,}: pages of the release before")
            found["before"] = _before(size, options)
        found["first"] = {kind: _medians([_run("first", folder, kind) for _i in range(_FIRSTS)]) for kind in _KINDS}
        # Larger ones would take most of the time of a run, and tell nothing new.
        found["rebuild"] = _run("rebuild", folder) if size <= LOAD_SIZE else {}
    return found


def _before(size: int, options: argparse.Namespace) -> dict[str, Any]:
    """Measure the pages of another checkout, with its own environment, on practices that it makes up itself."""
    folder, there = options.folder / f"before-{size}", options.before.resolve()
    environment = {**os.environ, "DATA_DIR": str(folder)}
    python = there / ".venv" / "bin" / "python"
    if not (folder / _COMPLETE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        _python(environment, "-m", "benchmarks.made_up", str(size), at=there, python=python).check_returncode()
        (folder / _COMPLETE).touch()
    _python(environment, "manage.py", "prepare", at=there, python=python).check_returncode()
    return _run("pages", folder, "--seconds", options.seconds, at=there, python=python)


def _medians(results: list[dict[str, Any]]) -> dict[str, Any]:
    if missing := [result for result in results if "missing" in result]:
        return missing[0]
    return {name: statistics.median(result[name] for result in results) for name in results[0]}


def _data(size: int, folder: Path, with_export: bool) -> Path:
    """Return the folder with so many made-up practices, made if it is not there. Delete it to make it anew.

    Peers read them from an export; ours doesn't.
    """
    path = folder / str(size)
    environment = {**os.environ, "DATA_DIR": str(path)}
    if not (path / _COMPLETE).exists():
        _say(f"{size:,}: making practices up")
        _python(environment, "-m", "benchmarks.made_up", str(size)).check_returncode()
        (path / _COMPLETE).touch()
    _say(f"{size:,}: preparing")
    _python(environment, "manage.py", "prepare").check_returncode()
    if with_export and not (path / entries.FILE).exists():
        _python(environment, "-m", "benchmarks.export").check_returncode()
    return path


def _run(
    module: str, folder: Path, *arguments: object, settings_module: str | None = None, **where: Path
) -> dict[str, Any]:
    """Measure in a process of its own. If it fails, the last line of what it says is the result."""
    environment = {**os.environ, "DATA_DIR": str(folder), "API_RATE_LIMIT": "0"}
    if settings_module:
        environment["DJANGO_SETTINGS_MODULE"] = settings_module
    with tempfile.TemporaryDirectory() as temporary:
        found = Path(temporary) / "result.json"
        done = _python(environment, "-m", f"benchmarks.{module}", str(found), *map(str, arguments), **where)
        if done.returncode:
            *_others, reason = ["no reason given", *done.stderr.strip().splitlines()]
            _say(f"  failed: {reason}")
            return {"missing": reason}
        result: dict[str, Any] = json.loads(found.read_text())
        return result


def _python(
    environment: dict[str, str], *arguments: str, at: Path = settings.BASE_DIR, python: Path = Path(sys.executable)
) -> subprocess.CompletedProcess[str]:
    """Run Python on something of this or another checkout. What it says is kept in case that it fails."""
    command = [str(python), *arguments]
    return subprocess.run(command, env=environment, cwd=at, capture_output=True, text=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=SIZES, help="how many practices (default: 1000 10000 100000)")
    add("--only", nargs="+", choices=engines.NAMES, default=engines.NAMES, help="engines (default: all)")
    add("--seconds", type=float, default=1.0, help="for each question and engine (default: 1)")
    add("--patience", type=float, default=600.0, help="for all questions of an engine (default: 600 seconds)")
    add(
        "--peers-up-to",
        type=int,
        default=100_000,
        help="practices that others than ours are asked about (default: 100000)",
    )
    add("--load-seconds", type=float, default=30.0, help="for each kind of request (default: 30)")
    add("--load-size", type=int, choices=(0, *SIZES), default=0, help="requests per second at another size")
    add("--folder", type=Path, default=FOLDER, help="where data is made and kept (default: var/benchmarks)")
    add("--results", type=Path, default=FOLDER / "results", help="where results are written")
    add("--name", default="latest", help="the name of this run's files")
    add("--before", type=Path, help="a checkout of the release before, with its .venv, to measure its pages as well")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    return options


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
