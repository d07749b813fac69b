"""Practices as Markdown, for whoever reads plain text, and for programs that answer with what they have read: so each
comes with its sources, how old it is, and the address that lasts.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest
from django.template import loader
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.citing import references
from practices.citing.entry import catalogue_name, entry, licence
from practices.discovery import figures
from practices.discovery.detail import Detail
from practices.models import Citation, Figure, Practice, Source
from practices.papers.practice import facts
from practices.search import Snapshot
from practices.text.markdown import to_html
from practices.text.markdown_out import escaped, from_html, indented, link

from .result import Result, Row

CONTENT_TYPE = "text/markdown"
_BETWEEN = "\n\n"


def write(result: Result) -> Generator[bytes]:
    """Yield what was asked for, then each practice."""
    asked = [_fact(label, escaped(words)) for label, words in result.question]
    about = [
        f"# {escaped(catalogue_name())}",
        "\n".join([*asked, _fact(_("Address"), f"<{result.address}>"), _fact(_("Practices"), str(len(result.ids)))]),
        f"{escaped(_('As on %(date)s.') % {'date': date_format(result.at)})} {_terms_of_use()}",
    ]
    yield f"{_BETWEEN.join(about)}\n".encode()
    for row in result.rows():
        yield f"\n---\n\n{practice(row, result.found.snapshot, result.request, level=2)}".encode()


def practice(row: Row, snapshot: Snapshot, request: HttpRequest, level: int = 1) -> str:
    """Return a practice in full. Its headings begin at a level."""
    one, detail = row.practice, Detail(row.practice, snapshot)
    described = entry(one, row.values, snapshot.vocabularies)
    cite = references.of_entry(described, timezone.localdate())
    parts = [
        _heading(one.title, level),
        escaped(one.summary),
        *_of_the_language(one, request),
        from_html(loader.render_to_string("practices/_age.html", {"practice": one}), settings.SITE_URL),
        "\n".join(
            [
                _fact(_("Permanent link"), f"<{described.address}>"),
                _fact(_("Cite as"), escaped(cite)),
                _fact(_("Licence"), _terms_of_use()),
                *(_fact(label, escaped(text)) for label, text in facts(one, row.values, snapshot.vocabularies)),
            ]
        ),
        *_sections(detail, level + 1),
        *_listed(capfirst(str(Figure._meta.verbose_name_plural)), map(_figure, one.figures.all()), level + 1),
        *_listed(_("What it takes"), _requirements(detail), level + 1),
        *_listed(_("Where it was reported"), (_document(*each) for each in one.reported_in), level + 1),
    ]
    return _BETWEEN.join(part for part in parts if part) + "\n"


def _of_the_language(one: Practice, request: HttpRequest) -> Iterator[str]:
    """Tell which language the text is in, and how far a translation can be trusted."""
    if one.text_language != get_language():
        yield escaped(_("Not yet translated: shown in English."))
    elif one.translation:
        shown = loader.render_to_string("practices/_translation.html", {"known": one.translation}, request)
        yield from_html(shown, settings.SITE_URL)


def _sections(detail: Detail, level: int) -> Iterator[str]:
    for _name, heading, text in detail.sections:
        yield _heading(heading, level)
        yield from_html(to_html(text)) if text else escaped(_("The source does not say."))


def _figure(figure: Figure) -> str:
    text = escaped(f"{figures.of_figure(figure)} {figure.label}")
    return f"{text} ({escaped(str(figure.citation))})" if figure.citation else text


def _requirements(detail: Detail) -> Iterator[str]:
    for need in detail.needs.all:
        yield _named(need.label, escaped(" ".join(row.text for row in need.rows)))


def _document(source: Source, passages: list[Citation]) -> str:
    """Return the full reference of a document, where it is to be found, and the passages that tell of the practice."""
    named = ((_("Open the document"), source.url), (_("Open the archived copy"), source.archived_url))
    ways = [link(label, address) for label, address in (*named, (f"doi:{source.doi}", source.doi_url)) if address]
    where = escaped(source.where_to_find or "")
    first = " ".join([escaped(references.of_source(source)), *ways, where]).strip()
    return "\n".join([first, *(f"- {escaped(_passage(one))}" for one in passages)])


def _passage(citation: Citation) -> str:
    place = capfirst(references.of_citation(citation))
    return " ".join(part for part in (place and f"{place}.", citation.note) if part)


def _heading(text: str, level: int) -> str:
    return f"{'#' * level} {escaped(text)}"


def _listed(heading: str, items: Iterable[str], level: int) -> Iterator[str]:
    """Yield a heading and a list, if anything is listed."""
    if lines := [f"- {indented(item, 2)}" for item in items]:
        yield _heading(heading, level)
        yield "\n".join(lines)


def _fact(label: str, text: str) -> str:
    return f"- {_named(label, text)}"


def _named(label: str, text: str) -> str:
    return f"**{escaped(_('%(label)s:') % {'label': label})}** {text}"


def _terms_of_use() -> str:
    known = licence()
    return link(known["name"], known["url"])
