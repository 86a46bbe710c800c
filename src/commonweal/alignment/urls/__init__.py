"""Addresses of the room, one list per noun."""

from commonweal.alignment.urls import network, surveys

app_name = "alignment"
urlpatterns = [*surveys.urlpatterns, *network.urlpatterns]
