"""The vision of the made-up alliance: two rounds of statements, a charter and its amendment, goals, success.

Two years of it: the first round was marked by nearly everybody and made the charter; the second is open. Written as rows,
because it happened over two years; nothing is in them that the product would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from commonweal.charter.models import (
    Challenge,
    CharterComment,
    CharterVersion,
    Contribution,
    Driver,
    Goal,
    Mark,
    ProposedChange,
    Ratification,
    Sentence,
    SentenceSource,
    Stake,
    Statement,
    StatementRound,
    Success,
    SwotPoint,
    SwotVote,
    ValueCase,
    ValueLine,
)
from commonweal.charter.rules import starts
from commonweal.charter.rules.charter import digest
from commonweal.charter.rules.value import LowerUse
from commonweal.demo import charter_words as words
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.demo.history import ACT_COLUMNS
from commonweal.demo.load import load
from commonweal.demo.charter_words import Said
from commonweal.partners.models import Organisation, Seat
from commonweal.partners.rules import Sector

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Voice:
    """Somebody who sits for an organisation."""

    person: UUID
    name: str
    organisation: Organisation


class Telling:
    """What is told, by whom, and when."""

    def __init__(self, dice: Dice, frame: Frame, now: datetime) -> None:
        self.dice, self.now, self.alliance = dice, now, frame.alliance
        seats = (
            Seat.objects.filter(alliance=frame.alliance, person__isnull=False)
            .select_related("person", "organisation")
            .order_by("organisation__name", "id")
        )
        self.voices = [Voice(one.person_id, one.person.name, one.organisation) for one in seats]
        self.first: dict[str, Voice] = {}
        for seat, one in zip(seats, self.voices, strict=True):
            if one.organisation.name not in self.first or "partner_lead" in seat.roles:
                self.first[one.organisation.name] = one
        self.members = [member.row.pk for member in frame.members]
        self.acts: list[tuple[datetime, Voice, str, str, UUID, dict[str, object]]] = []

    def by(self, organisation: str) -> Voice:
        """Who speaks for an organisation; where a small alliance has it not, the office."""
        return self.first.get(organisation) or self.first[words.OFFICE]

    def said(self, voice: Voice, at: datetime) -> dict[str, Any]:
        """What rows say of whom they are from."""
        return {
            "id": self.dice.uid(at), "created_at": at, "alliance": self.alliance, "organisation": voice.organisation,
            "person_id": voice.person, "person_name": voice.name,
        }  # fmt: skip

    def act(self, at: datetime, voice: Voice, kind: str, row: Any, **details: object) -> None:
        """An act for the record."""
        self.acts.append((at, voice, kind, row._meta.label_lower, row.pk, details))


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Challenge, statements, charter, goals, strengths, success; then the acts."""
    tell = Telling(dice, frame, now)
    _challenge(tell)
    first = _round(tell, 1, words.QUESTION, words.STATEMENTS, opened=700, closed=660, share=0.86)
    _round(tell, 2, words.NEXT_QUESTION, words.NEXT, opened=9, closed=None, share=0.35)
    version = _charter(tell, first)
    goals = _goals(tell, version)
    _points(tell, goals[0])
    _success(tell, goals)
    tell.acts.sort(key=lambda act: act[0])
    load(
        "audit_act",
        ACT_COLUMNS,
        (
            (tell.alliance.pk, at, 0, voice.person, voice.name, voice.organisation.pk, voice.organisation.name, kind,
             subject, pk, None, json.dumps(details), b"", b"")
            for at, voice, kind, subject, pk, details in tell.acts
        ),
    )  # fmt: skip


