"""Merging the rows of a form with those of a newer version that somebody saved while it was open."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from practices.editorial import content
from practices.editorial.content import Content
from practices.models import ORDER

from .guards import is_id
from .row_order import PLACE
from .rows import CITATION, MOST_READ

_MOST_ROWS = MOST_READ + 1  # the form says that this is too many

Row = MultiValueDict[str, Any]
Rows = dict[int, Row]  # by number, from 1
Numbered = tuple[int, Row]


def merged(posted: QueryDict, forms: dict[str, Any], thing: models.Model, begun: Content) -> tuple[QueryDict, set[str]]:
    """Return a posted form with the rows in which nothing was typed as they stand now, and with those added since.

    What was typed in a row that is deleted by now stands there as a new row. Rows stand in the order of now, unless
    they were put in another in the form. `forms` are the forms of a row, by relation, citations before figures;
    `begun` is the content that the form was made from. Return too in which relations others' rows differ.
    """
    data, theirs = posted.copy(), set()
    rows = {name: _placed(_rows(posted, name)) for name in forms}
    typed = {name: _typed(rows[name], form, name, begun.get(name, [])) for name, form in forms.items()}
    # What was typed of a figure needs its citation, also one that is deleted by now.
    wanted = {str(rows["figures"][number].get(CITATION, "")) for number in typed.get("figures", ())}
    numbers: dict[str, str] = {}  # of citations, as they move
    places: dict[int, str] = {}  # of citations that are saved
    for name, form in forms.items():
        needed = typed[name] | {number for number in rows[name] if name == "citations" and str(number) in wanted}
        now = {str(row.pk): row for row in getattr(thing, name).order_by(*ORDER)}
        kept, anew, is_theirs = _put_together(form, name, rows[name], now, typed[name], needed, places)
        theirs |= {name} if is_theirs else set()
        _replace(data, name, [row for _number, row in [*kept, *anew]], len(kept))
        if name == "citations":
            order = [*kept, *anew]
            numbers = {str(old): str(new) for new, (old, _row) in enumerate(order, 1) if old}
            places = {int(str(row["id"])): str(new) for new, (_old, row) in enumerate(kept, 1)}
        if name == "figures" and CITATION in form.base_fields:
            for place, (number, row) in enumerate([*kept, *anew]):
                if number:
                    data[f"figures-{place}-citation"] = numbers.get(str(row.get(CITATION, "")), "")
    if "citations" in theirs:
        theirs.add("figures")  # which name them by their places
    return data, theirs


def _put_together(
    form: Any,
    name: str,
    rows: Rows,
    now: dict[str, models.Model],
    typed: set[int],
    needed: set[int],
    places: dict[int, str],
) -> tuple[list[Numbered], list[Numbered], bool]:
    """Return the rows of a relation that are saved, in the order of now, and those that are new, each with the number
    that it has in the form (0: none that a citation is to be looked up by), and whether others' rows differ.
    """
    stood = {pk: place for place, pk in enumerate(now)}
    added = dict(now)  # what is left of it was added since
    kept: list[Numbered] = []
    anew: list[Numbered] = []
    is_theirs = False
    for number, row in rows.items():
        standing = added.pop(str(row.get("id", "")), None)
        if standing is None and number in needed:
            anew.append((number, MultiValueDict({**dict(row.lists()), "id": [""]})))
        elif standing is None:
            is_theirs = True
        elif number in typed:
            kept.append((number, row))
        else:
            is_theirs |= bool(set(form(row, instance=standing).changed_data) - {CITATION})
            stands = _as_it_stands(form, standing, places)
            stands.setlist(PLACE, row.getlist(PLACE))  # what only moved
            kept.append((0 if name == "figures" else number, stands))
    kept += [(0, _as_it_stands(form, standing, places)) for standing in added.values()]
    kept.sort(key=lambda one: stood[str(one[1]["id"])])
    return kept, anew, is_theirs or bool(added)


def _typed(rows: Rows, form: Any, name: str, written: list[Content]) -> set[int]:
    """Return the numbers of the rows that are new, changed or to be removed. A form has rows in the order that they had
    when it was made.
    """
    saved = [number for number, row in rows.items() if is_id(row.get("id", ""))]
    before = dict(zip(saved, written, strict=True)) if len(saved) == len(written) else {}
    is_new = set(rows) - set(before)
    return is_new | {number for number in before if _is_typed(rows[number], form, name, before[number])}


def _is_typed(row: Row, form: Any, name: str, before: Content) -> bool:
    names_citation = CITATION in form.base_fields and str(row.get(CITATION, "")) != str(before.get(CITATION) or "")
    if "DELETE" in row or names_citation:
        return True
    changed = form(row, instance=content.unsaved_row(name, before)).changed_data
    return bool(set(changed) - {CITATION})


def _placed(rows: Rows) -> Rows:
    """Take the numbers of places out of rows that stand where they stood: others may have put them in order since."""
    if all(row.get(PLACE, "") in ("", str(number)) for number, row in rows.items()):
        for row in rows.values():
            row.pop(PLACE, None)
    return rows


def _as_it_stands(form: Any, standing: models.Model, places: dict[int, str]) -> Row:
    shown = form(instance=standing)
    values = {name: shown[name].value() for name in shown.fields}
    if CITATION in values:
        values[CITATION] = places.get(getattr(standing, "citation_id"), "")  # noqa: B009
    return MultiValueDict({"id": [standing.pk], **{name: ["" if v is None else v] for name, v in values.items()}})


def _rows(data: QueryDict, name: str) -> Rows:
    """Return the rows of a relation, as many as the form says that it has."""
    total = str(data.get(f"{name}-TOTAL_FORMS", ""))
    most = min(int(total[:5]), _MOST_ROWS) if total.isascii() and total.isdecimal() else 0
    rows: Rows = {}
    for key in data:
        relation, index, field = [*key.split("-", 2), "", ""][:3]
        if relation == name and field and index.isascii() and index.isdecimal() and int(index[:5]) < most:
            rows.setdefault(int(index[:5]) + 1, MultiValueDict()).setlist(field, data.getlist(key))
    return dict(sorted(rows.items()))


def _replace(data: QueryDict, name: str, rows: list[Row], saved: int) -> None:
    """Put these rows, of which so many are saved, in the place of a relation's."""
    for key in [key for key in data if key.startswith(f"{name}-") and key.split("-", 2)[1].isdecimal()]:
        del data[key]
    for i, row in enumerate(rows):
        for field, values in row.lists():
            data.setlist(f"{name}-{i}-{field}", values)
    data[f"{name}-TOTAL_FORMS"], data[f"{name}-INITIAL_FORMS"] = str(len(rows)), str(saved)
