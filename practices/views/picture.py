"""Pictures for links in social networks and chats: of a practice, a question, a country, a theme, the gap map, all."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.caching.editions import not_worth_keeping, shows_catalogue, snapshot_for
from practices.citing.entry import catalogue_name
from practices.discovery.browse import Browse
from practices.discovery.countries import find
from practices.discovery.criteria import PARAMETERS, Criteria, selecting
from practices.discovery.gaps import Asked, GapMap
from practices.discovery.tallies import SPLIT, Tally
from practices.discovery.terms import track
from practices.discovery.themes import Theme
from practices.models import Practice
from practices.sharing import pictures
from practices.sharing.pictures import Stop, Subject
from practices.taxonomy.facets import BY_NAME
from practices.taxonomy.vocabularies import Vocabularies
from practices.web import redirects

from .addressed import by_number
from .parameters import takes_only
from .refusals import problem, said

_PHASE = "migration_phase"


@not_worth_keeping
@shows_catalogue
@by_number(lambda: Practice.objects.with_card_relations())
def picture(request: HttpRequest, found: Practice) -> HttpResponse:
    """The picture of a practice: where, what, and the phases in which it acts. Of one that was withdrawn 410, with the
    catalogue's, since networks show whatever is there.
    """
    if not found.is_published:
        return _png(_catalogue(request), status=410)
    snapshot = snapshot_for(request)
    stops = track(snapshot.values_of([found.pk])[found.pk], snapshot.vocabularies)
    where = found.where
    places = " · ".join(where.names)
    if where.origins and where.destinations:
        places = " → ".join(" · ".join(names) for names in (where.origins, where.destinations))
    subject = Subject(
        catalogue=catalogue_name(),
        places=places,
        title=found.title,
        otherwise=_("Practice %(number)s") % {"number": found.pk},
        stops=tuple(Stop(stop.term.label, int(stop.is_covered)) for stop in stops),
    )
    return _png(subject)


@not_worth_keeping
@shows_catalogue
@takes_only(*PARAMETERS)
def picture_of_question(request: HttpRequest) -> HttpResponse:
    """The picture of a question: what is asked, and how many practices that finds, by phase."""
    found = Browse(Criteria.from_parameters(request.GET).with_page(1), snapshot_for(request), page_size=1)
    if wrong := problem(found):
        return said(wrong, 400)
    if found.results.words_left_out:
        return said(_("The search index is being prepared. Try again in a minute."), 503)
    if found.criteria.is_empty:
        return _png(_catalogue(request))
    counts = found.results.counts
    words = Tally.of(counts[SPLIT], found.criteria).words
    return _png(_counted(_("Practices for"), found.in_words, words, words, counts[_PHASE], found.vocabularies))


@not_worth_keeping
@shows_catalogue
def picture_of_country(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a country: how many practices, and in which phases."""
    snapshot = snapshot_for(request)
    entry = find(code, snapshot.vocabularies)
    if entry is None:
        raise Http404
    address = reverse("picture-of-country", args=[entry.value])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    found = Browse(selecting("country", entry.value), snapshot, page_size=1)
    counts = found.results.counts
    tally = Tally.of(counts[SPLIT], found.criteria)
    return _png(
        _counted(_("Country profile"), entry.name, entry.value, tally.words, counts[_PHASE], snapshot.vocabularies)
    )


@not_worth_keeping
@shows_catalogue
def picture_of_theme(request: HttpRequest, slug: str, facet: str) -> HttpResponse:
    """The picture of a policy area or a phase: how many practices, and in which phases."""
    snapshot = snapshot_for(request)
    value = BY_NAME[facet].resolve(slug, snapshot.vocabularies)
    if value is None:
        raise Http404
    theme = Theme(facet, value, snapshot)
    address = reverse(f"{theme.page}-picture", args=[value])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    counts, kind, name = theme.found.results.counts[_PHASE], str(theme.facet.label), theme.entry.name
    if not theme.is_area:  # a practice may act in others, too, but the picture is of this one
        counts = {value: counts.get(value, 0)}
    return _png(_counted(kind, name, value, theme.tally.words, counts, snapshot.vocabularies))


@not_worth_keeping
@shows_catalogue
def picture_of_gaps(request: HttpRequest) -> HttpResponse:
    """The picture of the gap map without a question: of each question one would be more than anybody draws."""
    found = GapMap(Asked(), snapshot_for(request))
    counts = found.found.results.counts[_PHASE]
    said = _("A gap in the catalogue is not a gap in the world.")
    return _png(_counted(said, _("Gap map"), "", found.words, counts, found.vocabularies))


@not_worth_keeping
@shows_catalogue
def picture_of_catalogue(request: HttpRequest) -> HttpResponse:
    """The picture of the catalogue as a whole."""
    return _png(_catalogue(request))


def _catalogue(request: HttpRequest) -> Subject:
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    counts = found.results.counts
    words = Tally.of(counts[SPLIT], found.criteria).words
    return _counted("", _("Labour-migration practices to learn from"), "", words, counts[_PHASE], found.vocabularies)


def _counted(
    kind: str, title: str, otherwise: str, facts: str, counts: Mapping[str, int], vocabularies: Vocabularies
) -> Subject:
    """Return a picture of many practices, by the phases in which they act."""
    phases = BY_NAME[_PHASE].choices(vocabularies)
    stops = tuple(
        Stop(one.label, counts.get(one.value, 0)) for one in phases if counts.get(one.value) or not one.retired
    )
    return Subject(catalogue_name(), kind, title, otherwise, stops, facts, is_counted=True)


def _png(subject: Subject, status: int = 200) -> HttpResponse:
    return HttpResponse(pictures.draw(subject), content_type="image/png", status=status)
