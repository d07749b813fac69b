"""What the API answers."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError

from practices.browse import Browse
from practices.caching import snapshot_for
from practices.criteria import Criteria, printable
from practices.facets import BY_NAME, values_of
from practices.models import Practice

from . import shapes
from .schemas import FacetOut, FacetValue, Parameters, PracticeDetail, PracticeList, Problem

api = NinjaAPI(
    title="Labour Mobility Practices",
    version="1.0",
    description=(
        "Good practices in labour migration, each traced to the document that reported it. Values of one facet are "
        "alternatives; different facets must all hold. A facet's counts ignore its own selection and obey all others."
    ),
    urls_namespace="api",
    openapi_extra={"info": {"contact": {"name": "Labour Mobility Practices"}}},
)


@api.exception_handler(Practice.DoesNotExist)
def _no_such_practice(request: HttpRequest, error: Exception) -> HttpResponse:
    return api.create_response(request, {"detail": "There is no published practice with this id."}, status=404)


@api.api_operation(["HEAD"], "/practices", include_in_schema=False, url_name="practices-head")
@api.get("/practices", response={200: PracticeList, 422: Any, 503: Problem}, summary="Search and browse practices")
def practices(request: HttpRequest, parameters: Query[Parameters]) -> dict[str, Any]:  # type: ignore[valid-type]
    """Return one page of practices, and the counts of every facet."""
    asked = parameters.dict()  # type: ignore[attr-defined]
    criteria = Criteria(
        q=printable(asked["q"]),
        selections=tuple((name, tuple(dict.fromkeys(asked[name]))) for name in BY_NAME if asked[name]),
        sort=asked["sort"],
        page=asked["page"],
    )
    found = Browse(criteria, snapshot_for(request), page_size=asked["page_size"], clamp=False)
    _refuse_unknown(found)
    if found.words_left_out:
        raise HttpError(503, "The search index is being prepared. Ask again in a minute, or without q.")
    prefetch_related_objects([card.practice for card in found.cards], "citations__source")
    return {
        "count": found.total,
        "page": asked["page"],
        "page_size": asked["page_size"],
        "results": [shapes.summary(card.practice, card.values) for card in found.cards],
        "facets": {panel.facet.name: _values(panel) for panel in found.panels},
        "corrections": [{"typed": one.typed, "used": one.used} for one in found.results.corrections],
        "relaxed": found.results.relaxed,
    }


@api.get(
    "/practices/{int:practice_id}",
    response={200: PracticeDetail, 404: Problem, 422: Any},
    summary="One practice with everything public",
)
def practice(request: HttpRequest, practice_id: int = Path(..., ge=1, le=10**12)) -> dict[str, Any]:  # type: ignore[type-arg]
    """Return a practice, or 404 if there is none, or it is not published."""
    found = Practice.objects.published().with_page_relations().get(pk=practice_id)
    return shapes.detail(found, values_of([found.pk], snapshot_for(request).vocabularies)[found.pk])


@api.get("/facets", response=list[FacetOut], summary="Every facet with its values and counts")
def facets(request: HttpRequest) -> list[dict[str, Any]]:
    """Return all facets over the whole catalogue."""
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    return [
        {"name": panel.facet.name, "label": str(panel.facet.label), "values": _values(panel)} for panel in found.panels
    ]


def _values(panel: Any) -> list[FacetValue]:
    return [
        FacetValue(
            value=option.choice.value, label=option.choice.label, count=option.count, selected=option.is_selected
        )
        for option in panel.options
    ]


def _refuse_unknown(found: Browse) -> None:
    """Raise a validation error that names each value that no facet has."""
    if found.unknown:
        raise ValidationError(
            [
                {
                    "type": "unknown_value",
                    "loc": ["query", facet.name],
                    "msg": f"{value!r} is no value of {facet.name}. See /api/v1/facets.",
                }
                for facet, value in found.unknown
            ]
        )
