"""What is answered to a request that can't be fulfilled: an element in an ordinary answer, never an HTTP error."""

from __future__ import annotations


class Refusal(Exception):
    """One of the protocol's errors: its code, and for people what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def bad_argument(message: str) -> Refusal:
    """Return the error for a request that has an argument too many, too few, or one that can't be read."""
    return Refusal("badArgument", message)
