"""The solver that finds partners, against trying every set."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.alignment.rules.search import Candidate, Demand, Offer, Proposal, propose, uncovered
from tests.examples import by_day

NEEDS, PLACES = ("food", "homelessness", "transport"), ("north", "south")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Demand], list[Candidate], int]:
    pairs = draw(st.lists(st.sampled_from([(n, p) for n in NEEDS for p in PLACES]), unique=True, max_size=4))
    demands = [Demand(need, place, draw(st.integers(0, 30))) for need, place in pairs]
    offers = st.builds(
        lambda number, needs, metres, room: Offer(f"o{number}", frozenset(needs), metres, room),
        st.integers(0, 99),
        st.sets(st.sampled_from(NEEDS), min_size=1, max_size=2),
        st.dictionaries(st.sampled_from(PLACES), st.integers(0, 9000), max_size=2),
        st.none() | st.integers(0, 25),
    )
    several = st.lists(offers, max_size=2, unique_by=lambda one: one.key)
    count = draw(st.integers(0, 5))
    candidates = [
        Candidate(f"c{number}", draw(st.booleans()), tuple(draw(several))) for number in range(count)
    ]
    return demands, candidates, draw(st.integers(0, 3))


def flow(demands: list[Demand], candidates: list[Candidate]) -> tuple[int, int]:
    """The most people served by all of these, and the shortest ways for them: a minimum-cost flow."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for number, demand in enumerate(demands):
        graph.add_edge("source", ("d", number), capacity=demand.people, weight=0)
        for candidate in candidates:
            for offer in candidate.offers:
                if demand.need in offer.needs and demand.place in offer.metres:
                    node = ("o", candidate.key, offer.key)
                    graph.add_edge(("d", number), node, weight=offer.metres[demand.place])
                    graph.add_edge(
                        node, "sink", weight=0, capacity=10_000 if offer.room is None else offer.room
                    )
    sent = nx.max_flow_min_cost(graph, "source", "sink")
    return sum(sent["source"].values()), nx.cost_of_flow(graph, sent)


def tried(demands: list[Demand], candidates: list[Candidate], most_new: int) -> tuple[int, int, int]:
    """Every set: most people, then fewest new ones, then shortest ways."""
    members = [one for one in candidates if one.member]
    others = [one for one in candidates if not one.member]
    return max(
        (covered, -new, -ways)
        for new in range(most_new + 1)
        for chosen in combinations(others, new)
        for covered, ways in [flow(demands, [*members, *chosen])]
    )


@settings(max_examples=by_day(120))
@given(worlds())
def test_no_set_covers_more_or_needs_fewer_or_is_nearer(world) -> None:
    demands, candidates, most_new = world
    proposal = propose(demands, candidates, most_new=most_new)
    assert (proposal.covered, -len(proposal.chosen), -proposal.metres) == tried(demands, candidates, most_new)
    check(proposal, demands, candidates)
    for new, covered in enumerate(proposal.frontier):
        assert covered == tried(demands, candidates, new)[0]


def check(proposal: Proposal, demands: list[Demand], candidates: list[Candidate]) -> None:
    """What is served adds up, stays within rooms, and is done only by members and those chosen."""
    taking_part = set(proposal.chosen) | {one.key for one in candidates if one.member}
    offers = {(one.key, offer.key): offer for one in candidates for offer in one.offers}
    assert sum(one.people for one in proposal.served) == proposal.covered
    for key, offer in offers.items():
        here = [one for one in proposal.served if (one.candidate, one.offer) == key]
        assert offer.room is None or sum(one.people for one in here) <= offer.room
        assert all(demands[one.demand].need in offer.needs for one in here)
    assert {one.candidate for one in proposal.served} <= taking_part
    left = sum(people for _demand, people, _why in uncovered(demands, candidates, proposal))
    assert left == proposal.wanted - proposal.covered


def test_two_that_do_half_lose_to_one_that_does_all() -> None:
    """By hand: the nearest are two specialists; one generalist needs one relationship fewer."""
    demands = [Demand("food", "north", 10), Demand("transport", "north", 10)]
    near = [
        Candidate(f"near-{need}", False, (Offer("o", frozenset({need}), {"north": 100}),))
        for need in ("food", "transport")
    ]
    both = Candidate("both", False, (Offer("o", frozenset({"food", "transport"}), {"north": 5000}),))
    proposal = propose(demands, [*near, both], most_new=2)
    assert proposal.chosen == ("both",)
    assert proposal.frontier == (0, 20, 20)
    assert propose(demands, near, most_new=1).covered == 10


def test_nothing_wanted_nothing_there() -> None:
    assert propose([], [], most_new=3).covered == 0
    demands = [Demand("food", "north", 4)]
    empty = propose(demands, [], most_new=0)
    assert uncovered(demands, [], empty) == [
        (demands[0], 4, "no service of this kind with room is within reach")
    ]
