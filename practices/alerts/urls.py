"""The addresses of alerts. Those with a token are known to who reads the mail of its address."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.overview, name="alerts"),
    path("address/<sealed:token>/", views.address, name="alert-address"),
    path("<token:token>/", views.follow, name="alert"),
    path("<token:token>/address/", views.move, name="alert-move"),
    path("<token:token>/end/", views.end, name="alert-end"),
]
