"""Names and titles stand where readers of each language look for them."""

from __future__ import annotations

import random

import pytest

from practices.text.collation import sort_key, title_key

NAMES = {
    "en": ["2 a", "10 b", "Aachen", "Éire", "Erie", "naïve", "nave", "Œuvre", "Ostrava", "Part 2", "Part 10"],
    "fr": ["cote", "Cote", "coté", "côte", "Égypte", "Etat", "Été", "Île", "Œuvre", "Otan", "Zambie"],
    "es": ["lana", "llano", "luz", "nube", "nz", "ñame", "ópera", "zona"],
}
TITLES = {
    "en": ["“Apple”", "El Salvador: a plan", "‘An Orange’", "A pear", "Theatre", "The zoo"],
    "fr": ["Un accord", "« Bonjour »", "L’Espagne : un plan", "Larme", "Œuvres", "Otan", "Les Philippines"],
    "es": ["Un acuerdo", "El Salvador: un plan", "Elche", "La Habana", "Lasa", "Los Países Bajos", "«¿Qué?»"],
}


@pytest.mark.parametrize("language", NAMES)
def test_names(language: str) -> None:
    names = NAMES[language]
    assert sorted(random.Random(1).sample(names, len(names)), key=lambda name: sort_key(name, language)) == names


@pytest.mark.parametrize("language", TITLES)
def test_titles(language: str) -> None:
    titles = TITLES[language]
    mixed = random.Random(1).sample(titles, len(titles))
    assert sorted(mixed, key=lambda title: title_key(title, language)) == titles
