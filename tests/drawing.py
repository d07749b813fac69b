"""How many random examples are drawn."""

from __future__ import annotations

from typing import Any

from hypothesis import settings


def examples(number: int, **given: Any) -> settings:
    """Draw this many, where each takes long, or as many as `make fuzz` wants."""
    profile = settings.get_current_profile_name()
    return settings(**given) if profile == "fuzz" else settings(max_examples=number, **given)
