"""Sign-in: people come by invitation only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from commonweal.access.models import Person


def display(person: Person) -> str:
    """How a person is named in messages of the sign-in."""
    return person.name or person.email


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves: an invitation makes the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """Single sign-on recognises people by their address; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
