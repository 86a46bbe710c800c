"""Reads of rounds, statements and their counts; of marks, only one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from commonweal.access import Actor
from commonweal.charter.models import Mark, Statement, StatementRound
from commonweal.charter.rules import opinions
from commonweal.charter.rules.consensus import Count, Judged, judge
from commonweal.charter.rules.statements import Needs, queue, sectors_of
from commonweal.partners.rules import Sector


def rounds() -> QuerySet[StatementRound]:
    """All rounds, the last first."""
    return StatementRound.objects.order_by("-number")


def current_round() -> StatementRound | None:
    """The last round, open or closed."""
    return rounds().first()


def statements(round: StatementRound) -> list[Statement]:  # noqa: A002
    """What was said in a round and not withdrawn, the oldest first."""
    return list(Statement.objects.filter(round=round, withdrawn_at=None).select_related("organisation"))


def own_marks(by: Actor, round: StatementRound) -> dict[UUID, int]:  # noqa: A002
    """What the actor marked in a round: statement → value."""
    return dict(
        Mark.objects.filter(round=round, person_id=by.own_person_id).values_list("statement_id", "value")
    )


def voices(round: StatementRound) -> dict[UUID, int]:  # noqa: A002
    """For which organisations somebody has marked in a round, and how many people: organisation → people."""
    return {one: int(people) for one, people in _rows("statement_voices", round.pk)}


def to_mark(by: Actor, round: StatementRound) -> list[UUID]:  # noqa: A002
    """What the actor has not marked yet, in the order in which it is asked."""
    marked = set(own_marks(by, round))
    counted = {one: (int(marks), int(own)) for one, marks, own in _rows("statement_needs", round.pk)}
    rows = Statement.objects.filter(round=round, withdrawn_at=None).values_list(
        "pk", "created_at", "person_id"
    )
    return queue(
        Needs(pk, at, *counted.get(pk, (0, 0)), own=person == by.person_id)
        for pk, at, person in rows
        if pk not in marked
    )


def groups(round: StatementRound) -> dict[str, tuple[str, int]]:  # noqa: A002
    """The groups in which a closed round is counted: key → what it is called, and how many people."""
    rows = _rows("statement_groups", round.pk)
    titles = sectors_of({sector: group for sector, group, _ in rows}, dict(Sector.choices()))
    return {group: (titles[group], int(people)) for _, group, people in sorted(rows)}


@dataclass(frozen=True)
class Result:
    """One statement of a closed round. `counts`: by group; a group with too few marks on it is not there."""

    statement: Statement
    counts: dict[str, Count]
    judged: Judged
    hidden: tuple[str, ...]
    """Groups that are counted in this round, but of which too few marked this statement to be shown."""

    @property
    def everybody(self) -> Count:
        """All groups that are shown together."""
        return sum(self.counts.values(), Count())

    @property
    def accepted(self) -> bool:
        """Does every sector accept it? Where one cannot be shown, nobody can say so."""
        return self.judged.accepted_by_all and not self.hidden


def everything_said(round: StatementRound) -> tuple[list[Statement], list[Statement]]:  # noqa: A002
    """What stands in a round, and what was withdrawn from it; the oldest first."""
    rows = list(Statement.objects.filter(round=round).select_related("organisation"))
    return [one for one in rows if one.withdrawn_at is None], [
        one for one in rows if one.withdrawn_at is not None
    ]


def results(
    round: StatementRound,  # noqa: A002
    said: Sequence[Statement] | None = None,
    names: Iterable[str] | None = None,
) -> list[Result]:
    """Every statement of a closed round with its counts, what is accepted most first.

    `said` and `names` (of the groups), where the page has them already.
    """
    found: dict[UUID, dict[str, Count]] = {}
    for statement, group, agree, disagree, passed in _rows("statement_counts", round.pk):
        found.setdefault(statement, {})[group] = Count(int(agree), int(disagree), int(passed))
    names = set(groups(round) if names is None else names)
    told = []
    for one in statements(round) if said is None else said:
        counts = found.get(one.pk, {})
        told.append(Result(one, counts, judge(counts), tuple(sorted(names - set(counts)))))
    told.sort(key=lambda one: (bool(one.hidden), -(one.judged.consensus_mean or 0), one.statement.created_at))
    return told


@dataclass(frozen=True)
class OpinionGroup:
    """People who marked alike: how many, where, and what sets them apart."""

    number: int
    people: int
    centre: tuple[float, float]
    agrees: tuple[str, ...]
    """Statements with which it agrees more than the others do."""
    disagrees: tuple[str, ...]


@dataclass(frozen=True)
class Map:
    """The map of opinions as it is shown: groups, no person but oneself."""

    groups: tuple[OpinionGroup, ...]
    me: tuple[float, float] | None
    my_group: int | None
    share: tuple[float, float]
    why_not: str = ""


FEW = "Fewer than nine people have marked statements; a map would show single people."
APART = 0.25
"""A statement sets a group apart when its mean lies at least this far from the mean of the others, on −1 to 1."""
MOST_SAID = 3


def opinion_map(round: StatementRound, said: Sequence[Statement]) -> Map:  # noqa: A002
    """The map of a closed round."""
    rows = _rows("statement_patterns", round.pk)
    if not rows:
        return Map((), None, None, (0.0, 0.0), FEW)
    columns = {one.pk: place for place, one in enumerate(said)}
    marks = np.full((max(row[0] for row in rows), len(columns)), np.nan)
    mine = None
    for number, statement, value, is_mine in rows:
        if statement in columns:
            marks[number - 1, columns[statement]] = value
        mine = number - 1 if is_mine else mine
    drawn = opinions.draw(marks)
    if drawn.why_not:
        return Map((), None, None, (0.0, 0.0), drawn.why_not)
    found = [_group(number, drawn, marks, said) for number in range(int(drawn.groups.max()) + 1)]
    here = next((place for place, row in enumerate(drawn.placed) if row == mine), None)
    if here is None:
        return Map(tuple(found), None, None, drawn.share)
    x, y = drawn.points[here]
    return Map(tuple(found), (float(x), float(y)), int(drawn.groups[here]), drawn.share)


def _group(
    number: int, drawn: opinions.OpinionMap, marks: opinions.Floats, said: Sequence[Statement]
) -> OpinionGroup:
    inside = drawn.groups == number
    own, others = marks[drawn.placed[inside]], marks[drawn.placed[~inside]]
    apart: list[tuple[float, str]] = []
    for place, statement in enumerate(said):
        mine, theirs = own[:, place], others[:, place]
        mine, theirs = mine[~np.isnan(mine)], theirs[~np.isnan(theirs)]
        # Fewer than three on either side would be told apart one by one.
        if len(mine) >= opinions.LEAST_IN_GROUP and len(theirs) >= opinions.LEAST_IN_GROUP:
            apart.append((float(mine.mean() - theirs.mean()), statement.text))
    apart.sort(key=lambda one: (-one[0], one[1]))
    x, y = drawn.points[inside].mean(axis=0)
    return OpinionGroup(
        number,
        int(inside.sum()),
        (float(x), float(y)),
        tuple(text for gap, text in apart[:MOST_SAID] if gap >= APART),
        tuple(text for gap, text in reversed(apart[-MOST_SAID:]) if gap <= -APART),
    )


def _rows(function: str, round_id: UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from commonweal.{function}(%s)", [round_id])  # noqa: S608
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
