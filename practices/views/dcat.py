"""`/dcat.jsonld`: the catalogue described as a dataset, for portals of open data."""

from django.http import HttpRequest, JsonResponse

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.dumps import dcat as description


@shows_catalogue
def dcat(request: HttpRequest) -> JsonResponse:
    """The description, as JSON-LD."""
    described = description.describe(snapshot_for(request).vocabularies)
    return JsonResponse(described, content_type="application/ld+json")
