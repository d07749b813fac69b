"""Plain text, as people type it or programs send it: cleaned once, in the same way at every door; and names compared.

Texts come out of word processors, web pages, spreadsheets and PDFs with signs that nobody sees, which part words for
search and for comparing. Some of these signs join letters for a reason, in Arabic, Persian, the scripts of India or
emoji: those stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import pgettext

# What Excel writes into its files for a sign that XML can't hold: other programs take it over as it is.
_ESCAPED = re.compile("(?<!_x005F)(?:_x005F)*+_x(00[01][0-9A-F])_", re.IGNORECASE)
# More accents on one letter than any language has: putting them in order takes the square of their number.
_ACCENTS = "[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(f"({_ACCENTS}{{30}}){_ACCENTS}+")
_LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")

# Letters that take other shapes beside each other: from Arabic to N'Ko, of India and its neighbours, Mongolian.
_SHAPING = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
)
# Letters of scripts that put no spaces between words, from Thai to Burmese.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
_PICTURES = "\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def _but(kept: Iterable[str], signs: str) -> re.Pattern[str]:
    r"""Return a pattern for signs, to be replaced by its group: what is kept, where it has a meaning."""
    return re.compile(f"({'|'.join(kept)})|[{signs}]")


_VARIANTS = _but(  # of how a sign is drawn: a heart in colour, a way to write an ideograph, the flag of Wales
    [
        rf"(?<=[{_PICTURES}\u1000-\u109f\u3000-\ua4ff\ua840-\ua87f\uf900-\ufaff\uff00-\uff60])[\ufe00-\ufe0f]",
        r"(?<=[0-9#*])\ufe0f(?=\u20e3)",
        r"(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]",
        r"(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f",
    ],
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"
    # And what means nothing anywhere: controls, the soft hyphen, marks of byte order, joiners of words and formulas,
    # fillers, notes between lines, what stands for a pasted thing, halves of signs.
    "\0-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc"
    "\ufffe\uffff\ud800-\udfff",
)
_JOINERS = _but(
    [
        rf"(?<=[{_SHAPING}])[\u180e\u200c\u200d]",
        rf"[\u180e\u200c\u200d](?=[{_SHAPING}])",
        rf"(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])",
        rf"(?<=[{_UNSPACED}])\u200b(?=[{_UNSPACED}])",
    ],
    "\u180e\u200b-\u200d",
)
# All that the patterns above look for, and escapes: most texts have none of it.
_SUSPECT = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]|_x"
)


def clean(text: str) -> str:
    """Return text as it is kept: composed (NFC), without signs that nobody sees, lines ended by LF, no outer space.

    What joins or parts letters for a reason stays, and so do marks of direction beside letters that are written from
    right to left. Cleaning what is clean changes nothing.
    """
    if not _SUSPECT.search(text):
        return _composed(text).strip()
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    text = _composed(_LINE_END.sub("\n", text))
    text = _JOINERS.sub(r"\1", _VARIANTS.sub(r"\1", text))
    if not _RIGHT_TO_LEFT.search(text):
        text = _DIRECTIONS.sub("", text)
    return _composed(text).strip()  # an accent may have stood behind a sign that is gone


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", _PILED.sub(r"\1", text))


def one_line(text: str) -> str:
    """Return cleaned text of one line, with single spaces. The spaces that French puts before signs stay."""
    return " ".join(filter(None, re.split("[ \n\t]", clean(text))))


def printable(text: str) -> str:
    """Return text as a question or a value is read: cleaned, of one line, every kind of space a plain one."""
    return re.sub(r"\s", " ", clean(text))


# Names ---------------------------------------------------------------------------------------

_AND = {"and", "et", "&"}
_AND_BETWEEN_WORDS = {"y", "e"}  # of Spanish; elsewhere a letter, as in 'Plan E' and 'C.E.E.'
# What is written in two ways, but which Unicode doesn't decompose; and signs that part no words.
_WRITTEN_ALIKE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n"}
    | dict.fromkeys("'’‘‛`´′＇ʹʻʼʽʾʿˈˊˋꞌ՚™®©\u0640")
)


@lru_cache(maxsize=50_000)
def comparable(name: str) -> str:
    """Return a name in the form by which names are compared: of two that are the same it is the same.

    It is without case, accents, spaces, punctuation, kinds of apostrophe and hyphen, ligatures, wide letters, and
    without 'and' in its languages:

    - `Égypte` and `egypte`, `Workers’ rights`, `Workers' rights` and `workers rights`
    - `Inter‑state cooperation` with any hyphen, a space or none; `Main d’œuvre` and `MAIN-D'OEUVRE`; `U.S.A.` and `USA`
    - `Research & development`, `Research and development`; `Emploi et formation`, `Emploi & formation`

    Digits stay apart where something stood between them. A name that has neither letter nor digit is left as it is.
    """
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(comparable_words(name))) or printable(name).casefold()


def is_among(name: str, others: Iterable[str | None]) -> bool:
    """Whether one of these names is the same as this one (`comparable`)."""
    wanted = comparable(name)
    return any(comparable(other) == wanted for other in others if other)


@lru_cache(maxsize=20_000)
def comparable_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in that form. Each stands in the comparable form of a name that has the word."""
    words = re.findall(r"&|[^\W_]+", _folded(printable(text)))
    around = zip(["", *words], words, [*words[1:], ""], strict=False)
    telling = tuple(word for before, word, after in around if not _is_and(before, word, after))
    return telling or tuple(word for word in words if word != "&")


def _is_and(before: str, word: str, after: str) -> bool:
    return word in _AND or (word in _AND_BETWEEN_WORDS and len(before) > 1 and len(after) > 1)


def _folded(text: str) -> str:
    """Return text in small letters, without accents and apostrophes."""
    if text.isascii():
        return text.lower().translate(_WRITTEN_ALIKE)
    decomposed = unicodedata.normalize("NFKD", text.translate(_WRITTEN_ALIKE)).casefold().translate(_WRITTEN_ALIKE)
    return "".join(char for char in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(char))


def listed(parts: Iterable[str]) -> str:
    """Return parts that may have commas of their own as one list, parted as the reader's language parts them."""
    return pgettext("between the parts of a list", "; ").join(parts)
