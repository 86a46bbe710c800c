"""The decision engine against a plain second implementation, over random electorates; and what must never change it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.governance.rules import documents
from commonweal.governance.rules.tally import tally
from commonweal.governance.rules.thresholds import Base, Quorum, Threshold
from commonweal.governance.rules.votes import (
    CHOICES,
    BadVote,
    Ballot,
    Capacity,
    Choice,
    Method,
    Seat,
    Tie,
    Vote,
)
from commonweal.governance.rules.writing import write
from tests.examples import by_day
from tests.properties import governance_plain

OPENS = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=8)
OPTIONS = ("Ash", "Birch", "Cedar", "Dogwood")
COUNTED = [one for one in Method if one not in (Method.ADVICE, Method.GRADIENTS)]
FEW = settings(max_examples=by_day(60), suppress_health_check=[HealthCheck.too_slow])

shares = st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(51, 100), Fraction(3, 4), Fraction(1, 3)])
thresholds = st.builds(Threshold, shares, st.booleans(), st.sampled_from(Base))
quorums = st.one_of(
    st.none(),
    st.builds(Quorum, count=st.integers(1, 6)),
    st.builds(Quorum, share=st.builds(Threshold, shares, st.booleans(), st.just(Base.ELIGIBLE))),
)


@st.composite
def votes(draw: st.DrawFn, methods: list[Method] = COUNTED) -> Vote:
    method = draw(st.sampled_from(methods))
    seats = tuple(
        Seat(
            id=f"seat {number}",
            organisation=draw(st.sampled_from(["Riverside", "Harvest", "Open Door"])),
            sector=draw(st.sampled_from(["hospital", "food", "housing"])),
            weight=draw(st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 3), Fraction(5, 2)])),
            present=draw(st.booleans()),
            recused=draw(st.integers(0, 5)) == 0,
            chair=number == 0,
        )
        for number in range(draw(st.integers(0, 8)))
    )
    ballots = []
    for number in range(draw(st.integers(0, 14)) if seats else 0):
        said: dict = {}
        if method is Method.RANKED:
            said["ranking"] = tuple(draw(st.permutations(OPTIONS))[: draw(st.integers(1, 4))])
        elif method is Method.SCORE:
            said["scores"] = draw(st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 5), min_size=1))
        else:
            said["choice"] = draw(st.sampled_from(CHOICES[method]))
            if said["choice"] in (Choice.OBJECTION, Choice.BLOCK):
                said |= {"reason": "harm", "integrated": draw(st.booleans())}
        ballots.append(
            Ballot(
                seat=draw(st.sampled_from(seats)).id,
                at=OPENS + timedelta(hours=draw(st.integers(-1, 9))),
                number=number,
                by=draw(st.sampled_from(Capacity)),
                **said,
            )
        )
    choosing = method in (Method.RANKED, Method.SCORE)
    return Vote(
        method=method,
        seats=seats,
        ballots=tuple(ballots),
        thresholds=tuple(draw(st.lists(thresholds, min_size=1, max_size=2))),
        sector_threshold=draw(st.one_of(st.none(), thresholds)) if method is Method.DOUBLE else None,
        quorum=draw(quorums),
        options=OPTIONS if choosing else (),
        winners=draw(st.integers(1, 3)) if choosing else 1,
        tie=draw(
            st.sampled_from([None, Tie.LISTED, Tie.UNDECIDED] if choosing else [None, Tie.FAILS, Tie.CHAIR])
        ),
        reserved=draw(st.sampled_from([(), (), ("Riverside",)])),
        consents=draw(st.sampled_from([frozenset(), frozenset({"Riverside"})])),
        opens=OPENS,
        closes=CLOSES,
    )


@FEW
@given(votes())
def test_the_engine_and_the_plain_count_agree(vote: Vote) -> None:
    plain, engine = governance_plain.outcome(vote), tally(vote)
    assert engine.carried == plain["carried"]
    assert (engine.eligible, engine.present, engine.quorum) == (
        plain["eligible"], plain["present"], plain["quorum"],
    )  # fmt: skip
    if "winners" in plain:
        assert list(engine.winners) == plain["winners"]


@FEW
@given(votes(), st.randoms(use_true_random=False))
def test_ballots_and_seats_in_any_order_give_the_same_outcome(vote: Vote, chance: random.Random) -> None:
    ballots, seats = list(vote.ballots), list(vote.seats)
    chance.shuffle(ballots)
    chance.shuffle(seats)
    assert tally(replace(vote, ballots=tuple(ballots), seats=tuple(seats))).as_json() == tally(vote).as_json()


@FEW
@given(votes())
def test_a_vote_written_down_is_counted_the_same(vote: Vote) -> None:
    text = write(vote)
    read = documents.read(text)
    assert read.unknown == () and read.outcome().as_json() == tally(vote).as_json()
    assert write(replace(vote, ballots=vote.ballots[::-1])) == text


@FEW
@given(votes([Method.THRESHOLD]))
def test_one_more_in_favour_never_undoes_what_was_carried(vote: Vote) -> None:
    before = tally(vote)
    for seat in vote.seats:
        more = Ballot(seat.id, Choice.FOR, at=CLOSES - timedelta(seconds=1), number=99)
        if before.carried:
            assert tally(replace(vote, ballots=(*vote.ballots, more))).carried


words = st.sampled_from(
    ["for", "against", "abstain", "A", "B", "consent", "objection", "block", "stv", "score", "majority of cast",
     "double majority", "weighted 2/3", "gradients", "advice", "51 %", "half", "0/0", "chair", "listed", "proxy", ""]
)  # fmt: skip
values = st.recursive(
    st.one_of(words, st.integers(-3, 30), st.booleans(), st.decimals(0, 3, places=2), st.datetimes()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "seat",
                    "choice",
                    "ranking",
                    "scores",
                    "level",
                    "at",
                    "by",
                    "count",
                    "weight",
                    "harm",
                    "A",
                    "B",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


@FEW
@given(st.dictionaries(st.sampled_from([*documents.SYNONYMS, "yes", "seat", "ballot"]), values, max_size=7))
def test_whatever_a_file_holds_it_is_counted_or_refused_in_words(document: dict) -> None:
    try:
        said = documents.read_document(document).outcome().as_json()
    except BadVote as bad:
        assert bad.faults and all(isinstance(one, str) and one for one in bad.faults)
    else:
        json.dumps(said)
        assert said["present"] <= said["eligible"] or said["eligible"] == 0


@FEW
@given(st.integers(0, 300), thresholds)
def test_needed_is_the_least_number_that_is_enough(of: int, threshold: Threshold) -> None:
    needed = threshold.needed(of)
    assert threshold.met(needed, of) and not threshold.met(needed - 1, of)
