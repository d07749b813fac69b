"""`/practices`, `/practices/<id>` and `/facets`."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import get_language, override
from ninja import Path, Query
from ninja.errors import HttpError, ValidationError

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery import lookup
from practices.discovery.browse import Browse
from practices.discovery.cards import Card
from practices.discovery.criteria import Criteria
from practices.discovery.panels import Panel
from practices.models import Practice
from practices.taxonomy.facets import BY_NAME, Values
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.plain import printable
from practices.web import redirects

from . import choosing, shapes
from .language import LANGUAGES, InLanguage
from .narrowing import Renderer, only
from .paging import continued, listed
from .parameters import LARGEST_PAGE, DetailParameters, ListParameters
from .problems import Gone, Problem, Withdrawn, invalid
from .routes import Router
from .schemas import FacetOut, PracticeDetail, PracticeList, PracticeSummary
from .texts import ALL, Texts

router = Router(tags=["Practices"])


@router.get(
    "/practices",
    response={200: PracticeList, 503: Problem},
    operation_id="listPractices",
    summary="Search and browse practices",
)
def practices(request: HttpRequest, response: HttpResponse, asked: Query[ListParameters]) -> HttpResponse:  # type: ignore[valid-type]
    """Return one page of practices, and the counts of every facet.

    Values of one facet are alternatives; different facets must all hold. A minus before a value (`country=-MA`) leaves
    out the practices that have it. A facet's counts ignore its own selection and obey all others.

    Pages by number are of the catalogue as it is at each request. Whoever reads a long list to its end asks by
    `cursor`, which nothing that is edited meanwhile disturbs.
    """
    question: Any = asked
    found = _found(request, question)
    _refuse_unknown(found)
    if found.results.words_left_out:
        raise HttpError(503, "The search index is being prepared. Ask again in a minute, or without q.")
    only(request, question.fields)
    texts, ids = Texts.asked(question, response), choosing.page_of(found, question)
    if question.full or not set(question.fields) <= set(PracticeSummary.model_fields):
        results = in_full(ids, found.snapshot.values_of(ids), found.vocabularies, texts)
    else:
        results = _summaries(found.cards_of(ids), texts)
    after = None if question.cursor is None else choosing.next_cursor(found, ids)
    about = (
        listed(request, response, question, found.total)
        if question.cursor is None
        else continued(request, response, question, found.total, after)
    )
    data = {
        **about,
        "results": results,
        "cursor": after,
        "missing_ids": choosing.missing(question.ids),
        "facets": {panel.facet.name: _values(panel, found.vocabularies, texts) for panel in found.panels},
        "corrections": [{"typed": one.typed, "used": one.used} for one in found.results.corrections],
        "relaxed": found.results.relaxed,
        "missing": list(found.results.missing),
        "nearly_all": found.results.is_nearly_all,
    }
    # Not by way of the schema, which would look at each of a thousand values, and takes as long as all the rest.
    # Tests hold the answer to it.
    response.content = Renderer().render(request, data, response_status=200)
    response["Content-Type"] = "application/json; charset=utf-8"
    return response


@router.get(
    "/practices/{int:practice_id}",
    response={200: PracticeDetail, 301: None, 404: Problem, 410: Withdrawn},
    operation_id="getPractice",
    url_name="practice",
    summary="One practice with everything public",
)
def practice(
    request: HttpRequest,
    response: HttpResponse,
    asked: Query[DetailParameters],  # type: ignore[valid-type]
    practice_id: int = Path(..., ge=1, le=10**12),  # type: ignore[type-arg]
) -> Any:
    """Return a practice. Of one that was withdrawn: 410 with the reason, and what replaces it. One that was merged into
    another redirects to it.
    """
    known = Practice.objects.with_page_relations()
    found = lookup.public(practice_id, known.select_related("main_citation__source__merged_into", "replaced_by"))
    if found is None:
        raise HttpError(404, "There is no published practice with this id.")
    if found.pk != practice_id:
        address = reverse(request.resolver_match.view_name, args=[found.pk])  # type: ignore[union-attr]
        return redirects.permanent(address, request.GET)
    if not found.is_published:
        raise Gone(found)
    snapshot = snapshot_for(request)
    values = snapshot.values_of([found.pk])[found.pk]
    only(request, asked.fields)  # type: ignore[attr-defined]
    return shapes.record(found, values, snapshot.vocabularies, Texts.asked(asked, response))


@shows_catalogue
def practice_as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """`/practices/<id>.json`: the same as the API says, in the language of the address, to which `lang` leads."""
    parameters = request.GET.copy()
    if (language := parameters.get("lang")) in LANGUAGES:
        del parameters["lang"]
        with override(language):
            return redirects.permanent(reverse("practice-json", args=[pk]), parameters)
    answer: HttpResponse = resolve(reverse("api:practice", args=[pk])).func(request, practice_id=pk)
    return answer


@router.get(
    "/facets",
    response=list[FacetOut],
    operation_id="listFacets",
    summary="Every facet with its values and counts",
)
def facets(request: HttpRequest, asked: Query[InLanguage]) -> list[dict[str, Any]]:
    """Return all facets over the whole catalogue."""
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    return [
        {
            "name": panel.facet.name,
            "label": str(panel.facet.label),
            "values": _values(panel, found.vocabularies, Texts()),
        }
        for panel in found.panels
    ]


def in_full(
    ids: list[int], values: dict[int, Values], vocabularies: Vocabularies, texts: Texts
) -> list[dict[str, Any]]:
    """Return everything public about some practices, in this order, with as many queries for many as for one."""
    practices = Practice.objects.published().with_page_relations().in_order(ids)
    return [shapes.record(practice, values[practice.pk], vocabularies, texts) for practice in practices]


def _found(request: HttpRequest, asked: Any) -> Browse:
    """Return what a question finds. Where it asks for some practices by id, they are on one page unless it says so."""
    asked.ids = list(dict.fromkeys([*asked.ids, *asked.id]))
    if asked.ids and "page_size" not in request.GET:
        asked.page_size = LARGEST_PAGE
    given = {name: tuple(dict.fromkeys(getattr(asked, name))) for name in BY_NAME}
    criteria = Criteria(
        q=printable(asked.q),
        selections=tuple((name, values) for name, values in given.items() if values),
        sort=asked.sort,
        page=asked.page,
    )
    snapshot = snapshot_for(request)
    return Browse(criteria, snapshot, page_size=asked.page_size, clamp=False, within=choosing.within(asked))


def _summaries(cards: list[Card], texts: Texts) -> list[dict[str, Any]]:
    """Return what a list says of each practice: made once for each state of the catalogue and language."""
    key = ("API", ALL if texts.in_all_languages else get_language() or "")
    new = [card for card in cards if key not in card.made]
    prefetch_related_objects([card.practice for card in new], "citations__source__merged_into")
    for card in new:
        card.made[key] = shapes.summary(card.practice, card.values, texts)
    return [card.made[key] for card in cards]


def _values(panel: Panel, vocabularies: Vocabularies, texts: Texts) -> list[dict[str, Any]]:
    return [
        {
            "value": option.choice.value,
            "label": shapes.label(panel.facet, option.choice.value, vocabularies, texts)
            if texts.in_all_languages
            else option.choice.label,
            "count": option.count,
            "selected": option.is_selected,
            "excluded": option.is_excluded,
        }
        for option in panel.options
    ]


def _refuse_unknown(found: Browse) -> None:
    """Raise a validation error that names each value that no facet has."""
    errors = [
        invalid(facet.name, f"{value!r} is no value of {facet.name}. See /api/v1/facets.")
        for facet, value in found.unknown
    ]
    if errors:
        raise ValidationError([one for error in errors for one in error.errors])
