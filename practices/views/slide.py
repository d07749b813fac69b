"""`/practices/<id>/slide.svg`, `.png` and `/practices/<id>/qr.svg`, `.png`: a practice for talks and for cameras."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.caching.editions import not_worth_keeping, shows_catalogue, snapshot_for
from practices.citing.entry import Document, licence
from practices.citing.references import of_citation, of_source
from practices.discovery import figures
from practices.discovery.detail import Detail
from practices.models import Figure as Row
from practices.models import Practice
from practices.models.translations import language_of
from practices.sharing import qr
from practices.sharing.pictures import Stop
from practices.sharing.slides import MOST_FIGURES, Figure, Slide
from practices.sharing.slides.as_png import png
from practices.sharing.slides.as_svg import svg
from practices.text.plain import listed
from practices.web.addresses import absolute

from .addressed import by_number
from .citation import withdrawn_in_words

_MOST_ROLES = 3  # countries that are named each with its role


@not_worth_keeping
@shows_catalogue
@by_number(lambda: Practice.objects.with_page_relations())
def slide(request: HttpRequest, found: Practice, ending: str) -> HttpResponse:
    """One practice as a picture of 1920 × 1080. What is withdrawn says so (410), in words."""
    if not found.is_published:
        return withdrawn_in_words(found)
    shown = slide_of(Detail(found, snapshot_for(request)))
    content = svg(shown) if ending == "svg" else png(shown)
    return _file(content, ending, f"practice-{found.pk}-{found.slug}.{ending}")


@not_worth_keeping
@shows_catalogue
@by_number(lambda: Practice.objects.with_card_relations())
def qr_of_practice(request: HttpRequest, found: Practice, ending: str) -> HttpResponse:
    """The permanent link of a practice as a QR code; of a withdrawn one, too, since its link goes on answering."""
    return _file(qr.file(absolute(found.readers_path), ending), ending, f"practice-{found.pk}-qr.{ending}")


def slide_of(detail: Detail) -> Slide:
    """Return what the slide of a published practice says."""
    practice, entry = detail.practice, detail.entry
    return Slide(
        catalogue=entry.catalogue,
        language=get_language() or "en",
        number=practice.pk,
        title=entry.title,
        title_language=entry.language,
        places=_kind_and_places(practice),
        stops=tuple(Stop(stop.term.label, int(stop.is_covered)) for stop in detail.track),
        figures=tuple(_figure(row) for row in practice.figures.all()[:MOST_FIGURES]),
        summary=entry.summary,
        summary_language=language_of(practice, "summary"),
        source=_reference(entry.documents[0]) if entry.documents else "",
        age=_age(detail),
        link=absolute(practice.readers_path),
        licence=licence()["name"],
    )


def _kind_and_places(practice: Practice) -> str:
    kind = _("Approach") if practice.evidence_basis == Practice.EvidenceBasis.APPROACH else ""
    return " · ".join(filter(None, [kind, _places(practice)]))


def _places(practice: Practice) -> str:
    """Return the countries with their roles, or from where to where workers go if there are many."""
    rows, where = practice.participations.all(), practice.where
    if 0 < len(rows) <= _MOST_ROLES:
        return " · ".join(f"{row.country.meaning} ({row.get_role_display().lower()})" for row in rows)
    if where.origins and where.destinations:
        return " → ".join(" · ".join(names) for names in (where.origins, where.destinations))
    return " · ".join(where.names)


def _reference(document: Document) -> str:
    """Return the full reference of a document with its pages; with the names of its sections where these have none."""
    places = listed(dict.fromkeys(one.locator or of_citation(one) for one in document.citations))
    reference = of_source(document.source)
    return f"{reference.rstrip('.')}, {places}." if places else reference


def _figure(row: Row) -> Figure:
    places = [row.citation.document.short_citation, row.citation.locator] if row.citation else []
    return Figure(figures.of_figure(row), row.label, ", ".join(filter(None, places)))


def _age(detail: Detail) -> str:
    """Return its years, and what is not known: whether it is still so, and whether the translation is right."""
    known = detail.practice.translation
    said = [f"{detail.age.words}."]
    said += [] if detail.age.is_checked else [_("Not checked against today's situation.")]
    said += [_("Unofficial translation.")] if known and not known.confirmed_by else []
    return " ".join(said)


def _file(content: bytes, ending: str, name: str) -> HttpResponse:
    """Return a picture that is shown, and has a name where it is saved."""
    headers = {"Content-Disposition": content_disposition_header(False, name)}
    return HttpResponse(content, content_type=qr.content_type(ending), headers=headers)
