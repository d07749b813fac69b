"""The form of a practice as its page shows it: sections with marks, the fields in them, one language at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language_info, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from practices.editorial.completeness import Check, Completeness
from practices.models import Practice
from practices.models.translations import FIELDS, LANGUAGES, ORIGINAL

from .form_cells import Cell, cells
from .form_rows import RowGroup, groups_of
from .writing_in import is_plain, language_of, query

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Line = str | tuple[str, ...]


class Part(NamedTuple):
    """A section of the form: its fields, and the rows that stand in it."""

    name: str
    title: StrOrPromise
    lines: Sequence[Line] = ()
    rows: Sequence[str] = ()

    def fields(self, language: str) -> list[Any]:
        """Return the names of its fields in the language that is written."""
        return [
            tuple(_column(name, language) for name in line) if isinstance(line, tuple) else _column(line, language)
            for line in self.lines
        ]


_TERMS = ("policy_areas", "migration_phases", "stakeholder_types", ("skill_levels", "mobility_types"))
_KIND = (("instrument", "level"), ("evidence_basis", "status"))
_AGE = (("reported_on", "start_year", "end_year"), ("verified_on", "verified_by", "review_due"))
PARTS = (
    Part("title", gettext_lazy("Title and summary"), ("title", "summary")),
    Part("story", gettext_lazy("The story"), Practice.SECTIONS),
    Part("filed", gettext_lazy("Filed under"), (*_TERMS, *_KIND)),
    Part("places", gettext_lazy("Countries and organisations"), ("regions",), ("participations", "involvements")),
    Part("needs", gettext_lazy("What it takes"), rows=("requirements",)),
    Part("figures", gettext_lazy("Figures"), rows=("figures",)),
    Part("citations", gettext_lazy("Citations"), rows=("citations",)),
    Part("age", gettext_lazy("Age and checks"), _AGE),
    Part("links", gettext_lazy("Links and credit"), (("slug", "credit"),)),
)
_TRANSLATED = {"title", "story", "needs", "figures", "citations"}
_TRANSLATION = Part("translation", gettext_lazy("This translation"), (FIELDS[:2], FIELDS[2]))


def parts(language: str) -> Sequence[Part]:
    """Return the sections of the form for a language. What all languages share is in the English one."""
    if language == ORIGINAL:
        return PARTS
    return [*(part for part in PARTS if part.name in _TRANSLATED), _TRANSLATION]


def _column(name: str, language: str) -> str:
    return f"{name}_{language}" if name in Practice.TEXTS or name in FIELDS else name


def place_of(check: Check, request: HttpRequest, written: str) -> str:
    """Return where a check leads to: an anchor, behind the address of the form that its field is in if that is another
    one than that of the language that is written.
    """
    ending = check.place.rpartition("_")[2]
    language = ending if ending in LANGUAGES else ORIGINAL
    return f"{'' if language == written else query(request, language)}#{check.field}"


@dataclass
class Section:
    """A section as the page shows it, and its mark in the list of sections."""

    part: Part
    lines: list[list[Cell]]
    groups: list[RowGroup]
    missing: list[Check] = field(default_factory=list)
    is_new: bool = False

    @property
    def errors(self) -> int:
        """How many complaints there are in it."""
        fields = (cell for line in self.lines for cell in line if not cell.shown.is_readonly)
        return sum(len(cell.field.errors) for cell in fields) + sum(group.errors for group in self.groups)

    @property
    def meanings(self) -> list[Cell]:
        """Its fields whose fixed choices say what they mean."""
        return [cell for line in self.lines for cell in line if cell.meanings]

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def translated(self) -> tuple[int, int]:
        """How many texts that can be translated here are, and how many there are. In English there are none."""
        rows = [line for group in self.groups for row in group.rows for line in row.lines]
        pairs = [cell for line in [*self.lines, *rows] for cell in line if cell.english]
        return sum(1 for cell in pairs if cell.is_written), len(pairs)

    @property
    def mark(self) -> str:
        """`wrong`, `missing`, `empty` or `done`."""
        if self.errors:
            return "wrong"
        written, texts = self.translated
        if self.missing or 0 < written < texts:
            return "missing"
        if texts:
            return "done" if written else "empty"
        return "empty" if self.is_new or (self.groups and not self.lines and not self.count) else "done"

    @property
    def said(self) -> str:
        """What its mark says in words."""
        if self.errors:
            return ngettext("%(n)s error", "%(n)s errors", self.errors) % {"n": self.errors}
        if self.missing:
            number = len(self.missing)
            return ngettext("%(n)s thing missing", "%(n)s things missing", number) % {"n": number}
        written, texts = self.translated
        if texts:
            return _("%(done)s of %(all)s") % {"done": written, "all": texts}
        return {"empty": pgettext("of a section", "empty"), "done": pgettext("of a section", "done")}[self.mark]


@dataclass(frozen=True)
class Written:
    """A language that the text of a practice can be written in."""

    code: str
    name: str
    said: str  # how far it has got
    address: str
    is_current: bool


def languages(request: HttpRequest, practice: Practice, current: str) -> Iterator[Written]:
    """Yield English and the languages that it is translated into."""
    written = [name for name in Practice.TEXTS if getattr(practice, f"{name}_{ORIGINAL}")]
    for code in (ORIGINAL, *LANGUAGES):
        done = sum(1 for name in written if getattr(practice, f"{name}_{code}"))
        said = _("%(done)s of %(all)s") % {"done": done, "all": len(written)}
        if code == ORIGINAL:
            said = pgettext("of a language", "original")
        elif not done:
            said = pgettext("of a translation", "none yet")
        yield Written(code, get_language_info(code)["name_local"], said, query(request, code), code == current)


def shown(
    request: HttpRequest, practice: Practice | None, context: dict[str, Any], completeness: Completeness | None
) -> dict[str, Any]:
    """Return what the template of the form needs besides what Django gives it."""
    language = language_of(request, practice)
    form, inlines = context["adminform"].form, context["inline_admin_formsets"]
    missing = completeness.missing if completeness else []
    groups = {group.name: group for group in groups_of(inlines, is_plain(request))}
    sections = [
        Section(
            part,
            [cells(line, form.instance) for line in fieldset],
            [groups[name] for name in part.rows if name in groups],
            list(_missing(part, language, missing)),
            practice is None,
        )
        for part, fieldset in zip(parts(language), context["adminform"], strict=True)
    ]
    return {
        "sections": sections,
        "done": sum(1 for section in sections if section.mark == "done"),
        "written_in": language,
        "languages": list(languages(request, practice, language)) if practice else [],
        "plain_address": query(request, language) + "&plain=1",
        "is_plain": is_plain(request),
        "missing": [(check, place_of(check, request, language)) for check in missing],
    }


def _missing(part: Part, language: str, checks: Iterable[Check]) -> Iterator[Check]:
    names = {name for line in part.fields(language) for name in (line if isinstance(line, tuple) else [line])}
    rows = part.rows if language == ORIGINAL else ()
    return (check for check in checks if check.place in names or check.place in rows)
