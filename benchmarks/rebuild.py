"""Measuring a full rebuild of the index, into a folder beside the one in use, and what it takes on disk.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.rebuild result.json
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings

from benchmarks import machine


def rebuild() -> dict[str, float]:
    """Return how long `manage.py index` takes, how much memory at the most, and how big what it makes is."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="index-") as folder:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, settings.BASE_DIR / "manage.py", "index"],
            env={**os.environ, "SEARCH_INDEX_DIR": folder},
            stdout=subprocess.DEVNULL,
        )
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(process.returncode)
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "peak_memory": used.ru_maxrss * 1024, "disk": machine.size_of(Path(folder))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    options = parser.parse_args()
    options.result.write_text(json.dumps(rebuild()))


if __name__ == "__main__":
    main()
