"""The first page, live changes, and taking a seat."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("live")


def take_seat(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seat")
