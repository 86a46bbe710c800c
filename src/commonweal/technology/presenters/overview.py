"""The list of partnerships, and the relationship record of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from commonweal.access import Actor, Permission, may
from commonweal.technology.models import Asset, Contact, Door, Partnership
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, short
from commonweal.technology.queries import partnerships as queries

KINDS = {
    "supplier": _lazy("one supplier"),
    "cloud": _lazy("one place where it runs"),
    "person": _lazy("one person"),
}
PROMISES = (
    _lazy("a technology plan"),
    _lazy("training"),
    _lazy("delivery"),
    _lazy("service and escalation"),
    _lazy("a financial model"),
    _lazy("an analytics plan"),
    _lazy("innovation groups"),
)
"""The seven things that such partnerships promise."""


def keeps(by: Actor, partnership: Partnership, permission: Permission = Permission.KEEP_TECHNOLOGY) -> bool:
    """May the actor write here: the permission, and a seat on one of the two sides?"""
    return may(by, permission, on=partnership) and bool(partnership.side_of(by.organisation_id))


def listing(by: Actor) -> Page:
    """All partnerships one may see."""
    rows = [
        [
            Cell(one.title, reverse("technology:partnership", args=[one.pk]), under=one.purpose[:160]),
            Cell(one.customer.name),
            Cell(one.supplier.name),
            Cell(f"{short(one.starts)} – {short(one.ends)}"),
            Cell(
                {"customer": _("your side: health system"), "supplier": _("your side: supplier")}.get(
                    one.side_of(by.organisation_id), _("looking on")
                )
            ),
        ]
        for one in queries.partnerships()
    ]
    opens = may(by, Permission.KEEP_TECHNOLOGY)
    return Page(
        title=_("Technology partnerships"),
        context=_("One record of each relationship: what was promised, what is done, what it brings."),
        primary=Link(_("Open a partnership"), reverse("technology:open")) if opens else None,
        listings=[
            Listing(
                _("Partnerships"),
                [_("Partnership"), _("Health system"), _("Supplier"), _("Term"), _("You")],
                rows,
                empty=_(
                    "Partnerships in which your organisation takes part will be here, and those that are shown to the "
                    "whole alliance. A lead of either side opens one."
                ),
            )
        ],
        asides=[
            (_("For all partners"), [Link(_("What runs and what does not"), reverse("technology:status"))])
        ],
    )


def warnings(partnership: Partnership, today: date) -> list[Link]:
    """Champions who went, and what too much hangs on."""
    found = []
    for one in queries.champion_changes(queries.contacts(partnership), today):
        role = dict(Contact.ROLES)[one.role]
        words = {"name": one.gone, "role": role, "side": partnership.name_of(one.side), "new": one.successor}
        text = (
            _("%(name)s, %(role)s of %(side)s, has gone; %(new)s is new. Tell them what was agreed.")
            if one.successor
            else _("%(name)s, %(role)s of %(side)s, has gone and nobody has followed.")
        )
        found.append(Link(text % words, ""))
    assets = list(Asset.objects.filter(partnership=partnership))
    for held in queries.concentrations(assets):
        text = _("%(n)s of %(of)s services hang on %(kind)s: %(name)s.") % {
            "n": held.services,
            "of": held.of,
            "kind": KINDS[held.kind],
            "name": held.name,
        }
        found.append(Link(text, reverse("technology:plan", args=[partnership.pk])))
    return found


def record(by: Actor, partnership: Partnership, today: date) -> Page:
    """The relationship record."""
    writes = keeps(by, partnership)
    people = queries.contacts(partnership)
    rows = [
        [
            Cell(one.name, edit("contact", one.pk) if writes else "", under=one.email),
            Cell(one.get_role_display()),
            Cell(partnership.name_of(one.side)),
            Cell(short(one.since)),
            Cell(_("until %(d)s") % {"d": short(one.until)}, shape="stopped")
            if one.until and one.until <= today
            else Cell(_("now"), shape="done"),
        ]
        for one in people
    ]
    doors: list[Any] = (
        list(Door.objects.filter(partnership=partnership, closed_at__isnull=True)) if writes else []
    )
    lists = [
        Listing(
            _("Who carries it"),
            [_("Name"), _("Role"), _("Side"), _("Since"), _("At present")],
            rows,
            empty=_("Name a sponsor, champions and the steps of the ladder on both sides."),
            add=[add(partnership, "contact", _("Name somebody"))] if writes else (),
        )
    ]
    if writes:
        lists.append(
            Listing(
                _("Ways in for machines, and the status page's address"),
                [_("Name"), _("What for"), _("Opened by"), _("Close it")],
                [
                    [
                        Cell(one.label),
                        Cell(one.get_kind_display()),
                        Cell(one.person_name),
                        Cell(_("Close"), post=reverse("technology:close-door", args=[one.pk])),
                    ]
                    for one in doors
                ],
                empty=_(
                    "None is open. Monitoring can report by API; partners without accounts can read the status page."
                ),
                add=[Link(_("Open a way in"), reverse("technology:door", args=[partnership.pk]))],
            )
        )
    return Page(
        title=partnership.title,
        context=f"{partnership.customer.name} – {partnership.supplier.name}",
        primary=Link(_("Report or ask for something"), reverse("technology:report", args=[partnership.pk]))
        if keeps(by, partnership, Permission.REPORT_INCIDENTS)
        else None,
        partnership=partnership,
        current="partnership",
        warnings=warnings(partnership, today),
        facts=[
            (_("Purpose"), partnership.purpose),
            (_("Term"), f"{short(partnership.starts)} – {short(partnership.ends)}"),
            (_("Seen by"), _("the whole alliance") if partnership.alliance_sees else _("the two sides")),
            (_("Clocks follow"), partnership.timezone.replace("_", " ")),
        ],
        listings=lists,
        asides=[
            (
                _("Look closer"),
                [
                    Link(_("Service desk"), reverse("technology:tickets")),
                    Link(_("Innovation"), reverse("technology:innovation")),
                    Link(_("What runs and what does not"), reverse("technology:status")),
                    *(
                        [Link(_("Change this record"), reverse("technology:change", args=[partnership.pk]))]
                        if writes
                        else []
                    ),
                ],
            ),
            (_("What it promises"), [str(one) for one in PROMISES]),
        ],
    )
