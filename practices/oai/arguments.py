"""What a harvester asks: the arguments of a request, checked as the protocol demands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import QueryDict

from . import dates
from .errors import Refusal, bad_argument

# verb -> which arguments it needs, and which it may have besides.
VERBS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
}
_IN_PARTS = {"ListSets", "ListIdentifiers", "ListRecords"}  # they may be resumed
_LONGEST = 2000  # characters of a value
_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_FORMS = {"metadataPrefix": re.compile(_WORD), "set": re.compile(f"{_WORD}(:{_WORD})*")}


@dataclass(frozen=True)
class Asked:
    """A request that is well formed."""

    verb: str
    values: dict[str, str]  # the other arguments

    def get(self, name: str) -> str:
        """Return an argument, or nothing."""
        return self.values.get(name, "")


def read(given: QueryDict) -> Asked:
    """Read the arguments of a request. Raise Refusal."""
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refusal("badVerb", f"Give one verb: {', '.join(VERBS)}.")
    verb, names = verbs[0], set(given) - {"verb"}
    if any(len(values) != 1 for _name, values in given.lists()):
        raise bad_argument("An argument was given more than once.")
    values = {name: str(given[name]) for name in names}
    if any(len(value) > _LONGEST for value in values.values()):
        raise bad_argument("An argument is too long.")
    if verb in _IN_PARTS and names == {"resumptionToken"}:
        return Asked(verb, values)
    needed, allowed = VERBS[verb]
    if missing := needed - names:
        raise bad_argument(f"{verb} needs {' and '.join(sorted(missing))}.")
    if names - needed - allowed:
        taken = ", ".join(sorted(needed | allowed))
        raise bad_argument(f"{verb} takes {taken} and nothing else." if taken else f"{verb} takes no arguments.")
    _check(values)
    return Asked(verb, values)


def _check(values: dict[str, str]) -> None:
    """Raise badArgument for a value that can't be one."""
    for name, form in _FORMS.items():
        if name in values and not form.fullmatch(values[name]):
            raise bad_argument(f"{name} has characters that it can't have.")
    times = [values[name] for name in ("from", "until") if name in values]
    if len({dates.granularity(time) for time in times}) > 1:
        raise bad_argument("from and until are written in the same form.")
    if len([dates.first_moment(time) for time in times]) == 2 and times[0] > times[1]:
        raise bad_argument("from is later than until.")
