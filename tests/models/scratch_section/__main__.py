"""Load a practice that has the section, and print where it is seen: `python -m tests.models.scratch_section`."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings

TEXT = "The zebrafish told it [there](https://zebrafish.example/)."


def load(folder: Path) -> None:
    """Load the fixtures with one practice, which has the section."""
    from practices.loading import load

    shutil.copytree(
        settings.BASE_DIR / "fixtures", folder, ignore=lambda path, names: [n for n in names if n[0] == "0"]
    )
    [source] = (settings.BASE_DIR / "fixtures" / "practices").glob("001-*.toml")
    (folder / "practices" / source.name).write_text(f'context = "{TEXT}"\n{source.read_text()}')
    load(folder)


def main() -> None:
    django.setup()

    from django.core.management import call_command
    from django.test import Client

    from practices.admin import form_page
    from practices.editorial import completeness, history, previews
    from practices.exchange.columns import columns
    from practices.feeds import changes
    from practices.links import checking
    from practices.models import Practice
    from practices.submissions.forms import WhatForm
    from practices.taxonomy import vocabularies

    call_command("migrate", run_syncdb=True, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder) / "fixtures")
    practice, client = Practice.objects.get(), Client(headers={"host": "127.0.0.1"})

    def page(address: str) -> str:
        return b"".join(client.get(address, follow=True)).decode()

    def in_the_form(name: str, language: str) -> bool:
        return any(name in part.fields(language) for part in form_page.parts(language))

    places: dict[str, Callable[[], bool]] = {
        "loading": lambda: practice.context_en == TEXT,
        "translation": lambda: practice.context_fr is None,
        "history": lambda: history.latest(practice).content["context_en"] == TEXT,
        "reading": lambda: "The context</h2>" in page(practice.get_absolute_url()),
        "search": lambda: practice.title in page("/practices/?q=zebrafish"),
        "the API": lambda: client.get("/api/v1/practices/1").json()["context"] == TEXT,
        "its description": lambda: "context" in page("/api/v1/openapi.json"),
        "link checks": lambda: "https://zebrafish.example/" in checking.addresses(),
        "completeness": lambda: "context" in {check.name for check in completeness.CHECKS},
        "previews": lambda: "The context" in previews.untranslated(practice, "fr"),
        "feeds": lambda: "context" in changes.PUBLIC_FIELDS,
        "proposals": lambda: "context" in WhatForm.base_fields,
        "exports": lambda: TEXT in page("/practices/export.csv"),
        "spreadsheets": lambda: {"context_en", "context_fr"} <= {one.name for one in columns(vocabularies.read())},
        "the form": lambda: all(in_the_form(f"context_{code}", code) for code in ("en", "fr")),
    }
    json.dump({place: bool(is_seen()) for place, is_seen in places.items()}, sys.stdout)


main()
