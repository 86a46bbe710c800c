"""Goals, strengths and threats, and success for each partner of the made-up alliance."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from commonweal.charter.models import (
    CharterVersion,
    Contribution,
    Driver,
    Goal,
    Stake,
    Success,
    SwotPoint,
    SwotVote,
    ValueCase,
    ValueLine,
)
from commonweal.charter.rules.value import LowerUse
from commonweal.demo import charter_words as words
from commonweal.demo.telling import DAY, Telling, Voice


def goals(tell: Telling, version: CharterVersion) -> list[Goal]:
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


def points(tell: Telling, goal: Goal) -> None:
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


def success(tell: Telling, goals: list[Goal]) -> None:
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
    told: tuple[dict[str, Any], ...] = (
        {"kind": "lower_use", "text": text, "low": low, "likely": likely, "high": high, "assumptions": assumptions, "source": source},
        {"kind": "mission", "text": "People are helped where they live, and our staff see it."},
    )  # fmt: skip
    for position, facts in enumerate(told):
        ValueLine.objects.create(id=tell.dice.uid(at), created_at=at, case=case, position=position, **facts)
    tell.act(at, voice, "success.value-case-written", case, organisation=who)
