"""The style guide: for developers alone, and complete."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

TEMPLATES = django_settings.BASE_DIR / "templates"
# What has no look of its own, or is a large part of one page, made of what the guide shows.
LEFT_OUT = {
    "_answered", "_asked", "_bound", "_citation_metadata", "_copying", "_corridor_ask", "_corridor_group",
    "_corridor_pairs", "_countries", "_country_empty", "_country_profile", "_covered",
    "_embed_discovery", "_gap_opened", "_metadata", "_neighbours", "_nothing", "_opengraph",
    "_reported_by", "_selected", "_shared_practices", "_years",
}  # fmt: skip


def test_readers_have_none(client: Client, db: None) -> None:
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.usefixtures("catalogue")
def test_it_shows_every_component(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    answer = client.get("/styleguide/")
    assert answer.status_code == 200
    shown = {template.name for template in answer.templates}
    components = {path.stem for path in (TEMPLATES / "practices").glob("_*.html")}
    assert components >= LEFT_OUT, "what is left out must be there"
    assert {name for name in components - LEFT_OUT if f"practices/{name}.html" not in shown} == set()
    page = answer.content.decode()
    assert all(f'href="#{name.partition(chr(34))[0]}"' in page for name in _symbols())


def _symbols() -> list[str]:
    return (TEMPLATES / "_sprite.html").read_text(encoding="utf-8").split('<symbol id="')[1:]
