"""The referrals behind a figure: those of them that the viewer may see."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonweal.clients.choices import LANGUAGES
from commonweal.components.tables import Choice, Column, Days, Empty, Paging, Table, Words, cells
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Organisation
from commonweal.referrals.models import OUTCOME_CHOICES, STATUS_CHOICES, Referral


def _organisations() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Organisation.objects.values_list("pk", "name")]


def _needs() -> list[tuple[str, str]]:
    return [(domain.value, domain.label) for domain in NeedDomain]


def _since(rows: Any, day: date) -> Any:
    return rows.filter(sent_at__gte=timezone.make_aware(datetime.combine(day, time())))


class Behind(Table):
    """Filters by what the network page breaks down by; the identity group is counted only (decision 165)."""

    name = "referrals-behind"
    caption = _("Referrals that you may see")
    columns = (
        Column("sent", _("Sent"), value="sent_at", draw=cells.day, sort="sent_at"),
        Column(
            "need", _("Need"), value=lambda row: NeedDomain(row.domain).label, sort="domain", heading=True
        ),
        Column("sender", _("From"), value="recorded_by.name", sort="recorded_by__name"),
        Column(
            "receiver",
            _("To"),
            value=lambda row: row.receiver.name if row.receiver else "",
            sort="receiver__name",
        ),
        Column("status", _("Status"), sort="status"),
        Column("outcome", _("Outcome"), sort="outcome"),
        Column("area", _("Area"), sort="area"),
    )
    filters = (
        Choice("sender", _("From"), lookup="recorded_by", choices=_organisations),
        Choice("receiver", _("To"), lookup="receiver", choices=_organisations),
        Choice("need", _("Need"), lookup="domain", choices=_needs),
        Words("area", _("Area"), lookups=("area",)),
        Choice("language", _("Language"), lookup="language", choices=LANGUAGES),
        Choice("status", _("Status"), lookup="status", choices=STATUS_CHOICES),
        Choice("outcome", _("Outcome"), lookup="outcome", choices=OUTCOME_CHOICES),
        Days("since", _("Sent since"), apply=_since),
    )
    default_sort = "-sent"
    paging = Paging.KEY
    page_size = 50
    empty = Empty(
        title=_("No referral that you may see"),
        text=_("Figures count the whole alliance; single referrals are seen by their two sides."),
    )


def behind(request: HttpRequest) -> Behind:
    """The table for this request."""
    # The alliance is named although nobody sees another's rows: its index holds them in the order shown.
    rows = Referral.objects.filter(alliance_id=request.actor.alliance_id).exclude(status="draft")
    rows = rows.select_related("recorded_by", "receiver")
    return Behind(request, rows)
