"""What pages of partners show: rows turned into words, tables and a map."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.access.roles import ROLES, SEAT_ROLES
from commonweal.components.charts.maps import Place, place_map
from commonweal.components.tables import Choice, Column, Empty, Table, Words, cells
from commonweal.database import clock
from commonweal.database.ranges import holds
from commonweal.partners import queries
from commonweal.partners.models import Organisation, Seat, Site
from commonweal.partners.rules import Sector


class PartnerTable(Table):
    """The members of an alliance."""

    name = "partners"
    caption = gettext_lazy("Partners of this alliance")
    columns = (
        Column(
            key="name",
            label=gettext_lazy("Partner"),
            link=lambda row: reverse("partners:show", args=[row.pk]),
            under="about",
            sort="name",
        ),
        Column(key="sector", label=gettext_lazy("Sector"), value="sector_title", sort="sector"),
        Column(
            key="people", label=gettext_lazy("People"), value="people_count", align="end", sort="people_count"
        ),
        Column(
            key="sites", label=gettext_lazy("Sites"), value="sites_count", align="end", sort="sites_count"
        ),
    )
    filters = (
        Words("q", gettext_lazy("Name"), lookups=("name__icontains", "about__icontains")),
        Choice("sector", gettext_lazy("Sector"), choices=Sector.choices()),
    )
    default_sort = "name"
    empty = Empty(
        title=gettext_lazy("No partners yet"),
        text=gettext_lazy("The organisations of the alliance will be here. The convenor brings them in."),
    )


class SeatTable(Table):
    """Who sits and sat for whom."""

    name = "seats"
    caption = gettext_lazy("People and their seats")
    columns = (
        Column(
            key="person", label=gettext_lazy("Name"), value="person.name", under="title", sort="person__name"
        ),
        Column(
            key="organisation",
            label=gettext_lazy("For"),
            value="organisation.name",
            link=lambda row: reverse("partners:show", args=[row.organisation_id]),
            sort="organisation__name",
        ),
        Column(key="roles", label=gettext_lazy("Roles"), value="role_titles"),
        Column(
            key="starts",
            label=gettext_lazy("Since"),
            draw=cells.day,
            sort="period__startswith",
        ),
        Column(
            key="ends",
            label=gettext_lazy("Until"),
            draw=lambda ends: cells.last_day(ends) or _("open"),
            sort="period__endswith",
        ),
    )
    filters = (
        Words(
            "q",
            gettext_lazy("Name or organisation"),
            lookups=("person__name__icontains", "organisation__name__icontains"),
        ),
        Choice(
            "role",
            gettext_lazy("Role"),
            choices=[(name, role.title) for name, role in SEAT_ROLES.items()],
            apply=lambda rows, value: rows.filter(roles__contains=[value]),
        ),
        Choice(
            "when",
            gettext_lazy("When"),
            choices=[("now", gettext_lazy("Sit now")), ("past", gettext_lazy("Sat before"))],
            any_label=gettext_lazy("Now and before"),
            apply=lambda rows, value: (
                rows.filter(period__contains=clock.now())
                if value == "now"
                else rows.filter(period__endswith__lte=clock.now())
            ),
        ),
    )
    default_sort = "organisation"
    empty = Empty(
        title=gettext_lazy("Nobody sits here yet"),
        text=gettext_lazy("People will be here once they accept an invitation."),
    )


class AllianceTable(Table):
    """The alliances of a deployment."""

    name = "alliances"
    caption = gettext_lazy("Alliances of this deployment")
    columns = (
        Column(key="name", label=gettext_lazy("Alliance"), under="area", sort="name"),
        Column(
            key="members",
            label=gettext_lazy("Members"),
            value="members_count",
            align="end",
            sort="members_count",
        ),
        Column(
            key="people", label=gettext_lazy("People"), value="people_count", align="end", sort="people_count"
        ),
        Column(
            key="created",
            label=gettext_lazy("Open since"),
            value="created_at",
            draw=cells.day,
            sort="created_at",
        ),
    )
    default_sort = "name"
    empty = Empty(
        title=gettext_lazy("No alliances yet"),
        text=gettext_lazy("Open one, with its first member and its convenor's e-mail address."),
    )


def may_edit(by: Actor, organisation: Organisation) -> bool:
    """Can the actor change this partner's profile?"""
    return may(by, Permission.EDIT_ANY_PARTNER) or may(by, Permission.EDIT_PARTNER, on=organisation)


def may_seat(by: Actor, organisation_id: UUID) -> bool:
    """Does the actor give seats of this organisation?"""
    return may(by, Permission.MANAGE_ANY_SEATS) or (
        may(by, Permission.MANAGE_SEATS) and by.organisation_id == organisation_id
    )


