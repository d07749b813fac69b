"""Link names for what is new."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Any

from django.utils.text import slugify

from practices.models import FormerName, Practice

_LONGEST = 70  # characters, so that a number fits behind them


def numbered(name: str, number: int) -> str:
    """Return a link name with a number behind it."""
    return f"{name[:_LONGEST]}-{number}"


def _whole_words(name: str) -> str:
    """Return as many of its words as fit, rather than the beginning of one."""
    return name if len(name) <= _LONGEST else name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]


def free(title: str, otherwise: str, taken: Collection[str] = (), model: Any = Practice) -> str:
    """Return a link name made of a title, or of `otherwise` where that has no letters.

    Nothing of the model has it or had it once, and it is none of those taken.
    """
    base = _whole_words(slugify(title)) or otherwise
    had = FormerName.objects.filter(kind=model._meta.model_name, name__startswith=base).values_list("name", flat=True)
    used = {*taken, *model._base_manager.filter(slug__startswith=base).values_list("slug", flat=True), *had}
    others = (numbered(base, number) for number in itertools.count(2))
    return next(name for name in itertools.chain([base], others) if name not in used)
