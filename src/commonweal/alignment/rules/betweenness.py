"""Betweenness of every member: exact, and quick enough for thousands.

The sum over pairs of others of the share of their shortest paths that lead through a member (Freeman 1977), by
Brandes' accumulation (2001). Two ways to the same numbers: where no shortest path is long, one matrix product per
step takes many sources forward at once; else `rustworkx` goes source by source.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import Any

import numpy as np
import rustworkx as rx
import scipy.sparse as sp
from numpy.typing import NDArray

AT_ONCE = 16
"""Sources taken together: few enough that their columns stay in the cache and are not given back to the system."""
SHALLOW = 12
"""Steps up to which products pay. In long chains nearly all of each product would be zeros."""

SPARSE = 3
"""Taking rows out of the matrix pays where they are fewer than one of so many."""

Floats = NDArray[np.float64]


def betweenness(size: int, arcs: NDArray[np.int64], *, directed: bool) -> Floats:
    """The betweenness of `size` members, unnormalised; undirected, each pair of others counts once.

    `arcs` holds one row (from, to) per arc; undirected, one per tie. No arc twice, none to itself.
    """
    if size < 3 or not len(arcs):
        return np.zeros(size)
    if size < 200 or _depth(size, arcs, directed=directed) > SHALLOW:
        graph = _graph(size, arcs, directed=directed)
        kind = rx.digraph_betweenness_centrality if directed else rx.graph_betweenness_centrality
        found = kind(graph, normalized=False)
        return np.array([found[at] for at in range(size)], dtype=np.float64)
    return by_products(size, arcs, directed=directed)


def _graph(size: int, arcs: NDArray[np.int64], *, directed: bool) -> Any:
    graph = rx.PyDiGraph(multigraph=False) if directed else rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data([(one, other) for one, other in arcs.tolist()])
    return graph


def matrix(size: int, arcs: NDArray[np.int64], *, directed: bool) -> sp.csr_array:
    """The adjacency matrix of ones; symmetric where undirected."""
    # Half the width of an index: products read fewer bytes, and no network here has two thousand million ties.
    one, other = arcs.reshape(-1, 2).astype(np.int32).T
    if not directed:
        one, other = np.concatenate([one, other]), np.concatenate([other, one])
    return sp.csr_array((np.ones(len(one)), (one, other)), shape=(size, size))


def _depth(size: int, arcs: NDArray[np.int64], *, directed: bool) -> int:
    """A bound from below on the longest shortest path: from the farthest of a few members, as far as it goes."""
    links = matrix(size, arcs, directed=directed)
    degrees = np.diff(links.indptr)
    deepest = 0
    for at in {int(degrees.argmax()), int(degrees.argmin()), 0, size // 2}:
        start = at
        for _ in range(2):
            steps, start = _steps_from(links, start)
            deepest = max(deepest, steps)
    return deepest


def _steps_from(links: sp.csr_array, start: int) -> tuple[int, int]:
    seen = np.zeros(links.shape[0], dtype=bool)
    seen[start] = True
    front, steps, last = np.array([start]), 0, start
    while True:
        found = np.unique(links[front].indices)
        front = found[~seen[found]]
        if not len(front):
            return steps, last
        seen[front] = True
        steps, last = steps + 1, int(front[0])


def by_products(size: int, arcs: NDArray[np.int64], *, directed: bool) -> Floats:
    """Betweenness by sparse matrix products, `AT_ONCE` sources at a time."""
    links = matrix(size, arcs, directed=directed)
    back = links.T.tocsr() if directed else links
    graph = _graph(size, arcs, directed=directed)
    # No source reaches more than its part of the network: where all of it is reached, nobody need look further.
    reach = np.zeros(size, dtype=np.int64)
    for part in rx.weakly_connected_components(graph) if directed else rx.connected_components(graph):
        reach[list(part)] = len(part)
    batches = [np.arange(at, min(at + AT_ONCE, size)) for at in range(0, size, AT_ONCE)]
    with ThreadPoolExecutor(max_workers=min(8, cpu_count() or 1)) as threads:
        found = threads.map(lambda batch: _from(links, back, batch, int(reach[batch].sum())), batches)
        total = sum(found, np.zeros(size))
    return total if directed else total / 2


def _from(links: sp.csr_array, back: sp.csr_array, sources: NDArray[np.int64], reach: int) -> Floats:
    """What these sources' shortest paths add to each member's betweenness; together they reach at most `reach`.

    `paths[v, s]` counts the shortest paths from source s to v. Backward, each member's own 1 / paths and what its
    successors hold add up to (1 + dependency) / paths, Brandes' dependency in a form that needs no division.
    """
    size, columns = links.shape[0], len(sources)
    paths = np.zeros((size, columns))
    paths[sources, np.arange(columns)] = 1.0
    steps: list[tuple[NDArray[np.int64], NDArray[np.bool_]]] = []
    front, rows, found = paths.copy(), sources, columns
    while found < reach:
        # Few rows hold anything: then only these are touched.
        few = SPARSE * len(rows) < size
        reached = np.asarray(links[rows].T @ front[rows] if few else back @ front)
        there = reached > 0
        there &= paths == 0
        reached *= there
        rows = np.flatnonzero(there.any(axis=1))
        if not len(rows):
            break
        paths += reached
        found += int(np.count_nonzero(there))
        steps.append((rows, there))
        front = reached
    met = paths > 0
    inverse = np.divide(1.0, paths, out=np.zeros_like(paths), where=met)
    held = np.zeros((size, columns))
    now: Floats | None = None
    for rows, there in reversed(steps):
        now = inverse * there if now is None else _sums(links, now, rows, inverse) * there
        held += now
    held *= paths
    met[sources, np.arange(columns)] = False
    return np.asarray(held.sum(axis=1) - met.sum(axis=1), dtype=np.float64)


def _sums(links: sp.csr_array, columns: Floats, rows: NDArray[np.int64], own: Floats) -> Floats:
    """`links @ columns + own`, where only these rows of it are asked for."""
    if SPARSE * len(rows) >= links.shape[0]:
        return np.asarray(links @ columns) + own
    found = own.copy()
    found[rows] += links[rows] @ columns
    return found
