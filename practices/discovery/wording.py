"""A question in words: for titles, descriptions, files, and what is left of it without one thing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.search import BEST, Results
from practices.search.highlights import quoted
from practices.taxonomy.facets import FACETS, NOT, Facet, told_apart
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.plain import listed

from .criteria import Criteria

_LONGEST = 60  # characters of a text in a title


def label_of(facet: Facet, value: str, vocabularies: Vocabularies) -> str:
    """Return the label of a value that is asked for, or 'not' and the label."""
    label = facet.label_of(value.removeprefix(NOT), vocabularies)
    return _("not %(label)s") % {"label": label} if value.startswith(NOT) else label


def pairs(criteria: Criteria, vocabularies: Vocabularies) -> Iterator[tuple[Facet, str]]:
    """Yield each facet with what is chosen in it, alternatives as one: 'Morocco or Philippines'; 'not Spain'."""
    for facet in FACETS:
        wanted, left_out = told_apart(criteria.values(facet))
        if wanted:
            between = ", " if facet.within else _(" or ")  # what a country has, it has all of
            yield facet, between.join(label_of(facet, value, vocabularies) for value in wanted)
        yield from ((facet, label_of(facet, f"{NOT}{value}", vocabularies)) for value in left_out)


def values_in_words(criteria: Criteria, facet: Facet, vocabularies: Vocabularies) -> str:
    """Return what is chosen in one facet: 'Morocco or Philippines', and of which facet where the label does not say."""
    chosen = ", ".join(text for one, text in pairs(criteria, vocabularies) if one is facet)
    return _named(facet, chosen) if facet.is_derived else chosen


def of_ids(criteria: Criteria) -> str:
    """Return in words that some practices alone are asked for. Empty where all are."""
    return _("chosen practices") if criteria.names_practices else ""


def in_words(criteria: Criteria, vocabularies: Vocabularies) -> str:
    """Return a question in as few words as tell it: 'remittances, Morocco'. Empty where everything is asked for."""
    text = [Truncator(criteria.q).chars(_LONGEST)] if criteria.q else []
    text += filter(None, [of_ids(criteria)])
    chosen = [facet for facet in FACETS if criteria.values(facet)]
    return ", ".join([*text, *(values_in_words(criteria, facet, vocabularies) for facet in chosen)])


def in_full(criteria: Criteria, vocabularies: Vocabularies) -> str:
    """Return a question with the name of each facet: '“remittances”; Country: Morocco or Philippines'."""
    text = [quoted(Truncator(criteria.q).chars(_LONGEST))] if criteria.q else []
    text += filter(None, [of_ids(criteria)])
    return listed([*text, *(_named(facet, chosen) for facet, chosen in pairs(criteria, vocabularies))])


def what_became_of_words(results: Results, order: str) -> str:
    """Say where something is found for less than all words of a question. Empty where it is found for all of them."""
    return " ".join(_of_missing(results, order) if results.missing else _of_few(results, order))


def _of_missing(results: Results, order: str) -> Iterator[str]:
    """Say which words nothing has, and what that leaves: perhaps nearly everything."""
    yield _("No practice has %(words)s.") % {"words": _several(results.missing)}
    if results.is_nearly_all:
        yield _("Nearly every practice meets the rest of the question.")
        if order == BEST and results.telling:
            yield ngettext(
                "Those with %(words)s come first.", "Those with any of %(words)s come first.", len(results.telling)
            ) % {"words": _several(results.telling)}
        return
    known = [one for one in results.clauses if not one.is_excluded and one.typed not in results.missing]
    if results.least < len(known):
        yield _("Those shown have some of the other words.")


def _of_few(results: Results, order: str) -> Iterator[str]:
    """Say that hardly anything has all the words, and what is shown."""
    if not results.relaxed:
        return
    yield _("Few practices have all of these words.") if results.exact else _("No practice has all of these words.")
    if order != BEST:
        yield _("Those shown have some of them.")
    elif results.exact_comes_first:
        yield _("They come first; the others have some of the words.")
    else:
        yield _("Those shown have some of them, best match first.")


def _several(words: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, words))


def _named(facet: Facet, chosen: str) -> str:
    return _("%(facet)s: %(values)s") % {"facet": facet.label, "values": chosen}
