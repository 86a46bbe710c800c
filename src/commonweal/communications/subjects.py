"""Records one may talk about: those that everybody in the alliance sees, and none about people served.

Conflicts are never talked about here: they are their parties' own.
A room adds its own by `register`; whoever cannot see the record finds no talk about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from commonweal.agreements.models import Agreement
from commonweal.charter.models import Goal
from commonweal.communications.models import Event, Message, Newsletter
from commonweal.directory.models import Service
from commonweal.governance.models import Decision
from commonweal.partners.models import Organisation
from commonweal.plans.models import Action, Review, Test


@dataclass(frozen=True)
class Subject:
    """A kind of record: its name in addresses, its rows, and where its page is."""

    key: str
    model: type[Model]
    url: Callable[[UUID], str]


SUBJECTS: dict[str, Subject] = {}


def register(key: str, model: type[Model], url: Callable[[UUID], str]) -> None:
    """Let people talk about records of this kind."""
    SUBJECTS[key] = Subject(key, model, url)


def find(key: str, pk: UUID) -> tuple[Subject, Model] | None:
    """The record, if there are such and the actor sees it."""
    subject = SUBJECTS.get(key)
    row = subject.model._default_manager.filter(pk=pk).first() if subject is not None else None
    return (subject, row) if subject is not None and row is not None else None


register("organisation", Organisation, lambda pk: reverse("partners:show", args=[pk]))
register("agreement", Agreement, lambda pk: reverse("agreements:show", args=[pk]))
register("service", Service, lambda pk: reverse("directory:service", args=[pk]))
register("goal", Goal, lambda pk: reverse("communications:talk", args=["goal", pk]))
register("decision", Decision, lambda pk: reverse("governance:decision", args=[pk]))
register("action", Action, lambda pk: reverse("plans:action", args=[pk]))
register("test", Test, lambda pk: reverse("plans:test", args=[pk]))
register("review", Review, lambda pk: reverse("plans:review", args=[pk]))
register("message", Message, lambda pk: reverse("communications:message", args=[pk]))
register("event", Event, lambda pk: reverse("communications:event", args=[pk]))
register("newsletter", Newsletter, lambda pk: reverse("communications:newsletter", args=[pk]))
