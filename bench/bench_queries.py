"""Measure every saved query: `python bench/bench_queries.py [--release DIR]`.

On the graph of a whole corpus in pyoxigraph: rows, CPU milliseconds of the first run and the median of several more,
with the query's own parameters; loading and the peak memory are told apart. On a fixed sub-corpus, that of
tests/corpus_sample beside the ALS pages: pyoxigraph beside rdflib, which is too slow for the whole. Without --release
the corpus is built first; where the corpus or the reference releases are absent, it says so and measures the sub-corpus
alone. Exit status: 0, or 1 if a query takes LIMIT or longer on the whole graph.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import rdflib
from pyoxigraph import Store

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from raregraph.answers import load, release_file, run, to_rdflib  # noqa: E402 -- the checkout is on the path only now
from raregraph.queries import Query, saved  # noqa: E402
from raregraph.results import Table, Triples  # noqa: E402
from tests.corpus_sample import sample  # noqa: E402

SHARED = ROOT.parent / "shared"
LEFT_OUT = 3
"""The status of a build that left something out."""
LIMIT = 200
"""CPU milliseconds that a query may take on the graph of a whole corpus."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A query on one graph in one engine: its rows or triples, CPU milliseconds of the first and of later runs."""

    rows: int
    first: float
    later: float


def measured(ask: Callable[[], int], runs: int) -> Measured:
    """Ask once, then so often again, and take the median of these; `ask` returns how many rows there are."""
    rows, first = _timed(ask)
    return Measured(rows, first, statistics.median(_timed(ask)[1] for _ in range(runs)) if runs else first)


def _timed(ask: Callable[[], int]) -> tuple[int, float]:
    start = time.process_time()
    rows = ask()
    return rows, 1000 * (time.process_time() - start)


def in_pyoxigraph(query: Query, store: Store) -> int:
    """How many rows, or distinct triples, a query answers."""
    found = run(query.text, store, str(query.where))
    if isinstance(found, Table):
        return len(found.rows)
    return len(found.triples) if isinstance(found, Triples) else 1


def in_rdflib(query: Query, graph: rdflib.Graph) -> int:
    """The same in rdflib."""
    found = graph.query(query.text)
    return len(found.graph) if found.graph is not None else len(list(found))


def built(place: Path, reference: Path) -> Path:
    """Build a release of MedQuAD beside graph/; its folder. Status 3, that something was left out, is no failure."""
    out = place / "dist"
    command = [sys.executable, str(ROOT / "publish.py"), "build", "--source", "medquad", "--fresh"]
    done = subprocess.run(
        [*command, "--out", str(out), "--reference", str(reference)], cwd=ROOT, check=False, capture_output=True
    )
    if done.returncode not in (0, LEFT_OUT):
        sys.exit(f"the build failed:\n{done.stderr.decode()}")
    return out / "current"


def peak() -> float:
    """The most memory this process had so far, in MB; Linux counts in KB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def whole(release: Path, runs: int) -> list[str]:
    """Measure on the graph of a release and print it; the names of the queries that take too long."""
    start = time.process_time()
    store = load(release_file(release))
    print(f"{len(store):,} quads loaded in {time.process_time() - start:.1f} CPU s, peak {peak():,.0f} MB\n")
    found = {query.name: measured(lambda query=query: in_pyoxigraph(query, store), runs) for query in saved()}  # type: ignore[misc]
    print(f"| query | rows | first, CPU ms | then, median of {runs} |\n|---|--:|--:|--:|")
    for name, one in sorted(found.items(), key=lambda item: -item[1].later):
        print(f"| {name} | {one.rows:,} | {one.first:.1f} | {one.later:.1f} |")
    print(f"\npeak with all queries: {peak():,.0f} MB")
    return [name for name, one in found.items() if one.later >= LIMIT]


def small(runs: int) -> None:
    """Measure both engines on the sub-corpus and print it. rdflib is asked once."""
    with tempfile.TemporaryDirectory(prefix="raregraph-") as place:
        store = sample.build(Path(place))
    graph = rdflib.Graph()
    for quad in store:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    print(f"\nsub-corpus: {len(graph):,} triples\n")
    print("| query | rows | pyoxigraph, CPU ms | rdflib, CPU ms | ratio |\n|---|--:|--:|--:|--:|")
    for query in saved():
        fast = measured(lambda query=query: in_pyoxigraph(query, store), runs)  # type: ignore[misc]
        slow = measured(lambda query=query: in_rdflib(query, graph), 0)  # type: ignore[misc]
        agree = "" if fast.rows == slow.rows else f", not {slow.rows:,}"
        ratio = slow.later / fast.later
        print(
            f"| {query.name} | {fast.rows:,}{agree} | {fast.later:.1f} | {slow.later:.0f} | {ratio:,.0f} |", flush=True
        )


def main() -> int:
    """Print both tables, the slowest first; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, help="a release of a corpus; else one is built")
    parser.add_argument("--reference", type=Path, default=SHARED / "reference", help="folder of reference releases")
    parser.add_argument("--runs", type=int, default=5, help="runs of each query after the first (5)")
    given = parser.parse_args()
    slow: list[str] = []
    with tempfile.TemporaryDirectory(prefix="raregraph-") as place:
        if given.release or given.reference.is_dir():
            slow = whole(given.release or built(Path(place), given.reference), given.runs)
        else:
            print("the whole: skipped, needs ../shared/reference, or --reference and what `publish.py fetch` brings")
    small(given.runs)
    print("\ntoo slow: " + ", ".join(slow) if slow else f"\nno query takes {LIMIT} ms on the whole graph")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
