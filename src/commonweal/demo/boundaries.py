"""Agreements of every kind, a conflict on its second step, risks and promises of the made-up alliance.

Facts of the past are written as they would stand after the product's own actions: signed with what was seen, duties
reported or not. What follows from them (status, what is late) the product works out itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from commonweal.access.models import Person
from commonweal.agreements import obligations, rules
from commonweal.agreements.library import starters
from commonweal.agreements.models import (
    Agreement,
    CounterSignature,
    DutyReport,
    ExitTask,
    Party,
    Signature,
    Version,
)
from commonweal.database.ranges import period
from commonweal.demo.alliance import Frame
from commonweal.demo.boundaries_words import AGREEMENTS, OFFICE, PROMISES, RISKS, VALUES, Told
from commonweal.demo.conflicts import write as write_conflicts
from commonweal.demo.dice import Dice
from commonweal.demo.members import Member
from commonweal.governance.models import PartnerReview, Promise, Risk, RiskReview, ValueEntry
from commonweal.partners.models import Seat


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Write the story; what names a partner that this size of alliance has not is left out."""
    by_name = {member.row.name: member for member in frame.members}
    leads = _leads(frame)
    for told in AGREEMENTS:
        members = [by_name[name] for name in told.parties if name in by_name] or [
            member for member in frame.members if member.row.pk in leads
        ]
        _agreement(dice, frame, told, members, leads, now)
    write_conflicts(dice, frame, leads, now)
    _risks(dice, frame, by_name, leads, now)
    _promises(dice, frame, by_name, leads, now)


def _leads(frame: Frame) -> dict[UUID, Person]:
    """Who signs for each organisation where somebody does."""
    seats = (
        Seat.objects.filter(alliance=frame.alliance, person__isnull=False)
        .select_related("person")
        .order_by("id")
    )
    found: dict[UUID, Person] = {}
    for role in ("partner_lead", "convenor", "board_member", "analyst", "intake_worker", "viewer"):
        for seat in seats:
            if role in seat.roles and seat.person is not None:
                found.setdefault(seat.organisation_id, seat.person)
    return found


def _agreement(
    dice: Dice, frame: Frame, told: Told, members: list[Member], leads: dict[UUID, Person], now: datetime
) -> None:
    start = now - timedelta(days=told.began)
    end = start + timedelta(days=told.lasts) if told.lasts is not None else None
    over = end is not None and end < now
    starter = starters().get(told.starter)
    text, terms = (starter.text, starter.terms) if starter is not None else (told.text, told.terms)
    parties = [member.row.pk for member in members]
    span = period(start, end)
    agreement = Agreement.objects.create(
        id=dice.uid(start), created_at=start - timedelta(days=20), alliance=frame.alliance, kind=told.kind,
        title=told.title,
    )  # fmt: skip
    version = Version.objects.create(
        id=dice.uid(start), created_at=start - timedelta(days=20), agreement=agreement, number=1, text=text, terms=terms,
        parties=parties, ends=None if end is None or over else end.date(), offered_at=start - timedelta(days=9),
        period=span,
    )  # fmt: skip
    for member in members:
        Party.objects.create(agreement=agreement, organisation=member.row)
        lead = leads.get(member.row.pk) or next(iter(leads.values()))
        Signature.objects.create(
            id=dice.uid(start), created_at=start, version=version, organisation=member.row, person=lead,
            signed_name=lead.name, digest_seen=version.digest(),
        )  # fmt: skip
    office = next(leads[one.row.pk] for one in frame.members if one.row.name == OFFICE)
    if told.kind in {"payment", "participation"}:
        CounterSignature.objects.create(
            version=version,
            person=office,
            signed_name=office.name,
            digest_seen=version.digest(),
            created_at=start,
        )
    agreement.version_in_force, agreement.in_force = version, span
    if over:
        agreement.ended_at, agreement.ended_reason = end, "The parish network closed its newsletter"
    agreement.save()
    _reports(dice, agreement, version, leads, now)
    if over and end is not None:
        for step in rules.checklist(version.read(), on=end.date()):
            done = step.due < now.date()
            ExitTask.objects.create(
                agreement=agreement, text=step.text, due=step.due, done_at=end + timedelta(days=8) if done else None,
                done_by_name=office.name if done else "",
            )  # fmt: skip


