"""Answering on readiness with evidence, planning steps, reporting on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may, require
from commonweal.alignment import events
from commonweal.alignment.models import ReadinessAnswer, ReadinessReport, ReadinessStep
from commonweal.alignment.rules import readiness as rules
from commonweal.database import live
from commonweal.partners.models import Seat
from commonweal.partners.queries import alliance_day


def answer(*, by: Actor, answers: Mapping[str, tuple[int, str]]) -> list[ReadinessAnswer]:
    """Answer questions, each with its level and what shows it. What is said again unchanged is not written twice.

    Raises NotAllowed; Refused for a question that is not known or has no evidence.
    """
    require(by, Permission.ASSESS_READINESS)
    with transaction.atomic():
        _hold(by)
        for item, (level, evidence) in answers.items():
            if item not in rules.ITEMS or level not in rules.LEVELS:
                raise Refused(
                    f"“{item}” is no question of ours, or {level} no level of it. Nothing was kept."
                )
            if not evidence.strip():
                raise Refused(
                    f"Say what shows it: “{rules.ITEMS[item].text}” has no evidence. Nothing was kept."
                )
        held = {
            one.item: (one.level, one.evidence)
            for one in ReadinessAnswer.objects.filter(
                alliance_id=by.own_alliance_id, organisation_id=by.own_organisation_id
            ).order_by("created_at", "id")
        }
        new = [
            ReadinessAnswer(**_said(by), item=item, level=level, evidence=evidence.strip())
            for item, (level, evidence) in answers.items()
            if held.get(item) != (level, evidence.strip())
        ]
        if not new:
            return []
        ReadinessAnswer.objects.bulk_create(new)
        audit.record(by, events.READINESS_ANSWERED, count=len(new))
        _tell(by)
    return new


def plan(*, by: Actor, item: str, what: str, owner: UUID, due: date) -> ReadinessStep:
    """Plan a step that closes a gap: what, who of one's organisation, until when.

    Raises NotAllowed; Refused for a day that is past or somebody who does not sit for the organisation.
    """
    require(by, Permission.ASSESS_READINESS)
    with transaction.atomic():
        if item not in rules.ITEMS:
            raise Refused("Choose the question that the step is to change.")
        if due < alliance_day(by):
            raise Refused("That day is past. Choose one that can still be kept.")
        sits = Seat.objects.current().filter(
            alliance_id=by.own_alliance_id, organisation_id=by.own_organisation_id, person_id=owner
        )
        if not sits.exists():
            raise Refused("Whoever owns a step must sit for your organisation now.")
        row = ReadinessStep.objects.create(**_said(by), item=item, what=what.strip(), owner_id=owner, due=due)
        audit.record(by, events.READINESS_STEP)
        _tell(by)
    return row


def report(*, by: Actor, step: ReadinessStep, text: str, ends: str = "") -> ReadinessReport:
    """Say what came of a step; "done" or "dropped" ends it. Its owner may, and whoever assesses readiness.

    Raises NotAllowed; Refused where it has ended.
    """
    own = step.owner_id == by.person_id and step.organisation_id == by.organisation_id
    if not own and not may(by, Permission.ASSESS_READINESS, on=step):
        raise NotAllowed(by, Permission.ASSESS_READINESS)
    with transaction.atomic():
        _hold(by)
        if step.reports.exclude(ends="").exists():
            raise Refused("This step has ended. Plan another one if there is more to do.")
        row = ReadinessReport.objects.create(
            step=step, text=text.strip(), ends=ends, person_id=by.own_person_id, person_name=by.person_name
        )
        audit.record(by, events.READINESS_REPORT)
        _tell(by)
    return row


def _said(by: Actor) -> dict[str, object]:
    return {
        "alliance_id": by.alliance_id,
        "organisation_id": by.organisation_id,
        "person_id": by.person_id,
        "person_name": by.person_name,
    }


def _hold(by: Actor) -> None:
    """One at a time for an organisation: two people answering at once must not write the same answer twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"readiness {by.organisation_id}"]
        )


def _tell(by: Actor) -> None:
    live.notify("readiness", organisations=[by.organisation_id])
