"""Measure the exports of a release beside its dumps: CPU seconds, peak memory, sizes; and with four times the edges.

Every row is a process of its own, on one core, from the files of a release:

- the dumps: N-Quads, N-Triples, Turtle, TriG and JSON-LD written from sorted lines, neither packed nor read back;
- the exports: all formats that a release has for tools, written from its N-Triples;
- both again from lines in which each statement stands four times under names of its own: memory must not grow.

The releases are those that are named; without one, that of graph/, which is built first.
Exit status: 0, or 1 if the exports take more than LIMIT times what the dumps take, memory grows, or a process fails.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench_build import ROOT, note, to_megabytes

from raregraph.bulk_dumps import shares, write_graphs, write_lines
from raregraph.bulk_sort import Limits, read_lines
from raregraph.export.defaults import write_defaults
from raregraph.export.graph import read_blocks
from raregraph.ids import ours

LIMIT, GROWTH, COPIES = 2.0, 1.25, 4
"""Times the CPU of the dumps, times the memory of the exports of a quarter of the statements; how many copies."""
_STATEMENT = f"<{ours('statement/')}"
Row = dict[str, float]


def copied(lines: Iterable[str], copies: int) -> Iterator[str]:
    """Sorted lines in which each statement stands several times: a digit more makes a name of its own."""
    for subject, group in groupby(lines, key=lambda line: line.partition(" ")[0]):
        if not subject.startswith(_STATEMENT):
            yield from group
            continue
        rests = [line[len(subject) :] for line in group]
        for number in range(copies):
            yield from (f"{subject[:-1]}{number}>{rest}" for rest in rests)


def run_dumps(source: Path, place: Path) -> Row:
    """Write the five forms from sorted N-Quads, as a release of any size is written; the graphs are counted before."""
    sizes = Counter(line.rpartition(" <")[2][:-3] for line in read_lines(source / "raregraph.nq"))
    folder = place / "graphs"
    folder.mkdir()
    places = shares(sizes, folder, Limits().share)
    start = time.process_time()
    write_lines(read_lines(source / "raregraph.nq"), place, places, lambda _: None)
    write_graphs((graph for share in places for graph in share.read()), place)
    return {"cpu": time.process_time() - start}


def run_exports(source: Path, place: Path) -> Row:
    """Write what a release has for tools."""
    lines, made = source / "raregraph.nt", place / "made"
    start = time.process_time()
    paths = write_defaults(lambda: read_blocks(lines), made, place / "scratch")
    cpu = time.process_time() - start
    return {"cpu": cpu, **{path: (made / path).stat().st_size for path in paths}}


RUNS: Mapping[str, Callable[[Path, Path], Row]] = {"dumps": run_dumps, "exports": run_exports}


def measured(run: str, source: Path) -> Row:
    """A run in a process of its own, with its peak memory in MB."""
    note(f"{run} of {source.name}")
    command = [sys.executable, __file__, "--run", run, str(source)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(result.stderr)
    found: Row = json.loads(result.stdout)
    return found


def alone(run: str, source: Path) -> None:
    """What the process of `measured` does."""
    with tempfile.TemporaryDirectory(prefix="raregraph-") as place:
        found = RUNS[run](source, Path(place))
    print(json.dumps(found | {"mb": to_megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)}))


def compare(source: Path, place: Path) -> list[str]:
    """Measure a release and its copies, print the table, and give the targets that are missed."""
    larger = place / f"{source.name}-copied"
    larger.mkdir()
    for name in ("raregraph.nq", "raregraph.nt"):
        with (larger / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in copied(read_lines(source / name), COPIES))
    found = {(run, folder): measured(run, folder) for folder in (source, larger) for run in RUNS}
    print(f"| {source.name} | CPU s | of the dumps | peak MB |\n|---|--:|--:|--:|")
    for (run, folder), row in found.items():
        name = run if folder == source else f"{run}, each statement {COPIES} times"
        print(f"| {name} | {row['cpu']:.2f} | {row['cpu'] / found['dumps', folder]['cpu']:.2f} | {row['mb']:.0f} |")
    exports = found["exports", source]
    print("\n| file | bytes |\n|---|--:|")
    print("".join(f"| {path} | {size:,.0f} |\n" for path, size in exports.items() if path not in ("cpu", "mb")))
    ratio, growth = exports["cpu"] / found["dumps", source]["cpu"], found["exports", larger]["mb"] / exports["mb"]
    missed = [f"{source.name}: the exports take {ratio:.2f} times what the dumps take"] if ratio > LIMIT else []
    return missed + ([f"{source.name}: memory grows {growth:.2f} times"] if growth > GROWTH else [])


def build(place: Path) -> Path:
    """The release of what graph/ holds, built by another process: a child begins with the peak memory of its parent."""
    note("building the release of graph/")
    subprocess.run([sys.executable, ROOT / "publish.py", "build", "--out", place], check=True, stdout=sys.stderr)
    return (place / "current").resolve()


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", type=Path, help="folders of releases, as dist/current")
    parser.add_argument("--run", choices=[*RUNS], help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.run:
        alone(told.run, told.releases[0])
        return 0
    with tempfile.TemporaryDirectory(prefix="raregraph-") as place:
        releases = [path.resolve() for path in told.releases] or [build(Path(place, "built"))]
        missed = [line for release in releases for line in compare(release, Path(place))]
    print("missed: " + "; ".join(missed) if missed else "all targets are met")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
