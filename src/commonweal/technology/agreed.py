"""Technology agreements and the partnerships whose clocks keep their service levels."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.agreements.models import Agreement
from commonweal.agreements.switches import Switched
from commonweal.technology.models import Level, Partnership


def clocks(by: Actor, agreement: Agreement) -> list[Switched]:
    """Partnerships between two parties of an agreement with agreed times, as far as the actor sees them.

    Nothing while no times are written down there: then the clause is a promise, as far as the actor can tell.
    """
    version = agreement.version_in_force
    if version is None or not may(by, Permission.VIEW_TECHNOLOGY):
        return []
    parties = list(version.parties)
    rows = Partnership.objects.filter(customer_id__in=parties, supplier_id__in=parties).order_by("title")
    counted = Level.objects.filter(partnership__in=rows).values("partnership_id").order_by()
    levels = {one["partnership_id"]: one["n"] for one in counted.annotate(n=Count("pk"))}
    return [
        Switched(
            ngettext(
                "Clocks run on every ticket of “%(title)s” by %(n)d agreed level; what is late goes up the ladder.",
                "Clocks run on every ticket of “%(title)s” by %(n)d agreed levels; what is late goes up the ladder.",
                levels[row.pk],
            )
            % {"title": row.title, "n": levels[row.pk]},
            reverse("technology:service", args=[row.pk]),
            _("Open the service"),
        )
        for row in rows
        if levels.get(row.pk)
    ]
