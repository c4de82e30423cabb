"""The corpus as one sorted N-Quads file: pages are read, grounded and written in workers, sorted in parts on disk."""

from __future__ import annotations

import gc
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from raregraph import corpus, information, lines, runs
from raregraph.backbone import Backbone
from raregraph.corpus import Compared, Part, Read
from raregraph.errors import PageError, RaregraphError, Where, raise_all
from raregraph.facts import FactFile
from raregraph.ids import Curie, Iri, contract
from raregraph.information import Counts
from raregraph.medquad import Corpus, NameCandidate, survey
from raregraph.parts_cache import PartsCache
from raregraph.symptom_list import Unplaced, symptom_list
from raregraph.translations import Translation, lines_of
from raregraph.workers import batches, executor, mapped
from raregraph.world import World, with_pages

BATCH = 24
"""Pages a worker takes at a time: a few megabytes of lines."""
FOLDED = 32
"""Summaries kept side by side before they are made one: each names many of the same terms."""

_NONE = PageError(Where("pages"), "none is good", "give saved GARD pages or MedQuAD's GARD files")

Progress = Callable[[str], None]
Reviewed = Callable[["Summary", World, Corpus], tuple[list[str], frozenset[Curie]]]


@dataclass(frozen=True, slots=True)
class Task:
    """A page to work on: its files in the corpus, its versions that were read before, its synonyms that are titles."""

    page: str
    files: tuple[Path, ...]
    others: tuple[FactFile, ...]
    titles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What pages came to, without their lines: counts by kind and type, and all that was left out, in page order."""

    pages: int = 0
    rows: int = 0
    statements: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)
    mentioned: frozenset[Iri] = frozenset()
    grounded: Mapping[str, int] = field(default_factory=dict)
    phenotypes: Counts = field(default_factory=Counts)
    unplaced: tuple[Unplaced, ...] = ()
    candidates: tuple[NameCandidate, ...] = ()
    ungrounded: tuple[RaregraphError, ...] = ()
    faults: tuple[RaregraphError, ...] = ()
    reused: int = 0


@dataclass(frozen=True, slots=True)
class Sorted:
    """The corpus on disk: how many lines the file has, what the pages came to, the excerpt of the reference data."""

    count: int
    summary: Summary
    backbone: Backbone


@dataclass(slots=True)
class _Worker:
    """What a worker process keeps between batches."""

    world: World
    curated: Mapping[str, tuple[FactFile, ...]]
    spill: Path
    cache: PartsCache | None
    compared: Compared | None
    above: dict[str, tuple[Curie, ...]] = field(default_factory=dict)

    def ancestors(self, term: str) -> tuple[Curie, ...]:
        """The ancestors of a term, looked up once."""
        if term not in self.above:
            self.above[term] = self.world.tables.backbone.ancestors(term)
        return self.above[term]


_worker: _Worker | None = None


def _start(
    world: World,
    curated: Mapping[str, tuple[FactFile, ...]],
    folder: Path,
    cache: PartsCache | None,
    compared: Compared | None,
) -> None:
    global _worker
    spill = Path(tempfile.mkdtemp(dir=folder))
    gc.collect()
    gc.freeze()  # the reference data stays: looking through it for garbage would take a good part of the time
    _worker = _Worker(world, curated, spill, cache, compared)


def _work(tasks: Sequence[Task]) -> Summary:
    """Work on a batch in a worker: its lines go to the worker's spill folder, the rest comes back."""
    if _worker is None:
        raise RuntimeError("the worker was not begun")
    parts = [_page(task, _worker) for task in tasks]
    runs.spill(sorted(line for part in parts for line in part.lines), _worker.spill)
    phenotypes = Counts()
    for part in parts:
        phenotypes.add(information.count(part.lines, _worker.ancestors))
    return replace(
        summed([_summary(part) for part in parts]),
        phenotypes=phenotypes,
        faults=tuple(fault for part in parts for fault in part.faults),
        reused=sum(part.reused for part in parts),
    )


def _page(task: Task, worker: _Worker) -> Part:
    beside = [file.sha256 for file in task.others]
    key = worker.cache.key(task.files, task.page, worker.world, task.titles, beside) if worker.cache else ""
    if worker.cache and (kept := worker.cache.get(key)):
        return replace(kept, reused=True)
    reads: list[Read] = [corpus.read(path, worker.world, task.titles) for path in task.files]
    curated = worker.curated.get(task.page, ())
    part = corpus.part(reads, task.others, curated, worker.world, worker.compared)
    if worker.cache:
        worker.cache.put(key, part)
    return part


def _summary(part: Part) -> Summary:
    return Summary(
        1,
        part.rows,
        part.statements,
        part.findings,
        part.mentioned,
        part.grounded,
        Counts(),
        part.unplaced,
        part.candidates,
        part.ungrounded,
    )


