"""Pages that are not drawn, where their status is all that matters: drawing them takes most of the time."""

from __future__ import annotations

import pytest
from django.template.response import SimpleTemplateResponse


def draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be empty."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr("django.template.loader.render_to_string", lambda *given, **named: "")
