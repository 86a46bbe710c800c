"""What in the directory needs somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Facts, Question, Rows, instant, question
from commonweal.directory.models import HandEdit, Service, TermNeed
from commonweal.directory.rules import STALE


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """The first contradiction; how much room and how many terms wait, and since when."""
    if may(by, Permission.MANAGE_DIRECTORY) or may(by, Permission.REPORT_CAPACITY):
        yield _contradicted(by)
    if may(by, Permission.REPORT_CAPACITY):
        yield _stale_room(by, now)
    if may(by, Permission.MANAGE_DIRECTORY):
        yield _open_terms(by)


def _contradicted(by: Actor) -> Question:
    """Entries changed by hand of which their source has come to say something else."""
    differing = HandEdit.objects.filter(
        alliance_id=by.own_alliance_id, differs_at__isnull=False, service__gone_at__isnull=True
    )
    if not may(by, Permission.MANAGE_DIRECTORY):
        differing = differing.filter(service__provider__partner_id=by.organisation_id)
    return question(
        "differs",
        differing,
        pk="pk",
        service="service_id",
        name="service__name",
        part="part",
        at="differs_at",
    ).first(1, "differs_at")


def _stale_room(by: Actor, now: datetime) -> Question:
    stale = Service.objects.filter(
        Q(capacity_at__isnull=True) | Q(capacity_at__lt=now - STALE),
        provider__partner_id=by.organisation_id,
        alliance_id=by.own_alliance_id,
        gone_at__isnull=True,
        status="active",
    ).order_by()
    counted = stale.values("alliance").annotate(
        count=Count("pk"), since=Min(Coalesce(F("capacity_at") + STALE, F("created_at")))
    )
    return question("stale", counted, count="count", since="since")


def _open_terms(by: Actor) -> Question:
    suggested = TermNeed.objects.filter(
        alliance_id=by.own_alliance_id,
        state="suggested",
        term__gone_at__isnull=True,
        term__services__isnull=False,
    ).order_by()
    counted = suggested.values("alliance").annotate(
        count=Count("term", distinct=True), since=Min("created_at")
    )
    return question("terms", counted, count="count", since="since")


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One of a kind."""
    for one in rows["differs"]:
        yield _say_contradicted(by, one)
    for one in rows["stale"]:
        yield _say_stale(by, one)
    for one in rows["terms"]:
        yield _say_terms(by, one)


def _say_contradicted(by: Actor, one: Facts) -> Attention:
    address = reverse("directory:service", args=[one["service"]])
    return Attention(
        capability="act",
        key=f"source-differs:{one['pk']}",
        why=_("The source of %(service)s says something else than was said here: %(part)s.")
        % {"service": one["name"], "part": HandEdit(part=one["part"]).title},
        since=instant(one["at"]),
        evidence_url=address,
        next_label=_("Compare the two"),
        next_url=address,
        audience="alliance" if may(by, Permission.MANAGE_DIRECTORY) else "organisation",
    )


def _say_stale(by: Actor, one: Facts) -> Attention:
    address = reverse("directory:own-services")
    return Attention(
        capability="act",
        key=f"room-stale:{by.organisation_id}",
        why=ngettext(
            "%(count)s of your services has not reported its room for a month.",
            "%(count)s of your services have not reported their room for a month.",
            one["count"],
        )
        % {"count": one["count"]},
        since=instant(one["since"]),
        evidence_url=address,
        next_label=_("Report their room"),
        next_url=address,
        audience="organisation",
    )


def _say_terms(by: Actor, one: Facts) -> Attention:
    address = f"{reverse('directory:terms')}?state=open"
    return Attention(
        capability="act",
        key=f"terms-open:{by.alliance_id}",
        why=ngettext(
            "The needs of %(count)s term of the directory are only suggested.",
            "The needs of %(count)s terms of the directory are only suggested.",
            one["count"],
        )
        % {"count": one["count"]},
        since=instant(one["since"]),
        evidence_url=address,
        next_label=_("Confirm the suggestions"),
        next_url=address,
        audience="alliance",
    )
