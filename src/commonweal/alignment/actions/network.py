"""Asking members whom they work with, hearing it, and closing the round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.alignment import events
from commonweal.alignment.models import Rating, Report, Tie, TieRound
from commonweal.alignment.rules import rounds
from commonweal.alignment.rules.trust import DIMENSIONS
from commonweal.database import clock, live
from commonweal.partners.queries import members


def ask_for_ties(*, by: Actor, closes_at: datetime) -> TieRound:
    """Open a round: every member is asked whom it works with. Raises NotAllowed; Refused with the reason."""
    require(by, Permission.RUN_SURVEYS)
    with transaction.atomic():
        last = TieRound.objects.order_by("-number").first()
        # One question is enough here: the form has its own length, and it is the same for everybody.
        reason = rounds.refusal_to_open(
            [False],
            open_now=last is not None and last.closed_at is None,
            now=clock.now(),
            closes_at=closes_at,
        )
        if reason:
            raise Refused(reason.replace("of this survey ", ""))
        opened = TieRound.objects.create(
            alliance_id=by.own_alliance_id, number=(last.number if last else 0) + 1, closes_at=closes_at,
            person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        audit.record(by, events.TIES_ASKED, on=opened, number=opened.number)
        live.notify("network", alliance=by.alliance_id)
    return opened


def tell_ties(
    *,
    by: Actor,
    asking: TieRound,
    ties: Mapping[UUID, tuple[int, int, int]],
    ratings: Mapping[tuple[UUID, str], int],
) -> Report:
    """Say whom one's organisation works with (how often, how deep, through how many people), and rate partners.

    What the organisation said before in this round is replaced. Ratings may be about oneself; ties may not. Raises
    NotAllowed; Refused when the round is over or somebody named is no member.
    """
    require(by, Permission.ANSWER_SURVEYS)
    with transaction.atomic():
        row = TieRound.objects.get(pk=asking.pk)
        if row.closed_at is not None or row.closes_at <= clock.now():
            raise Refused("This round is over. What your organisation said before counts.")
        known = set(members(by).values_list("pk", flat=True))
        if by.organisation_id in ties or not (set(ties) | {about for about, _ in ratings}) <= known:
            raise Refused("Only other members of the alliance can be named. Open the page again.")
        report, _made = Report.objects.update_or_create(
            round=row,
            organisation_id=by.own_organisation_id,
            defaults={"person_id": by.own_person_id, "person_name": by.person_name},
        )
        report.ties.all().delete()
        report.ratings.all().delete()
        own = {"report": report, "organisation_id": by.organisation_id}
        Tie.objects.bulk_create(
            Tie(**own, to_id=to, frequency=often, depth=deep, people=people)
            for to, (often, deep, people) in ties.items()
        )
        Rating.objects.bulk_create(
            Rating(**own, about_id=about, dimension=dimension, value=value)
            for (about, dimension), value in ratings.items()
            if dimension in DIMENSIONS
        )
        audit.record(by, events.TIES_TOLD, on=row, ties=len(ties))
        live.notify("network", alliance=by.alliance_id)
    return report


def close_ties(*, by: Actor, asking: TieRound) -> TieRound:
    """Close a round of ties: the map is for everybody, scores are published. Raises NotAllowed; Conflict."""
    require(by, Permission.RUN_SURVEYS, on=asking)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.network_publish(%s)", [asking.pk])
            (published,) = cursor.fetchone()
        if published is None:
            raise Conflict("This round is closed already.")
        row = TieRound.objects.get(pk=asking.pk)
        audit.record(
            by,
            events.TIES_CLOSED,
            on=row,
            number=row.number,
            reports=row.reports.count(),
            members=row.members,
        )
        live.notify("network", alliance=by.alliance_id)
    return row
