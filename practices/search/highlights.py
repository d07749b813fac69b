"""Why a practice was found: its title and summary with the hits marked, a passage, and notes where neither shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from practices.models import Practice
from practices.taxonomy.facets import SEARCHED, Values
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text import markdown

from . import documents
from .matching import Piece, Text, pieces
from .names import Name, Names
from .query import Clause, Part

_ON_CARDS = {"country", "policy_area", "migration_phase"}  # facets whose values a card names anyway
_AROUND = 90  # characters of a passage before and after the first hit
_FACETS = {facet.name: facet for facet in SEARCHED}


@dataclass(frozen=True)
class Passage:
    """A piece of a section, cut where words end."""

    label: str
    pieces: list[Piece]
    is_cut_before: bool
    is_cut_after: bool


class Highlights:
    """How one practice, as it is shown, meets the words of a question."""

    def __init__(self, practice: Practice, values: Values, clauses: tuple[Clause, ...], names: Names) -> None:
        self._practice = practice
        self._values = values
        self._names = names
        self._clauses = [clause for clause in clauses if not clause.is_excluded]
        self._parts = [part for clause in self._clauses for part in clause.all_parts]
        self._language = practice.text_language
        self._title = Text(practice.title, self._language)
        self._summary = Text(practice.summary, self._language)

    @property
    def title(self) -> list[Piece]:
        return self._marked(self._title)

    @property
    def summary(self) -> list[Piece]:
        return self._marked(self._summary)

    @cached_property
    def passage(self) -> Passage | None:
        """The passage that has most of what title and summary lack."""
        if not (hidden := self._hidden):
            return None

        def shown(section: tuple[str, Text]) -> int:
            return sum(any(section[1].has(part) for part in clause.all_parts) for clause in hidden)

        parts = [part for clause in hidden for part in clause.all_parts]
        for name, text in sorted(self._sections, key=shown, reverse=True):
            # What stands only in the address of a link is not seen, and gives no passage.
            if found := _cut(name, Text(markdown.to_text(text.text), self._language), parts):
                return found
        return None

    @cached_property
    def notes(self) -> list[str]:
        """A sentence for each word that was found by another name, a synonym, or in another language."""
        found = (self._note(clause) for clause in self._clauses if not self._shows(clause.parts))
        return list(dict.fromkeys(note for note in found if note))

    @cached_property
    def _hidden(self) -> list[Clause]:
        """The clauses that neither title nor summary shows."""
        return [
            clause
            for clause in self._clauses
            if not any(text.has(part) for text in (self._title, self._summary) for part in clause.all_parts)
        ]

    @cached_property
    def _sections(self) -> list[tuple[str, Text]]:
        found = documents.sections(vars(self._practice), self._language)
        return [(name, Text(text, self._language)) for name, text in found]

    def _shows(self, parts: tuple[Part, ...]) -> bool:
        """Whether one of these stands in what is shown of the practice."""
        texts = [self._title, self._summary, *(text for _name, text in self._sections)]
        return any(text.has(part) for text in texts for part in parts)

    def _note(self, clause: Clause) -> str:
        for name in self._names_behind(clause.parts):
            return self._by_name(name)
        for synonym in clause.synonyms:
            if self._shows((synonym.part,)) or any(self._names_behind((synonym.part,))):
                written = {"other": synonym.written, "member": synonym.of}
                return _("Found by “%(other)s”, which means the same as “%(member)s”.") % written
        for language in LANGUAGES:
            texts = documents.own_texts(vars(self._practice), language)
            if language != self._language and any(Text(t, language).has(p) for t in texts for p in clause.parts):
                name_of_language = get_language_info(language)["name_translated"]
                return _("“%(typed)s” stands in the text in %(language)s.") % {
                    "typed": clause.typed,
                    "language": name_of_language,
                }
        return ""

    def _names_behind(self, parts: tuple[Part, ...]) -> Iterator[Name]:
        """Yield the names of the practice's own values that hold one of these, those in the reader's language first."""
        language = get_language() or "en"
        names = [
            name
            for part in parts
            for name in self._names.meant_by(part)
            if name.value in self._values.get(name.facet, ())
        ]
        yield from sorted(names, key=lambda name: (name.language != language, name.is_alias))

    def _by_name(self, name: Name) -> str:
        facet = _FACETS[name.facet]
        label = facet.label_of(name.value, self._names.vocabularies)
        if name.text != label:
            written = {"facet": facet.label, "name": label, "other": name.text}
            return _("%(facet)s: %(name)s (also: “%(other)s”)") % written
        if name.facet in _ON_CARDS:
            return ""
        return _("%(facet)s: %(values)s") % {"facet": facet.label, "values": label}

    def _marked(self, text: Text) -> list[Piece]:
        return pieces(text.text, [span for part in self._parts for span in text.spans(part)])


def quoted(text: str) -> str:
    """The text between the quotation marks of the reader's language."""
    return _("“%(text)s”") % {"text": text}


def _cut(section: str, text: Text, parts: list[Part]) -> Passage | None:
    """Return the surroundings of the first hit in a section, cut between words."""
    spans = [span for part in parts for span in text.spans(part)]
    if not spans:
        return None
    first, last = min(spans)
    start = max(0, first - _AROUND)
    end = min(len(text.text), last + _AROUND)
    if start:
        start = text.text.find(" ", start, first) + 1 or first
    if end < len(text.text):
        end = max(text.text.rfind(" ", last, end), last)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    return Passage(Practice.heading_of(section), pieces(text.text[start:end], inside), start > 0, end < len(text.text))
