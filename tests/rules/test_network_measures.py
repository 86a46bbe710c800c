"""Measures of a network: worked values of real networks, networkx as second implementation, every tie rule."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.alignment.rules import betweenness, network
from commonweal.alignment.rules.network import Network
from commonweal.alignment.rules.ties import Reports, TieRule, applied, read_reports
from tests.examples import by_day


def reports(size: int, *ties: tuple[int, int], sectors: str = "") -> Reports:
    names = tuple(f"m{at}" for at in range(size))
    of = tuple(sectors[at : at + 1] for at in range(size))
    return Reports(names, of, dict.fromkeys(ties, 1.0), weighted=False)


def undirected(size: int, *ties: tuple[int, int]) -> Network:
    return Network.of(reports(size, *ties), TieRule.EITHER, directed=False)


@pytest.mark.parametrize(
    ("which", "density", "centralization"),
    [("dissemination", 0.343333, 0.713768), ("collaboration", 0.536667, 0.503623)],
)
def test_real_networks_have_their_published_measures(
    shared_data: Path, which: str, density: float, centralization: float
) -> None:
    ties = shared_data / "network" / f"tobacco_{which}_ties.csv"
    members = shared_data / "network" / f"tobacco_{which}_members.csv"
    read = read_reports(ties.read_bytes(), ties.name, members.read_bytes(), members.name)
    found = network.describe(read, TieRule.EITHER, directed=False)
    assert found["nodes"] == 25 and found["notes"] == []
    assert found["density"] == pytest.approx(density, abs=5e-7)
    assert found["degree_centralization"] == pytest.approx(centralization, abs=5e-7)
    assert json.loads(json.dumps(found)) == found
    confirmed = network.describe(read, TieRule.CONFIRMED, directed=False)
    assert confirmed["ties"] == 0 and "--tie-rule either" in confirmed["notes"][-1]


def test_a_star_of_eight_a_ring_and_nothing() -> None:
    star = undirected(8, *((0, at) for at in range(1, 8)))
    assert network.degree_centralization(star) == 1
    scores = betweenness.betweenness(8, star.arcs, directed=False)
    assert network.betweenness_centralization(scores, directed=False) == pytest.approx(1)
    assert network.cut_points(star) == [0]
    assert network.effective_size(star)[:2] == [7, 1]
    ring = undirected(6, *((at, (at + 1) % 6) for at in range(6)))
    assert network.degree_centralization(ring) == 0 and network.cut_points(ring) == []
    assert network.e_i_index(ring) is None
    empty = undirected(3)
    assert network.density(empty) == 0 and network.isolates(empty) == [0, 1, 2]
    assert network.effective_size(empty) == [None] * 3
    for size in (0, 1, 2):
        few = undirected(size)
        assert network.degree_centralization(few) is None
        assert network.betweenness_centralization(np.zeros(size), directed=False) is None
    assert network.density(undirected(1)) is None and network.effective_size(undirected(0)) == []


def test_every_tie_rule_with_weights() -> None:
    ties = {(0, 1): 3.0, (1, 0): 1.0, (0, 2): 2.0}
    assert applied(ties, TieRule.REPORTED, directed=True) == ties
    assert applied(ties, TieRule.EITHER, directed=True) == {(0, 1): 3, (1, 0): 3, (0, 2): 2, (2, 0): 2}
    assert applied(ties, TieRule.CONFIRMED, directed=True) == {(0, 1): 1, (1, 0): 1}
    assert applied(ties, TieRule.CONFIRMED, directed=False) == {(0, 1): 1}
    for rule in (TieRule.REPORTED, TieRule.EITHER):
        assert applied(ties, rule, directed=False) == {(0, 1): 3, (0, 2): 2}
    told = reports(3, (0, 1), (1, 0), (0, 2), sectors="xxy")
    assert network.reciprocity(told) == pytest.approx(2 / 3) and told.reporting == 2
    assert network.reciprocity(reports(3)) is None
    shown = network.describe(told, TieRule.REPORTED, directed=True)
    # In-degrees 1, 1, 1 and out-degrees 2, 1, 0, over (n − 1)² = 4.
    assert shown["degree_centralization"] == {"in": 0.0, "out": 0.75}
    assert shown["density"] == 0.5 and shown["e_i_index"] == 0.0
    assert "fewer than 5 members" in shown["notes"][-1]


GRAPHS = st.integers(3, 9).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda t: t[0] != t[1])),
    )
)


@settings(max_examples=by_day(50))
@given(GRAPHS, st.booleans())
def test_against_networkx(drawn: tuple[int, set[tuple[int, int]]], directed: bool) -> None:
    size, ties = drawn
    rule = TieRule.REPORTED if directed else TieRule.EITHER
    found = Network.of(reports(size, *ties), rule, directed=directed)
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(ties)
    assert network.density(found) == pytest.approx(nx.density(graph))
    expected = nx.betweenness_centrality(graph, normalized=False)
    for way in (betweenness.betweenness, betweenness.by_products):
        scores = way(size, found.arcs, directed=directed)
        assert scores == pytest.approx([expected[at] for at in range(size)])
    plain = nx.Graph(graph)
    assert network.components(found) == sorted(
        (sorted(part) for part in nx.connected_components(plain)), key=lambda part: (-len(part), part)
    )
    assert network.cut_points(found) == sorted(nx.articulation_points(plain))
    assert network.isolates(found) == sorted(nx.isolates(plain))
    sizes = nx.effective_size(plain)
    for at, one in enumerate(network.effective_size(found)):
        assert (one is None and not plain[at]) or one == pytest.approx(sizes[at])


@pytest.mark.parametrize("directed", [False, True])
def test_both_ways_to_betweenness_agree_on_hundreds(directed: bool) -> None:
    """A dense network goes by products, one with a long chain source by source; both are exact."""
    dense = nx.gnm_random_graph(240, 1500, seed=5, directed=directed)
    chained = nx.Graph(dense) if not directed else dense.copy()
    chained.add_edges_from((at, at + 1) for at in range(239, 280))
    apart = nx.disjoint_union(dense, nx.gnm_random_graph(60, 200, seed=6, directed=directed))
    apart.add_nodes_from(range(300, 310))
    for graph in (dense, chained, apart):
        size, arcs = graph.number_of_nodes(), np.array(list(graph.edges), dtype=np.int64)
        expected = nx.betweenness_centrality(graph, normalized=False)
        scores = betweenness.betweenness(size, arcs, directed=directed)
        assert scores == pytest.approx([expected[at] for at in range(size)])
