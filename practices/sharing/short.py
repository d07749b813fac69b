"""Short addresses: a code for an address of this site, always the same one for the same address."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator

from django.db import transaction

from practices.models import ShortAddress
from practices.web import throttle
from practices.web.throttle import Limit

# Digits and small letters that nobody mistakes for another, without vowels, which would make words.
LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
SHORTEST, LONGEST = 7, 30  # letters of a code: with seven there are thirteen thousand million
# How many may be made by one network address, and by everybody together. They stay for ever: this bounds their table.
ONE = Limit("short address", 20, datetime.timedelta(hours=1))
ALL = Limit("short address, all", 200, datetime.timedelta(hours=1))


def find(address: str) -> str:
    """Return the code that leads to an address, or nothing if none was made yet."""
    made = ShortAddress.objects.filter(code__in=list(_codes(address)), address=address)
    return made.values_list("code", flat=True).first() or ""


@transaction.atomic
def make(address: str, visitor: str) -> str:
    """Return the code that leads to an address. It is made if there is none, for a visitor named by network address.

    Raise Throttled if that is too often.
    """
    if code := find(address):
        return code
    throttle.count((ALL, ""), (ONE, visitor))
    for code in _codes(address):
        row, _is_new = ShortAddress.objects.get_or_create(code=code, defaults={"address": address})
        if row.address == address:
            return code
    raise ValueError(f"Each code of {address} is another's.")


def address_of(code: str) -> str:
    """Return the address that a code leads to, or nothing. Codes are read out and typed: capitals make no other one."""
    return ShortAddress.objects.filter(code=code.lower()).values_list("address", flat=True).first() or ""


def _codes(address: str) -> Iterator[str]:
    """Yield the codes of an address, each a letter longer: the first that is no other address's is its own."""
    number = int.from_bytes(hashlib.sha256(address.encode()).digest())
    letters = ""
    while len(letters) < LONGEST:
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
        if len(letters) >= SHORTEST:
            yield letters
