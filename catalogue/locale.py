"""Languages by address alone; of the API by its parameter `lang` or the header Accept-Language."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header


class LanguageOfAddress(LocaleMiddleware):
    """Django's middleware without `Vary: Accept-Language` on pages: the address decides, so one copy serves all."""

    def process_request(self, request: HttpRequest) -> None:
        if not _is_api(request):
            super().process_request(request)
            return
        translation.activate(_named(request) or _accepted(request))
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        if _is_api(request) and not _named(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _named(request: HttpRequest) -> str:
    """Return the language that the parameter names, or an empty text where it names none of ours. Where it asks for all
    of them (`*`), the header has no say.
    """
    language = request.GET.get("lang", "")
    if language == "*":
        return settings.LANGUAGE_CODE
    return language if language in dict(settings.LANGUAGES) else ""


def _accepted(request: HttpRequest) -> str:
    """Return the first language of ours that the request's header accepts, else English."""
    for language, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if language == "*":
            break
        try:
            return translation.get_supported_language_variant(language)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
