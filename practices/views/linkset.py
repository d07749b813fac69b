"""`/practices/<id>/linkset.json`: all typed links of a practice in one answer (RFC 9264), for signposting."""

from django.http import HttpRequest, JsonResponse

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.citing.entry import entry
from practices.metadata import signposting
from practices.models import Practice
from practices.web.addresses import absolute

from .addressed import by_number
from .parameters import takes_only


@shows_catalogue
@takes_only()
@by_number(lambda: Practice.objects.with_page_relations())
def linkset(request: HttpRequest, found: Practice) -> JsonResponse:
    """The links of its page and of the files that describe it. What is withdrawn has those of its page (410)."""
    snapshot = snapshot_for(request)
    if found.is_published:
        described = entry(found, snapshot.values_of([found.pk])[found.pk], snapshot.vocabularies)
        links = signposting.linkset_of(described)
    else:
        links = signposting.linkset({absolute(found.get_absolute_url()): signposting.of_withdrawn(found)})
    status = 200 if found.is_published else 410
    return JsonResponse(links, status=status, content_type=signposting.LINKSET)
