"""The regular expressions of the project, each against texts that are hard for such expressions.

python -m benchmarks.patterns

Names those that take more than a hundredth of a second for 5,000 characters and grow with the square of the length
(or worse). What they are given is shorter where it comes from outside: `benchmarks.worst` tells what
that costs.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType, ModuleType

import django

django.setup()

import catalogue  # noqa: E402 (after the settings)
import practices  # noqa: E402

_LENGTH, _SLOW, _LIMIT = 5_000, 0.01, 5  # characters, seconds, seconds
_UNITS = ("x00", *"aA1é \n-.,'\"“_*<[(/@&\\")
_ENDS = ("", "!")
Use = Callable[[str], object]


def main() -> int:
    """Print what is slow, as it is found. Return 1 if anything is."""
    number = slow = 0
    for name, use in _expressions():
        number += 1
        if (worst := max(_seconds(use, _LENGTH)))[0] > _SLOW:
            half = next(seconds for seconds, text in _seconds(use, _LENGTH // 2) if text == worst[1])
            if worst[0] > 3 * half:
                slow += 1
                print(f"{name}: {worst[0]:.2f} s ({half:.2f} s at half the length) for {worst[1]}", flush=True)  # noqa: T201
    print(f"{number} expressions, {slow} of them slow")  # noqa: T201
    return 1 if slow else 0


def _expressions() -> Iterator[tuple[str, Use]]:
    for room in (catalogue, practices):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in found.name and "__main__" not in found.name:
                yield from _of(importlib.import_module(found.name))


def _of(module: ModuleType) -> Iterator[tuple[str, Use]]:
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield f"{module.__name__}.{name}", _use(module, name, value)


def _use(module: ModuleType, name: str, pattern: re.Pattern[str]) -> Use:
    """Return how the module uses it: at the beginning of a text alone, or everywhere in it."""
    used = set(re.findall(rf"\b{name}\.(\w+)", inspect.getsource(module)))
    if used and used <= {"match", "fullmatch", "pattern"}:
        return pattern.fullmatch if "fullmatch" in used else pattern.match
    return lambda text: pattern.sub("", text)


def _seconds(use: Use, length: int) -> Iterator[tuple[float, str]]:
    """Yield how long it takes for each text, and a description of that text."""
    for one, other, end in itertools.product(_UNITS, _UNITS, _ENDS):
        text = ((one + other) * length)[:length] + end
        started = time.process_time()
        try:
            signal.alarm(_LIMIT)
            use(text)
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
