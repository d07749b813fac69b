"""The public pages, in each language."""

from django.urls import path, register_converter

from . import converters
from .views.browse import browse
from .views.pages import about, home
from .views.practice import practice
from .views.suggest import suggestions

register_converter(converters.PracticeId, "id")
register_converter(converters.AnySlug, "any")

urlpatterns = [
    path("", home, name="home"),
    path("about/", about, name="about"),
    path("practices/suggest", suggestions, name="suggest"),
    path("practices/", browse, name="browse"),
    path("practices/<id:pk>", practice),
    path("practices/<id:pk>/", practice, name="practice-by-id"),
    path("practices/<id:pk>/<any:slug>", practice),
    path("practices/<id:pk>/<any:slug>/", practice, name="practice"),
]
