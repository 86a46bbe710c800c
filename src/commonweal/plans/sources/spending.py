"""Money in the period: contract years and pools, as far as whoever prepares the review sees them."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.reviewing import Line, Section
from commonweal.payments import rules
from commonweal.payments.queries import pools, years
from commonweal.settlement.amounts import money as dollars


def money(by: Actor, first: date, last: date) -> Section:
    """Contract years that touch the period and where each stands; pools and what is in them."""
    title = _("Money")
    if not may(by, Permission.VIEW_STATEMENTS):
        return Section("money", title, _("Whoever prepared this review does not see money."), missing=True)
    lines = []
    for row in years.years().filter(starts__lte=last, ends__gte=first):
        at = rules.state(years.facts(row))
        lines.append(Line(f"{row.title}: {at.title}", reverse("payments:year", args=[row.pk]), "moving"))
    for pool in pools.pools():
        low = pool.balance < pool.floor
        lines.append(
            Line(
                _("%(pool)s: %(balance)s, floor %(floor)s")
                % {"pool": pool.name, "balance": dollars(pool.balance), "floor": dollars(pool.floor)},
                reverse("payments:pool", args=[pool.pk]),
                "needs" if low else "done",
            )
        )
    lead = "" if lines else _("No contract year and no pool touches this period.")
    return Section("money", title, lead, lines)


def opened_by(by: Actor) -> set[str]:
    """Addresses of the contract years and pools that somebody may open; who prepared a review may have seen more."""
    if not may(by, Permission.VIEW_STATEMENTS):
        return set()
    return {
        *(reverse("payments:year", args=[pk]) for pk in years.years().values_list("pk", flat=True)),
        *(reverse("payments:pool", args=[pk]) for pk in pools.pools().values_list("pk", flat=True)),
    }