def may_end(by: Actor, seat: Seat) -> bool:
    """Can the actor end this seat? One's own always."""
    return holds(seat.period, clock.now()) and (
        seat.person_id == by.person_id or may_seat(by, seat.organisation_id)
    )


def seat_organisations(by: Actor) -> list[Organisation]:
    """The organisations whose seats the actor gives."""
    rows = queries.members(by).only("name")
    if not may(by, Permission.MANAGE_ANY_SEATS):
        rows = rows.filter(pk=by.own_organisation_id)
    return list(rows)


def roles_to_give(by: Actor) -> list[str]:
    """The roles the actor may give somebody."""
    return [name for name in SEAT_ROLES if name != "convenor" or may(by, Permission.MANAGE_ANY_SEATS)]


def partner_map(by: Actor, sites: list[Site], title: Any = None) -> Any:
    """Where the members work; None where fewer than two places are known: one alone needs no map."""
    places = [
        Place(
            name=f"{site.organisation.name}, {site.name}",
            latitude=site.latitude if site.latitude is not None else 0,
            longitude=site.longitude if site.longitude is not None else 0,
            detail=site.address,
            own=site.organisation_id == by.organisation_id,
        )
        for site in sites
    ]
    if sum(bool(place.latitude or place.longitude) for place in places) < 2:
        return None
    return place_map(
        places,
        title=title or _("Where partners work"),
        subtitle=_("Sites by their coordinates; those of %(name)s are marked")
        % {"name": by.organisation_name},
    )


def alliance(by: Actor) -> dict[str, Any]:
    """The page of the alliance."""
    row = queries.alliance(by)
    members = list(queries.members(by).only("name", "sector"))
    sectors = [
        (sector.title, [one for one in members if one.sector == sector.key])
        for sector in Sector
        if any(one.sector == sector.key for one in members)
    ]
    seats = queries.current_seats(by)
    return {
        "alliance": row,
        "members": members,
        "sectors": sectors,
        "people_count": seats.aggregate(n=Count("person_id", distinct=True))["n"],
        "convenors": seats.filter(roles__contains=["convenor"]),
        "may_edit": may(by, Permission.MANAGE_ALLIANCE),
    }


def partner(by: Actor, organisation: Organisation) -> dict[str, Any]:
    """The page of one partner."""
    at = clock.now()
    memberships = list(queries.memberships(by, organisation))
    seats = list(queries.all_seats(by).filter(organisation=organisation))
    sites = list(organisation.sites.order_by("name"))
    for site in sites:
        site.organisation = organisation
    is_member = any(holds(one.period, at) for one in memberships)
    return {
        "partner": organisation,
        "profile": [
            (PROFILE_WORDS[name], getattr(organisation, name))
            for name in Organisation.PROFILE
            if getattr(organisation, name)
        ],
        "missing": [
            str(PROFILE_WORDS[name]) for name in Organisation.PROFILE if not getattr(organisation, name)
        ],
        "sites": sites,
        "map": partner_map(by, sites, _("Where it works")),
        "seats": [(seat, may_end(by, seat)) for seat in seats if holds(seat.period, at)],
        "past": [seat for seat in seats if seat.ends is not None and seat.ends <= at],
        "memberships": memberships,
        "is_member": is_member,
        "may_edit": is_member and may_edit(by, organisation),
        "may_seat": is_member and may_seat(by, organisation.pk),
        "may_end": is_member
        and may(by, Permission.MANAGE_ALLIANCE)
        and organisation.pk != by.organisation_id,
        "answers": queries.has_answering_seat(organisation.pk),
        "agreements": f"{reverse('agreements:list')}?{urlencode({'q': organisation.name})}",
    }


PROFILE_WORDS = {
    "mission": gettext_lazy("What it is here for"),
    "incentives": gettext_lazy("What pays it, and what it is measured by"),
    "risks": gettext_lazy("What could hurt it"),
    "strategies": gettext_lazy("Where it is going"),
    "values": gettext_lazy("What it holds to"),
    "decision_process": gettext_lazy("How it decides, and how long that takes"),
    "systems": gettext_lazy("Technology it uses"),
    "regulations": gettext_lazy("Rules that bind it"),
}


def people(by: Actor) -> dict[str, Any]:
    """Beside the table of seats: what the actor may do, and open invitations."""
    gives = may(by, Permission.MANAGE_SEATS) or may(by, Permission.MANAGE_ANY_SEATS)
    at = clock.now()
    return {
        "may_invite": gives,
        "invitations": [(one, one.expires_at <= at) for one in queries.open_invitations(by)] if gives else [],
        "roles": [(role.title, role.sentence) for role in ROLES.values() if role.name in SEAT_ROLES],
    }
