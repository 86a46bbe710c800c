"""A browser in somebody's hands, and what a page says."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.database.identity import maintenance
from commonweal.web.middleware import SEAT
from commonweal.web.sign_in import TOUCHED


def signed_in(actor: Actor) -> Client:
    """The browser of a person who has signed in and taken this seat."""
    browser = Client()
    with maintenance():
        browser.force_login(Person.objects.get(pk=actor.person_id))
    session = browser.session
    session[TOUCHED] = time.time()
    if actor.seat_id is not None:
        session[SEAT] = str(actor.seat_id)
    session.save()
    return browser


def text(response: Any) -> str:
    """The page's source in one line."""
    return " ".join(response.content.decode().split())
