"""Measure the corpus build beside a floor, at several sizes, with two jobs, anew after a change; and its gate.

CPU seconds (user and system) and peak memory, each row in a process of its own, ratios within one run:

- the floor: see floor.py;
- pages to sorted lines: pages, statements, ids, sorted N-Quads on disk; start and reference data are reported apart;
- the same on copies of the pages under fresh ids, with two jobs, and after one page in a hundred was changed;
- the gate beside pyshacl on a fixed part of the pages, then on all of them; and all that a release writes.

Exit status: 0, or 1 if a target is missed, equal things differ, or a process fails.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import bench_gate
from bench_build import note, to_megabytes
from floor import floor

from raregraph import content, corpus
from raregraph.bulk import write_bulk
from raregraph.corpus_build import Sorted, build_sorted
from raregraph.gate_large import check_lines, merged
from raregraph.medquad import medquad_files
from raregraph.parts_cache import PartsCache
from raregraph.reference_files import HPO
from raregraph.world import read_world

SHARED = content.ROOT.parent / "shared"
FLOOR, MEMORY, LINEAR, JOBS, INCREMENTAL, GATE = 5.0, 500.0, 1.2, 1.6, 0.05, 5.0
"""The targets: times the floor, MB, growth of CPU per page, gain of a second job, share of cold cost, times pyshacl."""
PART, TOUCHED = 16, 100
"""Every 16th page is in the part that pyshacl checks too; every 100th is changed for the incremental build."""
ADDED = " This sentence was added."
_ID = re.compile(r'(<Document id=")(\d+)("[^>]* url="[^"]*/gard/)(\d+)')
Row = dict[str, Any]
Told = Callable[["Given"], Row]


@dataclass(frozen=True, slots=True)
class Given:
    """What a measured process is told: folders, the file to write, jobs, a folder of kept parts, bytes to write."""

    corpus: Path
    reference: Path
    target: Path
    jobs: int = 1
    kept: Path | None = None
    size: int = 0

    def options(self) -> list[str]:
        """The options of this script that say so."""
        named = ((f"--{name}", getattr(self, name)) for name in self.__dataclass_fields__)
        return [str(part) for option, value in named if value is not None for part in (option, value)]


def cpu() -> float:
    """CPU seconds of this process and the ones it began, user and system."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def megabytes() -> float:
    """The peak of this process or its largest child."""
    return max(
        to_megabytes(resource.getrusage(who).ru_maxrss) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


@dataclass(slots=True)
class Clock:
    """CPU and wall seconds of named spans."""

    seconds: Row = field(default_factory=dict)

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """Time what is done inside; several spans of a name are added up."""
        start, wall = cpu(), time.monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + cpu() - start
        self.seconds[f"{name} wall"] = self.seconds.get(f"{name} wall", 0.0) + time.monotonic() - wall

    def metered(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time added to a span."""

        def run(*arguments: Any, **named: Any) -> Any:
            with self.span(name):
                return function(*arguments, **named)

        return run


def run_floor(given: Given) -> Row:
    """The floor; the expressions it uses are compiled before, as the product's reference data is read before."""
    floor([], 0, given.target)
    clock = Clock()
    with clock.span("path"):
        rows = floor(medquad_files(given.corpus), given.size, given.target)
    return {**clock.seconds, "rows": rows}


def run_build(given: Given) -> Row:
    """Pages to sorted lines."""
    return _built(given)[1]


def _built(given: Given) -> tuple[Sorted, Row]:
    clock = Clock()
    start = cpu()
    with clock.span("reference"):
        world = read_world(given.reference)
    cache = PartsCache(given.kept, "bench") if given.kept else None
    files = medquad_files(given.corpus)
    begun = time.process_time()
    with clock.span("path"):
        found = build_sorted(files, [], [], world, given.target, jobs=given.jobs, cache=cache)
    told: Row = {"alone": time.process_time() - begun}
    told |= {"start": start, "rows": found.summary.rows, "pages": found.summary.pages, "reused": found.summary.reused}
    told |= {"lines": found.count, "bytes": given.target.stat().st_size, "megabytes": megabytes()}
    return found, {**clock.seconds, **told}


def run_worked(given: Given) -> Row:
    """Pages to sorted lines with parts kept, and what of it extraction and grounding took; a hash of the bytes."""
    clock = Clock()
    for name in ("read", "part"):
        setattr(corpus, name, clock.metered("worked", getattr(corpus, name)))
    _, told = _built(given)
    return {**told, "worked": 0.0, **clock.seconds, "hash": _hash(given.target)}


def run_gate(given: Given) -> Row:
    """Our gate, from the lines of a file."""
    clock = Clock()
    with clock.span("gate"), given.target.open(encoding="utf-8", newline="\n") as lines:
        report = check_lines((line.rstrip("\n") for line in lines), content.SHAPES)
    return {**clock.seconds, "conforms": report.conforms}


def run_release(given: Given) -> Row:
    """Pages to sorted lines, the gate, and every file of a release."""
    found, _ = _built(given)
    clock = Clock()
    with clock.span("gate"), given.target.open(encoding="utf-8", newline="\n") as lines:
        report = check_lines((line.rstrip("\n") for line in lines), content.SHAPES)
    peak = megabytes()
    with clock.span("dumps"), tempfile.TemporaryDirectory(dir=given.target.parent) as out:
        write_bulk(given.target, Path(out), backbone=found.backbone, report=report, jobs=given.jobs)
        size = sum(path.stat().st_size for path in Path(out).rglob("*") if path.is_file() and not path.is_symlink())
    return {**clock.seconds, "gate megabytes": peak, "megabytes": megabytes(), "released": size}


RUNS: dict[str, Told] = {
    "floor": run_floor, "build": run_build, "worked": run_worked, "gate": run_gate, "release": run_release,
}  # fmt: skip


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def measured(name: str, given: Given) -> Row:
    """What a run tells, in a fresh process. Exits where it fails."""
    note(f"{name}: {given.corpus.name}, {given.jobs} job(s)")
    command = [sys.executable, __file__, "--run", name, *given.options()]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONHASHSEED": "0"}
    )
    if done.returncode:
        sys.exit(f"{done.stderr}{name}: exit status {done.returncode}")
    told: Row = json.loads(done.stdout.splitlines()[-1])
    return told


def copies(files: Sequence[Path], number: int, folder: Path) -> Path:
    """The pages so many times, each copy under a GARD id and a title of its own; else their text is the same."""
    folder.mkdir()
    for path in files:
        data = path.read_text(encoding="utf-8")
        for copy in range(number):
            (folder / f"{copy:02d}-{path.name}").write_text(_fresh(data, copy) if copy else data, encoding="utf-8")
    return folder


def _fresh(data: str, copy: int) -> str:
    text = _ID.sub(lambda match: f"{match[1]}{copy:02d}{match[2]}{match[3]}{int(match[4]) + 100_000 * copy}", data, 1)
    return text.replace("</Focus>", f" ({copy})</Focus>", 1)


def touch(folder: Path) -> int:
    """Add a sentence to the first answer of one page in a hundred; how many there are."""
    paths = medquad_files(folder)[::TOUCHED]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("</Answer>", f"{ADDED}</Answer>", 1), encoding="utf-8")
    return len(paths)


