"""How the catalogue stands: how much of it is in which state, what is translated, and where nothing is published."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices import search
from practices.discovery.criteria import Criteria
from practices.editorial.worklists import OUTDATED, UNCONFIRMED, UNTRANSLATED, Worklist
from practices.models import Alert, Practice
from practices.models.translations import LANGUAGES
from practices.taxonomy.facets import BY_NAME, Choice

_ROWS, _COLUMNS = "policy_area", "migration_phase"
_STEPS = (1, 3, 6, 10)  # from which numbers on a place in the gap map is darker


@dataclass(frozen=True)
class Number:
    """A number with its label, and the list of what it counts."""

    label: str
    count: int
    url: str

    @property
    def step(self) -> int:
        """Which of the four steps of colour it has, 0 for none."""
        return bisect_right(_STEPS, self.count)


@dataclass(frozen=True)
class Translations:
    """How much of what is published stands in each language besides English, and what its translations want."""

    languages: list[str]
    translated: list[int]  # in each of them
    wanting: list[tuple[str, list[Number]]]  # what, and how many in each of them

    @property
    def rows(self) -> list[tuple[str, int, list[Number]]]:
        """The same by language: how many are translated into it, and how many want what."""
        columns = [numbers for _heading, numbers in self.wanting]
        return list(zip(self.languages, self.translated, map(list, zip(*columns, strict=True)), strict=True))


@dataclass(frozen=True)
class Row:
    """A policy area, and how many practices are published in each migration phase."""

    label: str
    cells: list[Number]


@dataclass(frozen=True)
class Gaps:
    """Policy areas by migration phases."""

    columns: list[str]
    rows: list[Row]

    @property
    def key(self) -> list[tuple[str, str]]:
        """The columns, each with a few letters that stand for it."""
        return list(zip(abbreviated(self.columns), self.columns, strict=True))

    @property
    def empty(self) -> int:
        """How many places have nothing."""
        return sum(not cell.count for row in self.rows for cell in row.cells)

    @property
    def all(self) -> int:
        """How many places there are."""
        return len(self.rows) * len(self.columns)


def states(user: User) -> dict[str, Number]:
    """Return how many practices the user may see in each state."""
    found = dict(Practice.objects.visible_to(user).order_by().values_list("state").annotate(Count("pk")))
    return {
        state: Number(str(label), found.get(state, 0), in_list(state__exact=state))
        for state, label in Practice.State.choices
    }


def translations(published: int, counts: dict[str, int]) -> Translations | None:
    """Return how translations stand, as the counts of worklists tell. None for whom these don't concern."""
    if not counts.keys() >= {worklist.name for worklist in UNTRANSLATED.values()}:
        return None

    def numbers(worklists: dict[str, Worklist]) -> list[Number]:
        found = [worklists[code] for code in LANGUAGES]
        return [Number(str(one.label), counts[one.name], in_list(work=one.name)) for one in found]

    missing = numbers(UNTRANSLATED)
    return Translations(
        [str(language) for language in LANGUAGES.values()],
        [published - number.count for number in missing],
        [
            (_("Missing"), missing),
            (_("Out of date"), numbers(OUTDATED)),
            (_("Not confirmed"), numbers(UNCONFIRMED)),
        ],
    )


def alerts() -> str:
    """Return how many are told by mail what is new. Nobody is named."""
    count = Alert.objects.confirmed().count()
    text = ngettext("%(count)s reader's alert by mail", "%(count)s readers' alerts by mail", count)
    return text % {"count": count}


def gaps() -> Gaps | None:
    """Return how many practices are published in each policy area and phase. None if it would take too long now."""
    snapshot = search.snapshot()
    rows, columns = (BY_NAME[name].choices(snapshot.vocabularies) for name in (_ROWS, _COLUMNS))
    values = [row.value for row in rows]
    counts = snapshot.crossed(_ROWS, values, _COLUMNS)
    if counts is None:
        return None
    used = {phase for row in counts.values() for phase in row}
    columns = [column for column in columns if not column.retired or column.value in used]
    return Gaps(
        [column.label for column in columns],
        [
            Row(row.label, [_cell(row, column, counts[row.value].get(column.value, 0)) for column in columns])
            for row in rows
            if not row.retired or counts[row.value]
        ],
    )


def abbreviated(labels: list[str]) -> list[str]:
    """Return for each label its first letter and the first of the others that makes it another than those before."""
    short: list[str] = []
    for label in labels:
        letters = [letter for letter in label if letter.isalnum()] or ["?"]
        wanted = [letters[0].upper() + letter.lower() for letter in letters[1:]] or [letters[0].upper()]
        short.append(next((one for one in wanted if one not in short), wanted[0]))
    return short


def _cell(row: Choice, column: Choice, count: int) -> Number:
    """Where something is published, what readers find; else what is in work there."""
    label = _("%(policy_area)s, %(phase)s") % {"policy_area": row.label, "phase": column.label}
    if not count:
        return Number(label, 0, in_list(policy_area=row.value, migration_phase=column.value))
    asked = Criteria().with_values(BY_NAME[_ROWS], [row.value]).with_values(BY_NAME[_COLUMNS], [column.value])
    return Number(label, count, asked.url(reverse("browse")))


def in_list(**parameters: str) -> str:
    """Return the address of the list of practices, asked for something."""
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"{reverse('admin:practices_practice_changelist')}?{query}"
