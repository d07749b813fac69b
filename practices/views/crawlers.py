"""What programs look for at fixed addresses: sitemap, robots.txt, llms.txt, security.txt, manifest, how to search."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control

from practices.caching.editions import shows_catalogue
from practices.citing.entry import catalogue_name
from practices.metadata import llms, opensearch, sitemap
from practices.taxonomy.vocabularies import LANGUAGES
from practices.web.addresses import absolute
from practices.web.colours import colours
from practices.web.methods import only_read

# Below the first page of each language: what is no page to be found, or one of endlessly many lists.
_DISALLOWED = (
    "admin/",
    "briefings/",
    "preview/",
    "alerts/",
    "propose/",
    "share/",
    "practices/suggest",
    "selection/",
    "practices/export.",
    "practices/?q=",
    "gaps/?",
    "gaps.csv",
    "compare/?",
    "compare.csv",
    "corridors/?",
    "corridors.csv",
    "practices/*?*&",  # more than one choice; single ones lead on to practices
)
_SECURITY_TXT_LIFETIME = timedelta(days=180)


@shows_catalogue
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of the sitemap's files."""
    return _xml(sitemap.index())


@shows_catalogue
def sitemap_of_pages(request: HttpRequest) -> HttpResponse:
    """The pages besides the practices."""
    return _xml(sitemap.of_pages())


@shows_catalogue
def sitemap_of_corridors(request: HttpRequest) -> HttpResponse:
    """The corridors that practices bind."""
    return _xml(sitemap.of_corridors())


@shows_catalogue
def sitemap_of_practices(request: HttpRequest, share: int) -> HttpResponse:
    """The practices of one share of the ids."""
    text = sitemap.of_practices(share)
    if not text:
        raise Http404
    return _xml(text)


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@shows_catalogue
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything that is a page of its own, and the API."""
    lines = ["User-agent: *"]
    for code in LANGUAGES:
        with override(code):
            home = reverse("home")
        lines += [f"Disallow: {home}{path}" for path in _DISALLOWED]
        lines.append(f"Allow: {home}propose/$")
    lines += ["", f"# For programs that answer questions: {absolute(reverse('llms'))}"]
    lines += ["", f"Sitemap: {absolute(reverse('sitemap'))}"]
    return _text(lines)


@cache_control(public=True, max_age=24 * 3600)
@only_read
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + _SECURITY_TXT_LIFETIME).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {absolute(request.path)}",
    ]
    if settings.SECURITY_POLICY_URL:
        lines.append(f"Policy: {settings.SECURITY_POLICY_URL}")
    return _text(lines)


@shows_catalogue
def llms_txt(request: HttpRequest) -> HttpResponse:
    """What programs that answer questions should know (llmstxt.org)."""
    return HttpResponse(llms.text(), content_type="text/plain; charset=utf-8")


@shows_catalogue
def opensearch_description(request: HttpRequest) -> HttpResponse:
    """How browsers search the catalogue."""
    return HttpResponse(opensearch.describe(), content_type=f"{opensearch.CONTENT_TYPE}; charset=utf-8")


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@shows_catalogue
def manifest(request: HttpRequest) -> JsonResponse:
    """The name and the icons under which a phone keeps the site."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    icons.append({"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"})
    data = {
        "name": catalogue_name(),
        "short_name": _("Practices"),
        "lang": request.LANGUAGE_CODE,  # type: ignore[attr-defined]
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "browser",
        "background_color": colours()["light-paper"],
        "theme_color": colours()["light-brand"],
        "icons": icons,
    }
    return JsonResponse(data, content_type="application/manifest+json")
