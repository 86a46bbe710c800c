"""Ways to agree that count no majority: consent, consensus with block, gradients of agreement, advice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from commonweal.governance.rules.outcomes import Amount
from commonweal.governance.rules.thresholds import Base
from commonweal.governance.rules.votes import (
    CHOICES,
    GRADIENTS,
    SUPPORTING,
    BadVote,
    Choice,
    Counted,
    Method,
    Vote,
)


class Facts(TypedDict, total=False):
    """What the outcome of these methods adds to quorum and verdict."""

    cast: int
    votes_for: Amount
    votes_against: Amount
    abstain: Amount
    needed: Amount | None
    totals: dict[str, Amount]
    standing: tuple[tuple[str, str], ...]


Answer = tuple[bool | None, list[str], Facts]


def consent(vote: Vote, given: Counted) -> Answer:
    """Carried unless a reasoned objection stands. An objection names the harm it sees; integrated, it has been met."""
    _check(vote.method, given)
    groups = _groups(given)
    objections = groups[Choice.OBJECTION]
    if silent := sorted(seat for seat in objections if not given.ballots[seat].reason.strip()):
        raise BadVote(*(f"the objection of {seat} does not say what harm it sees (harm)" for seat in silent))
    standing = tuple(
        (seat, given.ballots[seat].reason)
        for seat in sorted(objections)
        if not given.ballots[seat].integrated
    )
    consenting = len(groups[Choice.CONSENT]) + len(groups[Choice.CONCERN]) + len(objections) - len(standing)
    sentences = [f"{consenting} consent, {len(standing)} object, {len(groups[Choice.ABSTAIN])} stand aside."]
    sentences += [f"{seat} objects, and the objection stands: {harm}" for seat, harm in standing]
    if integrated := len(objections) - len(standing):
        sentences.append(f"{integrated} objection{'s were' if integrated > 1 else ' was'} integrated.")
    return (
        not standing and consenting > 0,
        sentences,
        {
            "cast": consenting + len(standing),
            "votes_for": consenting,
            "votes_against": len(standing),
            "abstain": len(given.present) - consenting - len(standing),
            "standing": standing,
        },
    )


def consensus(vote: Vote, given: Counted) -> Answer:
    """Carried when somebody agrees, nobody blocks, and not too many stand aside."""
    _check(vote.method, given)
    groups = _groups(given)
    blocks = groups[Choice.BLOCK]
    if silent := sorted(seat for seat in blocks if not given.ballots[seat].reason.strip()):
        raise BadVote(*(f"the block of {seat} does not say why (reason)" for seat in silent))
    agreeing = len(groups[Choice.AGREE]) + len(groups[Choice.RESERVATIONS])
    aside = len(groups[Choice.STAND_ASIDE])
    sentences = [
        f"{agreeing} agree ({len(groups[Choice.RESERVATIONS])} with reservations), {aside} stand aside, "
        f"{len(blocks)} block."
    ]
    standing = tuple((seat, given.ballots[seat].reason) for seat in sorted(blocks))
    sentences += [f"{seat} blocks: {reason}" for seat, reason in standing]
    carried = agreeing > 0 and not blocks
    limit = vote.stand_aside_limit
    if limit is not None:
        of = {
            Base.ELIGIBLE: len(given.eligible),
            Base.PRESENT: len(given.present),
            Base.CAST: agreeing + len(blocks),
        }
        if limit.met(aside, of[limit.base]):
            carried = False
            sentences.append(f"So many stand aside ({limit.words}) that there is no consensus.")
    return (
        carried,
        sentences,
        {
            "cast": agreeing + len(blocks),
            "votes_for": agreeing,
            "votes_against": len(blocks),
            "abstain": len(given.present) - agreeing - len(blocks),
            "standing": standing,
        },
    )


def gradients(vote: Vote, given: Counted) -> Answer:
    """Where everybody stands on eight steps. A sense check: it carries nothing."""
    totals: dict[str, Amount] = {str(level): 0 for level in range(1, len(GRADIENTS) + 1)}
    levels: list[int] = []
    for seat, ballot in sorted(given.ballots.items()):
        if ballot.choice is Choice.ABSTAIN and ballot.level is None:
            continue
        if ballot.level is None or not 1 <= ballot.level <= len(GRADIENTS):
            raise BadVote(f"the ballot of {seat} must carry a level from 1 to {len(GRADIENTS)}")
        levels.append(ballot.level)
        totals[str(ballot.level)] += 1
    support = sum(1 for level in levels if level <= SUPPORTING)
    against = sum(1 for level in levels if level > SUPPORTING + 1)
    sentences = [
        f"{support} support it, {len(levels) - support - against} have no view, {against} do not support it.",
        "A sense check carries nothing.",
    ]
    if refusing := int(totals[str(len(GRADIENTS))]):
        sentences.insert(1, f"{refusing} cannot let it go ahead.")
    return (
        None,
        sentences,
        {
            "cast": support + against,
            "votes_for": support,
            "votes_against": against,
            "abstain": len(given.present) - support - against,
            "totals": totals,
        },
    )


def advice(vote: Vote, given: Counted) -> Answer:
    """One seat decides, after those who must be consulted have been heard. Advice binds nobody."""
    _check(vote.method, given)
    seats = {one.id for one in given.eligible}
    if vote.decider not in seats:
        raise BadVote(
            f"the seat that decides ({vote.decider or 'none named'}) is not in the electorate, or is recused"
        )
    if strangers := sorted(set(vote.consulted) - {one.id for one in vote.seats}):
        raise BadVote(*(f"{one} must be consulted but is not in the electorate" for one in strangers))
    groups = _groups(given)
    unheard = sorted(one for one in vote.consulted if one in seats and one not in given.ballots)
    decided = given.ballots.get(vote.decider)
    yes = decided is not None and decided.choice is Choice.FOR
    sentences = [f"{len(groups[Choice.FOR])} advise for it and {len(groups[Choice.AGAINST])} against."]
    if unheard:
        sentences.append(f"{', '.join(unheard)} must be heard first.")
    sentences.append(
        f"{vote.decider} has not decided yet."
        if decided is None
        else f"{vote.decider}, who decides, is {'for' if yes else 'not for'} it."
    )
    cast = len(groups[Choice.FOR]) + len(groups[Choice.AGAINST])
    return (
        yes and not unheard,
        sentences,
        {
            "cast": cast,
            "votes_for": len(groups[Choice.FOR]),
            "votes_against": len(groups[Choice.AGAINST]),
            "abstain": len(given.present) - cast,
        },
    )


def _groups(given: Counted) -> dict[Choice, list[str]]:
    groups: dict[Choice, list[str]] = {choice: [] for choice in Choice}
    for seat, ballot in given.ballots.items():
        if ballot.choice is not None:
            groups[ballot.choice].append(seat)
    return groups


def _check(method: Method, given: Counted) -> None:
    allowed = CHOICES[method]
    words = ", ".join(choice.value for choice in allowed)
    wrong = sorted(seat for seat, one in given.ballots.items() if one.choice not in allowed)
    if wrong:
        raise BadVote(*(f"the ballot of {seat} must be one of: {words}" for seat in wrong))


COUNTERS: dict[Method, Callable[[Vote, Counted], Answer]] = {
    Method.CONSENT: consent,
    Method.CONSENSUS: consensus,
    Method.GRADIENTS: gradients,
    Method.ADVICE: advice,
}
