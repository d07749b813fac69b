"""Holding the same of many things in one test: as parameters, hundreds of them take longer to set up than to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def of_each(things: Mapping[str, T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Make a test of one thing a test of all of them, which names each that fails and tells why."""

    def decorate(test: Callable[[T], None]) -> Callable[[], None]:
        def test_of_all() -> None:
            assert things
            wrong = []
            for name, thing in things.items():
                try:
                    test(thing)
                except Exception as error:
                    wrong.append(f"{name}: {type(error).__name__}: {error}")
            assert not wrong, "\n".join(wrong)

        test_of_all.__doc__ = test.__doc__
        return test_of_all

    return decorate
