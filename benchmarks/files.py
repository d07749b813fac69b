"""Measuring files that readers take away: all practices of a database, in each format.

DATA_DIR=var/benchmarks/100000 python -m benchmarks.files
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Any

from benchmarks import site
from practices.exports import FORMATS


def main() -> None:
    """Print a line for each format."""
    client = site.client()
    for one in FORMATS:
        begun, busy = time.perf_counter(), time.process_time()
        response: Any = client.get(f"/practices/export.{one.ending}")
        first = time.perf_counter() - begun
        length = sum(len(piece) for piece in (response.streaming_content if response.streaming else [response.content]))
        response.close()
        sys.stdout.write(
            f"{one.ending:8} {length / 1e6:6.1f} MB, first byte after {first:.1f} s, "
            f"{time.process_time() - busy:.1f} s of processor, "
            f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory\n"
        )


if __name__ == "__main__":
    main()
