"""The alliance's frame: organisations, sites, services, people who work there, agreements."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from commonweal.access.models import Person
from commonweal.access.roles import purposes_of
from commonweal.agreements.models import Agreement, Clause, ClauseParty, Party, Signature, Version
from commonweal.agreements.rules import CATEGORIES
from commonweal.database.ranges import period
from commonweal.demo import county, directory
from commonweal.demo.dice import Dice
from commonweal.demo.members import Member
from commonweal.demo.size import Size
from commonweal.demo.words import PASSWORD
from commonweal.partners.models import Alliance, Membership, Organisation, Seat, Site

DOMAIN = "laurel.example"

SHARING_TEXT = """\
We, the organisations that sign below, help the same people. So that nobody has to tell their story again at \
every door, each of us lets the others see who a person is, what they need and what has been done, when the person \
agrees and for as long as they agree.

1. We look only in order to help the person who agreed. We do not look out of curiosity, and not to check on each other.
2. What a person did not agree to is not seen. Whoever looks is recorded, and the person may ask for the list.
3. A person may change their mind at any time, towards all of us or one of us.
4. Whoever leaves this agreement sees nothing from that moment on.
"""

SENSITIVE_TEXT = """\
Some things need more care than others. Records of behavioural health, substance use treatment, HIV and violence are \
seen under this agreement only when the person has named that kind of record, and this recipient, by itself.
"""


@dataclass
class Frame:
    """The alliance before anybody has been served."""

    alliance: Alliance
    members: list[Member]
    sharing: set[UUID]
    """Organisations of the general data-sharing agreement."""
    sensitive: set[UUID]
    """Organisations that also share what is sensitive."""
    demo_people: list[tuple[str, str, str]]
    """E-mail, who, what they can do: the sign-ins that the command prints."""


ROLES_TO_TRY: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("convenor", "Ruth Calloway", "Laurel County Health Alliance office", "Director", ("convenor",)),
    ("lead", "Daniel Osei", "Riverside Health", "Community health director", ("partner_lead",)),
    ("navigator", "Marisol Vega", "Riverside Health", "Patient navigator", ("navigator",)),
    ("pantry", "Walter Finch", "Laurel Food Bank", "Intake", ("intake_worker",)),
    ("housing", "Keisha Moreau", "Open Door Housing", "Director", ("partner_lead", "intake_worker")),
    ("analyst", "Priya Raman", "Laurel County Public Health", "Epidemiologist", ("analyst",)),
    ("board", "Judge Helen Marsh", "Legal Aid of Laurel", "Board member", ("board_member",)),
    ("viewer", "Tomas Lind", "Laurel Power and Light", "Community relations", ("viewer",)),
)


def build(dice: Dice, size: Size, now: datetime) -> Frame:
    """Write the frame; all of it is a little over two years old."""
    start = now - timedelta(days=760)
    alliance = Alliance.objects.create(
        id=dice.uid(start),
        created_at=start,
        name=county.ALLIANCE,
        purpose="Nobody in Laurel County goes without a meal, a safe home or care because the right door was not found.",
        area=county.AREA,
    )
    password = make_password(PASSWORD)
    members = [_member(dice, alliance, partner, start) for partner in _partners(size)]
    directory.write(dice, alliance, members, size, now)
    demo_people = _people(dice, alliance, members, start, password)
    able = [member for member in members if member.row.sector not in {"supplier", "convenor"}]
    sharing = {member.row.pk for member in able}
    _agreement(
        dice,
        alliance,
        "Laurel County data sharing agreement",
        SHARING_TEXT,
        able,
        ("identity", "social"),
        start,
        None,
    )
    careful = [
        member
        for member in able
        if member.row.sector in {"hospital", "clinic", "behavioural_health", "public_health"}
        or member.row.name in {"Safe Passage", "Legal Aid of Laurel", "Area Agency on Aging"}
    ]
    _agreement(
        dice, alliance, "Sensitive records agreement", SENSITIVE_TEXT, careful, tuple(CATEGORIES),
        start + timedelta(days=90), now + timedelta(days=32),
    )  # fmt: skip
    _waiting_agreement(dice, alliance, members, now)
    return Frame(alliance, members, sharing, {member.row.pk for member in careful}, demo_people)


def _partners(size: Size) -> list[county.Partner]:
    """The county's organisations; past them, branches of the same kinds with a number."""
    partners = list(county.PARTNERS)
    models = itertools.cycle(county.PARTNERS[1:])
    for number in itertools.count(2):
        if len(partners) >= size.organisations:
            break
        model = next(models)
        partners.append(model._replace(name=f"{model.name} {number}"))
    return partners[: size.organisations]


