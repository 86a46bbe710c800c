"""Partnerships, who carries them, and what they hang on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from commonweal.technology.models import Asset, Contact, Partnership, Step, Use
from commonweal.technology.rules import plan, relationship


def partnerships() -> QuerySet[Partnership]:
    """Those one may see, with their two sides."""
    return Partnership.objects.select_related("customer", "supplier", "alliance").order_by("title")


def contacts(partnership: Partnership) -> list[Contact]:
    """Everybody who carries it or did, by side."""
    return list(Contact.objects.filter(partnership=partnership))


def champion_changes(several: Iterable[Contact], today: date) -> list[relationship.Change]:
    """Champions who went."""
    champions = [
        relationship.Champion(one.side, one.role, one.name, one.since, one.until)
        for one in several
        if one.role in Contact.CHAMPIONS
    ]
    return relationship.changes(champions, today)


def assets() -> QuerySet[Asset]:
    """Assets with how they are used, the newest first, and the steps about them with their decisions."""
    steps = Step.objects.prefetch_related("decisions")
    return (
        Asset.mine()
        .select_related("site")
        .prefetch_related(Prefetch("uses", Use.objects.order_by("-on", "-id")), Prefetch("steps", steps))
    )


def decision(step: Step) -> str:
    """The last decision on a step of the roadmap; empty while there is none. Needs `decisions` fetched before."""
    rows = list(step.decisions.all())
    return rows[-1].outcome if rows else ""


def inventory(partnership: Partnership) -> QuerySet[Asset]:
    """The assets of a partnership with how they are used, the newest first, but without the steps about them."""
    rows = Asset.objects.filter(partnership=partnership).select_related("site")
    return rows.prefetch_related(Prefetch("uses", Use.objects.order_by("-on", "-id")))


def unplanned(asset: Asset, today: date, steps: Iterable[Step] | None = None) -> bool:
    """Does its support end within a year without a plan? `steps` may be of several assets; without, its own."""
    about = asset.steps.all() if steps is None else (one for one in steps if one.asset_id == asset.pk)
    told = tuple((decision(one), one.done_on is not None) for one in about)
    return plan.unplanned(plan.Support(asset.support_ends, asset.retired_on is not None, told), today)


def concentrations(several: Iterable[Asset]) -> list[relationship.Concentration]:
    """What too many services hang on."""
    holds = [
        relationship.Hold(one.name, one.maker, one.hosted_on, one.known_by)
        for one in several
        if one.retired_on is None
    ]
    return relationship.concentrations(holds)
