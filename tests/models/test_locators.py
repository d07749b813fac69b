"""Pages and paragraphs: however they are written, they are kept in one way."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from practices.models import Citation, locators
from tests import factories

WRITTEN = {
    "12": ["12", "p. 12", "p.12", "p 12", "S. 12", "pág. 12", "page 12", "[12]", "12."],
    "12-14": ["12–14", "12 - 14", "12—14", "12−14", "12--14", "pp. 12-14", "S. 12–14", "págs. 12-14", "pp12‑14"],
    "12-15": ["pages 12 à 15", "páginas 12 a 15", "12 to 15", "p. 12 – p. 15", "(pp. 12–15)"],
    "12-13": ["12 f.", "12f", "S. 12 f.", "12 sq."],
    "12-": ["12 ff.", "12ff", "12 y ss.", "p. 12 et suiv.", "12 et seq.", "12 –"],
    "12, 14": ["12,14", "12 , 14", "12; 14", "pp. 12 and 14", "p. 12 et 14", "págs. 12 y 14", "12 & 14"],
    "12, 15-17": ["12, 15–17", "pp. 12, 15 - 17"],
    "iv-vi": ["iv–vi", "pp. iv - vi"],
    "xii": ["p. xii", "xii"],
    "XII": ["XII"],
    "A-3": ["A-3", "p. A–3"],
    "A-3-A-5": ["A-3–A-5", "pp. A-3 - A-5"],
    "12a": ["12a"],
    "S12-S15": ["S12–S15"],
    "e1234": ["e1234"],
}
NONE = ["twelve", "Chapter 2", "iiii", "12-14-16", "-12", "12/14", "p.", "§ 5"]


@pytest.mark.parametrize(("kept", "written"), [(kept, one) for kept, some in WRITTEN.items() for one in some])
def test_pages_are_kept_in_one_way(kept: str, written: str) -> None:
    assert locators.normalised(written) == kept
    assert locators.normalised(kept) == kept
    assert Citation._meta.get_field("pages").clean(written, None) == kept


@pytest.mark.parametrize("written", NONE)
def test_what_is_no_page_stays_and_is_refused(written: str) -> None:
    assert locators.normalised(written) == written
    with pytest.raises(ValidationError, match="Write numbers as"):
        Citation._meta.get_field("pages").clean(written, None)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("para. 12", "12"), ("§§ 3–5", "3-5"), ("párrs. 5 a 7", "5-7"), ("paragraphes 12 et 13", "12, 13"), ("¶5", "5")],
)
def test_paragraphs_have_words_of_their_own(written: str, kept: str) -> None:
    assert Citation._meta.get_field("paragraphs").clean(written, None) == kept


@pytest.mark.parametrize(
    ("pages", "ends", "printed"),
    [
        ("12", ("12", ""), "p. 12"),
        ("12-14", ("12", "14"), "pp. 12–14"),
        ("iv-vi", ("iv", "vi"), "pp. iv–vi"),
        ("xii", ("xii", ""), "p. xii"),
        ("A-3", ("A-3", ""), "p. A-3"),
        ("A-3-A-5", ("A-3", "A-5"), "pp. A-3–A-5"),
        ("IV-6", ("IV-6", ""), "p. IV-6"),
        ("iv-6", ("iv", "6"), "pp. iv–6"),
        ("12, 15-17", ("", ""), "pp. 12, 15–17"),
        ("47-", ("47", ""), "from p. 47 on"),
    ],
)
def test_ends_and_print_tell_ranges_from_numbers_with_a_hyphen(pages: str, ends: tuple[str, str], printed: str) -> None:
    assert locators.ends(pages) == ends
    assert Citation(pages=pages).locator == printed


@pytest.mark.both_databases
def test_every_door_keeps_them_so(vocabulary: factories.Vocabulary) -> None:
    made = Citation.objects.create(practice=factories.draft(), source=factories.source(), pages="pp. 12 – 14")
    assert Citation.objects.get(pages="12–14") == made
    Citation.objects.filter(pk=made.pk).update(pages="p. iv – vi")
    assert Citation.objects.get(pk=made.pk).pages == "iv-vi"