def _member(dice: Dice, alliance: Alliance, partner: county.Partner, start: datetime) -> Member:
    joined = start + timedelta(days=dice.randint(0, 60))
    postcode, *_ = dice.choices(county.AREAS, [area[3] for area in county.AREAS])[0]
    slug = "".join(letter for letter in partner.name.lower() if letter.isalnum())[:40]
    row = Organisation.objects.create(
        id=dice.uid(joined),
        created_at=joined,
        introduced_in=alliance,
        name=partner.name,
        sector=partner.sector,
        about=f"{partner.name} serves people in {county.AREA}.",
        phone=f"(937) 555-{dice.randint(100, 199):04d}",
        website=f"https://{slug}.example",
        contact_email=f"help@{slug}.example",
        mission=_PROFILES[partner.sector][0],
        incentives=_PROFILES[partner.sector][1],
        risks=_PROFILES[partner.sector][2],
        decision_process=_PROFILES[partner.sector][3],
    )
    Membership.objects.create(alliance=alliance, organisation=row, period=period(joined))
    latitude, longitude = directory.spot(dice, postcode)
    Site.objects.create(
        organisation=row,
        name="Main site",
        address=f"{directory.street(dice)}, Laurel",
        postcode=postcode,
        latitude=latitude,
        longitude=longitude,
    )
    return Member(
        row, partner.accounts, postcode, diligence=dice.uniform(0.45, 1.15) if partner.accounts else 0.5
    )


def _people(
    dice: Dice, alliance: Alliance, members: list[Member], start: datetime, password: str
) -> list[tuple[str, str, str]]:
    by_name = {member.row.name: member for member in members}
    printed = []

    def sit(member: Member, name: str, email: str, title: str, roles: tuple[str, ...]) -> None:
        person = Person.objects.create(
            id=dice.uid(start), created_at=start, email=email, name=name, password=password
        )
        Seat.objects.create(
            id=dice.uid(start),
            alliance=alliance,
            organisation=member.row,
            person=person,
            title=title,
            roles=list(roles),
            purposes=purposes_of(roles),
            period=period(start + timedelta(days=61)),
        )
        if set(roles) & {"navigator", "intake_worker", "partner_lead"}:
            member.workers.append(person)

    for key, name, organisation, title, roles in ROLES_TO_TRY:
        sit(by_name[organisation], name, f"{key}@{DOMAIN}", title, roles)
        printed.append((f"{key}@{DOMAIN}", f"{name}, {organisation}", ", ".join(roles).replace("_", " ")))
    number = itertools.count(1)
    for member in members:
        if not member.accounts:
            Seat.objects.create(
                id=dice.uid(start), alliance=alliance, organisation=member.row, person=None, title="Signed links",
                roles=["link"], purposes=["care"], period=period(start + timedelta(days=61)),
            )  # fmt: skip
            continue
        if member.row.sector == "convenor":
            sit(member, "Ines Farrow", f"office@{DOMAIN}", "Programme manager", ("convenor",))
            continue
        wanted = [("partner_lead",), ("navigator", "intake_worker"), ("intake_worker",)]
        if member.row.sector in {"hospital", "clinic", "payer"}:
            wanted += [("navigator",)] * 2
        for roles in wanted:
            name = f"{dice.choice(county.GIVEN)} {dice.choice(county.FAMILIES)}"
            sit(
                member, name, f"person{next(number)}@{DOMAIN}", roles[0].replace("_", " ").capitalize(), roles
            )
    operator = Person.objects.create(
        id=dice.uid(start), created_at=start, email=f"operator@{DOMAIN}", name="Sam Keller", password=password,
        is_operator=True,
    )  # fmt: skip
    printed.append((operator.email, "Sam Keller", "operator of the deployment"))
    return printed


