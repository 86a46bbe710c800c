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
from commonweal.directory.models import HandEdit, Service, TermNeed
from commonweal.directory.rules import STALE


def attention(by: Actor, now: datetime) -> list[Attention]:
    """Room not reported for a month; suggested needs that nobody has looked at; sources that contradict us."""
    found: list[Attention] = []
    if (one := _contradicted(by)) is not None:
        found.append(one)
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


def _contradicted(by: Actor) -> Attention | None:
    """Entries changed by hand of which their source has come to say something else."""
    differing = HandEdit.objects.filter(
        alliance_id=by.alliance_id, differs_at__isnull=False, service__gone_at__isnull=True
    )
    if may(by, Permission.MANAGE_DIRECTORY):
        audience = "alliance"
    elif may(by, Permission.REPORT_CAPACITY):
        audience = "organisation"
        differing = differing.filter(service__provider__partner_id=by.organisation_id)
    else:
        return None
    first = differing.select_related("service").order_by("differs_at").first()
    if first is None:
        return None
    address = reverse("directory:service", args=[first.service_id])
    return Attention(
        capability="act",
        key=f"source-differs:{first.pk}",
        why=_("The source of %(service)s says something else than was said here: %(part)s.")
        % {"service": first.service.name, "part": first.title},
        since=first.differs_at,
        evidence_url=address,
        next_label=_("Compare the two"),
        next_url=address,
        audience=audience,
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
