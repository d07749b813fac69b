"""The catalogue as a book: every practice once, with its text and sources, and how far to trust it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.papers import blocks as b
from practices.papers.book import KINDS, book
from practices.papers.practice import anchor
from tests import factories

pytestmark = pytest.mark.django_db


def told(language: str) -> list[b.Block]:
    with override(language):
        return list(book(language).blocks)


def text(blocks: list[b.Block]) -> str:
    return "\n".join(b.text_of(block.line) for block in blocks if isinstance(block, b.Paragraph))


def anchors(blocks: list[b.Block]) -> list[str]:
    return [block.anchor for block in blocks if isinstance(block, b.Heading) and block.anchor.startswith("practice-")]


def test_each_practice_stands_once_and_is_named_in_its_other_areas() -> None:
    made = factories.vocabulary()
    money, hiring, _support = made.areas
    first = factories.practice("Money", policy_areas=[hiring, money])
    second = factories.practice("Agencies", policy_areas=[hiring], countries=[(made.countries[0], "origin")])
    nowhere = factories.practice("Somewhere else", policy_areas=[hiring])
    nowhere.policy_areas.clear()
    factories.draft("A secret draft")
    blocks = told("en")
    assert anchors(blocks) == [anchor(one.pk) for one in (first, second, nowhere)]
    chapters = [block.text for block in blocks if isinstance(block, b.Heading) and block.level == 1]
    assert chapters == ["Gap map", "Remittances", "Recruitment regulation", "Without a policy area", "Index"]
    named = [item for block in blocks if isinstance(block, b.Bullets) for item in block.items]
    links = [run.address for item in named for run in b.runs(item)]
    assert f"#{anchor(first.pk)}" in links
    (countries, *_others) = (block for block in blocks if isinstance(block, b.Index))
    assert [(entry.name, [run.text for run in entry.places]) for entry in countries.entries] == [
        ("Morocco", [str(second.pk)])
    ]
    assert "A gap in the catalogue is not a gap in the world." in text(blocks)


def test_translations_say_how_far_to_trust_them_and_what_is_english_is_marked() -> None:
    made = factories.vocabulary()
    factories.practice("Only English", summary="In English.", policy_areas=made.areas[:1])
    factories.practice("Home", title_fr="Chez soi", summary_fr="En français.", policy_areas=made.areas[1:2])
    blocks = told("fr")
    english, french = (block for block in blocks if isinstance(block, b.Heading) and block.anchor in anchors(blocks))
    assert (english.language, french.language) == ("en", "")
    with override("fr"):
        assert _("Not yet translated: shown in English.") in text(blocks)
        assert _("Unofficial translation.") in text(blocks)


def test_the_command_writes_both_forms_the_same_each_time(tmp_path: Path, capsys: Any) -> None:
    factories.practice("Money", results="**Lower** fees.")
    call_command("book", language="es", to=tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["labour-mobility-practices.es.docx", "labour-mobility-practices.es.epub"]
    for kind, form in KINDS.items():
        again = io.BytesIO()
        form.write_into(again, book("es"))
        assert again.getvalue() == (tmp_path / f"labour-mobility-practices.es.{kind}").read_bytes()
