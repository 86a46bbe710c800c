"""Records one may talk about. Whoever does not see the record finds no talk about it.

A record that not everybody in the alliance sees has `readers`: a talk about it is for these organisations only, as they
are when it begins. Referrals, indicators, clauses of agreements and conflicts have talk of their own, which is their
parties' own or stands where it is needed; they are not talked about here.
A room above adds its own kinds by `register`. Pages show the way here by `components/talking.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from commonweal.access import Actor, Permission, may
from commonweal.agreements.models import Agreement
from commonweal.alignment.models import Meeting
from commonweal.charter.models import Goal
from commonweal.communications.models import Event, Message, Newsletter
from commonweal.components.talking import Talk
from commonweal.directory.models import Service
from commonweal.governance.models import Body, Decision, Proposal, Risk
from commonweal.partners.models import Organisation
from commonweal.payments.models import ContractParty, ContractYear
from commonweal.plans.models import Action, Idea, Lesson, Review, Test

Readers = Callable[[Any], list[UUID] | None]


@dataclass(frozen=True)
class Subject:
    """A kind of record: its name in addresses, its rows, the routes of its pages, and who reads it."""

    key: str
    model: type[Model]
    routes: Sequence[str]
    readers: Readers = lambda _row: None
    """The organisations that see a row; None for everybody in the alliance."""

    def url(self, pk: UUID) -> str:
        """Its page."""
        return reverse(self.routes[0], args=[pk])

    def title(self, row: Any) -> str:
        """What it is called."""
        return str(getattr(row, "title", "") or row)


SUBJECTS: dict[str, Subject] = {}
_BY_ROUTE: dict[str, Subject] = {}


def register(key: str, model: type[Model], *routes: str, readers: Readers | None = None) -> None:
    """Let people talk about records of this kind; `routes` name their pages, which take a `pk`."""
    subject = Subject(key, model, routes) if readers is None else Subject(key, model, routes, readers)
    SUBJECTS[key] = subject
    _BY_ROUTE.update(dict.fromkeys(routes, subject))


def find(key: str, pk: UUID) -> tuple[Subject, Model] | None:
    """The record, if there are such and the actor sees it."""
    subject = SUBJECTS.get(key)
    row = subject.model._default_manager.filter(pk=pk).first() if subject is not None else None
    return (subject, row) if subject is not None and row is not None else None


def on_page(by: Actor, route: str, pk: UUID) -> Talk | None:
    """The talk about the record of a page, for whoever takes part; no query."""
    subject = _BY_ROUTE.get(route)
    if subject is None or not may(by, Permission.TAKE_PART):
        return None
    url = reverse("communications:talk", args=[subject.key, pk])
    return Talk(url, f"{url}?count")


def _parties(year: ContractYear) -> list[UUID]:
    rows = ContractParty.objects.filter(year=year, organisation__isnull=False)
    return list(rows.values_list("organisation_id", flat=True))


register("organisation", Organisation, "partners:show")
register("agreement", Agreement, "agreements:show")
register("service", Service, "directory:service")
register("goal", Goal, "charter:goal", "plans:goal")
register("meeting", Meeting, "alignment:meeting")
register("body", Body, "governance:body")
register("decision", Decision, "governance:decision")
register("proposal", Proposal, "governance:proposal")
register("risk", Risk, "governance:risk")
register("action", Action, "plans:action")
register("test", Test, "plans:test")
register("idea", Idea, "plans:idea")
register("review", Review, "plans:review")
register("lesson", Lesson, "plans:lesson")
register("contract-year", ContractYear, "payments:year", readers=_parties)
register("message", Message, "communications:message")
register("event", Event, "communications:event")
register("newsletter", Newsletter, "communications:newsletter")
