"""Addresses of the room, one list per noun."""

from django.urls import URLPattern

from commonweal.alignment.urls import (
    leadership,
    learning,
    meetings,
    network,
    readiness,
    search,
    stakeholders,
    surveys,
)

app_name = "alignment"
urlpatterns: list[URLPattern] = [
    *stakeholders.urlpatterns,
    *readiness.urlpatterns,
    *search.urlpatterns,
    *surveys.urlpatterns,
    *network.urlpatterns,
    *leadership.urlpatterns,
    *meetings.urlpatterns,
    *learning.urlpatterns,
]
