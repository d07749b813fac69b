"""What practices are compared in: one row for each facet, each section and each kind of row below a practice.

It loops over what the model and FACETS know, so that another facet or section is compared with no edit here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from practices.citing import references
from practices.models import Citation, Figure, Practice
from practices.models.people import called
from practices.models.translations import language_of
from practices.taxonomy.facets import SEARCHED, Facet, Values
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.markdown import to_text
from practices.text.plain import comparable

from . import figures
from .compared import PLACES, PROSE, TRACK, VALUES, Cell, Row, Value
from .terms import Stop, terms, track

_FIRST = ("country", "instrument", "migration_phase", "policy_area")  # before the text
_AFTER_THE_TEXT = ("organisation",)
_LAST = ("source",)
_NOT_TOLD = "unknown"  # a value of instrument and status: the document does not say


@dataclass(frozen=True)
class _Field:
    """One thing to compare, and what a practice says of it."""

    name: str
    label: str
    values: Callable[[Practice], list[Value]]
    shape: str = VALUES


def rows(practices: Sequence[Practice], values: dict[int, Values], vocabularies: Vocabularies) -> Iterator[Row]:
    """Yield a row for each thing that practices are compared in, from where and who to where it was reported."""
    for field in _fields(practices, values, vocabularies):
        cells = [
            Cell(one, tuple(field.values(one)), track=_track(field, values[one.pk], vocabularies)) for one in practices
        ]
        yield Row.of(field.name, field.label, cells, field.shape)


def _fields(practices: Sequence[Practice], values: dict[int, Values], vocabularies: Vocabularies) -> Iterator[_Field]:
    facets = {facet.name: facet for facet in SEARCHED if not facet.is_derived}

    def of_facets(names: Sequence[str]) -> Iterator[_Field]:
        return (_of_facet(facets[name], values, vocabularies) for name in names if name in facets)

    yield from of_facets(_FIRST)
    yield from (_of_section(name, practices) for name in Practice.SECTIONS)
    yield _Field("requirements", _("What it takes"), _requirements)
    yield from of_facets(_AFTER_THE_TEXT)
    yield _Field("years", _("When"), _years)
    yield _Field("reported_on", pgettext("a practice", "Reported"), _reported)
    yield _Field("verified_on", _("Checked"), _checked)
    yield _Field("figures", capfirst(str(Figure._meta.verbose_name_plural)), _figures)
    yield from of_facets([name for name in facets if name not in {*_FIRST, *_AFTER_THE_TEXT, *_LAST}])
    yield from of_facets(_LAST)


def _track(field: _Field, values: Values, vocabularies: Vocabularies) -> tuple[Stop, ...]:
    return tuple(track(values, vocabularies)) if field.shape == TRACK else ()


# Facets -------------------------------------------------------------------------------------------


def _of_facet(facet: Facet, values: dict[int, Values], vocabularies: Vocabularies) -> _Field:
    """Return the field of a facet: its terms, or more where the rows below a practice tell more of them."""

    def found(practice: Practice) -> list[Value]:
        told = [value for value in values[practice.pk][facet.name] if value != _NOT_TOLD]
        return [
            Value(one.value, one.label, language=one.language, term=one) for one in terms(facet, told, vocabularies)
        ]

    special = {
        "country": (_("Where and role"), _countries, PLACES),
        "migration_phase": (_("Phases"), found, TRACK),
        "policy_area": (_("Policy areas"), found, VALUES),
        "organisation": (_("Organisations"), _organisations, VALUES),
        "source": (_("Where it was reported"), _passages, VALUES),
    }
    label, reader, shape = special.get(facet.name, (str(facet.label), found, VALUES))
    return _Field(facet.name, label, reader, shape)


def _countries(practice: Practice) -> list[Value]:
    rows = practice.participations.all()
    return [
        Value(row.country.meaning.code, _with(str(row.country.meaning), str(row.get_role_display()).lower()))
        for row in rows
    ]


def _organisations(practice: Practice) -> list[Value]:
    return [
        Value(
            row.doer.slug,
            _with(str(row.doer), "" if row.part == row.Part.LEAD else str(row.get_part_display()).lower()),
            language=_other(row.doer, "name"),
        )
        for row in practice.taking_part
    ]


def _passages(practice: Practice) -> list[Value]:
    """Return each document with the places in it: a reader wants to know whether two rest on the same report."""
    return [
        Value(source.slug, ", ".join(filter(None, [str(source), _places(cited)])))
        for source, cited in practice.reported_in
    ]


def _places(cited: list[Citation]) -> str:
    return ", ".join(dict.fromkeys(one.locator or references.of_citation(one) for one in cited))


# The text, the rows below it, and its years -------------------------------------------------------


def _of_section(name: str, practices: Sequence[Practice]) -> _Field:
    def found(practice: Practice) -> list[Value]:
        written = getattr(practice, name)
        text = to_text(written) if written else ""
        return [Value(text, text, language=_other(practice, name), markdown=written)] if text else []

    return _Field(name, _heading(name, practices), found, PROSE)


def _heading(name: str, practices: Sequence[Practice]) -> str:
    """Return the heading of a section: one that holds of all, as nobody is reported to have done an approach."""
    headings = {practice.heading(name) for practice in practices}
    return headings.pop() if len(headings) == 1 else _("What was done, or what it consists of")


def _requirements(practice: Practice) -> list[Value]:
    rows = practice.requirements.all()
    return [Value(row.kind, row.text, str(row.get_kind_display()), _other(row, "text")) for row in rows]


def _figures(practice: Practice) -> list[Value]:
    rows = practice.figures.all()
    return [
        Value(comparable(row.label), f"{figures.of_figure(row)} {row.label}", language=_other(row, "label"))
        for row in rows
    ]


def _years(practice: Practice) -> list[Value]:
    if not practice.start_year and not practice.end_year:
        return []
    text = figures.years(practice).strip()
    return [Value(text, text)]


def _reported(practice: Practice) -> list[Value]:
    """Return the month; two of one year have that in common."""
    day = practice.reported_on
    return [Value(str(day.year), date_format(day, "YEAR_MONTH_FORMAT"))] if day else []


def _checked(practice: Practice) -> list[Value]:
    if not practice.verified_on:
        return [Value("", pgettext("whether somebody has checked a practice", "not yet"))]
    said = {"date": date_format(practice.verified_on), "who": called(practice.verified_by)}
    return [Value(str(practice.verified_on), _("on %(date)s by %(who)s") % said)]


def _with(name: str, part: str) -> str:
    return f"{name} ({part})" if part else name


def _other(thing: object, name: str) -> str:
    """Return the language in which one of the texts of a thing is shown, if it is not the reader's."""
    language = language_of(thing, name)
    return "" if language == (get_language() or "en") else language
