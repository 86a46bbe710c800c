"""Addresses of aligning: each noun brings its own."""

from django.urls import URLPattern

app_name = "alignment"
urlpatterns: list[URLPattern] = []
