"""The referrals behind a figure: those of them that the viewer may see."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonweal.access.http import Request
from commonweal.clients.choices import LANGUAGES
from commonweal.components.tables import Choice, Column, Days, Empty, Paging, Table, Words, cells
from commonweal.database import clock
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Organisation
from commonweal.referrals import words
from commonweal.referrals.models import Referral


def _organisations() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Organisation.objects.values_list("pk", "name")]


def _needs() -> list[tuple[str, str]]:
    return [(domain.value, domain.label) for domain in NeedDomain]


def _since(rows: Any, day: date) -> Any:
    return rows.filter(sent_at__gte=_midnight(day))


def _until(rows: Any, day: date) -> Any:
    return rows.filter(sent_at__lt=_midnight(day) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    """Where the alliance lives; of days before and after all calendars the nearest that there is."""
    kept = min(max(day, date(1900, 1, 1)), date(2200, 1, 1))
    return timezone.make_aware(datetime.combine(kept, time()))


BECAME: dict[str, tuple[Any, Q]] = {
    "answered": (_("Answered"), Q(answered_at__isnull=False)),
    "accepted": (_("Accepted"), Q(answered_at__isnull=False) & ~Q(status="rejected")),
    "declined": (_("Declined"), Q(status="rejected")),
    "closed": (_("Closed"), ~Q(outcome="")),
    "helped": (_("Got help"), Q(outcome="helped")),
    "waiting": (_("Waiting"), Q(status="requested", rerouted_at__isnull=True)),
}
"""What `commonweal.network_counts` counts, as rows."""


def _became(rows: Any, what: str) -> Any:
    return rows.filter(BECAME[what][1])


def _word(row: Referral) -> str:
    return words.status_of(row, clock.now())[1]


class Behind(Table):
    """Filters by what the network page counts; the identity group is counted only (decision 165)."""

    name = "referrals-behind"
    caption = _("Referrals that you may see")
    columns = (
        Column("sent", _("Sent"), value="sent_at", draw=cells.day, sort="sent_at"),
        Column(
            "need",
            _("Need"),
            value=lambda row: NeedDomain(row.domain).label,
            sort="domain",
            heading=True,
            link="get_absolute_url",
        ),
        Column("sender", _("From"), value="recorded_by.name", sort="recorded_by__name"),
        Column(
            "receiver",
            _("To"),
            value=lambda row: row.receiver.name if row.receiver else "",
            sort="receiver__name",
        ),
        Column("status", _("Status"), value=_word, sort="status"),
        Column("outcome", _("Outcome"), value=lambda row: words.OUTCOME.get(row.outcome, ""), sort="outcome"),
        Column("area", _("Area"), sort="area"),
    )
    filters = (
        Choice("sender", _("From"), lookup="recorded_by", choices=_organisations),
        Choice("receiver", _("To"), lookup="receiver", choices=_organisations),
        Choice("need", _("Need"), lookup="domain", choices=_needs),
        Words("area", _("Area"), lookups=("area",)),
        Choice("language", _("Language"), lookup="language", choices=LANGUAGES),
        Choice(
            "became",
            _("What became of it"),
            choices=[(key, title) for key, (title, _which) in BECAME.items()],
            apply=_became,
        ),
        Choice("reason", _("Declined because"), lookup="reason_code", choices=list(words.DECLINING.items())),
        Choice("outcome", _("Outcome"), lookup="outcome", choices=list(words.OUTCOME.items())),
        Days("since", _("Sent since"), apply=_since),
        Days("until", _("Sent until"), apply=_until, until=True),
    )
    default_sort = "-sent"
    paging = Paging.KEY
    page_size = 50
    empty = Empty(
        title=_("No referral that you may see"),
        text=_("Figures count the whole alliance; single referrals are seen by their two sides."),
    )


def behind(request: Request) -> Behind:
    """The table for this request."""
    # The alliance is named although nobody sees another's rows: its index holds them in the order shown.
    rows = Referral.objects.filter(alliance_id=request.actor.own_alliance_id).exclude(
        status__in=["draft", "entered-in-error"]
    )
    rows = rows.select_related("recorded_by", "receiver")
    return Behind(request, rows)
