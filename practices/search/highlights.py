"""Why a practice was found: its title and summary with the hits marked, a passage, and notes where neither shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from practices.models import Practice
from practices.models.translations import language_of
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
    language: str
    pieces: list[Piece]
    is_cut_before: bool
    is_cut_after: bool


class Texts:
    """The texts of one practice in which words are looked for. Worth keeping: to find where they stand costs most."""

    def __init__(self, practice: Practice) -> None:
        self._columns = vars(practice)
        self._shown: dict[tuple[str, str], Text] = {}

    def headline(self, name: str, language: str) -> Text:
        """Return the title or the summary."""
        return self._kept(name, language, self._columns[f"{name}_{language}"])

    def section(self, name: str, language: str) -> Text:
        """Return a section as it is read."""
        # What stands only in the address of a link is not seen, and gives no passage.
        return self._kept(name, language, self._columns[f"{name}_{language}"] or "", markdown.to_text)

    def own(self, language: str) -> list[Text]:
        """Return all that is written in a language."""
        found = documents.own_texts(self._columns, language)
        return [self._kept(f"own {i}", language, text) for i, text in enumerate(found)]

    def _kept(self, name: str, language: str, text: str, read: Callable[[str], str] = str) -> Text:
        key = (name, language)
        if key not in self._shown:
            self._shown[key] = Text(read(text), language)
        return self._shown[key]


class Highlights:
    """How one practice, as it is shown, meets the words of a question."""

    def __init__(
        self, practice: Practice, values: Values, clauses: tuple[Clause, ...], names: Names, texts: Texts | None = None
    ) -> None:
        self._practice = practice
        self._texts = texts or Texts(practice)
        self._values = values
        self._names = names
        self._clauses = [clause for clause in clauses if not clause.is_excluded]
        self._parts = [part for clause in self._clauses for part in clause.all_parts]
        self._title, self._summary = (
            self._texts.headline(name, language_of(practice, name)) for name in ("title", "summary")
        )

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to mark or to note."""
        return not self._clauses

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
            if found := _cut(self._practice.heading(name), text, parts):
                return found
        return None

    @cached_property
    def notes(self) -> list[str]:
        """A sentence for each word that was found by another name, a synonym, or in another language."""
        found = (self._note(clause) for clause in self._clauses if not self._shows(clause.own_parts))
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
        """Each section that has a text, in the language that it is shown in."""
        found = [(name, self._texts.section(name, language_of(self._practice, name))) for name in Practice.SECTIONS]
        return [(name, text) for name, text in found if text.text]

    def _shows(self, parts: tuple[Part, ...]) -> bool:
        """Whether one of these stands in what is shown of the practice."""
        texts = [self._title, self._summary, *(text for _name, text in self._sections)]
        return any(text.has(part) for text in texts for part in parts)

    def _note(self, clause: Clause) -> str:
        for name in self._names_behind(clause.own_parts):
            return self._by_name(name)
        for synonym in clause.synonyms:
            behind = next(self._names_behind((synonym.part,)), None)
            if behind and synonym.written == synonym.of:  # a name of several words
                return self._by_name(behind)
            if behind or self._shows((synonym.part,)):
                written = {"other": synonym.written, "member": synonym.of}
                return _("Found by “%(other)s”, which means the same as “%(member)s”.") % written
        for language in LANGUAGES:
            if any(text.has(part) for text in self._texts.own(language) for part in clause.own_parts):
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


def _cut(heading: str, text: Text, parts: list[Part]) -> Passage | None:
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
    return Passage(heading, text.language, pieces(text.text[start:end], inside), start > 0, end < len(text.text))
