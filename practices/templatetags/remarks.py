"""What was said at a field, for the form of a practice."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template

from practices.editorial import remarks

register = template.Library()


class Spot(NamedTuple):
    """A place at which a comment may stand."""

    label: str
    remarks: list[remarks.Remark]  # that are open


@register.simple_tag(takes_context=True)
def remarks_at(context: dict[str, Any], name: str) -> Spot | None:
    """Return what is open at a field, by its name. None where comments can't stand, or nobody may see them."""
    places = context.get("remark_places") or {}
    if name not in places:
        return None
    return Spot(places[name], [one for one in context["remarks"] if one.comment.place == name and one.comment.is_open])