def _challenge(tell: Telling) -> None:
    start = starts.starts()["homeless-stays"]
    at, office = tell.now - 720 * DAY, tell.by(words.OFFICE)
    for number, (title, text, when) in enumerate(
        ((start.title, start.challenge, at), (words.TITLE, words.CHALLENGE, at + 12 * DAY)), 1
    ):
        row = Challenge.objects.create(
            **tell.said(office, when), number=number, template=start.name, title=title, text=text,
            population=start.population, rule=start.rule.plain(), domains=list(start.domains),
            agreements=list(start.agreements), risks=list(start.risks),
        )  # fmt: skip
        tell.act(when, office, "challenge.written", row, version=number)


def _round(
    tell: Telling,
    number: int,
    question: str,
    statements: Sequence[Said],
    *,
    opened: int,
    closed: int | None,
    share: float,
) -> list[Statement]:
    dice, office, at = tell.dice, tell.by(words.OFFICE), tell.now - opened * DAY
    end = tell.now - closed * DAY if closed is not None else None
    closes = (end or tell.now + 18 * DAY).date()
    # Marks are put into an open round, as everybody's were.
    row = StatementRound.objects.create(
        **tell.said(office, at), number=number, question=question, closes=closes
    )
    tell.act(at, office, "statements.opened", row, round=number, question=question)
    rows = []
    for position, one in enumerate(statements):
        when, voice = at + timedelta(hours=5 + 9 * position), tell.by(one.organisation)
        rows.append(Statement.objects.create(**tell.said(voice, when), round=row, text=one.text))
        tell.act(when, voice, "statements.added", rows[-1], round=number)
    last = end or tell.now
    marks = []
    for voice in tell.voices:
        if dice.random() > share:
            continue
        sector = voice.organisation.sector
        when = at + timedelta(days=dice.uniform(1, max(2.0, (last - at).days - 1)))
        for statement, one in zip(rows, statements, strict=True):
            if dice.random() < 0.07:
                continue
            likely = (
                one.medical
                if sector in words.MEDICAL
                else one.payers
                if sector in words.PAYING
                else one.others
            )
            drawn = dice.random()
            value = 1 if drawn < likely else -1 if dice.random() < 0.72 else 0
            facts = tell.said(voice, max(min(when, last - timedelta(minutes=5)), statement.created_at))
            marks.append(Mark(**facts, round=row, statement=statement, sector=sector, value=value))
    Mark.objects.bulk_create(marks)
    if end is not None:
        row.closed_at, row.closed_by = end, office.name
        row.save(update_fields=["closed_at", "closed_by"])
        tell.act(end, office, "statements.closed", row, round=number)
    return rows


def _views(statement: Statement) -> dict[str, list[int]]:
    """What the groups thought, by sector; sectors of fewer than three marks are left out, as the counts do."""
    found: dict[str, list[int]] = {}
    for sector, value in Mark.objects.filter(statement=statement).values_list("sector", "value"):
        found.setdefault(Sector.titled(sector), [0, 0, 0])[{1: 0, -1: 1, 0: 2}[value]] += 1
    return {title: counts for title, counts in sorted(found.items()) if sum(counts) >= 3}


def _charter(tell: Telling, said: list[Statement]) -> CharterVersion:
    office, at = tell.by(words.OFFICE), tell.now - 640 * DAY
    out, force = at + 14 * DAY, at + 51 * DAY
    first = CharterVersion.objects.create(
        **tell.said(office, at), number=1, reason="So that every partner can point to why it is here."
    )
    tell.act(at, office, "charter.drafted", first, version=1)
    views = [_views(one) for one in said]
    lines = [_sentence(tell, first, at, place, *one, said, views) for place, one in enumerate(words.CHARTER)]
    _put_out(tell, first, out, (out + 40 * DAY).date())
    for number, voice in enumerate(tell.first.values()):
        _ratified(tell, first, voice, out + timedelta(days=1 + 36 * (number / len(tell.first))))
    first.in_force_at = force
    first.save(update_fields=["in_force_at"])
    _amendment(tell, first, lines, said, views)
    return first


