"""Languages by address alone."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language


class LanguageOfAddress(LocaleMiddleware):
    """Django's middleware without `Vary: Accept-Language`: only the address decides, so one copy serves everybody."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", get_language() or "en")
        return response
