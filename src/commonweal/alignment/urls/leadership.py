"""Addresses of leadership feedback."""

from django.urls import URLPattern, path

from commonweal.alignment.views import leadership as views

urlpatterns: list[URLPattern] = [
    path("leadership/", views.overview, name="leadership"),
    path("leadership/ask/", views.ask, name="ask-feedback"),
    path("leadership/<uuid:pk>/", views.show, name="feedback"),
    path("leadership/<uuid:pk>/give/", views.give, name="give-feedback"),
    path("leadership/<uuid:pk>/oneself/", views.answer_oneself, name="self-feedback"),
    path("leadership/<uuid:pk>/close/", views.close, name="close-feedback"),
    path("leadership/<uuid:pk>/share/", views.share, name="share-feedback"),
    path("leadership/<uuid:pk>/plan/", views.plan, name="plan-development"),
    path("leadership/shares/<uuid:pk>/end/", views.end_share, name="end-share"),
    path("leadership/plan/<uuid:pk>/done/", views.done, name="development-done"),
]
