"""Addresses of readiness."""

from django.urls import URLPattern, path

from commonweal.alignment.views import readiness as views

urlpatterns: list[URLPattern] = [
    path("readiness/", views.overview, name="readiness"),
    path("readiness/plan/", views.plan, name="readiness-plan"),
    path("readiness/steps/<uuid:pk>/", views.step, name="readiness-step"),
    path("readiness/steps/<uuid:pk>/report/", views.report, name="readiness-report"),
    path("readiness/answer/", views.area, name="readiness-area"),
]
