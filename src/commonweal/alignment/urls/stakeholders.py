"""Addresses of stakeholders."""

from django.urls import URLPattern, path

from commonweal.alignment.views import stakeholders as views

urlpatterns: list[URLPattern] = [
    path("stakeholders/", views.stakeholder_list, name="stakeholders"),
    path("stakeholders/add/", views.add, name="add-stakeholder"),
    path("stakeholders/<uuid:pk>/", views.show, name="stakeholder"),
    path("stakeholders/<uuid:pk>/now/", views.read_anew, name="read-stakeholder"),
    path("stakeholders/<uuid:pk>/contact/", views.contact, name="contact-stakeholder"),
    path("stakeholders/<uuid:pk>/end/", views.take_off, name="end-stakeholder"),
]
