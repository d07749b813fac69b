"""Draw `words.txt` from the lists of pyspellchecker: python -m practices.text.lexicon.draw <its folder of resources>.

They give each word of a language with how often it occurs in subtitles of films. What occurs in these and in no
dictionary was taken out by their makers.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from pathlib import Path

from practices.text import lexicon

_LONGEST = 24  # letters
_LEAST = 50  # how often a word occurs that is known from a dictionary alone
_FOREIGN = 20  # times as frequent in another language: it is a word of that one
# Forms of French verbs that hardly anybody searches for: a third of the list.
_RARE_FORM = re.compile(r"(ions|iez|r(ai|as|a|ons|ez|ont|ais|ait|aient)|ss(e|es|ent)|[aiu](mes|tes)|erent|irent)$")


def main(folder: Path) -> None:
    """Write the file anew."""
    counts = {language: _counted(folder / f"{language}.json.gz") for language in ("en", "fr", "es")}
    totals = {language: sum(found.values()) for language, found in counts.items()}
    languages: dict[str, list[str]] = {}
    for language, found in counts.items():
        for word, count in found.items():
            most = max(counts[other].get(word, 0) / totals[other] for other in counts)
            is_rare_form = language == "fr" and count == _LEAST and _RARE_FORM.search(word)
            if not is_rare_form and count / totals[language] * _FOREIGN > most:
                languages.setdefault(word, []).append(language)
    lines = [f"{word} {' '.join(of)}\n" for word, of in sorted(languages.items()) if not _is_told(word, of, languages)]
    (Path(lexicon.__file__).parent / "words.txt").write_text("".join(lines))


def _counted(path: Path) -> dict[str, int]:
    """Return the words of one language as they are compared, with how often they occur."""
    counted: dict[str, int] = {}
    for written, count in json.loads(gzip.decompress(path.read_bytes())).items():
        word = _folded(written)
        if lexicon.SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha():
            counted[word] = counted.get(word, 0) + count
    return counted


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _is_told(word: str, of: list[str], languages: dict[str, list[str]]) -> bool:
    """Whether a plural is known by its singular."""
    return any(set(of) <= set(languages.get(singular, ())) for singular in lexicon.singulars(word))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
