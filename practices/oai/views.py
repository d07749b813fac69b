"""`/oai`: the address that harvesters ask."""

from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from practices.changelog import records
from practices.text.xml import written

from . import arguments, verbs
from .errors import Refusal


@csrf_exempt  # a POST asks the same as a GET, and changes nothing
@never_cache  # each answer says when it was given, and the next harvest begins there
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a request of OAI-PMH 2.0. What is wrong with it is told in the answer, whose status is 200."""
    now = records.complete_until()
    asked = None
    try:
        asked = arguments.read(request.POST if request.method == "POST" else request.GET)
        answered = verbs.answer(asked, now)
    except Refusal as refusal:
        if refusal.code in {"badVerb", "badArgument"}:
            asked = None
        return _response(verbs.document(refusal, asked, now))
    return _response(verbs.document(answered, asked, now))


def _response(document: Element) -> HttpResponse:
    return HttpResponse(written(document), content_type="text/xml; charset=utf-8")
