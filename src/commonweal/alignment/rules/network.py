"""Measures of a network of members: all from who is tied to whom, under a stated rule.

Sources: Freeman (1979) for centralization; Burt (1992) for effective size, as Borgatti (1997) writes it;
Krackhardt & Stern (1988) for the E–I index. Worked values stand in docs/methods/network-measures.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from commonweal.alignment.rules.betweenness import betweenness, matrix
from commonweal.alignment.rules.files import rounded
from commonweal.alignment.rules.ties import Reports, TieRule, applied

FEWEST = 5
"""With fewer members an index says less than the answers themselves."""
NAMES_A_HUB = 0.8
"""Below this share of members who answered, the most central one is named wrongly too often."""


@dataclass(frozen=True)
class Network:
    """The network under a rule: places of members, and ties between them (undirected: each once)."""

    members: tuple[str, ...]
    sectors: tuple[str, ...]
    ties: dict[tuple[int, int], float]
    directed: bool

    @classmethod
    def of(cls, reports: Reports, rule: TieRule, *, directed: bool) -> Network:
        """What the reports come to."""
        return cls(reports.members, reports.sectors, applied(reports.ties, rule, directed=directed), directed)

    @property
    def size(self) -> int:
        """How many members there are."""
        return len(self.members)

    @cached_property
    def arcs(self) -> NDArray[np.int64]:
        """The ties as an array of two columns."""
        return np.array(list(self.ties), dtype=np.int64).reshape(-1, 2)

    @cached_property
    def pairs(self) -> set[tuple[int, int]]:
        """Who is tied to whom in whatever direction, the smaller place first."""
        return {(min(pair), max(pair)) for pair in self.ties}

    @cached_property
    def plain(self) -> Any:
        """The network as a graph of rustworkx, whatever the direction; its nodes are the members' places."""
        graph = rx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(self.size))
        graph.add_edges_from_no_data(sorted(self.pairs))
        return graph

    def neighbours(self) -> list[set[int]]:
        """Each member's alters, whatever the direction."""
        found: list[set[int]] = [set() for _ in self.members]
        for one, other in self.pairs:
            found[one].add(other)
            found[other].add(one)
        return found

    def degrees(self, *, incoming: bool = False) -> list[int]:
        """Ties of each member; directed, those it reports, or with `incoming` those it receives."""
        found = [0] * self.size
        for one, other in self.ties:
            if not self.directed:
                found[one] += 1
                found[other] += 1
            else:
                found[other if incoming else one] += 1
        return found


def density(network: Network) -> float | None:
    """Ties there are of those there could be: 2m / (n(n − 1)), directed m / (n(n − 1)). None below two members."""
    n = network.size
    if n < 2:
        return None
    return (1 if network.directed else 2) * len(network.ties) / (n * (n - 1))


def degree_centralization(network: Network, *, incoming: bool = False) -> float | None:
    """How far the ties gather at one member: 1 in a star, 0 where all have as many.

    Undirected Σ(max d − d_i) / ((n − 1)(n − 2)); directed, of ties sent or received, Σ(max k − k_i) / (n − 1)².
    None below three members, directed below two.
    """
    n, degrees = network.size, network.degrees(incoming=incoming)
    below = (n - 1) ** 2 if network.directed else (n - 1) * (n - 2)
    return (n * max(degrees) - sum(degrees)) / below if n > 1 and below else None


def betweenness_centralization(
    scores: Sequence[float] | NDArray[np.float64], *, directed: bool
) -> float | None:
    """How far the shortest paths run through one member: Σ(max b − b_i) / (n − 1), b the share of pairs.

    None below three members.
    """
    n = len(scores)
    if n < 3:
        return None
    pairs = (n - 1) * (n - 2) / (1 if directed else 2)
    return float(np.sum(np.max(scores) - np.asarray(scores)) / pairs / (n - 1))


def components(network: Network) -> list[list[int]]:
    """Members that reach each other, whatever the direction; the largest first."""
    found = [sorted(part) for part in rx.connected_components(network.plain)]
    return sorted(found, key=lambda part: (-len(part), part))


def isolates(network: Network) -> list[int]:
    """Members without a tie."""
    return [at for at, alters in enumerate(network.neighbours()) if not alters]


def cut_points(network: Network) -> list[int]:
    """Members without whom others could no longer reach each other, whatever the direction."""
    return sorted(int(at) for at in rx.articulation_points(network.plain))


def effective_size(network: Network) -> list[float | None]:
    """Burt's effective size of each member's circle: n − 2t / n, with n alters and t ties among them.

    Whatever the direction. None without an alter.
    """
    if not network.size:
        return []
    links = matrix(
        network.size, np.array(sorted(network.pairs), dtype=np.int64).reshape(-1, 2), directed=False
    )
    # Twice the ties among each one's alters: the ways of two steps that a tie closes.
    closed = np.asarray((links @ links).multiply(links).sum(axis=1)).ravel()
    alters = np.diff(links.indptr)
    return [float(n - twice / n) if n else None for n, twice in zip(alters, closed, strict=True)]


def reciprocity(reports: Reports) -> float | None:
    """The share of reported ties that the other side reports too. None without a report."""
    if not reports.ties:
        return None
    return sum((other, one) in reports.ties for one, other in reports.ties) / len(reports.ties)


def e_i_index(network: Network) -> float | None:
    """Mixing between sectors: (ties across − ties within) / all. −1 all within, 1 all across.

    Over ties both of whose ends have a sector; None without one.
    """
    known = [(one, other) for one, other in network.pairs if network.sectors[one] and network.sectors[other]]
    if not known:
        return None
    across = sum(network.sectors[one] != network.sectors[other] for one, other in known)
    return (2 * across - len(known)) / len(known)


def describe(reports: Reports, rule: TieRule, *, directed: bool) -> dict[str, Any]:
    """Every measure, as the JSON object that `commonweal alignment network` prints."""
    network = Network.of(reports, rule, directed=directed)
    parts, notes = components(network), list(reports.notes)
    if rule is TieRule.CONFIRMED and reports.ties and not network.ties:
        notes.append(
            "No tie is reported by both sides. Where the file lists each tie once, use --tie-rule either."
        )
    if network.size < FEWEST:
        notes.append(f"With fewer than {FEWEST} members an index says little; look at the ties themselves.")
    inward: Any = rounded(degree_centralization(network, incoming=True))
    outward = rounded(degree_centralization(network))
    scores = betweenness(network.size, network.arcs, directed=directed)
    weights = list(network.ties.values())
    return {
        "tie_rule": rule.value,
        "directed": directed,
        "response": {
            "members": network.size,
            "reporting": reports.reporting,
            "rate": rounded(reports.reporting / network.size),
        },
        "nodes": network.size,
        "ties": len(network.ties),
        "density": rounded(density(network)),
        "degree_centralization": {"in": inward, "out": outward} if directed else outward,
        "betweenness_centralization": rounded(betweenness_centralization(scores, directed=directed)),
        "components": len(parts),
        "component_sizes": [len(part) for part in parts],
        "isolates": [network.members[at] for at in isolates(network)],
        "cut_points": [network.members[at] for at in cut_points(network)],
        "effective_size": {
            member: rounded(size)
            for member, size in zip(network.members, effective_size(network), strict=True)
        },
        "reciprocity": rounded(reciprocity(reports)),
        "e_i_index": rounded(e_i_index(network)),
        "mean_weight": rounded(sum(weights) / len(weights)) if weights and reports.weighted else None,
        "notes": notes,
    }
