"""Addresses of the method pages."""

from __future__ import annotations

from django.urls import path

from commonweal.components.methods import views

app_name = "methods"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<slug:name>/", views.page, name="page"),
]
