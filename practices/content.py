"""Everything that a curator writes about a thing, as one plain value that fits into JSON.

History, revisions, conflicts, import and export all speak of things in this form. Terms are named by their link
names, countries by their ISO codes, and the citation that a figure stands on by its place among the practice's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from .models import Citation, Figure, Involvement, Participation, Practice, Requirement
from .models.change import Logged

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
    try:
        originals = set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        originals = set()
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


def with_everything(practices: models.QuerySet[Practice]) -> models.QuerySet[Practice]:
    """Fetch all that `of` reads, in a number of queries that doesn't depend on how many practices there are."""
    rows = [
        models.Prefetch(name, row._base_manager.select_related(*_relations(row)).order_by("pk"))
        for name, row in ROWS.items()
    ]
    return practices.prefetch_related(*(field.name for field in terms_of(Practice)), *rows)


def of(thing: models.Model) -> Content:
    """Return the content of a saved thing."""
    content: Content = {field.name: _plain(field, thing) for field in fields_of(type(thing))}
    for relation in terms_of(type(thing)):
        content[relation.name] = sorted(term.slug for term in getattr(thing, relation.name).all())
    for name, model in rows_of(type(thing)).items():
        rows = _rows(thing, name, model)
        content[name] = [{field.name: _plain(field, row) for field in fields_of(model)} for row in rows]
        if model is Citation:
            places = {row.pk: place for place, row in enumerate(rows, 1)}
        if model is Figure:
            for row, written in zip(rows, content[name], strict=True):
                written["citation"] = places.get(row.citation_id)  # type: ignore[attr-defined]
    return content


def unsaved_row(name: str, written: Content) -> Logged:
    """Return a row below a practice as its content says, without saving it; a figure without its citation."""
    row = ROWS[name]()
    for field in fields_of(type(row)):
        if field.name in written and field.related_model is not Citation:
            _write(field, written[field.name], row, {})
    return row


@transaction.atomic
def put(content: Content, thing: models.Model) -> None:
    """Write content to a thing, and save it with its terms and rows. What the content doesn't name stays.

    Raise ValidationError, by field, if it doesn't fit, and change nothing then.
    """
    problems: dict[str, list[str]] = {}
    for field in fields_of(type(thing)):
        if field.name in content:
            _write(field, content[field.name], thing, problems)
    terms = {
        relation.name: _found(relation, content[relation.name], problems)
        for relation in terms_of(type(thing))
        if relation.name in content
    }
    _validate(thing, "", problems)
    if problems:
        raise ValidationError(problems)
    thing.save()
    for name, found in terms.items():
        getattr(thing, name).set(found)
    if isinstance(thing, Practice):
        _put_rows(content, thing, problems)
    if problems:
        raise ValidationError(problems)
    # Rows that were fetched before are not what stands there now.
    getattr(thing, "_prefetched_objects_cache", {}).clear()


def _relations(model: type[models.Model]) -> list[str]:
    """The relations of a row whose value names it. Citations have a place instead."""
    return [f.name for f in fields_of(model) if f.is_relation and f.related_model is not Citation]


def _rows(thing: models.Model, name: str, model: type[Logged]) -> list[Any]:
    if name in getattr(thing, "_prefetched_objects_cache", {}):
        return list(getattr(thing, name).all())
    return list(getattr(thing, name).select_related(*_relations(model)).order_by("pk"))


def _plain(field: models.Field[Any, Any], thing: models.Model) -> Any:
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


def _write(field: models.Field[Any, Any], value: Any, thing: models.Model, problems: dict[str, list[str]]) -> None:
    if field.is_relation:
        model: Any = field.related_model
        other = model._base_manager.filter(**{model.VALUE: value}).first() if value not in (None, "") else None
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


def _found(relation: Any, slugs: Iterable[str], problems: dict[str, list[str]]) -> list[models.Model]:
    slugs = list(slugs)
    found = {term.slug: term for term in relation.related_model._base_manager.filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in found:
            problems.setdefault(relation.name, []).append(_("There is no ‘%(value)s’.") % {"value": slug})
    return list(found.values())


def _validate(thing: models.Model, prefix: str, problems: dict[str, list[str]], name: str = "") -> bool:
    """Collect what is wrong with a thing, under its fields or under `name`. Return whether it is fine."""
    left_out = [field.name for field in thing._meta.concrete_fields if not field.editable]
    try:
        thing.full_clean(exclude=left_out)
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            label = "" if not prefix or field == "__all__" else f"{thing._meta.get_field(field).verbose_name}: "  # type: ignore[union-attr]
            problems.setdefault(name or field, []).extend(f"{prefix}{label}{text}" for text in texts)
        return False
    return True


def _put_rows(content: Content, practice: Practice, problems: dict[str, list[str]]) -> None:
    now = of(practice)
    for name in ("participations", "involvements", "requirements"):
        if name in content and content[name] != now[name]:
            # Anew, rather than changed one by one: half way two of them may be alike, which the database refuses.
            getattr(practice, name).all().delete()
            for place, written in enumerate(content[name], 1):
                _put_row(ROWS[name](practice=practice), written, name, place, problems)  # type: ignore[misc]
    if any(name in content and content[name] != now[name] for name in ("citations", "figures")):
        _put_citations_and_figures({**now, **content}, practice, problems)
    practice.settle_main_citation()


def _put_citations_and_figures(content: Content, practice: Practice, problems: dict[str, list[str]]) -> None:
    """Citations keep their rows, which figures and cards stand on; figures are made anew."""
    before = list(practice.citations.order_by("pk"))
    rows = [*before, *(Citation(practice=practice) for _extra in content["citations"][len(before) :])]
    citations = [
        _put_row(row, written, "citations", place, problems)
        for place, (row, written) in enumerate(zip(rows, content["citations"], strict=False), 1)
    ]
    if problems:
        return
    practice.figures.all().delete()
    for place, written in enumerate(content["figures"], 1):
        _put_figure(practice, citations, written, place, problems)
    surplus = before[len(citations) :]
    practice.settle_main_citation(leaving_out=[citation.pk for citation in surplus])
    for citation in surplus:
        citation.delete()


def _put_figure(
    practice: Practice, citations: list[Any], written: Content, place: int, problems: dict[str, list[str]]
) -> None:
    number = written.get("citation")
    if number is not None and not 1 <= number <= len(citations):
        text = _("%(place)s: there is no citation %(number)s.") % {"place": place, "number": number}
        problems.setdefault("figures", []).append(text)
        return
    figure = Figure(practice=practice, citation=citations[number - 1] if number else None)
    _put_row(figure, {key: value for key, value in written.items() if key != "citation"}, "figures", place, problems)


def _put_row(row: Logged, written: Content, name: str, place: int, problems: dict[str, list[str]]) -> Logged:
    own: dict[str, list[str]] = {}
    for field in fields_of(type(row)):
        if field.name in written:
            _write(field, written[field.name], row, own)
        elif not field.is_relation:
            setattr(row, field.name, field.get_default())
    if own:
        problems.setdefault(name, []).extend(f"{place}: {text}" for texts in own.values() for text in texts)
    elif _validate(row, f"{place}: ", problems, name):
        row.save()
    return row
