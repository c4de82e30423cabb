"""Measure every saved query on a graph in pyoxigraph: `python bench/bench_queries.py raregraph.nq …`.

CPU seconds of each query with its own parameters, the median of several runs after one that does not count. Without a
file it has nothing to measure and says so. Exit status: 0, or 1 if a query takes LIMIT or longer.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

from pyoxigraph import RdfFormat, Store

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from raregraph.answers import run  # noqa: E402 -- the checkout is on the path only now
from raregraph.queries import Query, bind, saved  # noqa: E402

LIMIT = 0.2
"""CPU seconds that a query may take on the full graph."""


def seconds(query: Query, store: Store, runs: int) -> float:
    """The median of the CPU seconds of a query."""
    found = []
    for _ in range(runs + 1):
        start = time.process_time()
        run(bind(query, {}), store, str(query.where))
        found.append(time.process_time() - start)
    return statistics.median(found[1:])


def loaded(paths: list[Path]) -> Store:
    """The files as one store."""
    store = Store()
    for path in paths:
        store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
    return store


def main() -> int:
    """Print a line for each query, the slowest first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="N-Quads of a release")
    parser.add_argument("--runs", type=int, default=3, help="runs of each query (3)")
    given = parser.parse_args()
    if not given.files:
        print("no graph given: python bench/bench_queries.py dist/current/raregraph.nq")
        return 0
    store = loaded(given.files)
    found = sorted(((seconds(query, store, given.runs), query.name) for query in saved()), reverse=True)
    print(f"{len(store):,} quads; CPU milliseconds, median of {given.runs}")
    for spent, name in found:
        print(f"{1000 * spent:8.1f}  {name}{'  TOO SLOW' if spent >= LIMIT else ''}")
    return int(found[0][0] >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
