"""Bodies that need somebody: empty seats, and one organisation accountable for most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, F, Func, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Facts, Question, Rows, began, instant, question
from commonweal.governance.models import BodySeat, Right, Tenure
from commonweal.governance.rules.rights import KINDS, Part, RightFacts, concentration


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """Empty seats: for the convenor, and the organisation whose seat it is; who is accountable, for the convenor."""
    if not may(by, Permission.VOTE):
        return
    keeps = may(by, Permission.KEEP_BODIES)
    if keeps or may(by, Permission.MANAGE_SEATS):
        empty = _empty(by)
        yield question(
            "seat", empty if keeps else empty.filter(organisation_id=by.organisation_id), pk="pk", body="body_id",
            name="body__name", organisation="organisation__name", left="left", began=began(),
        )  # fmt: skip
    if keeps:
        names = BodySeat.objects.current().filter(body=OuterRef("body")).values("organisation__name")
        yield question(
            "accountable",
            Right.objects.current().filter(alliance_id=by.own_alliance_id, part=Part.ACCOUNTABLE.key),
            kind="kind", began=began(), organisation="organisation__name", body="body_id",
            seats=ArraySubquery(names),
        )  # fmt: skip


def _empty(by: Actor) -> QuerySet[Any]:
    before = Tenure.objects.filter(
        seat=OuterRef("pk"), capacity="holder", period__isempty=False, period__upper_inf=False
    ).order_by("-period")
    ended = Func(F("period"), function="upper", output_field=DateTimeField())
    held = Tenure.objects.current().filter(capacity="holder").values("seat_id")
    rows = BodySeat.objects.current().filter(alliance_id=by.own_alliance_id, body__ended_at=None)
    return rows.exclude(pk__in=held).annotate(left=Subquery(before.values(at=ended)[:1]))


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each seat, one for the concentration."""
    audience: Any = "alliance" if may(by, Permission.KEEP_BODIES) else "organisation"
    for seat in rows["seat"]:
        page = reverse("governance:body", args=[seat["body"]])
        why = _("The seat of %(organisation)s on %(name)s is empty.") % seat
        yield Attention(
            "boundaries", f"seat-empty:{seat['pk']}", why, instant(seat["left"] or seat["began"]), page,
            _("Say who sits there"), reverse("governance:seat-person", args=[seat["pk"]]), audience,
        )  # fmt: skip
    yield from _concentrated(by, now, rows["accountable"])


def _concentrated(by: Actor, now: datetime, rights: list[Facts]) -> Iterator[Attention]:
    facts = [
        RightFacts(one["kind"], Part.ACCOUNTABLE, KINDS[one["kind"]], organisation=_behind(one))
        for one in rights
    ]
    if (most := concentration(facts)) is None:
        return
    name, count, of = most
    page = reverse("governance:rights")
    why = _("%(name)s is accountable for %(count)s of %(of)s kinds of decision.") % {
        "name": name, "count": count, "of": of,
    }  # fmt: skip
    since = max(instant(one["began"]) for one in rights)
    yield Attention(
        "boundaries", f"rights-concentrated:{by.alliance_id}", why, min(since, now), page, _("Look at decision rights"),
        page, "alliance",
    )  # fmt: skip


def _behind(right: Facts) -> str:
    """The organisation that holds a right alone: itself, or with more than half of a body's seats."""
    if right["organisation"] is not None:
        return str(right["organisation"])
    names = right["seats"] if right["body"] else []
    return next((name for name in sorted(set(names)) if names.count(name) * 2 > len(names)), "")
