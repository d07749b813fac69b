"""Everything that a curator writes about a thing, as one plain value that fits into JSON.

History, revisions, conflicts, import and export all speak of things in this form. Terms are named by their link
names, countries by their ISO codes, and the citation that a figure stands on by its place among the practice's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from practices.models import ORDER, Citation, Figure, Involvement, Participation, Practice, Requirement, formerly
from practices.models.change import Logged
from practices.models.texts import originals_of
from practices.text.signs import colon

Content = dict[str, Any]

# What stands in rows below a practice. Citations before figures, which stand on them.
ROWS: dict[str, type[Logged]] = {
    "participations": Participation,
    "involvements": Involvement,
    "citations": Citation,
    "figures": Figure,
    "requirements": Requirement,
}
_NOT_WRITTEN = {"created_at", "updated_at"}


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the fields that a curator writes; a translated one once for each language."""
    originals = originals_of(model)
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and field.name not in originals | _NOT_WRITTEN
        and not (field.is_relation and field.related_model is Practice)
    ]


def terms_of(model: type[models.Model]) -> list[models.ManyToManyField[Any, Any]]:
    """Return the relations whose terms a curator ticks."""
    return [
        field
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
    ]


def rows_of(model: type[models.Model]) -> dict[str, type[Logged]]:
    """Return the kinds of rows below it."""
    return ROWS if model is Practice else {}


