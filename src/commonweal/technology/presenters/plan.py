"""The technology plan: inventory, needs, roadmap with cost by year, adoption, standardisation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components.charts import Bar, bars
from commonweal.components.words import day, figure, percent
from commonweal.database import clock
from commonweal.settlement.amounts import money
from commonweal.technology.models import Asset, Need, Partnership, Step
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, of_five, short
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import partnerships as queries
from commonweal.technology.rules import standardisation

OUTCOME = {"chosen": "done", "deferred": "waiting", "declined": "stopped", "": "waiting"}


def holdings(assets: list[Asset]) -> list[standardisation.Holding]:
    """What the standardisation index is worked out from: everything still in use."""
    return [
        standardisation.Holding(
            one.kind.strip().lower(), one.variant.strip().lower(), one.units, one.yearly_cost
        )
        for one in assets
        if one.retired_on is None
    ]


def page(by: Actor, partnership: Partnership, today: date) -> Page:
    """The plan on one page."""
    writes = keeps(by, partnership)
    assets = list(queries.inventory(partnership))
    steps = list(
        Step.mine()
        .filter(partnership=partnership)
        .select_related("asset", "need")
        .prefetch_related("costs", "decisions")
    )
    kinds = standardisation.kinds(holdings(assets))
    index = standardisation.index(kinds)
    unplanned = [one for one in assets if queries.unplanned(one, today, steps)]
    in_use = [one for one in assets if one.retired_on is None]
    return Page(
        title=_("Technology plan"),
        partnership=partnership,
        current="plan",
        method="standardisation",
        primary=add(partnership, "asset", _("Add an asset")) if writes else None,
        warnings=[
            Link(
                _("Support of %(name)s ends %(day)s and no step of the roadmap is chosen for it.")
                % {"name": one.name, "day": day(one.support_ends, now=clock.now())},
                reverse("technology:asset", args=[one.pk]),
            )
            for one in unplanned
            if one.support_ends is not None
        ],
        facts=[
            (_("In use"), len(in_use)),
            (
                _("Standardisation index"),
                percent(float(index)) if index is not None else _("nothing in use yet"),
            ),
            (_("What variation costs a year"), money(standardisation.excess(kinds))),
        ],
        charts=_cost_chart(steps),
        listings=[
            _inventory(partnership, in_use, {one.pk for one in unplanned}, today, writes),
            _roadmap(partnership, steps, writes),
            _needs(partnership, writes),
            _kinds(kinds),
        ],
    )


def _inventory(
    partnership: Partnership, assets: list[Asset], unplanned: set[UUID], today: date, writes: bool
) -> Listing:
    rows = []
    for one in assets:
        use = next(iter(one.uses.all()), None)
        ends = Cell(_("not known"))
        if one.support_ends:
            shape = "needs" if one.pk in unplanned else "stopped" if one.support_ends <= today else "moving"
            ends = Cell(short(one.support_ends), shape=shape)
        rows.append(
            [
                Cell(
                    one.name, reverse("technology:asset", args=[one.pk]), under=f"{one.kind}, {one.variant}"
                ),
                Cell(one.site.name if one.site else "", under=one.owner),
                Cell(one.units, end=True),
                Cell(
                    figure(use.using, use.meant) if use else _("not asked yet"),
                    under=use.workaround[:80] if use else "",
                ),
                Cell(of_five(use.satisfaction if use else None)),
                Cell(of_five(one.risk)),
                ends,
            ]
        )
    return Listing(
        _("What there is"),
        [
            _("Asset"),
            _("Site and owner"),
            _("Units"),
            _("In use by"),
            _("Satisfaction"),
            _("Risk"),
            _("Support ends"),
        ],
        rows,
        empty=_("Begin with what would hurt most if it stopped."),
        add=[
            add(partnership, "asset", _("Add an asset")),
            add(partnership, "use", _("Report how an asset is used")),
        ]
        if writes
        else (),
    )


def _roadmap(partnership: Partnership, steps: list[Step], writes: bool) -> Listing:
    rows = []
    for one in steps:
        outcome = queries.decision(one)
        label = dict(one.decisions.model.OUTCOMES).get(outcome, _("not decided"))
        rows.append(
            [
                Cell(one.title, reverse("technology:step", args=[one.pk]), under=one.get_move_display()),
                Cell(one.asset.name if one.asset else one.need.title if one.need else ""),
                Cell(short(one.due)),
                Cell(money(sum((cost.amount for cost in one.costs.all()), Decimal(0))), end=True),
                Cell(_("done"), shape="done") if one.done_on else Cell(label, shape=OUTCOME[outcome]),
            ]
        )
    return Listing(
        _("Roadmap"),
        [_("Step"), _("About"), _("Due"), _("Cost"), _("Decision")],
        rows,
        empty=_("What will be replaced, standardised or optimised, with its cost by year, will be here."),
        add=[add(partnership, "step", _("Add a step"))] if writes else (),
    )


def _needs(partnership: Partnership, writes: bool) -> Listing:
    rows = [
        [
            Cell(one.title, edit("need", one.pk) if writes else "", under=one.raised_by),
            Cell(one.area),
            Cell(one.goal.title if one.goal else "", under=one.measure.replace("_", " ")),
            Cell(_("met"), shape="done") if one.met_on else Cell(_("open"), shape="waiting"),
        ]
        for one in Need.objects.filter(partnership=partnership).select_related("goal")
    ]
    return Listing(
        _("What is needed"),
        [_("Need"), _("Clinical area"), _("Goal"), _("State")],
        rows,
        empty=_("Needs come from goals and clinical areas, not from catalogues."),
        add=[add(partnership, "need", _("Add a need"))] if writes else (),
    )


def _kinds(kinds: list[standardisation.Kind]) -> Listing:
    return Listing(
        _("How standardised each kind is"),
        [
            _("Kind"),
            _("Units"),
            _("Variants"),
            _("Index"),
            _("Cheapest standard"),
            _("Variation costs a year"),
        ],
        [
            [
                Cell(one.name),
                Cell(one.units, end=True),
                Cell(one.variants, end=True),
                Cell(percent(float(one.index)), end=True),
                Cell(one.reference),
                Cell(
                    money(one.excess),
                    end=True,
                    under=_("%(n)s units without a cost") % {"n": one.unknown} if one.unknown else "",
                ),
            ]
            for one in kinds
        ],
        empty=_("Nothing is in use yet."),
        note=_(
            "100 % is one variant. What variation costs: units above the cheapest variant that is a fifth of its kind."
        ),
    )


def _cost_chart(steps: list[Step]) -> list[object]:
    years: dict[int, Decimal] = {}
    for one in steps:
        if queries.decision(one) != "declined":
            for cost in one.costs.all():
                years[cost.year] = years.get(cost.year, Decimal(0)) + cost.amount
    if len(years) < 2:
        return []
    most = max(years, key=lambda year: years[year])
    title = _("%(year)s asks for most: %(amount)s") % {"year": most, "amount": money(years[most])}
    drawn = [Bar(str(year), float(amount), marked=year == most) for year, amount in sorted(years.items())]
    return [
        bars(drawn, title=title, subtitle=_("Cost of the roadmap by year, in $, without what was declined"))
    ]


def asset(by: Actor, row: Asset, today: date) -> Page:
    """One asset: how it is used over time, what is planned, what broke."""
    partnership, now = row.partnership, clock.now()
    writes = keeps(by, partnership)
    uses = [
        [
            Cell(short(one.on), under=one.person_name),
            Cell(figure(one.using, one.meant)),
            Cell(figure(one.trained, one.meant) if one.trained is not None else ""),
            Cell(of_five(one.satisfaction)),
            Cell(one.workaround),
        ]
        for one in row.uses.all()
    ]
    steps = [
        [
            Cell(one.title, reverse("technology:step", args=[one.pk])),
            Cell(one.get_move_display()),
            Cell(queries.decision(one) or _("not decided"), shape=OUTCOME[queries.decision(one)]),
        ]
        for one in row.steps.all()
    ]
    given = {"asset": row.pk}
    return Page(
        title=row.name,
        context=f"{row.kind}, {row.variant}",
        partnership=partnership,
        primary=add(partnership, "use", _("Report how an asset is used"), **given) if writes else None,
        warnings=[Link(_("Support ends within a year, and no step of the roadmap is chosen."), "")]
        if queries.unplanned(row, today)
        else [],
        facts=[
            (_("Units"), row.units),
            (_("Site"), row.site.name if row.site else ""),
            (_("Owner"), row.owner),
            (_("Supplier"), row.maker),
            (_("Runs in"), row.hosted_on),
            (_("Hangs on"), row.known_by or _("nobody alone")),
            (_("In use since"), _age(row.bought_on, today)),
            (_("Contract"), row.contract),
            (_("Support ends"), day(row.support_ends, now=now) if row.support_ends else ""),
            (_("Cost a year"), money(row.yearly_cost) if row.yearly_cost is not None else ""),
            (_("Risk"), of_five(row.risk)),
        ],
        listings=[
            Listing(
                _("Adoption"),
                [_("Day"), _("Use it"), _("Trained"), _("Satisfaction"), _("Work done around it")],
                uses,
                empty=_("Nobody has reported yet how it is used."),
            ),
            Listing(
                _("Plans"),
                [_("Step"), _("Kind"), _("Decision")],
                steps,
                empty=_("No step of the roadmap is about it."),
                add=[add(partnership, "step", _("Add a step"), **given)] if writes else (),
            ),
        ],
        asides=[(_("Change it"), [Link(_("Change what is known of it"), edit("asset", row.pk))])]
        if writes
        else (),
    )


def _age(bought: date | None, today: date) -> str:
    if bought is None:
        return ""
    years = today.year - bought.year - ((today.month, today.day) < (bought.month, bought.day))
    return _("%(day)s, %(n)s years") % {"day": bought.strftime("%b %Y"), "n": years}


def step(by: Actor, row: Step) -> Page:
    """One step of the roadmap: alternatives, cost by year, what was decided."""
    partnership, now = row.partnership, clock.now()
    writes = keeps(by, partnership)
    outcome = queries.decision(row)
    given = {"step": row.pk}
    return Page(
        title=row.title,
        status=(OUTCOME[outcome], dict(row.decisions.model.OUTCOMES).get(outcome, _("not decided"))),
        context=f"{row.get_move_display()}, {_('due')} {day(row.due, now=now)}",
        partnership=partnership,
        primary=add(partnership, "decision", _("Decide on the step"), **given) if writes else None,
        facts=[
            (_("About"), row.asset.name if row.asset else ""),
            (_("For the need"), row.need.title if row.need else ""),
            (_("Alternatives"), row.alternatives),
            (_("Done"), day(row.done_on, now=now) if row.done_on else _("not yet")),
        ],
        listings=[
            Listing(
                _("Cost by year"),
                [_("Year"), _("Amount")],
                [
                    [
                        Cell(one.year, edit("cost", one.pk) if writes else ""),
                        Cell(money(one.amount), end=True),
                    ]
                    for one in row.costs.all()
                ],
                empty=_("No cost is known yet."),
                add=[add(partnership, "cost", _("Add the cost of a year"), **given)] if writes else (),
            ),
            Listing(
                _("What was decided"),
                [_("Decision"), _("Why"), _("By")],
                [
                    [
                        Cell(one.get_outcome_display(), shape=OUTCOME[one.outcome]),
                        Cell(one.reason),
                        Cell(one.person_name, under=short(one.created_at)),
                    ]
                    for one in row.decisions.all()
                ],
                empty=_("Nothing is decided yet."),
            ),
        ],
        asides=[(_("Change it"), [Link(_("Change this step"), edit("step", row.pk))])] if writes else (),
    )