def _sentence(
    tell: Telling, version: CharterVersion, at: datetime, position: int, part: str, text: str, sources: tuple[int, ...],
    said: list[Statement], views: list[dict[str, list[int]]], line: UUID | None = None,
) -> UUID:  # fmt: skip
    line = line or tell.dice.uid(at)
    row = Sentence.objects.create(
        id=tell.dice.uid(at),
        created_at=at,
        version=version,
        line=line,
        part=part,
        position=position,
        text=text,
    )
    for place in sources:
        SentenceSource.objects.create(
            id=tell.dice.uid(at), created_at=at, sentence=row, statement=said[place], views=views[place]
        )
    return line


def _put_out(tell: Telling, version: CharterVersion, at: datetime, answer_by: date) -> None:
    office = tell.by(words.OFFICE)
    version.put_out_at, version.put_out_by, version.answer_by = at, office.name, answer_by
    version.asked, version.needed = sorted(tell.members), 67
    version.save()
    tell.act(at, office, "charter.put-out", version, version=version.number, until=f"{answer_by:%-d %B %Y}")


def _ratified(tell: Telling, version: CharterVersion, voice: Voice, at: datetime, refusal: str = "") -> None:
    seen = digest(version.sentences.values_list("part", "position", "text"))
    row = Ratification.objects.create(
        **tell.said(voice, at),
        version=version,
        ratified=not refusal,
        signed_name=voice.name,
        reason=refusal,
        digest_seen=seen,
    )
    kind = "charter.refused" if refusal else "charter.ratified"
    more = {"reason": refusal} if refusal else {}
    tell.act(at, voice, kind, row, version=version.number, organisation=voice.organisation.name, **more)


def _amendment(
    tell: Telling,
    first: CharterVersion,
    lines: list[UUID],
    said: list[Statement],
    views: list[dict[str, list[int]]],
) -> None:
    """The second version: proposals answered, out for ratification, half have answered."""
    office, at = tell.by(words.OFFICE), tell.now - 45 * DAY
    second = CharterVersion.objects.create(
        **tell.said(office, at),
        number=2,
        based_on=first,
        reason="After two years: show what works, and pay small services.",
    )
    tell.act(at, office, "charter.drafted", second, version=2)
    for place, (part, text, sources) in enumerate(words.CHARTER):
        changed = words.REWORDED[1] if place == words.REWORDED[0] else text
        _sentence(tell, second, at, place, part, changed, sources, said, views, lines[place])
    part, text, sources = words.ADDED
    _sentence(tell, second, at, len(words.CHARTER), part, text, sources, said, views)
    for number, (kind, place, part, text, who, reason, accepted, answer) in enumerate(words.CHANGES):
        when, voice = at - timedelta(days=9 - 2 * number), tell.by(who)
        row = ProposedChange.objects.create(
            **tell.said(voice, when), version=first, kind=kind, line=lines[place] if place is not None else None, part=part,
            before=words.CHARTER[place][1] if place is not None else "", text=text, reason=reason, answered_at=at,
            answered_by=office.name, accepted=accepted, answer=answer, taken_into=second if accepted else None,
        )  # fmt: skip
        tell.act(at, office, f"charter.change-{'accepted' if accepted else 'rejected'}", row, reason=answer)
    clinic = tell.by(words.CLINIC)
    CharterComment.objects.create(
        **tell.said(clinic, at + 3 * DAY), version=second, line=lines[1],
        text="“Show it” should mean to the people we serve as well, not only to each other.",
    )  # fmt: skip
    out = tell.now - 12 * DAY
    _put_out(tell, second, out, (tell.now + 9 * DAY).date())
    late = {words.RIVERSIDE, words.HOUSING, words.LEGAL, words.MEDICAID}
    for number, (name, voice) in enumerate(tell.first.items()):
        if name not in late and number % 5 < 3:
            _ratified(tell, second, voice, out + timedelta(days=0.5 + 11 * number / len(tell.first)))
    if words.MEDICAID in tell.first:
        why = "Paying in advance needs a word of our regulator first. We can ratify once it is there."
        _ratified(tell, second, tell.first[words.MEDICAID], out + 6 * DAY, refusal=why)


