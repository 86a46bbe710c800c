"""Choosing among options: ranked choice (single transferable vote; with one winner, instant runoff) and score.

Ranked choice follows the weighted inclusive Gregory method with a Droop quota, in exact fractions. With one winner
it stops as soon as an option has more than half of the ballots that still count. Ties are broken by the rounds
before (the option with fewer votes in the latest round in which they differ goes), then by the vote's tie rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from commonweal.governance.rules.outcomes import Amount, Round, said
from commonweal.governance.rules.votes import BadVote, Choice, Counted, Method, Tie, Vote


@dataclass(frozen=True)
class Chosen:
    """The options that won, and how."""

    winners: tuple[str, ...]
    cast: int
    sentences: tuple[str, ...]
    needed: Amount | None = None
    rounds: tuple[Round, ...] = ()
    totals: dict[str, Amount] | None = None


class _Undecided(Exception):
    """Options are tied in every round, and the rule says that the body decides again."""


def ranked(vote: Vote, given: Counted) -> Chosen:
    """Single transferable vote, or instant runoff for one winner. Raises BadVote."""
    _options(vote)
    papers = []
    faults = []
    for seat, ballot in sorted(given.ballots.items()):
        if not ballot.ranking:
            if ballot.choice is not Choice.ABSTAIN:
                faults.append(f"the ballot of {seat} ranks nothing; write abstain if that is meant")
            continue
        if unknown := [one for one in ballot.ranking if one not in vote.options]:
            faults.append(f"the ballot of {seat} ranks {unknown[0]}, which is no option")
        if len(set(ballot.ranking)) != len(ballot.ranking):
            faults.append(f"the ballot of {seat} ranks an option twice")
        papers.append(ballot.ranking)
    if faults:
        raise BadVote(*faults)
    if not papers:
        return Chosen((), 0, ("Nobody ranked an option.",))
    count = _Count(vote, papers)
    try:
        count.run()
    except _Undecided as tied:
        count.sentences.append(f"{tied} The rule leaves this to the body.")
        return Chosen((), len(papers), tuple(count.sentences), count.quota, tuple(count.rounds))
    names = ", ".join(count.elected)
    count.sentences.append(f"After {_rounds(len(count.rounds))}: {names}.")
    return Chosen(tuple(count.elected), len(papers), tuple(count.sentences), count.quota, tuple(count.rounds))


class _Count:
    """The state of a ranked count; each round moves one surplus or eliminates one option."""

    def __init__(self, vote: Vote, papers: list[tuple[str, ...]]) -> None:
        self.tie = vote.tie or Tie.LISTED
        self.places = vote.winners
        self.options = vote.options
        self.running = list(vote.options)
        self.papers = [(paper, Fraction(1)) for paper in papers]
        self.quota = len(papers) // (vote.winners + 1) + 1
        self.elected: list[str] = []
        self.pending: dict[str, Fraction] = {}
        """Elected options whose surplus has not moved yet."""
        self.rounds: list[Round] = []
        self.sentences = [
            f"{len(papers)} ballots rank options; {self.quota} elect one."
            if vote.winners > 1
            else f"{len(papers)} ballots rank options; more than half of those that still count win."
        ]

    def run(self) -> None:
        while len(self.elected) < self.places:
            votes = self._votes()
            alive = sum(votes[one] for one in self.running)
            exhausted = self._lost()
            reached = [
                one
                for one in self.running
                if (votes[one] * 2 > alive if self.places == 1 else votes[one] >= self.quota)
            ]
            if not reached and len(self.running) + len(self.elected) <= self.places:
                reached = list(self.running)
            if reached:
                self._elect(reached, votes, exhausted)
            elif self.pending:
                self._move_surplus(votes, exhausted)
            else:
                self._eliminate(votes, exhausted)

    def _votes(self) -> dict[str, Fraction]:
        """Each paper's weight goes to its first option that still runs or is elected with a surplus to move."""
        votes = dict.fromkeys([*self.running, *self.pending], Fraction(0))
        for paper, weight in self.papers:
            holder = next((one for one in paper if one in votes), None)
            if holder is not None:
                votes[holder] += weight
        return votes

    def _lost(self) -> Fraction:
        held = {*self.running, *self.pending}
        return sum((weight for paper, weight in self.papers if not held & {*paper}), Fraction(0))

    def _elect(self, reached: list[str], votes: dict[str, Fraction], exhausted: Fraction) -> None:
        order = sorted(reached, key=lambda one: (-votes[one], *self._earlier(one), self.options.index(one)))
        places = self.places - len(self.elected)
        tie = ""
        if len(order) > places:
            first_out, last_in = order[places], order[places - 1]
            if votes[first_out] == votes[last_in] and self._earlier(first_out) == self._earlier(last_in):
                tie = self._break(f"{last_in} and {first_out} are equal", last_in)
        order = order[:places]
        for one in order:
            self.running.remove(one)
            self.elected.append(one)
            if self.places > 1:
                self.pending[one] = votes[one]
        self.rounds.append(Round(votes, tuple(order), "", exhausted, tie))

    def _move_surplus(self, votes: dict[str, Fraction], exhausted: Fraction) -> None:
        """The largest surplus first; its papers go on at the part of their weight that was not needed."""
        name = min(self.pending, key=lambda one: (-votes[one], self.elected.index(one)))
        held = votes[name]
        part = max(Fraction(0), held - self.quota) / held if held else Fraction(0)
        known = {*self.running, *self.pending}
        moved = []
        for paper, weight in self.papers:
            holder = next((one for one in paper if one in known), None)
            moved.append((paper, weight * part if holder == name else weight))
        self.papers = moved
        del self.pending[name]
        if part:
            self.sentences.append(f"{name} needed {said(self.quota)} of {said(held)}; the rest moves on.")

    def _eliminate(self, votes: dict[str, Fraction], exhausted: Fraction) -> None:
        order = sorted(
            self.running,
            key=lambda one: (votes[one], *(-e for e in self._earlier(one)), -self.options.index(one)),
        )
        out, following = order[0], order[1] if len(order) > 1 else None
        tie = ""
        if following is not None and votes[out] == votes[following]:
            if self._earlier(out) != self._earlier(following):
                tie = f"{out} and {following} are equal; {out} had fewer votes in an earlier round."
            else:
                tie = self._break(f"{out} and {following} are equal in every round", following)
        self.running.remove(out)
        self.rounds.append(Round(votes, (), out, exhausted, tie))

    def _earlier(self, name: str) -> tuple[Fraction, ...]:
        """Minus the votes in the rounds before, latest first: less is better."""
        return tuple(-one.votes.get(name, Fraction(0)) for one in reversed(self.rounds))

    def _break(self, what: str, stays: str) -> str:
        if self.tie is Tie.UNDECIDED:
            raise _Undecided(f"{what}.")
        return f"{what}; {stays} is listed first in the question and stays."


