"""The public pages, in each language."""

from django.urls import include, path

from .alerts import views as alerts
from .alerts.question import PARAMETERS
from .api.practices import practice_as_json
from .dumps.views import dumps
from .exports import FORMATS
from .feeds.forms import FORMS as FEEDS
from .views import briefings, feeds
from .views.browse import browse
from .views.citation import citation
from .views.compare import compare, compare_csv
from .views.corridors import corridor, corridors, corridors_csv
from .views.countries import countries, country
from .views.crawlers import llms_txt, manifest, opensearch_description
from .views.embed import embed, embed_country, embed_gaps
from .views.export import export
from .views.gaps import gaps, gaps_csv, gaps_svg
from .views.linkset import linkset
from .views.markdown import markdown
from .views.organisations import organisation, organisations
from .views.pages import about, home
from .views.parameters import takes
from .views.partners import partners
from .views.picture import (
    picture,
    picture_of_catalogue,
    picture_of_country,
    picture_of_gaps,
    picture_of_question,
    picture_of_theme,
)
from .views.practice import practice
from .views.preview import preview
from .views.selection import change, selection
from .views.share import qr_of_question, share
from .views.slide import qr_of_practice, slide
from .views.sources import record, source, sources
from .views.statements import accessibility, privacy
from .views.styleguide import styleguide
from .views.suggest import suggestions, suggestions_for_browsers
from .views.themes import policy_areas, theme
from .web import converters  # noqa: F401 (they register themselves)

urlpatterns = [
    path("", home, name="home"),
    path("about/", about, name="about"),
    path("privacy/", privacy, name="privacy"),
    path("accessibility/", accessibility, name="accessibility"),
    path("policy-areas/", policy_areas, name="policy-areas"),
    path("policy-areas/<any:slug>/picture.png", picture_of_theme, {"facet": "policy_area"}, name="policy-area-picture"),
    path("phases/<any:slug>/picture.png", picture_of_theme, {"facet": "migration_phase"}, name="phase-picture"),
    path("policy-areas/<any:slug>/", theme, {"facet": "policy_area"}, name="policy-area"),
    path("phases/<any:slug>/", theme, {"facet": "migration_phase"}, name="phase"),
    path("organisations/", organisations, name="organisations"),
    path("organisations/<any:slug>/", organisation, name="organisation"),
    path("sources/", sources, name="sources"),
    path("sources/<any:slug>.<citation:form>", record, name="source-record"),
    path("sources/<any:slug>/", source, name="source"),
    path("gaps/", gaps, name="gaps"),
    path("gaps/picture.png", picture_of_gaps, name="picture-of-gaps"),
    path("gaps.svg", gaps_svg, name="gaps-svg"),
    path("gaps.csv", gaps_csv, name="gaps-csv"),
    path("selection/", selection, name="selection"),
    path("selection/change/", change, name="selection-change"),
    path("compare/", compare, name="compare"),
    path("compare.csv", compare_csv, name="compare-csv"),
    path("partners/", partners, name="partners"),
    path("dumps/", dumps, name="dumps"),
    path("styleguide/", styleguide, name="styleguide"),
    path("countries", countries),
    path("countries/", countries, name="countries"),
    path("countries/<any:code>/picture.png", picture_of_country, name="picture-of-country"),
    path("countries/<any:code>", country),
    path("countries/<any:code>/", country, name="country"),
    path("corridors", corridors),
    path("corridors/", corridors, name="corridors"),
    path("corridors.csv", corridors_csv, name="corridors-csv"),
    path("corridors/<any:origin>/<any:destination>", corridor),
    path("corridors/<any:origin>/<any:destination>/", corridor, name="corridor"),
    path("picture.png", picture_of_catalogue, name="picture-of-catalogue"),
    path("site.webmanifest", manifest, name="manifest"),
    path("alerts/new/", takes(*PARAMETERS)(alerts.new), name="alert-new"),
    path("alerts/", include("practices.alerts.urls")),
    path("propose/", include("practices.submissions.urls")),
    path("briefings/new/", briefings.new, name="briefing-new"),
    path("briefings/keep/<secret:token>/", briefings.made, name="briefing-made"),
    path("briefings/<secret:token>/", briefings.briefing, name="briefing"),
    path("briefings/<secret:token>.docx", briefings.briefing_docx, name="briefing-docx"),
    path("briefings/<secret:token>.pdf", briefings.briefing_pdf, name="briefing-pdf"),
    path("briefings/<secret:token>.ris", briefings.briefing_ris, name="briefing-ris"),
    path("llms.txt", llms_txt, name="llms"),
    path("opensearch.xml", opensearch_description, name="opensearch"),
    path("practices/suggest", suggestions, name="suggest"),
    path("practices/suggest.json", suggestions_for_browsers, name="suggest-opensearch"),
    path("practices", browse),
    *(path(f"practices/feed.{one.ending}", feeds.of_question, {"form": one}, name=one.of_question) for one in FEEDS),
    *(
        path(f"practices/<id:pk>/changes.{one.ending}", feeds.of_practice, {"form": one}, name=one.of_practice)
        for one in FEEDS
    ),
    path("practices/", browse, name="browse"),
    *(path(f"practices/export.{one.ending}", export, {"chosen": one}, name=f"export-{one.ending}") for one in FORMATS),
    path("practices/picture.png", picture_of_question, name="picture-of-question"),
    path("share/", share, name="share"),
    path("share/qr.<drawing:ending>", qr_of_question, name="qr-of-question"),
    path("preview/<any:token>/", preview, name="preview"),
    path("embed/gaps", embed_gaps),
    path("embed/gaps/", embed_gaps, name="embed-gaps"),
    path("embed/countries/<any:code>", embed_country),
    path("embed/countries/<any:code>/", embed_country, name="embed-country"),
    path("embed/<id:pk>", embed),
    path("embed/<id:pk>/", embed, name="embed"),
    path("practices/<id:pk>/picture.png", picture, name="picture"),
    path("practices/<id:pk>/slide.<drawing:ending>", slide, name="slide"),
    path("practices/<id:pk>/qr.<drawing:ending>", qr_of_practice, name="qr"),
    path("practices/<id:pk>/linkset.json", linkset, name="linkset"),
    path("practices/<id:pk>.<citation:form>", citation, name="citation"),
    path("practices/<id:pk>.md", markdown, name="practice-markdown"),
    path("practices/<id:pk>.json", practice_as_json, name="practice-json"),
    path("practices/<id:pk>", practice),
    path("practices/<id:pk>/", practice, name="practice-by-id"),
    path("practices/<id:pk>/<any:slug>", practice),
    path("practices/<id:pk>/<any:slug>/", practice, name="practice"),
]