def _goals(tell: Telling, version: CharterVersion) -> list[Goal]:
    sentences = {one.position: one for one in version.sentences.all()}
    found = []
    for position, aim in enumerate(words.AIMS):
        at, owner = tell.now - timedelta(days=560 - 9 * position), tell.by(aim.owner)
        goal = Goal.objects.create(
            **tell.said(owner, at), position=position, title=aim.title, statement=aim.statement, measure=aim.measure,
            event=aim.event, sentence=sentences[aim.sentence], due=(tell.now + timedelta(days=300 + 60 * position)).date(),
            **_figures(aim.unit, aim.baseline, aim.target, aim.direction, at), **_owned(owner),
            accepted_at=at + 6 * DAY, accepted_by=tell.by(words.OFFICE).name,
        )  # fmt: skip
        tell.act(at, owner, "goals.written", goal, goal=goal.title)
        tell.act(at + 6 * DAY, tell.by(words.OFFICE), "goals.accepted", goal, goal=goal.title)
        for who, text in aim.brought:
            _brought(tell, goal, who, text, at + 20 * DAY)
        for number, (title, event, unit, baseline, target, who) in enumerate(aim.objectives):
            lead = tell.by(who)
            objective = Goal.objects.create(
                **tell.said(lead, at + 30 * DAY), parent=goal, position=number, title=title, statement=f"{title}, counted.",
                event=event, due=(tell.now + timedelta(days=120)).date(), **_figures(unit, baseline, target, "up", at),
                **_owned(lead), accepted_at=at + 33 * DAY, accepted_by=lead.name,
            )  # fmt: skip
            _brought(tell, objective, who, f"{target} {unit}, step by step", at + 34 * DAY)
        found.append(goal)
    title, statement = words.DRAFT_GOAL
    at, harbor = tell.now - 33 * DAY, tell.by(words.HARBOR)
    draft = Goal.objects.create(
        **tell.said(harbor, at), position=len(found), title=title, statement=statement
    )
    tell.act(at, harbor, "goals.written", draft, goal=title)
    _drivers(tell, found[0], tell.now - 500 * DAY)
    return found


def _figures(unit: str, baseline: str, target: str, direction: str, at: datetime) -> dict[str, Any]:
    return {
        "unit": unit, "baseline": Decimal(baseline), "baseline_on": (at - 30 * DAY).date(), "target": Decimal(target),
        "direction": direction,
    }  # fmt: skip


def _owned(voice: Voice) -> dict[str, Any]:
    return {"owner_id": voice.person, "owner_name": voice.name, "owner_organisation": voice.organisation}


def _brought(tell: Telling, goal: Goal, who: str, text: str, at: datetime) -> None:
    if who in tell.first:
        voice = tell.first[who]
        Contribution.objects.create(**tell.said(voice, at), goal=goal, text=text)
        tell.act(at, voice, "goals.contributed", goal, goal=goal.title, organisation=who)


def _drivers(tell: Telling, goal: Goal, at: datetime) -> None:
    name, number = tell.by(words.CLINIC).name, 0

    def hang(kind: str, text: str, parent: Driver | None) -> Driver:
        nonlocal number
        number += 1
        when = at + timedelta(minutes=number)
        return Driver.objects.create(
            id=tell.dice.uid(when),
            created_at=when,
            goal=goal,
            parent=parent,
            kind=kind,
            text=text,
            person_name=name,
        )

    for text, under in words.DRIVERS:
        primary = hang("primary", text, None)
        for second, ideas in under:
            secondary = hang("secondary", second, primary)
            for idea in ideas:
                hang("idea", idea, secondary)


