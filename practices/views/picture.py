"""Pictures for links in social networks and chats: of one practice, and of the catalogue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from practices.caching.editions import not_worth_keeping, shows_catalogue, snapshot_for
from practices.citing.entry import catalogue_name
from practices.discovery.terms import track
from practices.models import Practice
from practices.sharing import pictures
from practices.taxonomy.facets import BY_NAME

from .addressed import by_number


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
    subject = pictures.Subject(
        catalogue=catalogue_name(),
        places=places,
        title=found.title,
        otherwise=_("Practice %(number)s") % {"number": found.pk},
        stops=tuple((stop.term.label, stop.is_covered) for stop in stops),
    )
    return _png(subject)


@not_worth_keeping
@shows_catalogue
def picture_of_catalogue(request: HttpRequest) -> HttpResponse:
    """The picture of the catalogue as a whole."""
    return _png(_catalogue(request))


def _catalogue(request: HttpRequest) -> pictures.Subject:
    phases = BY_NAME["migration_phase"].choices(snapshot_for(request).vocabularies)
    return pictures.Subject(
        catalogue=catalogue_name(),
        places="",
        title=_("Labour-migration practices to learn from"),
        otherwise="",
        stops=tuple((choice.label, True) for choice in phases if not choice.retired),
    )


def _png(subject: pictures.Subject, status: int = 200) -> HttpResponse:
    return HttpResponse(pictures.draw(subject), content_type="image/png", status=status)
