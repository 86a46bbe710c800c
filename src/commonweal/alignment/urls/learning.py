"""Addresses of learning together."""

from django.urls import URLPattern, path

from commonweal.alignment.views import learning as views

urlpatterns: list[URLPattern] = [
    path("learning/", views.overview, name="learning"),
    path("learning/course/", views.course, name="course"),
    path("learning/open/", views.open_cohort, name="open-cohort"),
    path("learning/<uuid:pk>/", views.show, name="cohort"),
    path("learning/<uuid:pk>/people/", views.enrol, name="enrol"),
    path("learning/<uuid:pk>/challenge/", views.challenge, name="own-challenge"),
    path("learning/<uuid:pk>/change/", views.change, name="own-change"),
    path("learning/people/<uuid:pk>/leave/", views.leave, name="leave-cohort"),
    path("learning/sessions/<uuid:pk>/", views.session, name="course-session"),
    path("learning/sessions/<uuid:pk>/attendance/", views.attend, name="session-attendance"),
    path("learning/sessions/<uuid:pk>/move/", views.move, name="move-session"),
    path("learning/reflections/<uuid:pk>/share/", views.share, name="share-reflection"),
]