def with_everything(things: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Fetch all that `of` reads, in a number of queries that doesn't depend on how many things there are."""
    if things.model is not Practice:
        return things.select_related(*_relations(things.model))
    rows = [
        models.Prefetch(name, row._base_manager.select_related(*_relations(row)).order_by(*ORDER))
        for name, row in ROWS.items()
    ]
    return things.prefetch_related(*(field.name for field in terms_of(Practice)), *rows)


def of(thing: models.Model) -> Content:
    """Return the content of a saved thing."""
    content: Content = {field.name: plain(field, thing) for field in fields_of(type(thing))}
    for relation in terms_of(type(thing)):
        content[relation.name] = sorted(term.slug for term in getattr(thing, relation.name).all())
    rows = {name: _rows(thing, name, model) for name, model in rows_of(type(thing)).items()}
    return content | {name: _contents(ROWS[name], found, rows["citations"]) for name, found in rows.items()}


def changed(old: Content, new: Content) -> set[str]:
    """Return the names of what differs. A content from before there was a field has none, as if that were empty."""
    return {name for name in old.keys() | new.keys() if (old.get(name) or "") != (new.get(name) or "")}


class Known:
    """What contents name, looked up once each: one for many contents spares the database many questions."""

    def __init__(self) -> None:
        self._found: dict[tuple[type[models.Model], str], dict[str, models.Model]] = {}

    def put(self, thing: models.Model, slug: str) -> None:
        """Note something that may not be saved yet, by its link name."""
        self._found.setdefault((type(thing), "slug"), {})[slug] = thing

    def get(self, model: Any, field: str, values: Iterable[Any]) -> dict[str, models.Model]:
        """Return what a field of the model names, or did once, by these values. What is not there is left out."""
        found = self._found.setdefault((model, field), {})
        wanted = {str(value) for value in values}
        if new := wanted - found.keys():
            found.update((getattr(one, field), one) for one in model._base_manager.filter(**{f"{field}__in": new}))
        if missing := wanted - found.keys():
            found.update(formerly(model, missing))
        return {value: found[value] for value in wanted if value in found}


class InRow(ValidationError):
    """What is wrong with a row below a practice: its place, from 1, and the field, or `NON_FIELD_ERRORS`."""

    def __init__(self, place: int, name: str, text: str, label: str = "") -> None:
        super().__init__(f"{place}{colon()}{label}{text}")
        self.place, self.name, self.text = place, name, text


class Prepared(NamedTuple):
    """A thing with content that fits it, not saved yet."""

    thing: models.Model
    is_new: bool
    terms: dict[str, list[models.Model]]
    rows: dict[str, list[Any]]
    surplus: list[Any]  # citations that are no longer there


def prepare(content: Content, thing: models.Model, known: Known | None = None) -> Prepared:
    """Write content to a thing, for `save`.

    Raise ValidationError, by field, with all that doesn't fit; what doesn't in a row is an `InRow`.
    """
    known = known or Known()
    problems: dict[str, list[Any]] = {}
    for field in fields_of(type(thing)):
        if field.name in content:
            _set(field, content[field.name], thing, problems, known)
    terms = {
        relation.name: _found(relation, content[relation.name], problems, known)
        for relation in terms_of(type(thing))
        if relation.name in content
    }
    for name, texts in _wrong(thing, _unwritten(thing) | problems.keys()).items():
        problems.setdefault(name, []).extend(texts)
    rows, surplus = _write_rows(content, thing, problems, known) if isinstance(thing, Practice) else ({}, [])
    if problems:
        raise ValidationError(problems)
    return Prepared(thing, thing._state.adding, terms, rows, surplus)


@transaction.atomic
def save(prepared: list[Prepared]) -> None:
    """Save things of one model with their terms and rows: many cost the database few more questions than one."""
    model: Any = type(prepared[0].thing) if prepared else Practice
    model._base_manager.bulk_create([one.thing for one in prepared if one.is_new])
    for one in prepared:
        if not one.is_new:
            one.thing.save()
    for relation in terms_of(model):
        _save_terms(relation, prepared)
    if model is Practice:
        _save_rows(prepared)
    for one in prepared:
        # Rows that were fetched before are not what stands there now.
        getattr(one.thing, "_prefetched_objects_cache", {}).clear()


def unsaved_row(name: str, written: Content) -> Logged:
    """Return a row below a practice as its content says, without saving it; a figure without its citation."""
    row, known = ROWS[name](), Known()
    for field in fields_of(type(row)):
        if field.name in written and field.related_model is not Citation:
            _set(field, written[field.name], row, {}, known)
    return row


@transaction.atomic
def put(content: Content, thing: models.Model) -> None:
    """Write content to a thing, and save it with its terms and rows. What the content doesn't name stays.

    Raise ValidationError, by field, if it doesn't fit, and change nothing then.
    """
    save([prepare(content, thing)])


def _relations(model: type[models.Model]) -> list[str]:
    """The relations of a row whose value names it. Citations have a place instead."""
    return [f.name for f in fields_of(model) if f.is_relation and f.related_model is not Citation]


def _rows(thing: models.Model, name: str, model: type[Logged]) -> list[Any]:
    if name in getattr(thing, "_prefetched_objects_cache", {}):
        return list(getattr(thing, name).all())
    return list(getattr(thing, name).select_related(*_relations(model)).order_by(*ORDER))


def _contents(model: type[Logged], rows: list[Any], citations: list[Any]) -> list[Content]:
    """Return the contents of rows of one kind; a figure's citation by its place among the given ones."""
    places = {row.pk: place for place, row in enumerate(citations, 1)}
    contents = [{field.name: plain(field, row) for field in fields_of(model)} for row in rows]
    if model is Figure:
        for row, one in zip(rows, contents, strict=True):
            one["citation"] = places.get(row.citation_id)
    return contents


def plain(field: models.Field[Any, Any], thing: models.Model) -> Any:
    """Return a field's value in a form that fits into JSON. An empty text is the same whether it was ever written."""
    if field.is_relation:
        if field.related_model is Citation:
            return None  # its place is known to `of`
        other = getattr(thing, field.name)
        return getattr(other, other.VALUE) if other else None
    value = getattr(thing, field.name)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None and isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return value


def _set(
    field: models.Field[Any, Any], value: Any, thing: models.Model, problems: dict[str, list[str]], known: Known
) -> None:
    if field.is_relation:
        model: Any = field.related_model
        other = known.get(model, model.VALUE, [value]).get(str(value)) if value not in (None, "") else None
        if other is None and value not in (None, ""):
            problems.setdefault(field.name, []).append(_("There is no ‘%(value)s’.") % {"value": value})
            return
        setattr(thing, field.name, other)
        return
    is_text = isinstance(field, models.CharField | models.TextField)
    if value in (None, "") and (not is_text or not getattr(thing, field.name)):
        value = getattr(thing, field.name) if is_text else None  # an empty text stays as it is, whether '' or none
    try:
        setattr(thing, field.name, None if value is None else field.to_python(value))
    except ValidationError as error:
        problems.setdefault(field.name, []).extend(error.messages)


def _found(relation: Any, slugs: Iterable[str], problems: dict[str, list[str]], known: Known) -> list[models.Model]:
    slugs = list(slugs)
    found = known.get(relation.related_model, "slug", slugs)
    for slug in slugs:
        if slug not in found:
            problems.setdefault(relation.name, []).append(_("There is no ‘%(value)s’.") % {"value": slug})
    return list(dict.fromkeys(found.values()))


def _unwritten(thing: models.Model) -> set[str]:
    """Return the names of fields that no curator writes, or writes once for each language."""
    return {field.name for field in thing._meta.concrete_fields} - {field.name for field in fields_of(type(thing))}


def _wrong(thing: models.Model, left_out: set[str]) -> dict[str, list[str]]:
    """Return what is wrong with a thing, by field, leaving out some of them."""
    problems: dict[str, list[str]] = {}
    try:
        thing.full_clean(exclude=left_out, validate_constraints=False)
    except ValidationError as error:
        problems = error.message_dict
    every = {field.name for field in thing._meta.concrete_fields}
    for rule in thing._meta.constraints:
        if not isinstance(rule, models.CheckConstraint):
            continue  # a link name that is taken is told by `clean`
        # Django would hand all fields to the database with each rule, which takes most of the time of an import.
        named = models.Q(rule.condition).referenced_base_fields
        if named & (left_out | problems.keys()):
            continue
        try:
            rule.validate(type(thing), thing, exclude=every - named)
        except ValidationError as error:
            problems.setdefault(NON_FIELD_ERRORS, []).extend(error.messages)
    return problems


# Rows ----------------------------------------------------------------------------------------


def _write_rows(
    content: Content, practice: Practice, problems: dict[str, list[Any]], known: Known
) -> tuple[dict[str, list[Any]], list[Any]]:
    """Make the rows of each kind that differs from what is there. Return them, and citations that are no longer."""
    if not content.keys() & ROWS.keys():
        return {}, []
    is_new = practice._state.adding
    there: dict[str, list[Any]] = {name: [] if is_new else _rows(practice, name, ROWS[name]) for name in ROWS}
    now = {name: _contents(ROWS[name], there[name], there["citations"]) for name in ROWS}
    changed = {name for name in ROWS if name in content and content[name] != now[name]}
    if changed & {"citations", "figures"}:
        changed |= {"citations", "figures"}  # figures name citations by their places
    made: dict[str, list[Any]] = {}
    for name, model in ROWS.items():
        if name not in changed:
            continue
        contents = content.get(name, now[name])
        # Citations keep their rows, which figures and cards stand on. Others are made anew: changed one by one,
        # two of them may be alike half way, which the database refuses.
        kept = there[name][: len(contents)] if model is Citation else []
        rows = [*kept, *(model(practice=practice) for _one in contents[len(kept) :])]  # type: ignore[misc]
        said = [
            error
            for place, (row, one) in enumerate(zip(rows, contents, strict=True), 1)
            for error in _fill(row, place, one, made.get("citations", []), known)
        ]
        if said := [*said, *_twice(rows)]:
            problems.setdefault(name, []).extend(said)
        made[name] = rows
    return made, there["citations"][len(made["citations"]) :] if "citations" in made else []


def _fill(row: Logged, place: int, content: Content, citations: list[Any], known: Known) -> list[InRow]:
    """Set a row's fields. Return what is wrong with it."""
    problems: dict[str, list[str]] = {}
    for field in fields_of(type(row)):
        if field.related_model is Citation:
            _set_citation(row, content.get(field.name), citations, problems)
        elif field.name in content:
            _set(field, content[field.name], row, problems, known)
        elif not field.is_relation:
            setattr(row, field.name, field.get_default())
    if problems:
        return [InRow(place, name, text) for name, texts in problems.items() for text in texts]
    # What relations lead to has just been found; `_twice` looks for rows that are alike; and what the constraints of
    # rows hold, their `clean` says, too.
    found = {f.name for f in fields_of(type(row)) if f.is_relation and getattr(row, f.attname) is not None}
    try:
        row.full_clean(exclude=_unwritten(row) | found, validate_constraints=False)
    except ValidationError as error:
        told = error.message_dict.items()
        return [InRow(place, name, text, _label(row, name)) for name, texts in told for text in texts]
    return []


def _set_citation(figure: Any, place: int | None, citations: list[Any], problems: dict[str, list[str]]) -> None:
    if place is not None and not 1 <= place <= len(citations):
        problems["citation"] = [_("there is no citation %(number)s.") % {"number": place}]
    else:
        figure.citation = citations[place - 1] if place else None


def _label(row: Logged, name: str) -> str:
    return "" if name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}{colon()}"  # type: ignore[union-attr]


