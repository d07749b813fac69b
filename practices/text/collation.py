"""Order of names and titles as readers of each language look for them, the same on every database.

Neither SQLite nor PostgreSQL's C locale puts 'Égypte' near E, and neither leaves out an article. The rules are those of
the Unicode Collation Algorithm (UTS 10) as far as Latin texts need them: first letters, then accents, then case.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import get_language

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"})
# A letter of its own in Spanish, behind all words with n.
_OF_THEIR_OWN = {"es": {"n\u0303": "n\U0010ffff"}}
_APOSTROPHES = re.compile("['’‘ʼʻ`´′]")
_NO_LETTER = re.compile(r"[^\w\U0010ffff]+|_+")
_THOUSANDS = re.compile(r"(?<=\d)[,.\s'’](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+")
# A title stands under the first word behind its article. That of 'El Salvador' belongs to the name.
_ARTICLES = {
    "en": re.compile(r"(?:the|an?)\s+", re.IGNORECASE),
    "fr": re.compile(r"(?:l[ae]|les|une?|des)\s+|l['’]\s*", re.IGNORECASE),
    "es": re.compile(r"(?:el(?!\s+salvador\b)|l[ao]s?|un[ao]?s?)\s+", re.IGNORECASE),
}


@lru_cache(maxsize=20_000)
def _key(text: str, language: str) -> str:
    accented = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS))
    for letter, sorted_as in _OF_THEIR_OWN.get(language, {}).items():
        accented = accented.replace(letter, sorted_as)
    letters = "".join(char for char in accented if not unicodedata.combining(char))
    words = " ".join(_NO_LETTER.sub(" ", _APOSTROPHES.sub("", _THOUSANDS.sub("", letters))).split())
    # Before each number stands how many digits it has, so that 10 comes after 2.
    by_letters = _NUMBER.sub(lambda digits: f"{len(number := digits.group().lstrip('0')):02d}{number}", words)
    return f"{by_letters}\0{accented}\0{text.swapcase()}"


def sort_key(name: str, language: str = "") -> str:
    """Return the key by which a name stands in a list for readers of a language, by default the active one."""
    return _key(name, language or get_language() or "en")


def title_key(title: str, language: str) -> str:
    """Return the key by which a title in a language stands in a list: marks before it and its article don't count."""
    return _key(_ARTICLES[language].sub("", re.sub(r"^\W+", "", title), count=1), language)
