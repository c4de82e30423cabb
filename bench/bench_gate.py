"""Measure SHACL on the ALS graph and on many of it under fresh names: pyshacl beside our engine: `make bench`.

CPU seconds and peak memory, each column in a process of its own:

- pyshacl: nothing but `pyshacl.validate` of the same graph with the same shapes, as anyone would call it;
- pyshacl, cached: the same where each query is parsed once, as in the gate, so that the gain is not just that;
- whole: our engine from N-Triples lines to results, reading them included;
- parts: the same page by page, before the background that pages share.

Columns are run with the core shapes alone and with all. Exit status: 0, or 1 if results differ, ours is not LIMIT
times as fast as pyshacl with all shapes on the largest graph, or a process fails.

`--whole FILE` takes the N-Quads of a release in the place of ALS: the whole corpus, nothing sampled. `--faults N` then
spoils it: N random edits, and every bad case of tests/shapes under names of its own, so that every constraint of
shapes/ is broken. It takes pyshacl many minutes.
"""

import argparse
import functools
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyoxigraph as ox
import pyshacl
import rdflib

from raregraph import content, gate
from raregraph.gate_large import merged
from raregraph.knowledge import from_content
from raregraph.report import Result
from raregraph.shacl.compile import compile_shapes
from raregraph.shacl.engine import run
from raregraph.shacl.index import Index
from raregraph.shacl.parts import run_parts
from raregraph.shapes import read_shapes
from raregraph.text import short_hash
from raregraph.triples import to_quads
from tests.shacl_faults import with_faults
from tests.shape_cases import cases

LIMIT = 5.0
"""How many times as fast as plain pyshacl our engine has to be."""
OWN = re.compile(r"<https://w3id\.org/raregraph/(statement|passage|page|finding)/")
NAMES = re.compile(r"(raregraph/(?:statement|passage|finding)/)([0-9a-f]{3})|(page/gard-)5786|(MONDO_)(\d{7})")
PARTS = "part-{}.nt"
Engine = Callable[[Path, tuple[ox.Triple, ...]], list[Result]]


def write_copies(copies: int, folder: Path) -> None:
    """Write the ALS graph so many times under fresh names of pages, statements and diseases: a part each, and what
    they share.
    """
    lines = sorted({str(quad.triple) for quad in to_quads(from_content())})
    shared: set[str] = set()
    for copy in range(copies):
        fresh = [NAMES.sub(partial(_fresh, copy), line) for line in lines]
        own = [line for line in fresh if OWN.match(line)]
        shared.update(line for line in fresh if not OWN.match(line))
        (folder / PARTS.format(copy)).write_text("".join(f"{line} .\n" for line in own), encoding="utf-8")
    (folder / "background.nt").write_text("".join(f"{line} .\n" for line in sorted(shared)), encoding="utf-8")


def write_whole(source: Path, faults: int, folder: Path) -> None:
    """Write the triples of a file of N-Quads as N-Triples, each once; with faults, if any are asked for."""
    lines = dict.fromkeys(merged(read_lines(source)))
    found = list(lines) if not faults else with_every_fault([line[:-2] for line in lines], faults)
    (folder / "whole.nt").write_text("".join(f"{line}\n" for line in found), encoding="utf-8")


