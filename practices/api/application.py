"""The API as a whole."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from ninja import NinjaAPI, Query, Schema
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

from practices.web.addresses import absolute

from . import changes, corridors, description, narrowing, places, practices, problems, sources, terms
from .language import InLanguage
from .routes import Router


class CatalogueAPI(NinjaAPI):
    """Ninja's API, with a description that is completed from the catalogue."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description with values, links, errors and examples of the catalogue as it is."""
        schema = super().get_openapi_schema(**options)
        description.complete(schema)
        return schema


def _in_english(view: Any) -> Any:
    """The description and its page are in English, whatever language the reader's header asks for."""

    @wraps(view)
    def shown(request: HttpRequest, **options: Any) -> HttpResponse:
        with override("en"):
            response: HttpResponse = view(request, **options)
        response["Content-Language"] = "en"
        return response

    return shown


api = CatalogueAPI(
    title="Labour Mobility Practices",
    version="1.1",
    description=description.TEXT,
    urls_namespace="api",
    renderer=narrowing.Renderer(),
    docs=Swagger({"defaultModelsExpandDepth": 0, "tryItOutEnabled": True}),
    docs_decorator=_in_english,
)
problems.explain_errors_of(api)


start = Router(tags=["Start"])


class Root(Schema):
    """The address of everything that there is."""

    practices: str
    facets: str
    vocabularies: str
    countries: str
    corridors: str
    sources: str
    changes: str
    description: str
    documentation: str


@start.get("/", response=Root, operation_id="getRoot", summary="What there is")
def root(request: HttpRequest, asked: Query[InLanguage]) -> dict[str, str]:
    """Return the address of everything."""
    names = {name: name for name in Root.model_fields} | {
        "description": "openapi-json",
        "documentation": "openapi-view",
    }
    return {name: absolute(reverse(f"api:{view}")) for name, view in names.items()}


for router in (start, *(module.router for module in (practices, terms, places, corridors, sources, changes))):
    api.add_router("", router)
