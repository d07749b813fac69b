"""`/partners/`: how to link to practices, cite, show, follow, take and harvest them, with examples that work."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from practices import dumps
from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.criteria import Criteria, selecting
from practices.discovery.detail import Detail
from practices.models import Practice
from practices.web.addresses import absolute


@says_today
@shows_catalogue
def partners(request: HttpRequest) -> HttpResponse:
    """The page for partner agencies. Its examples are made from a new practice and its first policy area."""
    snapshot = snapshot_for(request)
    practice = _example()
    detail = Detail(practice, snapshot) if practice else None
    areas = detail.terms("policy_area") if detail else []
    question = selecting("policy_area", areas[0].value) if areas else Criteria()
    context = {
        "practice": practice,
        "detail": detail,
        "everything": Criteria(),
        "question": question,
        "addresses": _addresses(practice, question),
        "licence": {"name": settings.LICENCE_NAME, "address": settings.LICENCE_URL},
        "publisher": settings.PUBLISHER,
        "has_dumps": dumps.exist(),
        "contact": settings.CONTACT_EMAIL,
    }
    return render(request, "practices/partners.html", context)


def _example() -> Practice | None:
    """Return the newest practice, of those that show most on their card: that have a country and a policy area."""
    newest = Practice.objects.published().with_page_relations().order_by("-published_at", "-pk")
    found: Practice | None = newest.filter(participations__isnull=False, policy_areas__isnull=False).first()
    return found or newest.first()


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
