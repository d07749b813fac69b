"""`/oai`: the address that harvesters ask, with or without a slash at its end."""

from xml.etree.ElementTree import Element

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from practices.changelog import records
from practices.text.xml import written
from practices.web import redirects

from . import arguments, verbs
from .errors import Refusal, bad_argument

_FORM = "application/x-www-form-urlencoded"  # the only one that the protocol allows


@csrf_exempt  # a POST asks the same as a GET, and changes nothing
@never_cache  # each answer says when it was given, and the next harvest begins there
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a request of OAI-PMH 2.0. What is wrong with it is told in the answer, whose status is 200."""
    now = records.complete_until()
    asked = None
    try:
        asked = arguments.read(_given(request))
        answered = verbs.answer(asked, now)
    except Refusal as refusal:
        if refusal.code in {"badVerb", "badArgument"}:
            asked = None
        return _response(verbs.document(refusal, asked, now))
    return _response(verbs.document(answered, asked, now))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def with_slash(request: HttpRequest) -> HttpResponse:
    """Answer a POST, since a redirect would lose what it asks; lead others to the address without the slash."""
    return oai(request) if request.method == "POST" else redirects.permanent(reverse("oai"), request.GET)


def _given(request: HttpRequest) -> QueryDict:
    """Return the arguments as they were sent. Raise Refusal."""
    if request.method != "POST":
        return request.GET
    if request.content_type != _FORM:
        raise Refusal("badVerb", f"A POST has its verb and arguments in its body, as {_FORM}.")
    try:
        return request.POST
    except (RequestDataTooBig, TooManyFieldsSent) as error:
        raise bad_argument("These are too many arguments, or too long ones.") from error


def _response(document: Element) -> HttpResponse:
    return HttpResponse(written(document), content_type="text/xml; charset=utf-8")
