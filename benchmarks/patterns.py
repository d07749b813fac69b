"""The regular expressions of the project, each against texts that are hard for such expressions.

python -m benchmarks.patterns

Names those that take more than a hundredth of a second for 5,000 characters and grow with the square of the length
(or worse), looked for everywhere: an expression that the code holds against the beginning of a text alone takes less.
What they are given is shorter where it comes from outside: `python -m benchmarks.worst` tells what that costs.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType, ModuleType

import django

django.setup()

import catalogue  # noqa: E402 (after the settings)
import practices  # noqa: E402

_LENGTH, _SLOW, _LIMIT = 5_000, 0.01, 5
_UNITS = ("a", "A", "1", "é", " ", "\n", "-", ".", ",", "'", '"', "“", "_", "*", "<", "[", "(", "/", "@", "&", "\\", "x00")
_ENDS = ("", "!")


def main() -> int:
    """Print what is slow. Return 1 if anything is."""
    slow = number = 0
    for name, pattern in sorted(set(_patterns()), key=str):
        number += 1
        if (worst := max(_seconds(pattern, _LENGTH), key=lambda row: row[0]))[0] > _SLOW:
            half = next(seconds for seconds, text in _seconds(pattern, _LENGTH // 2) if text == worst[1])
            if worst[0] > 3 * half:
                slow += 1
                sys.stdout.write(f"{name}: {worst[0]:.2f} s ({half:.2f} s at half the length) for {worst[1]}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{number} expressions, {slow} of them slow\n")
    return 1 if slow else 0


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for room in (catalogue, practices):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in found.name and "__main__" not in found.name:
                yield from _of(importlib.import_module(found.name))


def _of(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in vars(module).items():
        for pattern in value.values() if isinstance(value, dict) else [value]:
            if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                yield f"{module.__name__}.{name}", pattern


def _seconds(pattern: re.Pattern[str], length: int) -> Iterator[tuple[float, str]]:
    """Yield how long it takes to look for it everywhere in each text, and a description of that text."""
    for one, other, end in itertools.product(_UNITS, _UNITS, _ENDS):
        text = ((one + other) * length)[:length] + end
        started = time.process_time()
        try:
            signal.alarm(_LIMIT)
            pattern.sub("", text)
        except TimeoutError:
            pass
        finally:
            signal.alarm(0)
        yield time.process_time() - started, repr(f"{one}{other}…{end}")


def _over(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _over)
    sys.exit(main())
