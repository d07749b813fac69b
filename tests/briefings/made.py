"""What a browser sends to the form of a briefing, and a briefing as it was made."""

from __future__ import annotations

from typing import Any

from django.test import Client

from practices.models import Practice

EVERYTHING = ["summaries", "text", "comparison", "needs", "gaps", "sources"]


def sent(*practices: Practice, parts: list[str] = EVERYTHING, **values: Any) -> dict[str, Any]:
    """Return what the browser sends for these practices, in this order."""
    places = {f"place-{one.pk}": str(place) for place, one in enumerate(practices, 1)}
    said = {"title": "For the ministers", "purpose": "To choose one.", "note": "Mind the fees."}
    return said | {"offered": [one.pk for one in practices], "parts": parts} | places | values


def made(client: Client, *practices: Practice, prefix: str = "", **values: Any) -> tuple[str, str]:
    """Make a briefing. Return where it is read, and where it is deleted."""
    answer = client.post(f"{prefix}/briefings/new/", sent(*practices, **values))
    assert answer.status_code == 302, answer.text
    reading = client.get(answer["Location"]).context["read"]
    return f"{prefix}/briefings/{reading}/", answer["Location"]
