"""Reading a reference that somebody pasted: a DOI, or an entry in RIS or BibTeX as libraries give it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.models import Source
from practices.models.identifiers import bare_doi, bare_isbn, bare_issn
from practices.text import languages
from practices.text.plain import clean, comparable, one_line

from . import latex

LONGEST = 10_000  # characters of what is pasted
Said = list[tuple[str, str]]  # what an entry says: the names of its own fields, and values
_RIS = re.compile(r"^([A-Z][A-Z0-9]) {0,2}-(?: (.*))?$")


_SYMBOL = re.compile(r"[A-Z][A-Z0-9.]*(?:/[A-Z0-9.()-]+){1,8}")  # as the United Nations write them: MC/INF/267


@dataclass
class Reading:
    """What a reference says, by the fields of a source, and the lines of it that no field takes."""

    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    others: int = 0  # entries behind the first


def read(text: str) -> Reading:
    """Return what a reference says. Raise ValidationError if it is none, or longer than `LONGEST`."""
    text = clean(text)
    if len(text) > LONGEST:
        raise ValidationError(_("This is more than one reference: at most %(most)s characters.") % {"most": LONGEST})
    doi = bare_doi(text)
    if re.fullmatch(r"10\.[0-9.]+/\S+", doi):
        return Reading({"doi": doi})
    entries = _entries_of_ris(text) or latex.entries(text)
    if not entries:
        sentence = _(
            "This is neither a DOI nor an entry in RIS (‘TY  - …’) or BibTeX (‘@article{…}’). A citation in words is "
            "not understood: type it into the fields below, or look for ‘Export’ or ‘Cite’ where you found it."
        )
        raise ValidationError(sentence)
    found = Reading(others=len(entries) - 1)
    for name, value in entries[0]:
        if name not in _IDLE and not _take(found, _MEANT.get(name, ""), value):
            found.left.append(f"{name}: {value}")
    return found


def _entries_of_ris(text: str) -> list[Said]:
    """Return the entries of a file in RIS. A line without a tag goes on with the one before."""
    entries: list[Said] = []
    is_open = False
    for line in text.splitlines():
        tagged = _RIS.match(line.strip())
        if tagged and tagged[1] in {"TY", "ER"}:
            is_open = tagged[1] == "TY"
            entries += [[]] if is_open else []
        if not is_open:
            continue
        if tagged:
            entries[-1].append((tagged[1], tagged[2] or ""))
        else:
            name, value = entries[-1][-1]
            entries[-1][-1] = (name, f"{value} {line}")
    return [[(name, one_line(value)) for name, value in entry if value.strip()] for entry in entries]


# What fields mean ----------------------------------------------------------------------------------

# By the tags of RIS, in capital letters, and the names of BibTeX, in small ones. What is left out of both, such as
# abstracts and keywords, no source has.
_MEANT = {
    **dict.fromkeys(("TY", "M3", "entry", "type"), "kind"),
    **dict.fromkeys(("AU", "A1", "author"), "authors_en"),
    **dict.fromkeys(("TI", "T1", "CT", "title"), "title"),
    **dict.fromkeys(("T2", "JO", "JF", "JA", "T3", "journal", "journaltitle", "series", "booktitle"), "series"),
    **dict.fromkeys(("PB", "publisher", "institution", "organization", "school"), "publisher_en"),
    **dict.fromkeys(("CY", "PP", "address", "location"), "place_en"),
    **dict.fromkeys(("PY", "Y1", "year"), "year"),
    **dict.fromkeys(("DA", "date"), "date"),
    **dict.fromkeys(("IS", "M1", "number"), "number"),
    **dict.fromkeys(("M2", *(f"C{place}" for place in range(1, 9))), "document_symbol"),
    **dict.fromkeys(("SN", "isbn", "issn"), "digits"),
    **dict.fromkeys(("DO", "doi"), "doi"),
    **dict.fromkeys(("UR", "L1", "L2", "url"), "url"),
    **dict.fromkeys(("LA", "language", "langid"), "language"),
}
# What says nothing that a source should say.
_IDLE = {"ID", "key", "month"}
_KINDS = {
    **dict.fromkeys(("rprt", "techreport", "report", "govdoc"), Source.Kind.REPORT),
    **dict.fromkeys(("jour", "ejour", "mgzn", "news", "article"), Source.Kind.ARTICLE),
    **dict.fromkeys(("stat", "bill", "legislation", "legal"), Source.Kind.LAW),
    **dict.fromkeys(("slide", "presentation"), Source.Kind.PRESENTATION),
    **dict.fromkeys(("data", "dbase", "dataset"), Source.Kind.DATASET),
    **dict.fromkeys(("elec", "blog", "online", "electronic", "www"), Source.Kind.WEB_PAGE),
}
_CODES = {"eng": "en", "fra": "fr", "fre": "fr", "spa": "es", "ara": "ar", "por": "pt", "rus": "ru", "zho": "zh"}


def _take(found: Reading, name: str, value: str) -> bool:
    """Take what one field says, if it can be understood and nothing else was said before. Return whether it was."""
    if name == "kind":
        return _take_kind(found, value)
    if name == "authors_en":
        before = found.fields.get(name)
        found.fields[name] = "\n".join(filter(None, [before, _author(value)]))
        return True
    if name in {"date", "year"}:
        return _take_date(found, value)
    if name == "number" and _SYMBOL.fullmatch(value):
        name = "document_symbol"
    name, value = _numbered(value) if name == "digits" else (name, _UNDERSTOOD.get(name, str)(value))
    return bool(name and value) and found.fields.setdefault(name, value) == value


def _take_kind(found: Reading, value: str) -> bool:
    """A kind that is told in words tells more than the type of the entry."""
    named = _named_kinds().get(comparable(value))
    if kind := named or _KINDS.get(value.lower()):
        if named or "kind" not in found.fields:
            found.fields["kind"] = kind
        return True
    return value.lower() in {"gen", "misc"}


def _named_kinds() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            found |= {comparable(str(label)): value for value, label in Source.Kind.choices}
    return found


def _take_date(found: Reading, value: str) -> bool:
    """Take a day, or the year alone where that is all that is told."""
    told = re.match(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?(?![0-9])", value)
    if not told:
        return False
    year, month, day = told.groups()
    found.fields.setdefault("year", year)
    if month and day and int(month) and int(day):
        found.fields["date"] = f"{year}-{int(month):02d}-{int(day):02d}"
    return True


def _numbered(value: str) -> tuple[str, str]:
    """Return whether a number is an ISSN, an ISBN, a symbol or that of a report, with it as a source has it."""
    if _SYMBOL.fullmatch(value):
        return "document_symbol", value
    issn, isbn = bare_issn(value), bare_isbn(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{3}[0-9X]", issn):
        return "issn", issn
    return ("isbn" if re.fullmatch(r"[0-9X-]{10,17}", isbn) else "number"), isbn


def _author(value: str) -> str:
    """Return an author as a source has one. 'International Organization,' is an institution in RIS."""
    value = value.replace("\N{SINGLE LOW-9 QUOTATION MARK}", ",")
    name = value.removesuffix(",")
    is_institution = name != value and " " in name
    return f"{{{name}}}" if is_institution else value


def _language(value: str) -> str:
    """Return the code of a language that is named by a code, or in one of our languages. Else ''."""
    told = value.lower()
    if told in languages.codes():
        return told
    return _CODES.get(told) or languages.code_of(value) or languages.code_of(value.split("-")[0])


def _symbol(value: str) -> str:
    """Return a document symbol, of fields that hold anything. Else ''."""
    return value if _SYMBOL.fullmatch(value) else ""


_UNDERSTOOD: dict[str, Callable[[str], str]] = {
    "doi": bare_doi,
    "language": _language,
    "title": one_line,
    "document_symbol": _symbol,
}
