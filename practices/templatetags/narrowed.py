"""What narrows a list of the admin, for the line above it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template

register = template.Library()


class Narrowing(NamedTuple):
    """One filter that is chosen."""

    title: str
    value: str
    without: str  # the query of the list without it


@register.simple_tag
def narrowed(changelist: Any) -> list[Narrowing]:
    """Return the filters of a list that are chosen. The first choice of each is everything."""
    found = []
    for spec in changelist.filter_specs:
        every, *others = [choice for choice in spec.choices(changelist) if "query_string" in choice]
        chosen = [str(choice["display"]) for choice in others if choice.get("selected")]
        if chosen and not every.get("selected"):
            found.append(Narrowing(str(spec.title), ", ".join(chosen), every["query_string"]))
    return found
