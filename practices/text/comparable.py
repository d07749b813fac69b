"""Names in the form by which they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_AND = {"and", "et"}
_AND_BETWEEN = {"y", "e"}  # of Spanish; at the beginning or end a letter
_WRITTEN_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ı": "i"} | dict.fromkeys("'’‘‛`´′ʹʻʼ"))


@lru_cache(maxsize=50_000)
def comparable(name: str) -> str:
    """Return a name without case, accents, spaces, punctuation, ligatures, and 'and' in its languages."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_WRITTEN_ALIKE))
    words = re.findall(r"[^\W_]+", "".join(char for char in folded if not unicodedata.combining(char)))
    last = len(words) - 1
    telling = (word for i, word in enumerate(words) if word not in _AND and not (word in _AND_BETWEEN and 0 < i < last))
    return "".join(telling) or name.strip().casefold()
