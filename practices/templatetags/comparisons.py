"""What templates need to show practices side by side: addresses, and long texts in two parts."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse

from practices.discovery.comparison import url
from practices.text.markdown import in_two

register = template.Library()

register.filter("in_two", in_two)


@register.simple_tag
def comparing(*ids: int | Iterable[int]) -> str:
    """The address of the comparison of practices, by their ids or lists of them."""
    return url(reverse("compare"), _flat(ids))


@register.simple_tag
def comparing_without(ids: Iterable[int], one: int) -> str:
    """The address of the comparison of some practices, one of them taken away."""
    return comparing([pk for pk in ids if pk != one])


@register.simple_tag
def comparing_as_csv(*ids: int | Iterable[int]) -> str:
    """The address of the same as a file."""
    return url(reverse("compare-csv"), _flat(ids))


def _flat(ids: Iterable[int | Iterable[int]]) -> list[int]:
    return [pk for one in ids for pk in ([one] if isinstance(one, int) else one)]
