"""The vision of the made-up alliance: two rounds of statements, a charter and its amendment, goals, success.

Two years of it: the first round was marked by nearly everybody and made the charter; the second is open. Written as rows,
because it happened over two years; nothing is in them that the product would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from commonweal.charter.models import (
    Challenge,
    CharterComment,
    CharterVersion,
    Mark,
    PopulationCount,
    ProposedChange,
    Ratification,
    Sentence,
    SentenceSource,
    Statement,
    StatementRound,
)
from commonweal.charter.rules import starts
from commonweal.charter.rules.charter import digest
from commonweal.demo import charter_goals
from commonweal.demo import charter_words as words
from commonweal.demo.alliance import Frame
from commonweal.demo.charter_words import Said
from commonweal.demo.dice import Dice
from commonweal.demo.history import ACT_COLUMNS
from commonweal.demo.load import load
from commonweal.demo.telling import DAY, Telling, Voice
from commonweal.evidence.cohorts.population import VERSION
from commonweal.partners.rules import Sector


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Challenge, statements, charter, goals, strengths, success; then the acts."""
    tell = Telling(dice, frame, now)
    _challenge(tell)
    first = _round(tell, 1, words.QUESTION, words.STATEMENTS, opened=700, closed=660, share=0.86)
    _round(tell, 2, words.NEXT_QUESTION, words.NEXT, opened=9, closed=None, share=0.35)
    version = _charter(tell, first)
    goals = charter_goals.goals(tell, version)
    charter_goals.points(tell, goals[0])
    charter_goals.success(tell, goals)
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
    last = tell.now.date().replace(day=1) - DAY
    for name, about in ((words.PRAIRIE, 1140), (words.MEDICAID, 2310)):
        if name not in tell.first:
            continue
        voice, at = tell.first[name], tell.now - 25 * DAY
        people = about + tell.dice.randint(-60, 60)
        count = PopulationCount.objects.create(
            **tell.said(voice, at), challenge=row, rule=row.rule, first=(last - 364 * DAY).replace(day=1), last=last,
            people=people, member_months=people * 8, paid=Decimal(people) * tell.dice.randint(9400, 12_900), threshold=11,
            fingerprint=f"{tell.dice.getrandbits(256):064x}", method=VERSION,
        )  # fmt: skip
        tell.act(at, voice, "challenge.counted", count, first=f"{count.first:%B %Y}", last=f"{last:%B %Y}",
                 people=f"{people} people")  # fmt: skip


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
    for number, (kind, at_line, part, text, who, reason, accepted, answer) in enumerate(words.CHANGES):
        when, voice = at - timedelta(days=9 - 2 * number), tell.by(who)
        row = ProposedChange.objects.create(
            **tell.said(voice, when), version=first, kind=kind, line=lines[at_line] if at_line is not None else None, part=part,
            before=words.CHARTER[at_line][1] if at_line is not None else "", text=text, reason=reason, answered_at=at,
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
