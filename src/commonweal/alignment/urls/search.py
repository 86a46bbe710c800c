"""Addresses of looking for partners."""

from django.urls import URLPattern, path

from commonweal.alignment.views import search as views

urlpatterns: list[URLPattern] = [
    path("partners/", views.overview, name="partners"),
    path("partners/look/", views.seek, name="seek-partners"),
    path("partners/take-on/", views.add, name="add-prospect"),
    path("partners/searches/<uuid:pk>/", views.show, name="partner-search"),
    path("partners/searches/<uuid:pk>/<uuid:provider>/", views.take_on, name="take-on-prospect"),
    path("partners/<uuid:pk>/", views.prospect, name="prospect"),
    path("partners/<uuid:pk>/step/", views.step, name="prospect-step"),
    path("partners/<uuid:pk>/invite/", views.invite, name="invite-prospect"),
]
