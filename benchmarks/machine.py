"""The machine: the cores that may be used, how much memory a process has, how big a folder is."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def use_cores(count: int) -> None:
    """Keep this process, and those that it starts, on so many cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-count:])


def size_of(path: Path) -> int:
    """Return the bytes of a file or of everything in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def memory(pid: int | str = "self") -> dict[str, int]:
    """Return the bytes that a process has in memory: all (rss), and its share of what it has with others (pss)."""
    rows = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    kilobytes = {row[0].rstrip(":").lower(): int(row[1]) for row in rows}
    return {name: 1024 * kilobytes[name] for name in ("rss", "pss", "pss_anon", "pss_file")}


def description() -> dict[str, str | int]:
    """Return what a reader of results must know of the machine."""
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    total = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))
    return {
        "cpu": cpu,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(total / 1024**2),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _lines(file: str) -> list[str]:
    return Path(file).read_text().splitlines()
