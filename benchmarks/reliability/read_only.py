"""The disk can't be written to any more: pages are read, whoever saves is told so in words."""

from __future__ import annotations

import argparse

from benchmarks.reliability import disk
from benchmarks.reliability.full_disk import drill


def main(arguments: list[str]) -> list[str]:
    """Make a disk read-only that holds everything, also temporary files."""
    parser = argparse.ArgumentParser(prog="read-only", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    return drill("read-only", parser.parse_args(arguments).seconds, disk.read_only)
