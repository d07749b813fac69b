"""Measuring whole answers of the site: pages, 304, the API, suggestions. In one process, without a network.

Pages are made anew each time, but for `kept`: those that the process has made before for the same edition.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.pages result.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client
from django.test.utils import override_settings

from benchmarks import machine, site
from benchmarks.measure import timed
from benchmarks.questions import QUESTIONS

_TYPED = ("mi", "migr", "recruitment ag", "phil", "xyz")


def measure(seconds: float) -> dict[str, Any]:
    """Return the times of every kind of answer, and the memory of a process that has given them all."""
    client = site.client()
    practice = site.practice_addresses(1)[0]
    kinds = {
        "page": {question.name: site.address(question) for question in QUESTIONS},
        "practice": {"a practice": practice},
        "views": site.views(),
        "API": {question.name: site.address(question, site.API) for question in QUESTIONS},
        "suggestions": {typed: f"{site.SUGGESTIONS}?q={typed}" for typed in _TYPED},
    }
    with override_settings(CACHES=site.NOTHING_KEPT):
        result: dict[str, Any] = {
            kind: {name: _measured(client, address, {}, seconds) for name, address in addresses.items()}
            for kind, addresses in kinds.items()
        }
    result["kept"] = {name: _measured(client, address, {}, seconds) for name, address in kinds["page"].items()}
    result["304"] = {
        name: _measured(client, address, site.conditions(client.get(address).headers), seconds)
        for name, address in {**kinds["page"], **kinds["practice"]}.items()
    }
    result["memory"] = machine.memory()
    return result


def _measured(client: Client, address: str, headers: dict[str, str], seconds: float) -> dict[str, Any]:
    ask: Callable[[], Any] = lambda: client.get(address, headers=headers)  # noqa: E731
    response = ask()
    result = {"status": response.status_code, "bytes": len(response.content)}
    return {**result, "seconds": timed(ask, seconds)} if response.status_code < 400 else result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each answer")
    options = parser.parse_args()
    machine.use_cores(1)
    options.result.write_text(json.dumps(measure(options.seconds)))


if __name__ == "__main__":
    main()
