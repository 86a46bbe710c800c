"""The community challenge, its population, and counts of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.charter import events
from commonweal.charter.actions.common import check, tell, text_of, who, words
from commonweal.charter.models import Challenge, Goal, PopulationCount
from commonweal.charter.rules import starts
from commonweal.charter.rules.counting import CannotDo, read_count
from commonweal.directory.domains import NeedDomain
from commonweal.evidence.cohorts.population_rule import BadRule, PopulationRule


@dataclass(frozen=True)
class Written:
    """A challenge as somebody writes it."""

    title: str
    text: str
    population: str = ""
    rule: dict[str, Any] = field(default_factory=dict)
    domains: Sequence[str] = ()
    agreements: Sequence[str] = ()
    risks: Sequence[str] = ()


def write_challenge(*, by: Actor, written: Written, template: str = starts.BLANK) -> Challenge:
    """Write the challenge, or write it anew: the earlier wording stays. Raises NotAllowed, Refused, Conflict."""
    require(by, Permission.DRAFT_CHARTER)
    try:
        rule = PopulationRule.of(written.rule)
    except BadRule as why:
        raise Refused(str(why)) from why
    known = {one.value for one in NeedDomain}
    if unknown := [one for one in written.domains if one not in known]:
        raise Refused(f"The directory has no service category “{unknown[0]}”.")
    try:
        with transaction.atomic():
            last = Challenge.objects.filter(alliance_id=by.own_alliance_id).order_by("-number").first()
            row = Challenge.objects.create(
                **who(by),
                number=last.number + 1 if last else 1,
                template=last.template if last and template == starts.BLANK else template,
                title=words(written.title, 200, "Give the challenge a title."),
                text=text_of(written.text, 8000, "Write the challenge in a few sentences."),
                population=written.population.strip()[:2000],
                rule=rule.plain(),
                domains=_ordered(written.domains),
                agreements=_lines(written.agreements, 300),
                risks=_lines(written.risks, 500),
            )
            audit.record(by, events.CHALLENGE_WRITTEN, on=row, version=row.number)
            tell(by)
    except IntegrityError as clash:
        raise Conflict(
            "Somebody else saved the challenge in this moment. Look at it, and save yours again."
        ) from clash
    return row


def _ordered(domains: Sequence[str]) -> list[str]:
    return [one.value for one in NeedDomain if one.value in set(domains)]


def _lines(given: Sequence[str], longest: int) -> list[str]:
    kept = [" ".join(one.split()) for one in given if one.strip()]
    check(
        next(
            (
                f"One line has {len(one)} characters; the most are {longest}."
                for one in kept
                if len(one) > longest
            ),
            None,
        )
    )
    return kept[:50]


def begin(*, by: Actor, template: str) -> Challenge:
    """Start from a template: the challenge, and its example goals as drafts. Raises NotAllowed, Refused."""
    require(by, Permission.DRAFT_CHARTER)
    start = starts.starts().get(template)
    if start is None:
        raise Refused("There is no such template.")
    if Challenge.objects.filter(alliance_id=by.own_alliance_id).exists():
        raise Refused("The alliance has its challenge. Change it in its own words.")
    with transaction.atomic():
        for position, goal in enumerate(start.goals):
            Goal.objects.create(
                **who(by),
                position=position,
                title=goal.title,
                statement=goal.statement,
                measure=goal.measure,
                event=goal.event,
                unit=goal.unit,
                direction=goal.direction,
            )
        written = Written(
            start.title if template != starts.BLANK else "Our challenge",
            start.challenge or "What should be different here, and why can none of us change it alone?",
            start.population,
            start.rule.plain(),
            start.domains,
            start.agreements,
            start.risks,
        )
        return write_challenge(by=by, written=written, template=template)


def count_population(*, by: Actor, challenge: Challenge, content: bytes) -> PopulationCount:
    """Keep a count that a partner made of its own files. Raises NotAllowed, Refused."""
    require(by, Permission.WRITE_SUCCESS)
    try:
        read = read_count(content)
    except CannotDo as why:
        raise Refused(str(why)) from why
    if read.rule != PopulationRule.of(challenge.rule):
        raise Refused(
            "The file counts another rule than the one that stands here. Take “Rule as a file”, and count that."
        )
    with transaction.atomic():
        row = PopulationCount.objects.create(
            **who(by),
            challenge=challenge,
            rule=read.rule.plain(),
            first=read.first,
            last=read.last,
            people=read.people,
            member_months=read.member_months,
            paid=read.paid,
            threshold=read.threshold,
            fingerprint=read.fingerprint,
            method=read.method,
            left_out=list(read.left_out),
        )
        people = "too few to show" if read.people is None else f"{read.people} people"
        audit.record(
            by,
            events.POPULATION_COUNTED,
            on=row,
            first=f"{read.first:%B %Y}",
            last=f"{read.last:%B %Y}",
            people=people,
        )
        tell(by)
    return row
