"""What a comparison shows, in a few sentences made of its fields alone. Where the fields tell nothing, none is made.

Names of countries and terms stand behind a colon, since what would stand before them otherwise (of the, du, des, de
las) depends on each of them in each language. What is the same is told below the sentences, so not in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext

from practices.models import Participation, Practice

from .compared import Row

_MOST_NAMES = 4  # that a sentence lists


def sentences(practices: Sequence[Practice], rows: Iterable[Row]) -> str:
    """Return what practices show: countries by role, instruments, what they have in common, who reports results."""
    by_name = {row.name: row for row in rows}
    told = [
        *_places(practices),
        *_instruments(by_name["instrument"]),
        *_phases(by_name["migration_phase"]),
        *_areas(by_name["policy_area"]),
        *_results(by_name["results"]),
    ]
    return " ".join(told)


def all_of(count: int) -> str:
    """Return how all of so many practices are called within a sentence."""
    words = {
        2: pgettext("practices", "both"),
        3: pgettext("practices", "all three"),
        4: pgettext("practices", "all four"),
    }
    return words.get(count) or pgettext("practices", "all of them")


def _number(count: int) -> str:
    words = {
        1: pgettext("of some practices", "one"),
        2: pgettext("of some practices", "two"),
        3: pgettext("of some practices", "three"),
        4: pgettext("of some practices", "four"),
    }
    return words.get(count) or str(count)


# Countries ----------------------------------------------------------------------------------------

_ROLE = Participation.Role
_OF_ALL = {
    _ROLE.ORIGIN: ngettext_lazy(
        "%(all)s concern a country of origin: %(names)s.", "%(all)s concern countries of origin: %(names)s.", "count"
    ),
    _ROLE.DESTINATION: ngettext_lazy(
        "%(all)s concern a country of destination: %(names)s.",
        "%(all)s concern countries of destination: %(names)s.",
        "count",
    ),
    _ROLE.TRANSIT: ngettext_lazy(
        "%(all)s concern a country of transit: %(names)s.", "%(all)s concern countries of transit: %(names)s.", "count"
    ),
}
_OF_SOME = {
    _ROLE.ORIGIN: ngettext_lazy("Country of origin: %(names)s.", "Countries of origin: %(names)s.", "count"),
    _ROLE.DESTINATION: ngettext_lazy(
        "Country of destination: %(names)s.", "Countries of destination: %(names)s.", "count"
    ),
    _ROLE.TRANSIT: ngettext_lazy("Country of transit: %(names)s.", "Countries of transit: %(names)s.", "count"),
}


def _places(practices: Sequence[Practice]) -> Iterator[str]:
    """Yield the countries in each role: as something that holds of all practices where it is the only role in each."""
    by_role = {role: counts for role in _ROLE if (counts := _counted(practices, role))}
    is_of_all = len(by_role) == 1 and all(practice.participations.all() for practice in practices)
    total = len(practices)
    for role, counts in by_role.items():
        form = (_OF_ALL if is_of_all else _OF_SOME)[role]
        yield form % {"count": len(counts), "all": capfirst(all_of(total)), "names": _with_counts(counts, total)}


def _counted(practices: Sequence[Practice], role: str) -> Counter[str]:
    """Return the countries in a role, in the order in which they come, and how many practices name each."""
    return Counter(
        name
        for practice in practices
        for name in {str(row.country.meaning): None for row in practice.participations.all() if row.role == role}
    )


def _with_counts(counts: Mapping[str, int], total: int) -> str:
    """Return names, each with the number of practices: 'Kenya in two, Philippines in one'.

    Without the numbers where each is named by one practice, or by all.
    """
    names = list(counts)
    if set(counts.values()) not in ({1}, {total}):
        names = [_in_so_many(name, count, total) for name, count in counts.items()]
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    shown = _MOST_NAMES - 1
    return _("%(names)s and %(more)s more") % {"names": ", ".join(names[:shown]), "more": len(names) - shown}


def _in_so_many(name: str, count: int, total: int) -> str:
    number = all_of(total) if count == total else _number(count)
    return pgettext("a name, and in how many practices", "%(name)s in %(number)s") % {"name": name, "number": number}


# What they do, and what came of it ----------------------------------------------------------------


def _instruments(row: Row) -> Iterator[str]:
    told = [cell.text.lower() for cell in row.cells if not cell.is_silent]
    if row.is_same or not told:
        return
    (first, most), *others = Counter(told).most_common()
    if len(others) + 1 == len(row.cells):
        yield _("They use different instruments: %(names)s.") % {"names": ", ".join(told)}
    elif most > 1 and not (others and others[0][1] == most):
        yield _("%(number)s use the same instrument: %(name)s.") % {"number": capfirst(_number(most)), "name": first}


def _phases(row: Row) -> Iterator[str]:
    if (shared := _shared(row)) is None:
        return
    form = ngettext("They have a phase in common: %(names)s.", "They have phases in common: %(names)s.", len(shared))
    yield form % {"names": ", ".join(shared)} if shared else _no_phase(len(row.cells))


def _areas(row: Row) -> Iterator[str]:
    if (shared := _shared(row)) is None:
        return
    form = ngettext(
        "They have a policy area in common: %(names)s.", "They have policy areas in common: %(names)s.", len(shared)
    )
    yield form % {"names": ", ".join(shared)} if shared else _no_area(len(row.cells))


# Of three or more, some may share what not all of them do.


def _no_phase(count: int) -> str:
    words = {
        2: _("They have no phase in common."),
        3: _("No phase is common to all three."),
        4: _("No phase is common to all four."),
    }
    return words.get(count) or _("No phase is common to all of them.")


def _no_area(count: int) -> str:
    words = {
        2: _("They have no policy area in common."),
        3: _("No policy area is common to all three."),
        4: _("No policy area is common to all four."),
    }
    return words.get(count) or _("No policy area is common to all of them.")


def _shared(row: Row) -> list[str] | None:
    """Return what all have in common. None where there is nothing to tell: all are the same, or one is silent."""
    if row.is_same or any(cell.is_silent for cell in row.cells):
        return None
    keys = frozenset.intersection(*(cell.keys for cell in row.cells))
    return [value.text for value in row.cells[0].values if value.key in keys]


def _results(row: Row) -> Iterator[str]:
    total, told = len(row.cells), sum(not cell.is_silent for cell in row.cells)
    if told == total:
        yield _("%(all)s report results.") % {"all": capfirst(all_of(total))}
    elif told:
        said = {"number": capfirst(_number(told)), "total": _number(total)}
        form = ngettext("%(number)s of %(total)s reports results.", "%(number)s of %(total)s report results.", told)
        yield form % said
