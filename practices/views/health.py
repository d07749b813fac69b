"""For load balancers and monitors: is the process alive, can it answer, and how does it do?

`ProbeMiddleware` calls them before anything that may ask the database is reached.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST

from practices.monitoring import readiness
from practices.monitoring.exposition import exposition
from practices.web import visitors
from practices.web.methods import only_read


@only_read
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process runs."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@only_read
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when readers can be sent here, else 503; with a line for each thing that is not as it should be."""
    findings = readiness.look()
    status = 200 if readiness.is_ready(findings) else 503
    if request.headers.get("Accept", "").strip().startswith("application/json"):
        checks = {one.check: {"state": one.state, "reason": one.reason} for one in findings}
        return JsonResponse({"ready": status == 200, "checks": checks}, status=status)
    lines = [*(["ok"] if status == 200 else []), *readiness.lines(findings)]
    return HttpResponse("".join(f"{line}\n" for line in lines), status=status, content_type="text/plain; charset=utf-8")


@only_read
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for Prometheus, for whom METRICS_ALLOWED names; nobody else learns that they are here."""
    if not visitors.is_from(request, settings.METRICS_ALLOWED):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
