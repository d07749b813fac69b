"""Pictures for links in social networks and chats: of one practice, and of the catalogue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practices import pictures
from practices.caching import not_worth_keeping, shows_catalogue, snapshot_for
from practices.entry import catalogue_name
from practices.facets import BY_NAME
from practices.models import Practice
from practices.terms import track


@not_worth_keeping
@shows_catalogue
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a practice: where, what, and the phases in which it acts."""
    found: Practice = get_object_or_404(Practice.objects.published().with_card_relations(), pk=pk)
    snapshot = snapshot_for(request)
    stops = track(snapshot.values_of([pk])[pk], snapshot.vocabularies)
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
@require_safe
def picture_of_catalogue(request: HttpRequest) -> HttpResponse:
    """The picture of the catalogue as a whole."""
    phases = BY_NAME["migration_phase"].choices(snapshot_for(request).vocabularies)
    subject = pictures.Subject(
        catalogue=catalogue_name(),
        places="",
        title=_("Labour-migration practices to learn from"),
        otherwise="",
        stops=tuple((choice.label, True) for choice in phases if not choice.retired),
    )
    return _png(subject)


def _png(subject: pictures.Subject) -> HttpResponse:
    return HttpResponse(pictures.draw(subject), content_type="image/png")
