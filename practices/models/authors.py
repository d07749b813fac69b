"""Who wrote a document. Curators write one a line: people as 'Family name, Given name', institutions in braces."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr)\.?|[ivx]{1,4}", re.IGNORECASE)
# What only institutions are called, in the names of which there may be a comma. 'Bank' is a family name, too.
_INSTITUTION = re.compile(
    r"\b(?:united nations|nations unies|naciones unidas|minist(?:ry|ère|erio)|government|gouvernement|gobierno"
    r"|department|département|departamento|directorate|secretar[ií]at|secrétariat|secretaría"
    r"|organi[sz]ation|organización|commission|comisión|committee|comité|agency|agence|agencia|authority|autorité"
    r"|autoridad|office|oficina|bureau|instituto?e?|universit[yé]|universidad|federation|fédération|federación"
    r"|association|asociación|council|conseil|consejo|centre|center|centro|foundation|fondation|fundación"
    r"|programme|program|programa|division|división)\b",
    re.IGNORECASE,
)


class Author(NamedTuple):
    """A person, or an institution, whose name stays in one piece."""

    name: str  # of the family, or of the institution
    given: str = ""
    suffix: str = ""  # as 'Jr.' or 'III'
    is_institution: bool = False

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.given, self.suffix) if part)

    @property
    def in_reading_order(self) -> str:
        """The name as it is said: given name first."""
        spoken = f"{self.given} {self.name}".strip()
        return f"{spoken}, {self.suffix}" if self.suffix else spoken


def institution(name: str) -> Author:
    """Return an institution as an author."""
    return Author(name, is_institution=True)


def read(line: str) -> Author:
    """Read an author as curators write one. Without a comma it is an institution, too; 'Suharto,' is a person."""
    line = " ".join(line.split())
    if line.startswith("{") and line.endswith("}"):
        return institution(line[1:-1].strip("{} "))
    if "," not in line:
        return institution(line.strip("{} "))
    family, *others = (part.strip() for part in line.split(","))
    suffix = next((part for part in others if len(others) > 1 and _SUFFIX.fullmatch(part)), "")
    return Author(family, ", ".join(part for part in others if part and part != suffix), suffix)


def all_of(text: str) -> list[Author]:
    """Read all authors of a document."""
    return [read(line) for line in text.splitlines() if line.strip()]


def marked(text: str, known: Container[str] = ()) -> str:
    """Return the authors with every institution in braces.

    One with a comma in its name is told by its words, or by its name, in lower case, being known.
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(_marked(line, known) for line in lines if line)


def _marked(line: str, known: Container[str]) -> str:
    author = read(line)
    if author.is_institution or line.lower() in known or _is_surely_an_institution(author):
        return f"{{{author.name if author.is_institution else line}}}"
    return line


def _is_surely_an_institution(author: Author) -> bool:
    """Whether a part of the name has a word that only institutions have, beside others: 'Office, Jane' is a person."""
    return any(" " in part and _INSTITUTION.search(part) for part in (author.name, author.given))
