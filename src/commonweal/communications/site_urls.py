"""Addresses of the public website, below /site/."""

from __future__ import annotations

from django.urls import URLPattern, path

from commonweal.communications.views.site import pages, taking_part

app_name = "site"
IN = "<slug:site>/<slug:language>/"
urlpatterns: list[URLPattern] = [
    path("registration/<str:token>/", taking_part.registration, name="registration"),
    path("<slug:site>/", pages.entrance, name="entrance"),
    path("<slug:site>/sitemap.xml", pages.sitemap, name="sitemap"),
    path("<slug:site>/files/<str:name>", pages.picture, name="picture"),
    path("<slug:site>/documents/<uuid:pk>/", pages.document, name="document"),
    path("<slug:site>/confirm/<str:token>/", taking_part.confirm, name="confirm"),
    path("<slug:site>/unsubscribe/<str:token>/", taking_part.unsubscribe, name="unsubscribe"),
    path(IN, pages.home, name="home"),
    path(f"{IN}news/", pages.news, name="news"),
    path(f"{IN}news/feed.atom", pages.feed, name="feed"),
    path(f"{IN}events/", taking_part.events, name="events"),
    path(f"{IN}events.ics", taking_part.events_calendar, name="events-calendar"),
    path(f"{IN}events/<slug:name>/", taking_part.event, name="event"),
    path(f"{IN}events/<slug:name>.ics", taking_part.event_calendar, name="event-calendar"),
    path(f"{IN}partners/", pages.partners, name="partners"),
    path(f"{IN}goals/", pages.goals, name="goals"),
    path(f"{IN}services/", pages.services, name="services"),
    path(f"{IN}documents/", pages.documents, name="documents"),
    path(f"{IN}archive/", pages.archive, name="archive"),
    path(f"{IN}archive/<slug:name>/", pages.archived, name="archived"),
    path(f"{IN}press/", pages.press, name="press"),
    path(f"{IN}press/<slug:name>/", pages.release, name="release"),
    path(f"{IN}feedback/", taking_part.listen, name="listen"),
    path(f"{IN}feedback/<slug:name>/", taking_part.form, name="form"),
    path(f"{IN}subscribe/", taking_part.subscribe, name="subscribe"),
    path(f"{IN}<slug:page>/", pages.page, name="page"),
]