def _twice(rows: list[Any]) -> Iterator[InRow]:
    """Say which rows are alike, where a practice may have but one such."""
    for rule in rows[0]._meta.constraints if rows else []:
        if not isinstance(rule, models.UniqueConstraint):
            continue
        seen = set()
        for place, row in enumerate(rows, 1):
            key = tuple(getattr(row, row._meta.get_field(name).attname) for name in rule.fields if name != "practice")
            if key in seen and None not in key:
                yield InRow(place, NON_FIELD_ERRORS, str(rule.get_violation_error_message()))
            seen.add(key)


def _save_terms(relation: Any, prepared: list[Prepared]) -> None:
    through = relation.remote_field.through
    written = {one.thing.pk: one.terms[relation.name] for one in prepared if relation.name in one.terms}
    practice, term = relation.m2m_column_name(), relation.m2m_reverse_name()
    through._base_manager.filter(**{f"{practice}__in": written}).delete()
    through._base_manager.bulk_create(
        through(**{practice: pk, term: found.pk}) for pk, terms in written.items() for found in terms
    )


def _save_rows(prepared: list[Prepared]) -> None:
    others = {name: [one for one in prepared if name in one.rows] for name in ROWS if name != "citations"}
    for name, written in others.items():
        ROWS[name]._base_manager.filter(practice__in=[one.thing.pk for one in written]).delete()  # type: ignore[misc]
    citations = [citation for one in prepared for citation in one.rows.get("citations", [])]
    for citation in citations:
        if citation.pk is not None:
            citation.save()
    Citation._base_manager.bulk_create([citation for citation in citations if citation.pk is None])
    _settle_main_citations(prepared)
    for one in prepared:
        for citation in one.surplus:
            citation.delete()
    for name, written in others.items():
        ROWS[name]._base_manager.bulk_create([row for one in written for row in one.rows[name]])


def _settle_main_citations(prepared: list[Prepared]) -> None:
    new = []
    for one in prepared:
        practice: Any = one.thing
        if "citations" in one.rows and one.is_new:
            practice.main_citation = one.rows["citations"][0]
            new.append(practice)
        elif "citations" in one.rows:
            practice.settle_main_citation(leaving_out=[citation.pk for citation in one.surplus])
    Practice.objects.bulk_update(new, ["main_citation"])
