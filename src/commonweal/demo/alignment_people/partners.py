"""The directory knows five who are no partners; a search proposed some, and two are being looked into."""

from __future__ import annotations

from commonweal.alignment.actions import search as actions
from commonweal.alignment.models import PartnerSearch, Prospect, ProspectStep
from commonweal.alignment.rules.prospects import DUE_DILIGENCE
from commonweal.database.identity import Identity, acting
from commonweal.demo import county, directory
from commonweal.demo.alignment_people.cast import Cast
from commonweal.demo.dice import Dice
from commonweal.directory.domains import NeedDomain as Need
from commonweal.directory.models import Address, Language, Location, Provider, Service, ServiceAtLocation
from commonweal.partners.queries import actor_for

OUTSIDE = (
    ("Sycamore Childcare Cooperative", "Evening and night child care", (Need.CHILD_CARE,), 14, ("en", "es")),
    ("Laurel Volunteer Drivers", "Rides at night and at weekends", (Need.TRANSPORT,), 18, ("en",)),
    ("Turning Point Homes", "Shared flats with a house manager", (Need.HOMELESSNESS, Need.HOUSING_INSTABILITY), 9, ("en",)),
    ("Casa Abierta", "Family counselling in Spanish", (Need.BEHAVIOURAL_HEALTH, Need.STRESS), 11, ("es",)),
    ("Northside Tool Library", "Repairs by neighbours", (Need.INADEQUATE_HOUSING,), 6, ("en",)),
)  # fmt: skip
SHARES = {
    Need.CHILD_CARE: 6,
    Need.TRANSPORT: 12,
    Need.HOMELESSNESS: 4,
    Need.BEHAVIOURAL_HEALTH: 9,
    Need.INADEQUATE_HOUSING: 5,
}
SEEN = {
    "purpose": "Its statutes name the same people as our charter; its director would sign the values as they stand.",
    "standing": "Registered, insured, no open complaint with the county.",
    "finance": "A reserve of five months; two funders, both for three years.",
    "references": "The library and the clinic would work with them again.",
    "data": "Paper files in a locked room; would take part through signed links.",
    "interests": "One board member rents a hall to Open Door Housing; written down.",
}
TURNOVER = 12
"""People whom one free place serves in a year."""


def write(dice: Dice, cast: Cast) -> None:
    """Those outside, the search, and the two that are looked into."""
    for name, service, needs, places, languages in OUTSIDE:
        _outside(dice, cast, name, service, needs, places, languages)
    convenor = cast.known("convenor")
    by = actor_for(convenor.holder, convenor)
    with acting(Identity(person=by.person_id, seat=by.seat_id)):
        search = actions.seek(
            by=by,
            title="What Riverside's discharge of homeless patients still lacks",
            shares={need.value: share for need, share in SHARES.items()},
            places=[(area[0], round(area[3] * 6000)) for area in county.AREAS],
            within_km=8,
            most_new=4,
            languages=["es", "vi"],
            turnover=TURNOVER,
        )
    proposed = [one["name"] for one in search.found["chosen"]]
    names = [name for name, *_rest in OUTSIDE if name in proposed] or [OUTSIDE[0][0], OUTSIDE[2][0]]
    for name, cleared in zip(names[:2], (False, True), strict=False):
        _looked_into(
            dice, cast, search, Provider.objects.get(alliance=cast.alliance, name=name), cleared=cleared
        )


def _outside(
    dice: Dice,
    cast: Cast,
    name: str,
    service: str,
    needs: tuple[Need, ...],
    places: int,
    languages: tuple[str, ...],
) -> None:
    made = cast.ago(500)
    own = {"created_at": made, "alliance": cast.alliance}
    postcode = dice.choice(county.AREAS)[0]
    latitude, longitude = directory.spot(dice, postcode)
    provider = Provider.objects.create(
        id=dice.uid(made), name=name, description=f"{name} is no partner of the alliance yet.", **own
    )
    row = Service.objects.create(
        id=dice.uid(made), provider=provider, name=service, description=f"{service}, by {name}.", status="active",
        domains=sorted(need.value for need in needs), domains_by_hand=True, capacity="capacity",
        places_available=max(2, places // 2), places_maximum=places, capacity_at=cast.ago(6), **own,
    )  # fmt: skip
    place = Location.objects.create(
        id=dice.uid(made), name=name, latitude=latitude, longitude=longitude, near_latitude=latitude,
        near_longitude=longitude, precision="stated", **own,
    )  # fmt: skip
    Address.objects.create(
        id=dice.uid(made),
        location=place,
        address_1=directory.street(dice),
        city="Laurel",
        postal_code=postcode,
        **own,
    )
    ServiceAtLocation.objects.create(id=dice.uid(made), service=row, location=place, **own)
    for code in languages:
        spoken = {"en": "English", "es": "Spanish"}[code]
        Language.objects.create(id=dice.uid(made), service=row, name=spoken, code=code, codes=[code], **own)


def _looked_into(dice: Dice, cast: Cast, search: PartnerSearch, provider: Provider, *, cleared: bool) -> None:
    seat = cast.known("office")
    begun = cast.ago(70)
    row = Prospect.objects.create(
        id=dice.uid(begun), created_at=begun, alliance=cast.alliance, provider=provider, name=provider.name,
        search=search, why="It covers what no partner offers in these places.", **cast.said(seat),
    )  # fmt: skip
    taken = [("talk", "ok", "They know most of our partners and would like to join the night line.")]
    for place, step in enumerate(DUE_DILIGENCE):
        if not cleared and place >= 3:
            break
        concern = not cleared and step.key == "finance"
        note = "One funder pays 80 % and decides in spring." if concern else SEEN[step.key]
        taken.append((step.key, "concern" if concern else "ok", note))
    for place, (kind, outcome, note) in enumerate(taken):
        at = cast.ago(64 - 8 * place)
        ProspectStep.objects.create(
            id=dice.uid(at),
            created_at=at,
            prospect=row,
            kind=kind,
            outcome=outcome,
            note=note,
            **cast.said(seat),
        )
