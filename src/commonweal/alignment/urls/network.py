"""Addresses of the network."""

from django.urls import URLPattern, path

from commonweal.alignment.views import network

urlpatterns: list[URLPattern] = [
    path("network/", network.show, name="network"),
    path("network/ask/", network.ask, name="network-ask"),
    path("network/<uuid:pk>/close/", network.close, name="network-close"),
    path("network/<uuid:pk>/tell/", network.tell, name="network-tell"),
]
