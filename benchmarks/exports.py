"""How soon a file begins and how fast it goes on, beside Python's csv over a bare query of the same table.

DATA_DIR=var/benchmarks/20000 python -m benchmarks.exports csv
"""

from __future__ import annotations

import csv
import gc
import io
import resource
import sys
import time
from collections.abc import Iterable
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402 (after the settings)

from practices.exports import FORMATS  # noqa: E402
from practices.models import Practice  # noqa: E402


def main() -> None:
    """Print a line for each format, and one for the floor."""
    count = Practice.objects.published().count()
    client = Client(SERVER_NAME="127.0.0.1")
    client.get("/api/v1/practices")  # what a process does once
    gc.freeze()  # as the site's processes do
    for ending in sys.argv[1:] or [one.ending for one in FORMATS]:
        _report(ending, _asked(client, ending), count)
    _report("bare csv", _bare(), count)


def _report(name: str, chunks: Iterable[bytes], count: int) -> None:
    began, worked, first, size = time.perf_counter(), time.process_time(), 0.0, 0
    for chunk in chunks:
        first = first or time.perf_counter() - began
        size += len(chunk)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{name:9} first byte {first:6.2f} s, {count / took:7,.0f} rows/s, {count / worked:7,.0f} for each second of a "
        f"processor, {size / 1e6:6.1f} MB, memory at most {memory} MB\n"
    )


def _asked(client: Client, ending: str) -> Iterable[bytes]:
    """Yield what a reader gets."""
    answer: Any = client.get(f"/practices/export.{ending}")
    yield from answer.streaming_content if answer.streaming else [answer.content]


def _bare() -> Iterable[bytes]:
    """Yield the table of practices alone, as it stands in the database: no names, sources, or labels."""
    names = [field.attname for field in Practice._meta.concrete_fields]
    for row in Practice.objects.published().values_list(*names).iterator(chunk_size=2_000):
        file = io.StringIO(newline="")
        csv.writer(file).writerow(row)
        yield file.getvalue().encode()


if __name__ == "__main__":
    main()