@dataclass(slots=True)
class Bench:
    """The whole of it: prints its tables as it goes, and remembers which targets were missed."""

    corpus: Path
    reference: Path
    place: Path
    sizes: Sequence[int]
    missed: list[str] = field(default_factory=list)

    def given(self, corpus: Path | None = None, **more: Any) -> Given:
        """What a process is told, with the file it writes in our place."""
        return Given(corpus or self.corpus, self.reference, self.place / "raregraph.nq", **more)

    def judged(self, name: str, value: float, target: float, met: bool) -> None:
        """Print what was reached beside what was aimed at."""
        print(f"{name}: {value:.3g} (target {target:g}){'' if met else ', MISSED'}\n")
        if not met:
            self.missed.append(name)

    def floor_and_jobs(self) -> None:
        """The floor, one job and two."""
        one = measured("build", self.given())
        least = measured("floor", self.given(size=one["bytes"]))
        two = measured("build", self.given(jobs=2))
        print(
            f"{one['pages']:,} pages, {one['rows']:,} rows of lists, {one['lines']:,} lines, {one['bytes']:,} bytes\n"
        )
        rows = [("floor", least), ("pages to sorted lines, 1 job", one), ("pages to sorted lines, 2 jobs", two)]
        print("| | CPU s | of the floor | wall s | peak MB | reference data, CPU s | start, CPU s |")
        print("|---|--:|--:|--:|--:|--:|--:|")
        for name, row in rows:
            known = f"{row['reference']:.2f} | {row['start']:.2f}" if "reference" in row else "|"
            peak = f"{row['megabytes']:.0f}" if "megabytes" in row else ""
            ratio = row["path"] / least["path"]
            print(f"| {name} | {row['path']:.2f} | {ratio:.1f} | {row['path wall']:.2f} | {peak} | {known} |")
        print(f"\nrows seen by the floor: {least['rows']:,}")
        self.judged("times the floor", one["path"] / least["path"], FLOOR, one["path"] <= FLOOR * least["path"])
        shared = two["alone"] + (two["path"] - two["alone"]) / 2
        print(f"by CPU time alone, were no one else at work: {one['path'] / shared:.2f} times as fast with two jobs\n")
        gain = one["path wall"] / two["path wall"]
        self.judged("times as fast with two jobs", gain, JOBS, gain >= JOBS)

    def sizes_of_it(self) -> None:
        """Memory and CPU at several sizes."""
        print("| copies | pages | CPU s | CPU ms a page | peak MB | lines |\n|--:|--:|--:|--:|--:|--:|")
        found: list[Row] = []
        for number in self.sizes:
            with tempfile.TemporaryDirectory(dir=self.place) as name:
                row = measured(
                    "build", self.given(copies(medquad_files(self.corpus), number, Path(name) / f"{number}x"))
                )
            found.append(row)
            each = 1000 * row["path"] / row["pages"]
            told = f"{row['pages']:,} | {row['path']:.1f} | {each:.2f} | {row['megabytes']:.0f} | {row['lines']:,}"
            print(f"| {number} | {told} |", flush=True)
        print()
        first, last = found[0], found[-1]
        growth = (last["path"] / last["pages"]) / (first["path"] / first["pages"])
        self.judged("CPU of a page, largest to smallest", growth, LINEAR, growth <= LINEAR)
        peak = max(row["megabytes"] for row in found)
        self.judged("peak MB", peak, MEMORY, peak <= MEMORY)

    def again(self) -> None:
        """A build after one page in a hundred was changed, beside a cold one of the same pages."""
        folder = copies(medquad_files(self.corpus), 1, self.place / "touched")
        cold = measured("worked", self.given(folder, kept=self.place / "kept"))
        touched = touch(folder)
        warm = measured("worked", self.given(folder, kept=self.place / "kept"))
        fresh = measured("worked", self.given(folder, kept=self.place / "other"))
        print(f"{touched} pages changed, {warm['reused']:,} of {warm['pages']:,} not worked on again\n")
        print("| | extraction and grounding, CPU s | pages to sorted lines, CPU s |\n|---|--:|--:|")
        for name, row in (("cold", cold), ("after the change", warm)):
            print(f"| {name} | {row['worked']:.2f} | {row['path']:.2f} |")
        share = warm["worked"] / cold["worked"]
        print()
        self.judged("share of the cold cost", share, INCREMENTAL, share < INCREMENTAL)
        self.judged(
            "bytes equal those of a cold build", float(warm["hash"] == fresh["hash"]), 1, warm["hash"] == fresh["hash"]
        )

    def gate(self) -> None:
        """Our gate beside pyshacl on a part of the pages."""
        folder, part = self.place / "graph", self.place / "part"
        folder.mkdir()
        part.mkdir()
        for path in medquad_files(self.corpus)[::PART]:
            (part / path.name).write_bytes(path.read_bytes())
        built = measured("build", self.given(part))
        with (self.place / "raregraph.nq").open(encoding="utf-8", newline="\n") as lines:
            triples = sorted(set(merged(line.rstrip("\n") for line in lines)))
        (folder / "graph.nt").write_text("".join(f"{line}\n" for line in triples), encoding="utf-8")
        ours = measured("gate", self.given(part))["gate"]
        note("pyshacl")
        rows = {name: bench_gate.in_a_process(name, False, folder) for name in ("pyshacl", "pyshacl, cached", "whole")}
        print(f"{built['pages']} pages, {len(triples):,} triples, all shapes\n")
        print("| | CPU s | of ours | results |\n|---|--:|--:|--:|")
        print(f"| raregraph.gate_large, with the lint of the shapes | {ours:.2f} | 1.0 | |")
        for name, row in rows.items():
            shown = "engine alone" if name == "whole" else name
            print(f"| {shown} | {row['seconds']:.2f} | {row['seconds'] / ours:.1f} | {row['results']:.0f} |")
        print()
        equal = len({row["hash"] for row in rows.values()}) == 1
        self.judged("results are equal", float(equal), 1, equal)
        gain = rows["pyshacl"]["seconds"] / ours
        self.judged("times as fast as pyshacl", gain, GATE, gain >= GATE)

    def release(self) -> None:
        """The gate and all files of a release, for the whole corpus."""
        row = measured("release", self.given())
        print("| whole corpus | CPU s | wall s | peak MB so far |\n|---|--:|--:|--:|")
        print(f"| gate | {row['gate']:.1f} | {row['gate wall']:.1f} | {row['gate megabytes']:.0f} |")
        print(f"| all files of a release | {row['dumps']:.1f} | {row['dumps wall']:.1f} | {row['megabytes']:.0f} |")
        print(f"\nthe release has {row['released']:,} bytes")


