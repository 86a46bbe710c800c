"""Addresses of the gallery."""

from __future__ import annotations

from django.urls import path

from commonweal.components import views

app_name = "components"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("errors/<int:code>/", views.error, name="error"),
    path("entry/<int:number>/", views.entry, name="entry"),
    path("people/", views.people, name="people"),
    path("confirm/", views.confirm, name="confirm"),
]
