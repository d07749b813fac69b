"""The addresses of the public form. Those with a token are known to its proposer alone."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.start, name="propose"),
    path("correction/<id:pk>/", views.start, name="propose-correction"),
    path("confirm/<token:token>/", views.confirm, name="propose-confirm"),
    path("<token:token>/", views.follow, name="submission"),
    path("<token:token>/withdraw/", views.withdraw, name="submission-withdraw"),
    path("<token:token>/<slug:name>/", views.step, name="submission-step"),
]
