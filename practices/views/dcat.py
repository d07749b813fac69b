"""`/dcat.jsonld`, `.ttl`, `.rdf`, and `/dcat`: the catalogue described as a dataset, for portals of open data."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.dumps import dcat as description
from practices.dumps.rdf import FORMS, Form, write
from practices.web.addresses import absolute
from practices.web.methods import only_read


@shows_catalogue
def dcat(request: HttpRequest, form: Form) -> HttpResponse:
    """The description in one form of RDF."""
    return _answer(request, form)


@only_read
@cache_control(no_cache=True)
def dcat_as_wanted(request: HttpRequest) -> HttpResponse:
    """The description in the form that is wanted most (`Accept`), else as JSON-LD."""
    form = FORMS[request.get_preferred_type(list(FORMS)) or next(iter(FORMS))]
    response = _answer(request, form)
    response["Content-Location"] = absolute(reverse(form.route))
    patch_vary_headers(response, ["Accept"])
    return response


def _answer(request: HttpRequest, form: Form) -> HttpResponse:
    described = description.describe(snapshot_for(request).vocabularies)
    kind = form.content_type if form.is_json else f"{form.content_type}; charset=utf-8"
    return HttpResponse(write(described, form), content_type=kind)