PARTS: dict[str, Callable[[Bench], None]] = {
    "floor": Bench.floor_and_jobs,
    "sizes": Bench.sizes_of_it,
    "again": Bench.again,
    "gate": Bench.gate,
    "release": Bench.release,
}


def main() -> int:
    """Measure and print the tables, or be one of the measured processes; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, default=SHARED / "corpus" / "medquad-gard", help="folder of MedQuAD files"
    )
    parser.add_argument("--reference", type=Path, default=SHARED / "reference", help="folder of reference releases")
    parser.add_argument("--full", action="store_true", help="also 16 times the pages: some minutes, 6 GB of disk")
    parser.add_argument("--only", nargs="+", choices=[*PARTS], default=[*PARTS], help="parts to measure")
    for name, kind in (("run", str), ("target", Path), ("jobs", int), ("kept", Path), ("size", int)):
        parser.add_argument(f"--{name}", type=kind, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.run:
        given = Given(told.corpus, told.reference, told.target, told.jobs, told.kept, told.size)
        print(json.dumps(RUNS[told.run](given)))
        return 0
    if not told.corpus.is_dir() or not (told.reference / HPO).is_file():
        print("skipped: needs ../shared/corpus/medquad-gard and ../shared/reference, or --corpus and --reference")
        return 0
    with tempfile.TemporaryDirectory(prefix="raregraph-") as place:
        bench = Bench(told.corpus.resolve(), told.reference.resolve(), Path(place), (1, 4, 16) if told.full else (1, 4))
        for name in told.only:
            print(f"## {name}\n", flush=True)
            PARTS[name](bench)
    print("missed: " + "; ".join(bench.missed) if bench.missed else "all targets are met")
    return int(bool(bench.missed))


if __name__ == "__main__":
    sys.exit(main())
