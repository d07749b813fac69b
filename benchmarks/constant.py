"""The site's addresses and one more: a page of a given size that costs nothing to make. The measure for throughput."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from catalogue.urls import urlpatterns as own


def constant(request: HttpRequest, size: int) -> HttpResponse:
    """So many bytes, through the same middleware as every page."""
    return HttpResponse(b" " * size)


urlpatterns = [path("constant/<int:size>", constant), *own]
