"""One practice as the blocks of a paper: its text with sources, age, how far to trust it, and the address that lasts.

In the reader's language; what is in another one is marked with its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.template import loader
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.citing import references
from practices.citing.entry import entry
from practices.discovery import figures
from practices.discovery.detail import Detail
from practices.discovery.terms import terms
from practices.models import Citation, Figure, Practice, Source
from practices.models.people import called
from practices.models.translations import Translated, language_of
from practices.search import Snapshot
from practices.taxonomy.facets import SEARCHED, Values
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.plain import listed
from practices.text.signs import colon
from practices.web.addresses import absolute

from .blocks import Block, Bullets, Checklist, Facts, Heading, Line, Paragraph, Prose, Run
from .prose import line_of_html

_TOLD_APART = {"country", "organisation", "source"}  # with their parts, and as sources


def practice(one: Practice, values: Values, snapshot: Snapshot, read_on: datetime.date) -> Iterator[Block]:
    """Yield a published practice in full, fetched `with_page_relations()`, below a heading of the second level."""
    detail, described = Detail(one, snapshot), entry(one, values, snapshot.vocabularies)
    yield Heading(f"{one.title}\N{NO-BREAK SPACE}[{one.pk}]", 2, anchor(one.pk), _other(one, "title"))
    yield Paragraph(one.summary, "lead", _other(one, "summary"))
    if said := " ".join(trust(one)):
        yield Paragraph(said, "note")
    yield Paragraph(line_of_html(loader.render_to_string("practices/_age.html", {"practice": one})), "note")
    readers = absolute(one.readers_path)
    address = Run(readers, address=readers)
    yield Facts([*facts(one, values, snapshot.vocabularies), (_("Permanent link"), address)])
    if told := [_figure(figure) for figure in one.figures.all()]:
        yield Heading(capfirst(str(Figure._meta.verbose_name_plural)), 3)
        yield Bullets(told)
    for name, heading, text in detail.sections:
        yield Heading(heading, 3)
        yield Prose(text, _other(one, name)) if text else _silent()
    yield Heading(_("What it takes"), 3)
    yield Checklist(requirements(detail)) if detail.needs.all else _silent()
    yield from _reported(one)
    yield Paragraph([Run(_("Cite as:"), strong=True), " ", references.of_entry(described, read_on)], "note")


def anchor(number: int) -> str:
    """Return what the heading of a practice is called."""
    return f"practice-{number}"


def trust(one: Translated) -> Iterator[str]:
    """Yield what there is to know of the language that a practice is shown in, in sentences."""
    known = one.translation
    if one.is_partly_translated:
        yield _("Only partly translated: the rest is in English.")
    elif not one.is_translated:
        yield _("Not yet translated: shown in English.")
    if not known:
        return
    if known.confirmed_on:
        said = {"who": called(known.confirmed_by), "date": date_format(known.confirmed_on)}
        yield _("Translation confirmed by %(who)s on %(date)s.") % said
    else:
        yield _("Unofficial translation.")
        yield _("Nobody has confirmed it yet.")
    if known.is_outdated:
        yield _("The English text has changed since it was translated.")
    if known.is_outdated or not known.confirmed_on:
        yield _("The English text counts.")


def facts(one: Practice, values: Values, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    """Yield a label and a text for all that is known of who, where and when, and for each facet."""
    organisations = [_with_part(str(each.doer), each.get_part_display()) for each in one.taking_part]
    countries = [_with_part(str(each.country.meaning), each.get_role_display()) for each in one.participations.all()]
    when = [figures.years(one)] if one.start_year or one.end_year else []
    for label, found in ((_("Who"), organisations), (_("Where"), countries), (_("When"), when)):
        if found:
            yield label, listed(found)
    for facet in SEARCHED:
        held = [] if facet.is_derived or facet.name in _TOLD_APART else values[facet.name]
        if found := [term.label for term in terms(facet, held, vocabularies)]:
            yield str(facet.label), listed(found)


def requirements(detail: Detail) -> list[Line]:
    """Return what a practice takes, a line for each kind of thing."""
    return [
        [Run(need.label, strong=True), colon(), *(run for row in need.rows for run in _in_its_language(row, "text"))]
        for need in detail.needs.all
    ]


def _in_its_language(row: object, name: str) -> list[Run]:
    return [Run(getattr(row, name), language=_other(row, name)), Run(" ")]


def _other(thing: object, name: str) -> str:
    """Return the language of a text, if it is not the reader's."""
    language = language_of(thing, name)
    return "" if language == (get_language() or "en") else language


def _with_part(name: str, part: str) -> str:
    return f"{name} ({part.lower()})"


def _silent() -> Paragraph:
    return Paragraph(_("The source does not say."))


def _figure(figure: Figure) -> Line:
    number = Run(f"{figures.of_figure(figure)} ", strong=True)
    where = f" ({figure.citation})" if figure.citation else ""
    return [number, Run(figure.label, language=_other(figure, "label")), where]


def _reported(one: Practice) -> Iterator[Block]:
    if reported := one.reported_in:
        yield Heading(_("Where it was reported"), 3)
    for source, passages in reported:
        yield Paragraph(document(source), "citation")
        if told := [_passage(passage) for passage in passages]:
            yield Bullets(told)


def document(source: Source) -> Line:
    """Return the full reference of a document, and where it is to be found."""
    named = [
        (_("Open the document"), source.url),
        (_("Open the archived copy"), source.archived_url),
        (f"doi:{source.doi}", source.doi_url),
    ]
    ways = [Run(label, address=address) for label, address in named if address]
    if source.where_to_find:
        ways.append(Run(source.where_to_find, language=_other(source, "where_to_find")))
    return [references.of_source(source), *(run for way in ways for run in (" ", way))]


def _passage(citation: Citation) -> Line:
    place = capfirst(references.of_citation(citation))
    return [Run(f"{place}. ", strong=True) if place else "", *_in_its_language(citation, "note")]
