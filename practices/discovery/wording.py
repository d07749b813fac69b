"""A question in words: for titles, descriptions, files, and what is left of it without one thing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _

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


def in_words(criteria: Criteria, vocabularies: Vocabularies) -> str:
    """Return a question in as few words as tell it: 'remittances, Morocco'. Empty where everything is asked for."""
    text = [Truncator(criteria.q).chars(_LONGEST)] if criteria.q else []
    chosen = [facet for facet in FACETS if criteria.values(facet)]
    return ", ".join([*text, *(values_in_words(criteria, facet, vocabularies) for facet in chosen)])


def in_full(criteria: Criteria, vocabularies: Vocabularies) -> str:
    """Return a question with the name of each facet: '“remittances”; Country: Morocco or Philippines'."""
    text = [quoted(Truncator(criteria.q).chars(_LONGEST))] if criteria.q else []
    return listed([*text, *(_named(facet, chosen) for facet, chosen in pairs(criteria, vocabularies))])


def _named(facet: Facet, chosen: str) -> str:
    return _("%(facet)s: %(values)s") % {"facet": facet.label, "values": chosen}
