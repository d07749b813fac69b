"""What makes a good group of synonyms, of those that the catalogue comes with (docs/first-content.md)."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from practices.models import Synonym
from practices.search import analysis, parse
from practices.taxonomy.vocabularies import LANGUAGES

GROUPS: list[dict[str, Any]] = tomllib.loads(Path("fixtures/synonyms.toml").read_text(encoding="utf-8"))["synonyms"]
# The broader word for what several groups name: whoever asks for nurses finds health workers, too.
BROADER = {"health workers", "personnel de santé", "personal de salud", "agriculture", "agricultura"}

Stems = tuple[str, ...]


def telling(member: str) -> Stems:
    """The words by which a member is recognised."""
    return tuple(word for word in analysis.words(member) if word not in analysis.FUNCTION_WORDS)


def stems(member: str, language: str) -> Stems:
    return tuple(analysis.stem(word, language) for word in telling(member))


def test_there_are_many_and_each_has_a_link_name_of_its_own() -> None:
    assert len(GROUPS) >= 150
    assert [slug for slug, count in Counter(group["slug"] for group in GROUPS).items() if count > 1] == []


def test_each_is_one_that_staff_could_have_typed() -> None:
    for group in GROUPS:
        made = Synonym(words="\n".join(group["words"]), fixture=group["slug"])
        made.clean_fields()
        made.clean()
        assert made.lines == group["words"]


def test_each_speaks_three_languages() -> None:
    """But for 'forum', which two of them write alike."""
    assert [group["slug"] for group in GROUPS if len(group["words"]) < len(LANGUAGES)] == ["forum"]


def test_no_member_stands_there_twice() -> None:
    """Neither in its group, nor in another one by its stem in any language: that joins what both mean."""
    twice = [
        (group["slug"], forms)
        for group in GROUPS
        for forms, count in Counter(tuple(stems(one, lang) for lang in LANGUAGES) for one in group["words"]).items()
        if count > 1
    ]
    assert twice == []
    places: defaultdict[tuple[str, Stems], set[str]] = defaultdict(set)
    for group in GROUPS:
        for member in set(group["words"]) - BROADER:
            for language in LANGUAGES:
                places[language, stems(member, language)].add(group["slug"])
    assert {key: slugs for key, slugs in places.items() if len(slugs) > 1} == {}


def test_no_phrase_is_read_as_a_single_word() -> None:
    """'Sans papiers' is: function words are left out, and what is left, papers, means something else. With a hyphen it
    is read whole.
    """
    phrases = [member for group in GROUPS for member in group["words"] if len(analysis.words(member)) > 1]
    assert [phrase for phrase in phrases if len(telling(phrase)) == 1 and not parse(f"{phrase} ")[0].whole] == []


def test_every_member_says_something() -> None:
    """But for 'UN', which is a French article, too, and counts in capitals."""
    assert [one for group in GROUPS for one in group["words"] if not telling(one)] == ["UN"]
