"""A vote written as BALLOTS.toml, so that anybody can count it again with `commonweal governance tally`."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction

from commonweal.governance.rules.votes import Ballot, Capacity, Method, Seat, Vote

_WORDS = {
    Method.CONSENT: "consent",
    Method.CONSENSUS: "consensus",
    Method.GRADIENTS: "gradients",
    Method.ADVICE: "advice",
    Method.RANKED: "ranked choice",
    Method.SCORE: "score",
}


def write(vote: Vote) -> str:
    """The vote as text that `documents.read` reads back to an equal one. The same vote gives the same bytes,
    whatever the order of its seats and ballots.
    """
    lines = _head(vote)
    lines.append("")
    for seat in sorted(vote.seats, key=lambda one: one.id):
        lines += ["[[seat]]", *_seat(seat), ""]
    if not vote.seats:
        lines.insert(0, "seats = []")
    for ballot in sorted(vote.ballots, key=_order):
        lines += ["[[ballot]]", *_ballot(ballot), ""]
    if not vote.ballots:
        lines.insert(0, "ballots = []")
    return "\n".join(lines)


def _head(vote: Vote) -> list[str]:
    """The question, its rule and what else decides beside the ballots; what is usual is left out."""
    choosing = vote.method in {Method.RANKED, Method.SCORE}
    sectors = vote.sector_threshold if vote.method is Method.DOUBLE else None
    lines = [
        ("title", vote.title or None),
        ("rule", rule_words(vote)),
        ("sector rule", sectors.phrase if sectors is not None else None),
        ("quorum", vote.quorum.phrase if vote.quorum is not None else None),
        ("tie", vote.tie.value if vote.tie is not None else None),
        ("options", list(vote.options) if choosing else None),
        ("winners", vote.winners if choosing else None),
        ("scale", vote.scale if vote.method is Method.SCORE else None),
        ("reserved", list(vote.reserved) or None),
        ("consents", sorted(vote.consents) or None),
        ("consulted", list(vote.consulted) or None),
        ("decider", vote.decider or None),
        ("stand aside limit", vote.stand_aside_limit.phrase if vote.stand_aside_limit is not None else None),
        ("opens", vote.opens),
        ("closes", vote.closes),
    ]
    return [_line(name, value) for name, value in lines if value is not None]


def rule_words(vote: Vote) -> str | list[str]:
    """The rule as the format takes it."""
    if vote.method in _WORDS:
        return _WORDS[vote.method]
    prefix = {Method.WEIGHTED: "weighted ", Method.DOUBLE: "double "}.get(vote.method, "")
    phrases = [prefix + one.phrase for one in vote.thresholds]
    return phrases[0] if len(phrases) == 1 else phrases


def _order(ballot: Ballot) -> tuple[str, str, int, str, str]:
    at = ballot.at.isoformat() if ballot.at else ""
    return (ballot.seat, at, ballot.number, ballot.by.key, repr(ballot.said))


def _seat(seat: Seat) -> list[str]:
    lines = [_line("id", seat.id)]
    if seat.organisation and seat.organisation != seat.id:
        lines.append(_line("organisation", seat.organisation))
    if seat.sector:
        lines.append(_line("sector", seat.sector))
    if seat.weight != 1:
        lines.append(_line("weight", seat.weight))
    lines += [_line(name, True) for name in ("present", "recused", "chair") if getattr(seat, name)]
    return lines


def _ballot(ballot: Ballot) -> list[str]:
    lines = [_line("seat", ballot.seat)]
    if ballot.choice is not None:
        lines.append(_line("choice", ballot.choice.value))
    if ballot.ranking:
        lines.append(_line("ranking", list(ballot.ranking)))
    if ballot.scores:
        pairs = ", ".join(f"{_text(name)} = {points}" for name, points in sorted(ballot.scores.items()))
        lines.append(f"scores = {{ {pairs} }}")
    if ballot.level is not None:
        lines.append(_line("level", ballot.level))
    if ballot.reason:
        lines.append(_line("reason", ballot.reason))
    if ballot.integrated:
        lines.append(_line("integrated", True))
    if ballot.at is not None:
        lines.append(_line("at", ballot.at))
    if ballot.number:
        lines.append(_line("number", ballot.number))
    if ballot.by is not Capacity.HOLDER:
        lines.append(_line("by", ballot.by.key))
    return lines


def _line(name: str, value: str | bool | int | Fraction | datetime | list[str]) -> str:
    key = name if " " not in name else f'"{name}"'
    match value:
        case bool():
            said = "true" if value else "false"
        case int():
            said = str(value)
        case Fraction():
            said = (
                str(value.numerator) if value.denominator == 1 else f'"{value.numerator}/{value.denominator}"'
            )
        case datetime():
            said = value.isoformat()
        case list():
            said = "[" + ", ".join(_text(one) for one in value) + "]"
        case _:
            said = _text(value)
    return f"{key} = {said}"


def _text(value: str) -> str:
    """A TOML string: JSON's, but for the one control character that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
