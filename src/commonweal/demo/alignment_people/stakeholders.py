"""Twelve with a stake: most come closer, one who kept a contact has left, one is not spoken with."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from commonweal.access.models import Person
from commonweal.access.roles import purposes_of
from commonweal.alignment.models import Stakeholder, StakeholderContact, StakeholderReading
from commonweal.database.ranges import period
from commonweal.demo.alignment_people.cast import Cast
from commonweal.demo.alliance import DOMAIN
from commonweal.demo.dice import Dice
from commonweal.partners.models import Seat


class Then(NamedTuple):
    """What was held so many days ago: influence, interest, support, and what was seen."""

    days: int
    influence: int
    interest: int
    support: int
    why: str


class Who(NamedTuple):
    """A stakeholder: kind, what it cares about, support needed, who keeps the contact, contacts (days ago), readings."""

    name: str
    kind: str
    cares: str
    needed: int
    keeper: str
    contacts: tuple[int, ...]
    readings: tuple[Then, ...]


WHO = (
    Who("Riverside Health", "member", "Fewer people who come back because they had nowhere to go.", 2, "lead", (12, 70),
        (Then(690, 5, 4, 0, "The board wanted proof before it gave time."), Then(410, 5, 5, 1, "First savings were shown."), Then(90, 5, 5, 2, "Its director chairs the housing group."))),
    Who("Prairie Mutual Health Plan", "member", "Total cost of care, and members who stay.", 2, "gone", (55,),
        (Then(650, 5, 3, 0, "Asked what it would pay for."), Then(300, 5, 4, 1, "Signed the contract year."))),
    Who("Open Door Housing", "member", "Units, not meetings.", 1, "office", (20, 48),
        (Then(680, 3, 5, 1, "Brought the first figures on evictions."), Then(200, 4, 5, 2, "Speaks for all housing partners."))),
    Who("Patients' council of Laurel", "patients", "Being asked before, not after. Rides and waiting times.", 2, "navigator", (15, 60, 130),
        (Then(640, 2, 5, 0, "Did not know of the alliance."), Then(380, 3, 5, 1, "Two of them sit in the redesign of discharge."))),
    Who("Emergency physicians", "physicians", "Somewhere to send people at two in the morning.", 1, "lead", (33,),
        (Then(620, 4, 3, -1, "“Another form to fill in.”"), Then(330, 4, 4, 0, "The form became one click."), Then(100, 4, 4, 1, "Refer every night now."))),
    Who("Primary care practices outside the alliance", "physicians", "Not losing their patients to the big clinics.", 0, "analyst", (210,),
        (Then(500, 3, 2, -1, "Fear of being measured."),)),
    Who("Neighbours of Depot Street", "community", "Safety, noise, the value of their houses.", 0, "housing", (25, 80),
        (Then(420, 3, 5, -2, "Forty people came to the hearing to stop the shelter."), Then(150, 3, 5, -1, "After the open day and a phone number that is answered."))),
    Who("State Medicaid agency", "regulator", "Budget neutrality, and one model for all counties.", 1, "office", (160,),
        (Then(600, 5, 2, 0, "Polite."), Then(240, 5, 3, 0, "Asked for the evaluation."))),
    Who("County board", "regulator", "What it costs the county, and the next election.", 1, "convenor", (9, 40),
        (Then(660, 5, 3, 0, "Gave the office a room."), Then(120, 5, 4, 1, "Voted for the food pool."))),
    Who("Community Foundation of Laurel", "funder", "Something that lasts beyond the grant.", 1, "convenor", (30,),
        (Then(610, 4, 3, 1, "First grant."), Then(200, 4, 4, 1, "Will match what partners pay in."))),
    Who("The Laurel Courier", "press", "A story with a person in it.", 0, "office", (75,),
        (Then(430, 3, 3, -1, "“Hospitals discover homelessness.”"), Then(140, 3, 3, 0, "A fair piece about the night line."))),
    Who("Landlords' association", "other", "Rent on time, and somebody to call.", 1, "housing", (18,),
        (Then(350, 3, 2, -1, "Bad experience with vouchers."), Then(60, 3, 3, 0, "Eleven of them listed flats."))),
)  # fmt: skip


def write(dice: Dice, cast: Cast) -> None:
    """The list, its readings and contacts."""
    members = {seat.organisation.name: seat.organisation for seat in cast.seats}
    keepers = {key: cast.known(key).holder for key in ("lead", "navigator", "analyst", "convenor", "housing")}
    keepers |= {"office": cast.known("office").holder, "gone": _gone(dice, cast)}
    recorder = cast.said(cast.known("convenor"))
    for who in WHO:
        made = cast.ago(who.readings[0].days)
        row = Stakeholder.objects.create(
            id=dice.uid(made), created_at=made, alliance=cast.alliance, name=who.name, kind=who.kind,
            organisation=members.get(who.name), added_by=cast.known("convenor").holder,
        )  # fmt: skip
        StakeholderReading.objects.bulk_create(
            StakeholderReading(
                id=dice.uid(cast.ago(then.days)), created_at=cast.ago(then.days), stakeholder=row,
                on=cast.day(then.days), interest=then.interest, influence=then.influence, support=then.support,
                support_needed=who.needed, cares_about=who.cares, keeper=keepers[who.keeper], why=then.why,
                **recorder,
            )
            for then in who.readings
        )  # fmt: skip
        StakeholderContact.objects.bulk_create(
            StakeholderContact(
                id=dice.uid(cast.ago(days)), created_at=cast.ago(days), stakeholder=row, on=cast.day(days),
                what=dice.choice(("A talk over coffee.", "They came to the meeting.", "A call of half an hour.")),
                person=keepers[who.keeper], person_name=keepers[who.keeper].name,
            )
            for days in who.contacts
        )  # fmt: skip


def _gone(dice: Dice, cast: Cast) -> Person:
    """Prairie Mutual's champion, who left two months ago and has no successor for this contact."""
    came, left = cast.ago(600), cast.ago(52)
    person = Person.objects.create(
        id=dice.uid(came), created_at=came, email=f"champion@{DOMAIN}", name="Gloria Estes", password=make_password(None),
        is_active=False,
    )  # fmt: skip
    Seat.objects.create(
        id=dice.uid(came), alliance=cast.alliance, organisation=cast.lead("Prairie Mutual Health Plan").organisation,
        person=person, title="Vice president, community programmes", roles=["viewer"],
        purposes=purposes_of(["viewer"]), period=period(came, left),
    )  # fmt: skip
    return person
