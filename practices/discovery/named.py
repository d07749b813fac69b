"""What a text names by itself: countries, policy areas and others that have a page of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices.search import Clause, Snapshot
from practices.taxonomy.facets import BY_NAME

from .terms import PAGES, Term

COUNTRY = "country"
_PAGES = {COUNTRY: COUNTRY, **PAGES}
_LINKS: dict[str, str | Promise] = {
    "country": gettext_lazy("Country page"),
    "policy_area": gettext_lazy("Page of the policy area"),
    "migration_phase": gettext_lazy("Page of the phase"),
    "organisation": gettext_lazy("Page of the organisation"),
    "source": gettext_lazy("Page of the document"),
}
_MOST = 3
_LONGEST = 8  # words of a name

Words = tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """Something that a text names, how many practices have it, and the pieces of the text that name it."""

    term: Term
    count: int
    typed: tuple[str, ...]

    @property
    def is_country(self) -> bool:
        return self.term.facet.name == COUNTRY

    @property
    def announcement(self) -> str:
        """How many practices have it: 'Kenya: 7 practices'."""
        practices = ngettext("%(count)s practice", "%(count)s practices", self.count) % {"count": self.count}
        text = _("%(country)s: %(practices)s") if self.count else _("%(country)s: no practice yet")
        return text % {"country": self.term.label, "practices": practices}

    @property
    def link_text(self) -> str:
        return str(_LINKS[self.term.facet.name])


def named(text: str, clauses: tuple[Clause, ...], snapshot: Snapshot) -> list[Named]:
    """Return what a text names, which was read as these clauses: countries anywhere; others if it names all it says."""
    if not snapshot.counts_at_once:
        return []
    if code := _coded(text, snapshot):
        return [_named(COUNTRY, code, (text.strip(),), snapshot)]
    found: dict[tuple[str, str], Words] = {}
    names_all = True
    for run in _runs(clauses):
        for typed, names in _of_run(run, snapshot):
            names_all = names_all and bool(names)
            found |= dict.fromkeys(names, typed)
    told = [one for one in found if names_all or one[0] == COUNTRY]
    everything = [_named(facet, value, found[facet, value], snapshot) for facet, value in told]
    # Of what curators enter along with practices, readers may know only what a practice has.
    return [one for one in everything if one.count or not one.term.facet.comes_with_practices][:_MOST]


def _coded(text: str, snapshot: Snapshot) -> str | None:
    """Return the country whose code is all of the text. Small letters may be a word: 'in', 'can'."""
    code = text.strip()
    is_code = len(code) in {2, 3} and code.isalpha() and code.isupper()
    return BY_NAME[COUNTRY].resolve(code, snapshot.vocabularies) if is_code else None


def _runs(clauses: tuple[Clause, ...]) -> Iterator[list[Clause]]:
    """Yield the wanted clauses that stand next to each other. An alternative stands alone."""
    run: list[Clause] = []
    for clause in clauses:
        if not clause.is_excluded and len(clause.parts) == 1:
            run.append(clause)
            continue
        yield run
        run = []
        if not clause.is_excluded:
            yield [clause]
    yield run


def _of_run(run: list[Clause], snapshot: Snapshot) -> Iterator[tuple[Words, list[tuple[str, str]]]]:
    """Yield each name in a run of clauses, the longest at a place, with what it means; else a single clause."""
    place = 0
    while place < len(run):
        for end in range(min(len(run), place + _LONGEST), place, -1):
            clauses = run[place:end]
            if values := _called(clauses, snapshot):
                break
        yield tuple(clause.typed for clause in clauses), values
        place = end


def _called(clauses: list[Clause], snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return what the clauses name together; a single one also by any of its alternatives and synonyms."""
    if len(clauses) == 1:
        ways: list[Words] = [part.words for part in clauses[0].all_parts]
    else:
        ways = [tuple(word for clause in clauses for word in clause.parts[0].words)]
    names = [name for words in ways for name in snapshot.names.called(words)]
    return list(dict.fromkeys((name.facet, name.value) for name in names if name.facet in _PAGES))


def _named(facet_name: str, value: str, typed: Words, snapshot: Snapshot) -> Named:
    facet = BY_NAME[facet_name]
    label = facet.label_of(value, snapshot.vocabularies)
    language = facet.language_of(value, snapshot.vocabularies)
    term = Term(value, label, facet, page=_PAGES[facet_name], language=language)
    return Named(term, snapshot.count(facet_name, value), typed)
