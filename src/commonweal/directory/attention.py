"""What in the directory needs somebody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.directory.models import Service, TermNeed
from commonweal.directory.rules import STALE


def attention(by: Actor, now: datetime) -> list[Attention]:
    """Room not reported for a month; suggested needs that nobody has looked at."""
    found: list[Attention] = []
    if may(by, Permission.REPORT_CAPACITY) and (one := _stale_room(by, now)) is not None:
        found.append(one)
    if may(by, Permission.MANAGE_DIRECTORY) and (one := _open_terms(by)) is not None:
        found.append(one)
    return found


def _stale_room(by: Actor, now: datetime) -> Attention | None:
    stale = Service.objects.filter(
        Q(capacity_at__isnull=True) | Q(capacity_at__lt=now - STALE),
        provider__partner_id=by.organisation_id,
        alliance_id=by.alliance_id,
        gone_at__isnull=True,
        status="active",
    ).aggregate(count=Count("pk"), since=Min(Coalesce(F("capacity_at") + STALE, F("created_at"))))
    if not stale["count"]:
        return None
    address = reverse("directory:own-services")
    return Attention(
        capability="act",
        key=f"room-stale:{by.organisation_id}",
        why=ngettext(
            "%(count)s of your services has not reported its room for a month.",
            "%(count)s of your services have not reported their room for a month.",
            stale["count"],
        )
        % {"count": stale["count"]},
        since=stale["since"],
        evidence_url=address,
        next_label=_("Report their room"),
        next_url=address,
        audience="organisation",
    )


def _open_terms(by: Actor) -> Attention | None:
    open_ones = TermNeed.objects.filter(
        alliance_id=by.alliance_id,
        state="suggested",
        term__gone_at__isnull=True,
        term__services__isnull=False,
    ).aggregate(count=Count("term", distinct=True), since=Min("created_at"))
    if not open_ones["count"]:
        return None
    address = f"{reverse('directory:terms')}?state=open"
    return Attention(
        capability="act",
        key=f"terms-open:{by.alliance_id}",
        why=ngettext(
            "The needs of %(count)s term of the directory are only suggested.",
            "The needs of %(count)s terms of the directory are only suggested.",
            open_ones["count"],
        )
        % {"count": open_ones["count"]},
        since=open_ones["since"],
        evidence_url=address,
        next_label=_("Confirm the suggestions"),
        next_url=address,
        audience="alliance",
    )
