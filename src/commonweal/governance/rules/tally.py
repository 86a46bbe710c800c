"""From a vote to its outcome. The one function that everything counts by is `tally`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from commonweal.governance.rules import agreement, choosing
from commonweal.governance.rules.outcomes import Amount, Outcome, Test, said
from commonweal.governance.rules.thresholds import Base, Quorum, Threshold
from commonweal.governance.rules.votes import (
    CHOICES,
    BadVote,
    Choice,
    Counted,
    Method,
    Seat,
    Tie,
    Vote,
    counted,
)


@dataclass(frozen=True)
class Counts:
    """Numbers without ballots: what minutes usually say."""

    eligible: int
    present: int
    cast: int
    votes_for: int | None = None
    votes_against: int | None = None
    recused: int = 0

    @property
    def abstain(self) -> int:
        """Present without a vote cast."""
        return self.present - self.cast


def tally(vote: Vote) -> Outcome:
    """The outcome of a vote. Raises BadVote where the vote cannot be counted as it stands."""
    given = counted(vote)
    outcome = _COUNTERS[vote.method](vote, given)
    return _reserved(vote, given, replace(outcome, left_out=given.left_out, recused=len(given.recused)))


def decide(counts: Counts, thresholds: tuple[Threshold, ...], quorum: Quorum | None) -> Outcome:
    """The outcome of bare counts under one rule, or several that must all be met."""
    bases: dict[Base, Amount] = {
        Base.ELIGIBLE: counts.eligible,
        Base.PRESENT: counts.present,
        Base.CAST: counts.cast,
    }
    votes_for = counts.votes_for
    tests = tuple(_test(one, bases, votes_for or 0) for one in thresholds)
    needed = max((one.needed for one in tests), default=None)
    met, quorum_needed, sentences = _quorum(quorum, counts.present, counts.eligible, counts.recused)
    if votes_for is None or counts.votes_against is None:
        told = counts.cast > 0
        sentences += [
            f"{counts.cast} votes cast; {said(one.needed)} are needed ({one.threshold.words})."
            for one in tests
            if told
        ]
        sentences.append("The counts do not say how many were for, so there is no outcome.")
        return _outcome(
            Method.THRESHOLD, counts, met, quorum_needed, None, sentences, needed=needed if told else None
        )
    sentences.append(
        f"{votes_for} for and {counts.votes_against} against make {counts.cast} votes cast; "
        f"{counts.abstain} abstained."
    )
    sentences += [_sentence(one) for one in tests]
    carried = met and all(one.met for one in tests)
    sentences.append(_verdict(met, carried))
    return replace(
        _outcome(Method.THRESHOLD, counts, met, quorum_needed, carried, sentences, needed=needed), tests=tests
    )


def _outcome(
    method: Method,
    counts: Counts,
    met: bool,
    quorum_needed: int,
    carried: bool | None,
    sentences: list[str],
    *,
    needed: Amount | None,
) -> Outcome:
    return Outcome(
        method=method,
        eligible=counts.eligible,
        present=counts.present,
        cast=counts.cast,
        votes_for=counts.votes_for or 0,
        votes_against=counts.votes_against or 0,
        abstain=counts.abstain,
        quorum=met,
        quorum_needed=quorum_needed,
        carried=carried,
        explanation=tuple(sentences),
        needed=needed,
        recused=counts.recused,
    )


def _test(threshold: Threshold, bases: dict[Base, Amount], amount: Amount, sector: str = "") -> Test:
    of = bases[threshold.base]
    return Test(threshold, of, amount, threshold.met(amount, of), sector)


def _sentence(test: Test) -> str:
    where = f" in {test.sector}" if test.sector else ""
    met = "met" if test.met else "not met"
    return (
        f"{test.threshold.words[:1].upper()}{test.threshold.words[1:]}{where} means {said(test.needed)} "
        f"of {said(test.of)}; {said(test.amount)} for: {met}."
    )


def _quorum(quorum: Quorum | None, present: int, eligible: int, recused: int) -> tuple[bool, int, list[str]]:
    """Whether enough were present, how many are enough, and the sentence about it."""
    needed = quorum.needed(eligible) if quorum is not None else 0
    met = present >= needed
    aside = f" ({recused} recused)" if recused else ""
    sentences = [f"{present} of {eligible} eligible seats were present{aside}."]
    if eligible == 0:
        return False, max(needed, 1), [f"There is no eligible seat{aside}, so nothing can be decided."]
    if quorum is not None:
        words = f" ({quorum.words})" if quorum.count is None else ""
        sentences.append(f"The quorum of {needed}{words} was {'met' if met else 'not met'}.")
    return met, needed, sentences


def _verdict(met: bool, carried: bool) -> str:
    if not met:
        return "Not carried: the quorum was missed."
    return "Carried." if carried else "Not carried."


def _votes(vote: Vote, given: Counted) -> Outcome:
    """For, against and abstentions, by seats or by weight, and by sector where each must agree."""
    _only(given, Method.THRESHOLD)
    weigh: Callable[[Seat], Amount] = (
        (lambda one: one.weight) if vote.method is Method.WEIGHTED else (lambda one: 1)
    )
    if vote.method is Method.WEIGHTED and any(one.weight < 0 for one in given.eligible):
        raise BadVote("a weight is below zero")
    met, needed, sentences = _quorum(vote.quorum, len(given.present), len(given.eligible), len(given.recused))
    chose = {
        choice: [one for one in given.eligible if _choice(given, one) is choice]
        for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
    }
    cast = [*chose[Choice.FOR], *chose[Choice.AGAINST]]
    amount = {choice: _sum(weigh, seats) for choice, seats in chose.items()}
    unit = "votes" if vote.method is not Method.WEIGHTED else "of weight"
    sentences.append(
        f"{said(amount[Choice.FOR])} for and {said(amount[Choice.AGAINST])} against make "
        f"{said(_sum(weigh, cast))} {unit} cast; "
        f"{said(_sum(weigh, given.present) - _sum(weigh, cast))} abstained."
    )
    tests = [
        _test(one, _bases(given.eligible, given.present, cast, weigh), amount[Choice.FOR])
        for one in vote.thresholds
    ]
    main = len(tests)
    if vote.method is Method.DOUBLE:
        tests += _sector_tests(vote, given, cast, chose[Choice.FOR])
    passed = all(one.met for one in tests)
    sentences += [_sentence(one) for one in tests]
    if not passed and vote.tie is Tie.CHAIR and main == len(tests) == 1:
        passed, word = _casting_vote(given, tests[0], amount)
        sentences += [word] if word else []
    carried = met and passed
    sentences.append(_verdict(met, carried))
    return Outcome(
        method=vote.method,
        eligible=len(given.eligible),
        present=len(given.present),
        cast=len(cast),
        votes_for=amount[Choice.FOR],
        votes_against=amount[Choice.AGAINST],
        abstain=_sum(weigh, given.present) - _sum(weigh, cast),
        quorum=met,
        quorum_needed=needed,
        carried=carried,
        explanation=tuple(sentences),
        needed=max((one.needed for one in tests[:main]), default=None),
        tests=tuple(tests),
    )


def _sector_tests(vote: Vote, given: Counted, cast: list[Seat], in_favour: list[Seat]) -> list[Test]:
    """A sector in which nobody voted did not agree."""
    found = []
    for sector in sorted({one.sector for one in given.eligible}):
        eligible, present, voted = (
            [one for one in seats if one.sector == sector] for seats in (given.eligible, given.present, cast)
        )
        amount = sum(1 for one in in_favour if one.sector == sector)
        bases = _bases(eligible, present, voted, lambda _one: 1)
        thresholds = (vote.sector_threshold,) if vote.sector_threshold is not None else vote.thresholds
        found += [_test(one, bases, amount, sector or "no sector") for one in thresholds]
    return found


def _casting_vote(given: Counted, test: Test, amount: dict[Choice, Amount]) -> tuple[bool, str]:
    equal = amount[Choice.FOR] == amount[Choice.AGAINST] > 0
    if not (equal and test.threshold.base is Base.CAST and test.threshold.fraction == Fraction(1, 2)):
        return False, ""
    votes = [_choice(given, one) for one in given.eligible if one.chair]
    if votes == [Choice.FOR]:
        return True, "For and against are equal; the chair voted for, which decides."
    return False, "For and against are equal, and the chair did not vote for."


def _bases(
    eligible: Iterable[Seat], present: Iterable[Seat], cast: Iterable[Seat], weigh: Callable[[Seat], Amount]
) -> dict[Base, Amount]:
    return {
        Base.ELIGIBLE: _sum(weigh, eligible),
        Base.PRESENT: _sum(weigh, present),
        Base.CAST: _sum(weigh, cast),
    }


def _sum(weigh: Callable[[Seat], Amount], seats: Iterable[Seat]) -> Amount:
    total = sum((weigh(one) for one in seats), 0)
    return total.numerator if isinstance(total, Fraction) and total.denominator == 1 else total


def _choice(given: Counted, seat: Seat) -> Choice | None:
    ballot = given.ballots.get(seat.id)
    return ballot.choice if ballot is not None else None


def _only(given: Counted, method: Method) -> None:
    wrong = [seat for seat, one in given.ballots.items() if one.choice not in CHOICES[method]]
    if wrong:
        raise BadVote(*(f"the ballot of {seat} must say for, against or abstain" for seat in sorted(wrong)))


def _agreement(vote: Vote, given: Counted) -> Outcome:
    met, needed, sentences = _quorum(vote.quorum, len(given.present), len(given.eligible), len(given.recused))
    carried, more, facts = agreement.COUNTERS[vote.method](vote, given)
    if carried is not None:
        more.append(_verdict(met, met and carried))
    return Outcome(
        method=vote.method,
        eligible=len(given.eligible),
        present=len(given.present),
        quorum=met,
        quorum_needed=needed,
        carried=None if carried is None else met and carried,
        explanation=(*sentences, *more),
        **facts,
    )


def _choosing(vote: Vote, given: Counted) -> Outcome:
    met, needed, sentences = _quorum(vote.quorum, len(given.present), len(given.eligible), len(given.recused))
    chosen = choosing.COUNTERS[vote.method](vote, given)
    decided = len(chosen.winners) == vote.winners
    verdict = (
        "Decided."
        if met and decided
        else "Not decided: the quorum was missed."
        if not met
        else "Not decided."
    )
    return Outcome(
        method=vote.method,
        eligible=len(given.eligible),
        present=len(given.present),
        cast=chosen.cast,
        votes_for=0,
        votes_against=0,
        abstain=len(given.present) - chosen.cast,
        quorum=met,
        quorum_needed=needed,
        carried=met and decided,
        explanation=(*sentences, *chosen.sentences, verdict),
        needed=chosen.needed,
        winners=chosen.winners if met else (),
        rounds=chosen.rounds,
        totals=chosen.totals,
    )


def _reserved(vote: Vote, given: Counted, outcome: Outcome) -> Outcome:
    """A reserved matter needs the consent of the organisations named, whatever the count says.

    They consent by the vote of a seat of theirs, or apart from it. Recusal takes a seat out of the count but gives
    nobody's consent.
    """
    if not vote.reserved or outcome.carried is None:
        return outcome
    agreeing = {Choice.FOR, Choice.CONSENT, Choice.CONCERN, Choice.AGREE, Choice.RESERVATIONS}
    by_vote = {one.organisation or one.id for one in given.eligible if _choice(given, one) in agreeing}
    missing = tuple(sorted(set(vote.reserved) - by_vote - vote.consents))
    if not missing:
        sentence = f"It needed the consent of {_list(vote.reserved)}, which is given."
        return replace(outcome, explanation=(*outcome.explanation, sentence))
    sentence = f"It needs the consent of {_list(missing)}, which is not given: not carried."
    return replace(
        outcome,
        carried=False,
        winners=(),
        missing_consents=missing,
        explanation=(*outcome.explanation, sentence),
    )


def _list(names: Iterable[str]) -> str:
    *first, last = sorted(names)
    return f"{', '.join(first)} and {last}" if first else last


_COUNTERS: dict[Method, Callable[[Vote, Counted], Outcome]] = {
    Method.THRESHOLD: _votes,
    Method.WEIGHTED: _votes,
    Method.DOUBLE: _votes,
    Method.CONSENT: _agreement,
    Method.CONSENSUS: _agreement,
    Method.GRADIENTS: _agreement,
    Method.ADVICE: _agreement,
    Method.RANKED: _choosing,
    Method.SCORE: _choosing,
}