def _points(tell: Telling, goal: Goal) -> None:
    at, office, rows = tell.now - 610 * DAY, tell.by(words.OFFICE), {}
    for number, (kind, who, text, votes) in enumerate(words.POINTS):
        when, voice = at + timedelta(hours=number), tell.by(who)
        row = rows[text] = SwotPoint.objects.create(**tell.said(voice, when), kind=kind, text=text)
        tell.act(when, voice, "swot.added", row, kind=kind, text=text)
        for cast in tell.dice.sample(tell.voices, min(votes, len(tell.voices))):
            SwotVote.objects.create(
                id=tell.dice.uid(when),
                created_at=when,
                point=row,
                organisation=cast.organisation,
                person_id=cast.person,
            )
    rents, dearer = (rows[words.POINTS[place][2]] for place in (7, 8))
    dearer.merged_into, dearer.merged_by = rents, office.name
    dearer.save()
    decided = at + 20 * DAY
    for place, outcome, reason in (
        (2, "goal", ""), (7, "risk", "Rents rise beyond vouchers, so that homes promised cannot be paid."),
        (9, "risk", "A leak of data ends the trust of those we serve."),
        (3, "nothing", "The scorecard shows figures within weeks since the spring."),
    ):  # fmt: skip
        row = rows[words.POINTS[place][2]]
        row.outcome, row.outcome_reason, row.outcome_at, row.outcome_by = (
            outcome,
            reason,
            decided,
            office.name,
        )
        row.goal = goal if outcome == "goal" else None
        row.save()


def _success(tell: Telling, goals: list[Goal]) -> None:
    for number, want in enumerate(words.WANTS):
        if want.organisation not in tell.first:
            continue
        voice, at = tell.first[want.organisation], tell.now - timedelta(days=540 - 7 * number)
        row = Success.objects.create(
            **tell.said(voice, at), success=want.success, failure=want.failure, brings=want.brings, risks=want.risks,
            must_get=want.must_get, brings_kinds=list(want.brought), gets_kinds=list(want.needed),
        )  # fmt: skip
        tell.act(at, voice, "success.written", row, organisation=want.organisation)
        for goal, effect in zip(goals, want.effects, strict=True):
            Stake.objects.create(**tell.said(voice, at), goal=goal, effect=effect, stated_at=at)
    _value_case(tell, words.RIVERSIDE, LowerUse(
        Decimal(486), Decimal(430), 17_500, Decimal(612), Decimal("0.30")), "Fewer: emergency visits that pay less than they cost")  # fmt: skip
    _value_case(tell, words.PRAIRIE, LowerUse(
        Decimal(486), Decimal(430), 9800, Decimal(940), Decimal("0.50")), "Fewer: emergency visits paid")  # fmt: skip


def _value_case(tell: Telling, who: str, use: LowerUse, text: str) -> None:
    if who not in tell.first:
        return
    voice, at = tell.first[who], tell.now - 400 * DAY
    case = ValueCase.objects.create(
        **tell.said(voice, at), note="To be looked at again once the year is settled."
    )
    low, likely, high = use.gains()
    source = "published figures of the alliance"
    assumptions = [
        ["A year now", f"{use.rate_now} per 1,000 people", source],
        ["A year then", f"{use.rate_then} per 1,000 people", "the alliance's target"],
        ["People", f"{use.people:,}", "eligibility file"],
        ["What one costs", f"{use.cost} dollars", "own accounts"],
        ["The part that stays here", f"{use.share * 100:.0f} %", "an assumption"],
        ["Fewer a year", f"{use.events_fewer:,.1f}", "worked out from the lines above"],
    ]
    for position, facts in enumerate((
        {"kind": "lower_use", "text": text, "low": low, "likely": likely, "high": high, "assumptions": assumptions, "source": source},
        {"kind": "mission", "text": "People are helped where they live, and our staff see it."},
    )):  # fmt: skip
        ValueLine.objects.create(id=tell.dice.uid(at), created_at=at, case=case, position=position, **facts)
    tell.act(at, voice, "success.value-case-written", case, organisation=who)
