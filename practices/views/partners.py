"""`/partners/`: how to link to practices, cite, show, follow, take and harvest them, with examples that work."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from practices import dumps
from practices.addresses import absolute
from practices.browse import Browse
from practices.caching import shows_catalogue, snapshot_for
from practices.criteria import Criteria, selecting
from practices.models import Practice
from practices.reading import Reading


@shows_catalogue
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """The page for partner agencies. Its examples are made from the newest practice and its first policy area."""
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    practice = Practice.objects.published().with_page_relations().filter(pk__in=found.results.ids).first()
    areas = found.cards[0].policy_areas if found.cards else []
    question = selecting("policy_area", areas[0].value) if areas else Criteria()
    context = {
        "practice": practice,
        "reading": Reading(practice, found.snapshot) if practice else None,
        "everything": Criteria(),
        "question": question,
        "addresses": _addresses(practice, question),
        "licence": {"name": settings.LICENCE_NAME, "address": settings.LICENCE_URL},
        "publisher": settings.PUBLISHER,
        "has_dumps": dumps.exist(),
        "contact": settings.CONTACT_EMAIL,
    }
    return render(request, "practices/partners.html", context)


def _addresses(practice: Practice | None, question: Criteria) -> dict[str, str]:
    """Return full addresses that programs ask."""
    found = {
        "api": absolute(question.url(reverse("api:practices"))),
        "api_changes": absolute(reverse("api:changes")),
        "oai": absolute(reverse("oai")),
        "oai_records": absolute(f"{reverse('oai')}?verb=ListRecords&metadataPrefix=oai_dc"),
    }
    if practice is not None:
        link = urlencode({"url": absolute(practice.permanent_path)})
        found["oembed"] = absolute(f"{reverse('oembed')}?{link}")
        found["api_practice"] = absolute(reverse("api:practice", args=[practice.pk]))
    return found
