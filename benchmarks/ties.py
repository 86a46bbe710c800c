"""Every measure of a network of 5,000 members and 50,000 ties, beside rustworkx's and networkx' betweenness alone.

    python -m benchmarks.ties [--networkx]

The command runs as a process of its own, from the start of Python to the last byte of its answer; networkx takes
minutes and runs only when it is asked for.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import rustworkx as rx

MEMBERS, TIES = 5_000, 50_000
PROMISED_SECONDS = 5.0


def main() -> None:
    """Print the seconds of each."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--networkx", action="store_true")
    given = arguments.parse_args()
    chance = random.Random(7)
    ties: set[tuple[int, int]] = set()
    while len(ties) < TIES:
        one, other = chance.randrange(MEMBERS), chance.randrange(MEMBERS)
        if one != other:
            ties.add((one, other))
    with tempfile.TemporaryDirectory() as folder:
        file, members = Path(folder) / "ties.csv", Path(folder) / "members.csv"
        file.write_text("from,to\n" + "".join(f"m{one},m{other}\n" for one, other in ties))
        members.write_text("name\n" + "".join(f"m{at}\n" for at in range(MEMBERS)))
        words = ["network", str(file), "--members", str(members), "--tie-rule", "either"]
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "commonweal.cli", "alignment", *words],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        print(
            f"commonweal, every measure: {time.perf_counter() - begun:.1f} s (promised {PROMISED_SECONDS:.0f})"
        )
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(MEMBERS))
    graph.add_edges_from_no_data(list(ties))
    begun = time.perf_counter()
    rx.graph_betweenness_centrality(graph)
    print(f"rustworkx, betweenness alone: {time.perf_counter() - begun:.1f} s")
    if given.networkx:
        import networkx as nx

        begun = time.perf_counter()
        nx.betweenness_centrality(nx.Graph(ties))
        print(f"networkx, betweenness alone: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