def summed(summaries: Sequence[Summary]) -> Summary:
    """Several summaries as one, in order."""
    statements, findings, grounded = Counter[str](), Counter[str](), Counter[str]()
    phenotypes = Counts()
    for item in summaries:
        statements.update(item.statements)
        findings.update(item.findings)
        grounded.update(item.grounded)
        phenotypes.add(item.phenotypes)
    return Summary(
        sum(item.pages for item in summaries),
        sum(item.rows for item in summaries),
        statements,
        findings,
        frozenset().union(*(item.mentioned for item in summaries)),
        grounded,
        phenotypes,
        tuple(row for item in summaries for row in item.unplaced),
        tuple(name for item in summaries for name in item.candidates),
        tuple(fault for item in summaries for fault in item.ungrounded),
        tuple(fault for item in summaries for fault in item.faults),
        sum(item.reused for item in summaries),
    )


def tasks_of(found: Corpus, others: Iterable[FactFile]) -> list[Task]:
    """The pages of a corpus and of other versions, sorted by page."""
    files: dict[str, list[Path]] = defaultdict(list)
    for page, path in found.pages:
        files[page].append(path)
    read: dict[str, list[FactFile]] = defaultdict(list)
    for file in others:
        if file.version:
            read[file.version.page].append(file)
    pages = sorted({*files, *read})
    return [Task(page, tuple(files[page]), tuple(read[page]), found.shared.get(page, {})) for page in pages]


def build_sorted(
    paths: Sequence[Path],
    others: Sequence[FactFile],
    curated: Sequence[FactFile],
    world: World,
    target: Path,
    *,
    jobs: int = 1,
    cache: PartsCache | None = None,
    compared: Compared | None = None,
    reviewed: Reviewed | None = None,
    rejected: Sequence[RaregraphError] = (),
    translations: Sequence[Translation] = (),
    progress: Progress = lambda _: None,
) -> Sorted:
    """Write every line of a corpus to a file, sorted, each once; memory does not grow with the pages.

    Args:
        paths: the corpus's files.
        others: versions of pages that were read elsewhere, such as those of graph/.
        curated: curated rows, used where a version they name is among the pages.
        world: the reference releases.
        target: the N-Quads file; its folder also holds the parts while they are made.
        jobs: processes at work; the bytes do not depend on it.
        cache: parts of earlier builds, reused where neither page nor code nor reference changed.
        compared: finds what has become of a page's statements in another source; its findings are the page's.
        reviewed: further lines made from what all pages came to, with the terms they name.
        rejected: what was refused before; it is told with the other faults.
        translations: labels in other languages, for the terms of the excerpt.

    Raises:
        ReleaseError: a worker was killed. PageError: no page is good, or one was changed since.
    """
    progress("looking over the pages")
    found = survey(paths, symptom_list)
    tasks = tasks_of(found, others)
    if not tasks:
        raise_all([*rejected, *found.faults, _NONE])
    known = with_pages(world, found.named)
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        summary = _pages(tasks, curated, known, Path(place), jobs, cache, compared, progress)
        summary = replace(summary, faults=(*rejected, *found.faults, *summary.faults))
        more, named = reviewed(summary, known, found) if reviewed else ([], frozenset[Curie]())
        backbone = _excerpt(known, {*named, *(contract(iri) for iri in summary.mentioned)}, translations)
        derived = (information.lines_of(summary.phenotypes), lines_of(translations, backbone))
        own = Path(tempfile.mkdtemp(dir=place))
        runs.spill(lines.merged([lines.of_backbone(backbone), more, *derived]), own)
        progress("sorting")
        count = runs.written(runs.drain(Path(place).iterdir()), target)
    return Sorted(count, summary, backbone)


def _excerpt(world: World, mentioned: Iterable[str], translations: Sequence[Translation]) -> Backbone:
    """The reference data about some terms, with the releases that lend labels in other languages among its sources."""
    backbone = world.tables.backbone.excerpt(mentioned)
    languages = {one.source.name: one.source for one in translations}
    return replace(backbone, sources={**backbone.sources, **languages})


def _pages(
    tasks: Sequence[Task],
    curated: Sequence[FactFile],
    world: World,
    place: Path,
    jobs: int,
    cache: PartsCache | None,
    compared: Compared | None,
    progress: Progress,
) -> Summary:
    by_version = {file.version.sha256: task.page for task in tasks for file in task.others if file.version}
    rows: dict[str, list[FactFile]] = defaultdict(list)
    for file in curated:
        if file.sha256 in by_version:
            rows[by_version[file.sha256]].append(file)
    given = (world, {page: tuple(files) for page, files in rows.items()}, place, cache, compared)
    done: list[Summary] = []
    with executor(jobs, _start, *given) as pool:
        for summary in mapped(pool, _work, batches(tasks, BATCH), jobs):
            done = [*done, summary] if len(done) < FOLDED else [summed([*done, summary])]
            progress(f"pages: {sum(item.pages for item in done):,} of {len(tasks):,}")
    return summed(done)
