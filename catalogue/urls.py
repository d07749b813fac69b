"""All addresses of the site. English has no prefix; French and Spanish have /fr/ and /es/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from practices.api import api, root_without_slash
from practices.dumps.rdf import FORMS
from practices.dumps.views import dump, index
from practices.oai.views import oai, with_slash
from practices.views import crawlers, health
from practices.views.dcat import dcat, dcat_as_wanted
from practices.views.oembed import oembed_of
from practices.views.share import short
from practices.views.slashes import without_slash

handler400 = "practices.views.too_much.bad_request"
handler404 = "practices.views.not_found.not_found"
handler500 = "practices.views.fault.fault"

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", crawlers.sitemap_of_pages, name="sitemap-pages"),
    path("sitemap-corridors.xml", crawlers.sitemap_of_corridors, name="sitemap-corridors"),
    path("sitemap-practices-<id:share>.xml", crawlers.sitemap_of_practices, name="sitemap-practices"),
    path(".well-known/security.txt", crawlers.security_txt, name="security-txt"),
    path("api/v1", root_without_slash),
    path("api/v1/", api.urls),
    path("oembed", oembed_of, name="oembed"),
    path("oai", oai, name="oai"),
    path("api/v1/<path:rest>/", without_slash),
    path("s/<short:code>", short, name="short"),
    path("s/<short:rest>/", without_slash),
    path("oembed/", without_slash),
    path("oai/", with_slash),
    path("dcat", dcat_as_wanted, name="dcat-as-wanted"),
    *(path(f"dcat.{form.ending}", dcat, {"form": form}, name=form.route) for form in FORMS.values()),
    path("dumps/index.json", index, name="dumps-index"),
    path("dumps/<any:name>", dump, name="dump"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("practices.urls")),
        prefix_default_language=False,
    ),
]