def with_every_fault(lines: list[str], count: int) -> list[str]:
    """Lines with so many random edits, and every bad case of tests/shapes under names of its own."""
    changed = set(lines)
    shapes = {str(term) for triple in read_shapes(content.SHAPES).triples for term in triple}
    for number, case in enumerate(cases()):
        changed.update(renamed(number, [str(triple) for triple in case.triples], shapes))
    for edit in range(0, count, STRETCH // 10):  # stretch by stretch: an edit looks at what else its stretch says
        start = (edit * 7919) % max(1, len(lines) - STRETCH)
        part = [quad.triple for quad in ox.parse(" .\n".join([*lines[start : start + STRETCH], ""]), format=NT)]
        changed.difference_update(map(str, part))
        changed.update(map(str, with_faults(part, edit, STRETCH // 10)))
    return [f"{line} ." for line in sorted(changed) if "_:" not in line]  # blank nodes have no order


STRETCH = 1000
"""Neighbouring lines that are spoilt together: a tenth of them."""
NT = ox.RdfFormat.N_TRIPLES


def renamed(number: int, lines: list[str], kept: Collection[str]) -> list[str]:
    """The lines of a case with other names for all things, but for what shapes name themselves."""

    def moved(match: re.Match[str]) -> str:
        return match[0] if match[0] in kept else _MOVED.sub(partial(_numbered, number), match[0])

    return [re.sub(r"<[^>]*>", moved, line) for line in lines]


_MOVED = re.compile(
    r"(?P<hash>/(?:statement|passage|finding)/)[0-9a-f]{6}|(?P<page>/page/gard-)(?P<last>\d)\d*|(?P<slug>/entity/)"
    r"|(?P<term>(?:MONDO|HP|UBERON|MAXO|ECTO|CL)_)\d{5}(?P<two>\d\d)|(?P<other>CHEBI_|/hgnc/|/pubmed/)\d*?(?P<end>\d?\d)(?!\d)"
)
"""The names of things in cases, in the parts that are numbered."""


def _numbered(number: int, match: re.Match[str]) -> str:
    found = match.groupdict()
    new = {
        "hash": f"{number:06x}",
        "page": f"{700_000 + number * 10 + int(found['last'] or 0)}",
        "slug": f"case-{number}-",
        "term": f"9{number:04d}{found['two']}",
        "other": f"9{number:04d}{found['end']}",
    }
    name = str(match.lastgroup and next(key for key in new if found[key]))
    return found[name] + new[name]


def _fresh(copy: int, match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]}{(int(match[2], 16) + copy) % 4096:03x}"
    return f"{match[3]}{5786 + copy}" if match[3] else f"{match[4]}{(int(match[5]) + 100_003 * copy) % 10**7:07d}"


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a file."""
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def all_lines(folder: Path) -> Iterator[str]:
    """The lines of the whole graph."""
    return (line for path in sorted(folder.glob("*.nt")) for line in read_lines(path))


def plain(folder: Path, shapes: tuple[ox.Triple, ...], graph: rdflib.Graph | None = None) -> tuple[float, list[Result]]:
    """CPU seconds of pyshacl.validate alone, and what it finds."""
    graph, shapes_graph = rdflib.Graph() if graph is None else graph, gate.to_rdflib(shapes)
    known = functools.cache(gate._to_rdflib)
    for path in sorted(folder.glob("*.nt")):
        for quad in ox.parse(path=path):
            graph.add((known(quad.subject), known(quad.predicate), known(quad.object)))
    known.cache_clear()
    start = cpu_seconds()
    _, found, text = pyshacl.validate(graph, shacl_graph=shapes_graph)
    seconds = cpu_seconds() - start
    if not isinstance(found, rdflib.Graph):
        raise SystemExit(text)
    return seconds, [gate._result(found, node, shapes_graph) for node in found.objects(None, rdflib.SH.result)]


def cached(folder: Path, shapes: tuple[ox.Triple, ...]) -> tuple[float, list[Result]]:
    """The same with queries that are parsed once."""
    return plain(folder, shapes, gate.to_rdflib(()))


def whole(folder: Path, shapes: tuple[ox.Triple, ...]) -> tuple[float, list[Result]]:
    """CPU seconds of our engine on the graph at once, and what it finds."""
    start = cpu_seconds()
    found = run(Index(all_lines(folder)), compile_shapes(shapes))
    return cpu_seconds() - start, found


def parts(folder: Path, shapes: tuple[ox.Triple, ...]) -> tuple[float, list[Result]]:
    """CPU seconds of our engine on the graph part by part, and what it finds."""
    start = cpu_seconds()
    loads = [partial(read_lines, path) for path in sorted(folder.glob(PARTS.format("*")))]
    found = run_parts(loads, Index(read_lines(folder / "background.nt")), compile_shapes(shapes))
    return cpu_seconds() - start, found


COLUMNS = {"pyshacl": plain, "pyshacl, cached": cached, "whole": whole, "parts": parts}


def cpu_seconds() -> float:
    """CPU seconds of this process, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(column: str, core: bool, folder: Path) -> None:
    """Run one column and print what it took, and a hash of what it found, as JSON."""
    shapes = read_shapes(content.SHAPES).triples
    if core:
        shapes = tuple(triple for triple in shapes if not triple.predicate.value.endswith("#sparql"))
    before = peak()
    seconds, found = COLUMNS[column](folder, shapes)
    said = sorted({"\t".join(map(str, result.key[:-1])) for result in found})
    print(
        json.dumps(
            {"seconds": seconds, "before": before, "megabytes": peak(), "results": len(said), "hash": short_hash(*said)}
        )
    )


def peak() -> float:
    """The largest memory of this process so far, in MB; getrusage would count that of the process that began it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024


def in_a_process(column: str, core: bool, folder: Path) -> dict[str, float]:
    """What measure prints, of a fresh process."""
    command = [sys.executable, __file__, "--column", column, "--folder", str(folder), *(["--core"] if core else [])]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(result.stderr)
    found: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    return found


def compare(title: str, write: Callable[[Path], None], skip: Collection[str]) -> float:
    """Print the table of the graph that is written to a folder; return how many times as fast ours is, nought where
    results differ.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        print(f"\n{title}, {sum(1 for _ in all_lines(folder)):,} triples", flush=True)
        print(f"{'':18}{'core only':>22}{'':12}{'all shapes':>22}")
        print(f"{'':18}{'CPU s':>10}{'MB':>8}{'ratio':>8}{'':8}{'CPU s':>10}{'MB':>8}{'ratio':>8}{'results':>10}")
        rows = {
            column: [in_a_process(column, core, folder) for core in (True, False)]
            for column in COLUMNS
            if column not in skip
        }
    first = next(iter(rows.values()))  # plain pyshacl, unless it is left out
    for column, (core, full) in rows.items():
        cells = [
            f"{cost['seconds']:>10.2f}{cost['megabytes']:>8.0f}{base['seconds'] / cost['seconds']:>8.1f}"
            for cost, base in ((core, first[0]), (full, first[1]))
        ]
        print(f"{column:18}{cells[0]}{'':8}{cells[1]}{full['results']:>10.0f}")
    equal = len({(core["hash"], full["hash"]) for core, full in rows.values()}) == 1
    print("results are equal" if equal else "RESULTS DIFFER")
    ours = [rows[name][1]["seconds"] for name in ("whole", "parts") if name in rows]
    return first[1]["seconds"] / max(ours) if equal else 0.0


def main() -> int:
    """Run the benchmark, or one column of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--copies", type=int, nargs="+", default=[1, 10], help="how often the ALS graph is taken (default: 1 10)"
    )
    parser.add_argument("--skip", nargs="*", default=[], choices=[*COLUMNS], help="columns to leave out")
    parser.add_argument("--whole", type=Path, metavar="FILE", help="N-Quads of a release, in the place of ALS")
    parser.add_argument(
        "--faults", type=int, default=0, metavar="N", help="random edits, and every bad case, in --whole"
    )
    parser.add_argument("--column", choices=[*COLUMNS], help=argparse.SUPPRESS)
    parser.add_argument("--core", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.column:
        measure(arguments.column, arguments.core, arguments.folder)
        return 0
    if arguments.whole:
        writer = partial(write_whole, arguments.whole, arguments.faults)
        ratios = [compare(arguments.whole.name, writer, {*arguments.skip, "parts"})]
    else:
        ratios = [
            compare(f"ALS {copies} ×", partial(write_copies, copies), arguments.skip) for copies in arguments.copies
        ]
    print(
        f"\nours is {ratios[-1]:.1f} times as fast as {'pyshacl' if 'pyshacl' not in arguments.skip else 'the first'}"
    )
    return int(ratios[-1] < LIMIT)


if __name__ == "__main__":
    sys.exit(main())
