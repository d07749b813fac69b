"""What is refused of the documents in the fixtures, and that what is said of them is loaded in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from practices.loading import Problems, load
from practices.models import Source

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('issn = "1726-2224"', 'isbn = "978-92-9068-406-1"', "entry idm-12, field isbn: This ISBN has a typing error"),
        ('language = "en"', 'language = "xx"', "entry idm-12, field language: ‘xx’ is no code of ISO 639"),
        ('\nwhere_to_find = "Selon ', '\nwhere = "Selon ', "entry idm-12, fr, field where: there is no such field"),
        ('kind = "report"', 'kind = "novel"', "entry idm-12, field kind"),
    ],
)
def test_mistakes_are_named_and_nothing_is_loaded(folder: Path, old: str, new: str, told: str) -> None:
    file = folder / "sources.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(Problems, match=told):
        load(folder)
    assert not Source.objects.exists()


def test_where_to_find_a_document_is_there_in_each_language(folder: Path) -> None:
    load(folder)
    source = Source.objects.get(slug="mc-inf-267")
    assert source.where_to_find_en == (
        "A document of the International Organization for Migration: ask IOM for it by its symbol, MC/INF/267."
    )
    assert "par sa cote, MC/INF/267" in source.where_to_find_fr
    assert "por su signatura, MC/INF/267" in source.where_to_find_es
    assert (source.doi, source.isbn, source.url) == ("", "", "")