def score(vote: Vote, given: Counted) -> Chosen:
    """The highest sums of scores from 0 to the scale; an option that a ballot does not score gets 0 from it.

    Equal sums: more top scores, then fewer zeros, then the tie rule. Raises BadVote.
    """
    _options(vote)
    faults: list[str] = []
    papers = []
    for seat, ballot in sorted(given.ballots.items()):
        if not ballot.scores:
            if ballot.choice is not Choice.ABSTAIN:
                faults.append(f"the ballot of {seat} scores nothing; write abstain if that is meant")
            continue
        for option, points in ballot.scores.items():
            if option not in vote.options:
                faults.append(f"the ballot of {seat} scores {option}, which is no option")
            if not 0 <= points <= vote.scale:
                faults.append(
                    f"the ballot of {seat} gives {option} {points}; scores go from 0 to {vote.scale}"
                )
        papers.append(ballot.scores)
    if faults:
        raise BadVote(*faults)
    if not papers:
        return Chosen((), 0, ("Nobody scored an option.",), totals=dict.fromkeys(vote.options, 0))
    totals: dict[str, Amount] = {
        option: sum(paper.get(option, 0) for paper in papers) for option in vote.options
    }

    def standing(option: str) -> tuple[int, int, int]:
        top = sum(1 for paper in papers if paper.get(option, 0) == vote.scale)
        none = sum(1 for paper in papers if paper.get(option, 0) == 0)
        return (-int(totals[option]), -top, none)

    order = sorted(vote.options, key=lambda one: (standing(one), vote.options.index(one)))
    winners = order[: vote.winners]
    sentences = [f"{len(papers)} ballots; sums: {', '.join(f'{one} {said(totals[one])}' for one in order)}."]
    if len(order) > vote.winners and standing(order[vote.winners]) == standing(winners[-1]):
        if (vote.tie or Tie.LISTED) is Tie.UNDECIDED:
            sentences.append(
                f"{winners[-1]} and {order[vote.winners]} are equal in everything. The rule leaves this to the body."
            )
            winners = []
        else:
            sentences.append(
                f"{winners[-1]} and {order[vote.winners]} are equal in everything; "
                f"{winners[-1]} is listed first in the question and stays."
            )
    if winners:
        sentences.append(f"Chosen: {', '.join(winners)}.")
    return Chosen(tuple(winners), len(papers), tuple(sentences), totals=totals)


def _options(vote: Vote) -> None:
    if len(vote.options) < 2:
        raise BadVote("choosing needs at least two options (options)")
    if len(set(vote.options)) != len(vote.options):
        raise BadVote("an option is listed twice")
    if not 1 <= vote.winners < len(vote.options):
        raise BadVote(f"{vote.winners} winners cannot come out of {len(vote.options)} options")


def _rounds(count: int) -> str:
    return "one round" if count == 1 else f"{count} rounds"


COUNTERS: dict[Method, Callable[[Vote, Counted], Chosen]] = {Method.RANKED: ranked, Method.SCORE: score}
