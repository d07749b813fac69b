"""A made-up list of practices as another organisation might publish it: 31 rows, headings of its own, countries in
mixed spellings, dates in words.
"""

from __future__ import annotations

from typing import Any

from practices.models import Country, MigrationPhase, Organisation, PolicyArea, Region
from tests import factories
from tests.exchange.files import csv_bytes

_COUNTRIES = [
    ("VN", "VNM", "704", "Viet Nam", {"name_fr": "Viet Nam", "name_es": "Viet Nam"}),
    ("KR", "KOR", "410", "Republic of Korea", {"name_fr": "République de Corée", "aliases_en": "South Korea"}),
    ("KE", "KEN", "404", "Kenya", {}),
    ("CI", "CIV", "384", "Côte d’Ivoire", {"aliases_en": "Ivory Coast"}),
    ("BA", "BIH", "070", "Bosnia and Herzegovina", {"name_fr": "Bosnie-Herzégovine"}),
    ("ES", "ESP", "724", "Spain", {"name_fr": "Espagne", "name_es": "España"}),
    ("BO", "BOL", "068", "Bolivia (Plurinational State of)", {"aliases_en": "Bolivia"}),
]
# Title, origin, destination, since, reported, theme, who
_FIRST: list[tuple[str, str, str, str, str, str, str]] = [
    ("Nurses learn Korean before they leave", "Vietnam", "South Korea", "2007", "8 October 2007", "Remittances", "ILO"),
    (
        "Cooks’ diplomas count abroad",
        "MAROC, egypte and the Philippines",
        "España",
        "since 2004",
        "Oct. 2007",
        "remittances",
        "Harbour Office, Rabat",
    ),
    (
        "A radio play on life abroad",
        "Ivory Coast / Kenya",
        "Bosnia & Herzegovina",
        "2003–2006",
        "octobre 2007",
        "Public support",
        "ILO; Harbour Office, Rabat",
    ),
    (
        "Savings clubs of seamstresses",
        "Bolivia, Plurinational State of",
        "Republic of Korea; Spain",
        "de 2001 à 2005",
        "3 avril 2007",
        "Public support, Remittances",
        "",
    ),
    ("Who pays for the bus", "Morocco", "Atlantis", "around 2000", "2007", "Transport", "Ministry of Buses"),
]
_THEMES = ["Remittances", "Recruitment regulation", "public support"]


def world() -> None:
    """Make what the list names and the catalogue knows."""
    made = factories.vocabulary()
    for code, iso3, m49, name, more in _COUNTRIES:
        factories.country(code, iso3, m49, name, Region.objects.get(slug="asia"), **more)
    Organisation.objects.create(slug="ilo", name_en="International Labour Organization", acronym_en="ILO")
    assert made.areas and PolicyArea.objects.exists() and MigrationPhase.objects.exists() and Country.objects.exists()


def rows() -> list[dict[str, Any]]:
    """Return the 31 rows."""
    more = [
        (
            f"Lessons number {n} for those who leave",
            "Kenya",
            "Spain",
            str(1990 + n),
            f"{n} May 2008",
            _THEMES[n % 3],
            "ILO",
        )
        for n in range(1, 27)
    ]
    return [
        {
            "No.": number,
            "Name of the practice": title,
            "Sending country": origin,
            "Host countries": destination,
            "Period": since,
            "Reported": reported,
            "Theme": theme,
            "Implementing agency": who,
            "Description": f"{title}: an office runs it, and those who leave take part. It is told in brief. " * 4,
            "Budget (USD)": 1000 * number,
            "Reference": "Report (2010)",
            "Pages": str(number),
        }
        for number, (title, origin, destination, since, reported, theme, who) in enumerate([*_FIRST, *more], 1)
    ]


def file() -> bytes:
    """Return the list as a file, with a title above the headings."""
    return b"Good practices of the region;;;\n" + csv_bytes(*rows(), delimiter=";")
