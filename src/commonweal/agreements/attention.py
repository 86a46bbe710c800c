"""Agreements that need somebody: a signature that waits, one that is about to lapse."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.agreements import queries
from commonweal.components.attention import Attention

LAPSES_SOON = timedelta(days=45)
"""A board needs about six weeks to sign anew."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about: sign; or see to an amendment before it is too late."""
    found = []
    if not may(by, Permission.SIGN_AGREEMENTS):
        return []
    for agreement in queries.agreements().filter(ended_at=None):
        url = reverse("agreements:show", args=[agreement.pk])
        facts = agreement.facts()
        if queries.waits_for(by, agreement, now) and (latest := facts.latest_open):
            offered = next(one.offered_at for one in agreement.versions.all() if one.number == latest.number)
            found.append(
                Attention(
                    capability="boundaries",
                    key=f"agreement-unsigned:{agreement.pk}",
                    why=_("“%(title)s” waits for your organisation's signature.")
                    % {"title": agreement.title},
                    since=offered or now,
                    evidence_url=url,
                    next_label=_("Read and sign"),
                    next_url=reverse("agreements:sign", args=[agreement.pk, latest.number]),
                    audience="organisation",
                )
            )
        until = facts.in_force_until
        concerns = by.organisation_id in agreement.current_parties() or may(by, Permission.MANAGE_ALLIANCE)
        renewed = facts.latest_open is not None and facts.latest_open.number > facts.in_force_number
        if until is not None and now < until <= now + LAPSES_SOON and concerns and not renewed:
            found.append(
                Attention(
                    capability="boundaries",
                    key=f"agreement-lapses:{agreement.pk}",
                    why=_("“%(title)s” is about to lapse; what it opens closes then.")
                    % {"title": agreement.title},
                    since=until - LAPSES_SOON,
                    evidence_url=url,
                    next_label=_("Open the agreement"),
                    next_url=url,
                    audience="alliance" if may(by, Permission.MANAGE_ALLIANCE) else "organisation",
                )
            )
    return found
