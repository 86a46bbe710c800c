"""Addresses of aligning: each noun brings its own."""

from django.urls import URLPattern

from commonweal.alignment.urls import leadership, meetings, readiness, search, stakeholders

app_name = "alignment"
urlpatterns: list[URLPattern] = [
    *stakeholders.urlpatterns,
    *readiness.urlpatterns,
    *search.urlpatterns,
    *leadership.urlpatterns,
    *meetings.urlpatterns,
]
