"""Everything that can be said of a file of votes: statements, groups, the map of opinions, who has not spoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commonweal.charter.rules.consensus import ACCEPTED, DIVIDES, Count, Judged, judge
from commonweal.charter.rules.opinions import OpinionMap, draw
from commonweal.charter.rules.votes_file import Participant, StatementRow

PLACES = 6


@dataclass(frozen=True)
class Told:
    """One statement with its counts."""

    row: StatementRow
    everybody: Count
    by_group: Mapping[str, Count]
    judged: Judged


def counts_of(
    statements: Sequence[StatementRow], people: Sequence[Participant], groups: Mapping[str, str]
) -> list[Told]:
    """Count each statement: everybody together, and by the group that `groups` (participant → group) names."""
    names = sorted(set(groups.values()), key=natural)
    everybody = {one.id: [0, 0, 0] for one in statements}
    by_group = {one.id: {name: [0, 0, 0] for name in names} for one in statements}
    place = {1: 0, -1: 1, 0: 2}
    for person in people:
        group = groups.get(person.id)
        for statement, value in person.votes.items():
            everybody[statement][place[value]] += 1
            if group is not None:
                by_group[statement][group][place[value]] += 1
    told = []
    for one in statements:
        counts = {name: Count(*by_group[one.id][name]) for name in names}
        told.append(Told(one, Count(*everybody[one.id]), counts, judge(counts)))
    return told


def report(
    statements: Sequence[StatementRow],
    people: Sequence[Participant],
    groups: Mapping[str, str],
    problems: Sequence[str] = (),
) -> dict[str, Any]:
    """The report as plain values for JSON. With no group given, the groups of the opinion map are used."""
    drawn = draw(matrix(statements, people))
    found = {
        people[int(row)].id: str(int(group)) for row, group in zip(drawn.placed, drawn.groups, strict=True)
    }
    given = bool(groups)
    used = dict(groups) if given else found
    told = counts_of(statements, people, used)
    names = sorted(set(used.values()), key=natural)
    return {
        "groups_from": "given" if given else "opinion map",
        "groups": [
            {"id": name, "participants": sum(1 for one in used.values() if one == name)} for name in names
        ],
        "participants": len(people),
        "participants_in_a_group": sum(1 for one in people if one.id in used),
        "not_spoken": [one.id for one in people if not one.votes],
        "statements": [_statement(one) for one in told],
        "accepted_by_every_group": _ranked(told, lambda one: one.judged.accepted_by_all),
        "divisive": [
            one.row.id
            for one in sorted(told, key=lambda one: (-(one.judged.gap or 0), natural(one.row.id)))
            if one.judged.divides
        ],
        "rules": {"accepted_from": ACCEPTED, "divides_from": DIVIDES},
        "opinion_map": _map(drawn, statements, people),
        "problems": list(problems),
    }


def matrix(statements: Sequence[StatementRow], people: Sequence[Participant]) -> Any:
    """People × statements: 1, 0, −1, and NaN where not seen. What a moderator kept out (−1) is left out."""
    columns = [one.id for one in statements if one.moderated != -1]
    rows = [[float(one.votes[key]) if key in one.votes else np.nan for key in columns] for one in people]
    return np.array(rows, dtype=np.float64).reshape(len(people), len(columns))


def natural(text: str) -> tuple[int, int, str]:
    """Numbers by size, before words by letter."""
    return (0, int(text), "") if text.lstrip("-").isdecimal() else (1, 0, text)


def _statement(told: Told) -> dict[str, Any]:
    judged = told.judged
    facts: dict[str, Any] = {"id": told.row.id, "text": told.row.text}
    if told.row.moderated is not None:
        facts["moderated"] = told.row.moderated
    return facts | {
        **_count(told.everybody),
        "by_group": {name: _count(count) for name, count in told.by_group.items()},
        "group_informed_consensus": judged.consensus,
        "group_informed_consensus_mean": judged.consensus_mean,
        "accepted_by_every_group": judged.accepted_by_all,
        "divisive": judged.divides,
        "gap": judged.gap,
        "most_agreeing": judged.most or None,
        "least_agreeing": judged.least or None,
        "not_spoken": list(judged.silent),
    }


def _count(count: Count) -> dict[str, int]:
    return {"votes": count.votes, "agree": count.agree, "disagree": count.disagree, "pass": count.passed}


def _ranked(told: Sequence[Told], wanted: Any) -> list[str]:
    """Ids of those wanted, what is accepted most first."""
    ranked = sorted(told, key=lambda one: (-(one.judged.consensus_mean or 0), natural(one.row.id)))
    return [one.row.id for one in ranked if wanted(one)]


def _map(
    drawn: OpinionMap, statements: Sequence[StatementRow], people: Sequence[Participant]
) -> dict[str, Any]:
    if drawn.why_not:
        return {"why_not": drawn.why_not, "people": [], "groups": [], "statements": []}
    shown = [one for one in statements if one.moderated != -1]
    return {
        "share_of_variance": [round(value, PLACES) for value in drawn.share],
        "silhouette": round(drawn.silhouette, PLACES),
        "groups": [
            {
                "id": str(group),
                "participants": int((drawn.groups == group).sum()),
                "centre": [
                    round(float(value), PLACES) for value in drawn.points[drawn.groups == group].mean(axis=0)
                ],
            }
            for group in range(int(drawn.groups.max()) + 1)
        ],
        "people": [
            {
                "participant": people[int(row)].id,
                "x": round(float(point[0]), PLACES),
                "y": round(float(point[1]), PLACES),
                "group": str(int(group)),
            }
            for row, point, group in zip(drawn.placed, drawn.points, drawn.groups, strict=True)
        ],
        "statements": [
            {"id": one.id, "x": round(float(x), PLACES), "y": round(float(y), PLACES)}
            for one, x, y in zip(shown, drawn.loadings[0], drawn.loadings[1], strict=True)
        ],
    }
