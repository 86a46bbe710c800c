"""Bodies that need somebody: empty seats, and one organisation accountable for most."""

from __future__ import annotations

from datetime import datetime

from django.db.models import DateTimeField, F, Func, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.governance.models import BodySeat, Right, Tenure
from commonweal.governance.rules.rights import KINDS, Part, RightFacts, concentration


def attention(by: Actor, now: datetime) -> list[Attention]:
    """Empty seats: to the convenor, and to the organisation whose seat it is; concentration to the convenor."""
    if not may(by, Permission.VOTE):
        return []
    keeps = may(by, Permission.KEEP_BODIES)
    found = []
    before = Tenure.objects.filter(
        seat=OuterRef("pk"), capacity="holder", period__isempty=False, period__upper_inf=False
    ).order_by("-period")
    empty = (
        BodySeat.objects.current()
        .filter(alliance_id=by.alliance_id, body__ended_at=None)
        .exclude(pk__in=Tenure.objects.current().filter(capacity="holder").values("seat_id"))
        .select_related("body", "organisation")
        .annotate(
            left=Subquery(
                before.values(at=Func(F("period"), function="upper", output_field=DateTimeField()))[:1]
            )
        )
    )
    if not keeps:
        mine = empty.filter(organisation_id=by.organisation_id)
        empty = mine if may(by, Permission.MANAGE_SEATS) else empty.none()
    for seat in empty:
        page = reverse("governance:body", args=[seat.body_id])
        since = seat.left or seat.period.lower
        why = _("The seat of %(organisation)s on %(body)s is empty.") % {
            "organisation": seat.organisation.name, "body": seat.body.name,
        }  # fmt: skip
        found.append(
            Attention(
                "boundaries", f"seat-empty:{seat.pk}", why, since, page, _("Say who sits there"),
                reverse("governance:seat-person", args=[seat.pk]), "alliance" if keeps else "organisation",
            )
        )  # fmt: skip
    return found + (_concentrated(by, now) if keeps else [])


def _concentrated(by: Actor, now: datetime) -> list[Attention]:
    rights = list(
        Right.objects.current()
        .filter(alliance_id=by.alliance_id, part=Part.ACCOUNTABLE.key)
        .select_related("organisation")
    )
    if len(rights) < 3:
        return []
    seats: dict[object, list[str]] = {}
    held = BodySeat.objects.current().filter(body_id__in=[one.body_id for one in rights if one.body_id])
    for body, name in held.values_list("body_id", "organisation__name"):
        seats.setdefault(body, []).append(name)
    facts = [
        RightFacts(one.kind, Part.ACCOUNTABLE, KINDS[one.kind], one.over, organisation=_behind(one, seats))
        for one in rights
    ]
    if (most := concentration(facts)) is None:
        return []
    name, count, of = most
    page = reverse("governance:rights")
    why = _("%(name)s is accountable for %(count)s of %(of)s kinds of decision.") % {
        "name": name, "count": count, "of": of,
    }  # fmt: skip
    since = max(one.period.lower for one in rights)
    return [
        Attention(
            "boundaries", f"rights-concentrated:{by.alliance_id}", why, min(since, now), page,
            _("Look at decision rights"), page, "alliance",
        )
    ]  # fmt: skip


def _behind(right: Right, seats: dict[object, list[str]]) -> str:
    """The organisation that holds a right alone: itself, or with more than half of a body's seats."""
    if right.organisation is not None:
        return right.organisation.name
    names = seats.get(right.body_id, [])
    return next((name for name in sorted(set(names)) if names.count(name) * 2 > len(names)), "")