def _agreement(
    dice: Dice,
    alliance: Alliance,
    title: str,
    text: str,
    members: list[Member],
    categories: tuple[str, ...],
    start: datetime,
    end: datetime | None,
) -> None:
    terms = {"sharing": [{"categories": sorted(categories), "purposes": ["care", "improvement"]}]}
    agreement = Agreement.objects.create(
        id=dice.uid(start), created_at=start, alliance=alliance, kind="data_sharing", title=title
    )
    version = Version.objects.create(
        id=dice.uid(start), created_at=start, agreement=agreement, number=1, text=text, terms=terms,
        parties=[member.row.pk for member in members], ends=end.date() if end else None, offered_at=start,
    )  # fmt: skip
    clause = Clause.objects.create(
        agreement=agreement, version=version, categories=sorted(categories), purposes=["care", "improvement"]
    )
    signed = start + timedelta(days=62)
    signatories = [member for member in members if member.workers]
    for member in members:
        Party.objects.create(agreement=agreement, organisation=member.row)
        lead = (member.workers or signatories[0].workers)[0]
        Signature.objects.create(
            id=dice.uid(signed), created_at=signed, version=version, organisation=member.row, person=lead,
            signed_name=lead.name, digest_seen=version.digest(),
        )  # fmt: skip
        for side in ("discloses", "receives"):
            ClauseParty.objects.create(
                clause=clause, organisation=member.row, side=side, period=period(signed, end)
            )
    agreement.version_in_force = version
    agreement.in_force = period(signed, end)
    agreement.save()


def _waiting_agreement(dice: Dice, alliance: Alliance, members: list[Member], now: datetime) -> None:
    """One that some have signed and others have not: there is something to do."""
    offered = now - timedelta(days=9)
    names = {"Laurel Power and Light", "United Neighbors", "Riverside Health"}
    parties = [member for member in members if member.row.name in names]
    agreement = Agreement.objects.create(
        id=dice.uid(offered), created_at=offered, alliance=alliance, kind="data_sharing",
        title="Utility assistance data sharing",
    )  # fmt: skip
    version = Version.objects.create(
        id=dice.uid(offered), created_at=offered, agreement=agreement, number=1, offered_at=offered,
        text="We tell each other which households have asked for help with their power bill, so that no line is cut "
        "while help is on its way.",
        terms={"sharing": [{"categories": ["identity", "social"], "purposes": ["care"]}]},
        parties=[member.row.pk for member in parties],
    )  # fmt: skip
    for member in parties:
        if member.row.name == "United Neighbors":
            lead = member.workers[0]
            Signature.objects.create(
                version=version,
                organisation=member.row,
                person=lead,
                signed_name=lead.name,
                digest_seen=version.digest(),
            )


_CARE = (
    "Care for everybody who comes through the door, and keep people well so that fewer need to.",
    "Fewer avoidable visits and readmissions; a community benefit that can be shown.",
    "Paying for what others save; another system to feed; promises that depend on others.",
    "The executive team decides after the medical board has been heard; large sums go to the trustees.",
)
_COMMUNITY = (
    "Stand beside neighbours until they can stand on their own.",
    "Referrals that fit what we offer; funding that follows the work.",
    "More people than we have room for; reporting that eats the day.",
    "The director decides; the board meets every second month.",
)
_PAYING = (
    "Affordable cover that helps members before they are ill.",
    "Lower total cost of care; members who stay; quality ratings.",
    "Savings that go elsewhere; unclear responsibility for outcomes.",
    "A committee of medical, finance and community staff recommends; the vice president signs.",
)
_PUBLIC = (
    "Protect and promote the health of everybody in the county.",
    "Evidence for what works; fewer emergencies.",
    "Budgets set a year ahead; public records rules.",
    "The commissioner decides within the county's budget; contracts go to the county board.",
)
_PROFILES: dict[str, tuple[str, str, str, str]] = {
    "hospital": _CARE, "clinic": _CARE, "behavioural_health": _CARE, "payer": _PAYING, "public_health": _PUBLIC,
    "convenor": _PUBLIC, "supplier": _PAYING, "housing": _COMMUNITY, "food": _COMMUNITY, "transport": _COMMUNITY,
    "legal": _COMMUNITY, "social": _COMMUNITY, "faith": _COMMUNITY, "education": _COMMUNITY,
}  # fmt: skip
