"""From a folder of pages of any known kind to a release: read, sort, check, publish; with a report of what it cost."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from raregraph import content
from raregraph.accepted import read_accepted
from raregraph.build import curated_files
from raregraph.bulk import write_bulk
from raregraph.corpus import Compared
from raregraph.corpus_build import Sorted, Summary, build_sorted
from raregraph.errors import GateError, RaregraphError, Where
from raregraph.extract import extract
from raregraph.facts import FactFile
from raregraph.gate_large import check_lines
from raregraph.ids import Curie
from raregraph.knowledge import fact_files
from raregraph.medquad import Corpus, medquad_files
from raregraph.pages import find_pages, read_pages
from raregraph.parts_cache import PartsCache, fingerprint
from raregraph.release import Release
from raregraph.report import Report
from raregraph.review import lines_of_review, mentioned, review, write_review
from raregraph.translations import read_translations
from raregraph.world import World, read_world

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is to be read: files of the corpus, versions read from saved pages, curated rows, and what was rejected."""

    corpus: tuple[Path, ...]
    others: tuple[FactFile, ...]
    curated: tuple[FactFile, ...]
    rejected: tuple[RaregraphError, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stage took: CPU and wall seconds, its own and its workers'."""

    stage: str
    cpu: float
    wall: float


@dataclass(slots=True)
class Meter:
    """Times the stages of a build; `memory` is the largest process so far, in MB."""

    progress: Progress
    costs: list[Cost] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        self.progress(name)
        cpu, wall = _cpu(), time.monotonic()
        yield
        self.costs.append(Cost(name, _cpu() - cpu, time.monotonic() - wall))

    @property
    def memory(self) -> float:
        """The peak resident memory of this process or its largest worker, in MB."""
        return max(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in _WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


@dataclass(frozen=True, slots=True)
class CorpusBuilt:
    """What a corpus build left: the release, what the pages came to, the gate's report, the rejected, the costs."""

    release: Release
    sorted: Sorted
    report: Report
    rejected: tuple[RaregraphError, ...]
    costs: tuple[Cost, ...]
    memory: float


def inputs_of(paths: Sequence[Path]) -> Inputs:
    """The pages of some files and folders, MedQuAD's and saved ones mixed, and what is curated on them."""
    corpus: list[Path] = []
    texts: list[Path] = []
    faults: list[RaregraphError] = []
    for path in paths:
        try:
            if _has(path, ".xml") or _has(path, ".zip"):
                corpus += medquad_files(path)
            if _has(path, ".txt") or not (_has(path, ".xml") or _has(path, ".zip")):
                texts += find_pages([path])
        except RaregraphError as fault:
            faults.append(fault)
    pages, rejected = read_pages(sorted(set(texts)))
    others = tuple(extract(page) for page in pages)
    given = {file.sha256 for file in others}
    curated = tuple(file for file in curated_files() if file.sha256 in given)
    return Inputs(tuple(sorted(set(corpus))), others, curated, (*faults, *rejected))


def _has(path: Path, suffix: str) -> bool:
    if path.is_dir():
        return any(item.suffix == suffix for item in path.iterdir())
    return path.suffix == suffix


def with_graph(corpus: Sequence[Path]) -> Inputs:
    """A corpus beside everything that graph/ holds."""
    files = fact_files()
    return Inputs(
        tuple(corpus), tuple(file for file in files if file.version), tuple(file for file in files if not file.version)
    )


def build_corpus(
    inputs: Inputs,
    out: Path,
    reference: Path,
    *,
    jobs: int,
    cache: Path | None,
    progress: Progress,
    comparison: Callable[[Path, World], Compared | None] | None = None,
) -> CorpusBuilt:
    """Build, check and release a corpus. What was released before is untouched when anything stops it.

    Args:
        inputs: the pages.
        out: the folder of releases.
        reference: the folder of reference releases: hpo/, mondo/, hgnc/.
        jobs: processes at work; the bytes do not depend on it.
        cache: folder of parts kept between builds, or None.
        progress: told of each stage.
        comparison: makes of the reference what compares each page with another source; see `build_sorted`.

    Raises:
        ContentError: reference data is missing or at fault. PageError: no page is good. GateError: the gate refuses.
        ReleaseError: the release cannot be written.
    """
    meter = Meter(progress)
    with meter.stage("reference data"):
        world = read_world(reference)
        compared = comparison(reference, world) if comparison else None
    with tempfile.TemporaryDirectory(prefix="raregraph-") as place:
        target = Path(place) / "raregraph.nq"
        with meter.stage("pages to sorted lines"):
            found = build_sorted(
                inputs.corpus, inputs.others, inputs.curated, world, target,
                jobs=jobs, cache=_cache(cache, reference), compared=compared, reviewed=partial(_reviewed, reference),
                rejected=inputs.rejected,
                translations=read_translations(reference, world.tables.backbone.sources["hpo"]), progress=progress,
            )  # fmt: skip
        with meter.stage("gate"), target.open(encoding="utf-8", newline="\n") as file:
            report = check_lines((line.rstrip("\n") for line in file), content.SHAPES)
        if not report.conforms:
            raise GateError(Where("shapes/"), f"the gate refuses the graph:\n{report.to_table()}", "mend what it names")
        with meter.stage("release"):
            release = write_bulk(target, out, backbone=found.backbone, report=report, jobs=jobs, progress=progress)
    return CorpusBuilt(release, found, report, found.summary.faults, tuple(meter.costs), meter.memory)


def _reviewed(reference: Path, left: Summary, world: World, found: Corpus) -> tuple[list[str], frozenset[Curie]]:
    """What is only a candidate, for graph/review, and the terms it names."""
    made = review(left, found.pages, world, reference, read_accepted())
    return lines_of_review(made, world), mentioned(made)


def _cache(folder: Path | None, reference: Path) -> PartsCache | None:
    if folder is None:
        return None
    stamps = [
        f"{path.relative_to(reference)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in _files(reference)
    ]
    return PartsCache(folder, fingerprint(*stamps))


def _files(reference: Path) -> list[Path]:
    return sorted(path for path in reference.rglob("*") if path.is_file())


def review_corpus(files: Sequence[Path], reference: Path, out: Path, jobs: int, progress: Progress) -> tuple[Path, ...]:
    """Read a corpus and write what is to be decided into a folder; the files written."""
    world, inputs = read_world(reference), with_graph(files)
    written: list[Path] = []

    def reviewed(left: Summary, known: World, found: Corpus) -> tuple[list[str], frozenset[Curie]]:
        written.extend(write_review(review(left, found.pages, known, reference, read_accepted()), out))
        return [], frozenset()

    with tempfile.TemporaryDirectory(prefix="raregraph-") as place:
        target = Path(place) / "raregraph.nq"
        given = (inputs.corpus, inputs.others, inputs.curated, world, target)
        build_sorted(*given, jobs=jobs, reviewed=reviewed, progress=progress)
    return tuple(written)


def summary(built: CorpusBuilt) -> str:
    """The report of a corpus build: pages, rows, statements, grounding, findings, triples, costs."""
    known, pages = built.sorted.summary, built.sorted.summary.pages
    placed = known.rows - len(known.unplaced) - sum("row at offset" in fault.problem for fault in known.faults)
    grounded = sum(known.grounded.values())
    lines = [
        f"{built.release.path}: {'released' if built.release.changed else 'unchanged'}",
        f"  pages: {pages:,} ({known.reused:,} as they were in an earlier build), {len(built.rejected):,} faults",
        f"  rows of symptom lists: {known.rows:,}, of them asserted {placed:,}",
        f"  grounded: {grounded / max(1, known.rows):.2%} of rows ({_counted(known.grounded)})",
        f"  statements: {sum(known.statements.values()):,}: {_counted(known.statements)}",
        f"  findings: {_counted(known.findings)}",
        f"  quads: {built.sorted.count:,}; gate: {built.report.counted()}",
        *(f"  {cost.stage}: {cost.cpu:.1f} CPU s, {cost.wall:.1f} s" for cost in built.costs),
        f"  peak memory of the largest process: {built.memory:,.0f} MB",
    ]
    return "\n".join(lines)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
