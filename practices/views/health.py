"""For load balancers and monitors: is the process alive, and can it answer?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from practices.search import IndexUnavailable, require_index
from practices.web.methods import only_read


@only_read
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


@only_read
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database and search index answer, else 503 with what does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        require_index()
    except DatabaseError:
        return HttpResponse("database: no answer\n", status=503, content_type="text/plain")
    except IndexUnavailable:
        return HttpResponse("search index: not ready\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