def _reports(
    dice: Dice, agreement: Agreement, version: Version, leads: dict[UUID, Person], now: datetime
) -> None:
    """Most duties were kept, some late; the library's last report and a payer's are still owed."""
    today = now.astimezone(ZoneInfo(agreement.alliance.timezone)).date()
    slow = {"Laurel Public Library", "Prairie Mutual Health Plan"}
    names = {
        party.organisation_id: party.organisation.name
        for party in agreement.parties.select_related("organisation")
    }
    owed = obligations.duties_of(agreement, version, until=today)
    last = {duty.by: duty.due for duty in owed}
    for duty in owed:
        if names[duty.by] in slow and duty.due == last[duty.by]:
            continue
        done = duty.due + timedelta(days=dice.choice((-9, -5, -3, -2, -1, -1, 0, 0, 4, 12)))
        lead = leads.get(duty.by)
        if done <= today and lead is not None:
            DutyReport.objects.create(
                version=version, clause=duty.clause, organisation_id=duty.by, due=duty.due, done=done, person=lead,
                person_name=lead.name,
            )  # fmt: skip


def _risks(
    dice: Dice, frame: Frame, by_name: dict[str, Member], leads: dict[UUID, Person], now: datetime
) -> None:
    for kind, title, likelihood, impact, response, owner, how, days in RISKS:
        if owner not in by_name:
            continue
        row, minds = by_name[owner].row, leads[by_name[owner].row.pk]
        began = now - timedelta(days=dice.randint(150, 500))
        risk = Risk.objects.create(
            id=dice.uid(began), created_at=began, alliance=frame.alliance, kind=kind, title=title, likelihood=likelihood,
            impact=impact, response=response, response_text=how, owner=minds, owner_name=minds.name,
            owner_organisation=row, review_on=(now + timedelta(days=days)).date(),
        )  # fmt: skip
        for months in (6, 3):
            seen = now - timedelta(days=30 * months + dice.randint(0, 9))
            if seen > began:
                RiskReview.objects.create(
                    id=dice.uid(seen), created_at=seen, risk=risk, likelihood=min(5, likelihood + (months == 6)),
                    impact=impact, text=how, person_name=minds.name, organisation_name=row.name,
                )  # fmt: skip


def _promises(
    dice: Dice, frame: Frame, by_name: dict[str, Member], leads: dict[UUID, Person], now: datetime
) -> None:
    office = leads[by_name[OFFICE].row.pk]
    for who, to, text, source, where, due, done in PROMISES:
        if who not in by_name:
            continue
        row = by_name[who].row
        Promise.objects.create(
            id=dice.uid(now - timedelta(days=150)), created_at=now - timedelta(days=150), alliance=frame.alliance,
            organisation=row, to=by_name[to].row if to else None, text=text, source=source, source_text=where,
            due=(now + timedelta(days=due)).date(), recorded_by_name=office.name,
            done=(now - timedelta(days=done)).date() if done is not None else None,
            done_by_name=leads[row.pk].name if done is not None else "",
        )  # fmt: skip
    for who, partner, text, amount in VALUES:
        if {who, partner} <= set(by_name):
            at = now - timedelta(days=dice.randint(20, 300))
            ValueEntry.objects.create(
                id=dice.uid(at), created_at=at, alliance=frame.alliance, organisation=by_name[who].row,
                partner=by_name[partner].row, text=text, amount=Decimal(amount) if amount else None,
                person_name=leads[by_name[who].row.pk].name,
            )  # fmt: skip
    reviewed = by_name["Prairie Mutual Health Plan"].row
    at = now - timedelta(days=75)
    PartnerReview.objects.create(
        id=dice.uid(at), created_at=at, alliance=frame.alliance, organisation=reviewed,
        first=(at - timedelta(days=365)).date(), last=at.date(), kept=5, kept_late=2, late=1,
        text="The figures came, three times out of four by the day. What they bring is worth the wait; what the others "
        "plan by them is not.",
        agreed="One person is named who sends them, and a reminder goes out ten days before.",
        person_name=office.name, reviewed_for=by_name[OFFICE].row,
        own_say="Our claims close on the fortieth day. A day five days later would be one that we can keep.",
        own_say_by_name=leads[reviewed.pk].name, own_say_at=at + timedelta(days=6),
    )  # fmt: skip
