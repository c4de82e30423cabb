"""The corpus as one sorted N-Quads file: pages are read, grounded and written in workers, sorted in parts on disk."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from pathlib import Path

from raregraph import corpus, information, lines, runs
from raregraph.backbone import Backbone
from raregraph.blocks import Block, of_lines
from raregraph.corpus import Part, Read
from raregraph.errors import PageError, RaregraphError, Where, raise_all
from raregraph.facts import FactFile
from raregraph.ground import page_iri
from raregraph.ids import Curie, Iri, contract, expand
from raregraph.information import Counts
from raregraph.medquad import Corpus, NameCandidate, survey
from raregraph.parts_cache import PartsCache
from raregraph.row_forms import RowForms
from raregraph.runs import Spill
from raregraph.symptom_list import Unplaced, symptom_list
from raregraph.translations import Translation, lines_of
from raregraph.workers import batches, executor, idle, mapped, rarely_collecting
from raregraph.world import World, with_pages

BATCH = 96
"""Pages a worker takes at a time: a few megabytes of blocks."""
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
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """The corpus on disk: how many lines the file has, what the pages came to, the excerpt of the reference data, and
    the lines that were made from what all pages came to.
    """

    count: int
    summary: Summary
    backbone: Backbone
    besides: tuple[str, ...] = ()


@dataclass(slots=True)
class _Worker:
    """What a worker process keeps between batches; `shared`: blocks it spilled that every page may have."""

    world: World
    curated: Mapping[str, tuple[FactFile, ...]]
    forms: RowForms
    spill: Spill
    cache: PartsCache | None
    shared: set[Block] = field(default_factory=set)
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
    cuts: Sequence[str],
    cache: PartsCache | None,
) -> None:
    global _worker
    spill = Spill(Path(tempfile.mkdtemp(dir=folder)), cuts)
    _worker = _Worker(world, curated, RowForms(world), spill, cache)


def _work(tasks: Sequence[Task]) -> Summary:
    """Work on a batch in a worker: its lines go to the worker's spill folder, the rest comes back."""
    if _worker is None:
        raise RuntimeError("the worker was not begun")
    parts = [_page(task, _worker) for task in tasks]
    shared = {block for part in parts for block in part.shared} - _worker.shared
    _worker.shared |= shared
    _worker.spill.add(chain((block for part in parts for block in part.blocks), shared))
    phenotypes = Counts()
    for part in parts:
        phenotypes.add(information.count(part.phenotypes, _worker.ancestors))
    return replace(
        summed([_summary(part) for part in parts]),
        phenotypes=phenotypes,
        faults=tuple(fault for part in parts for fault in part.faults),
        reused=sum(part.reused for part in parts),
        keys=tuple(part.key for part in parts),
    )


def _page(task: Task, worker: _Worker) -> Part:
    beside = [file.sha256 for file in task.others]
    key = worker.cache.key(task.files, task.page, worker.world, task.titles, beside) if worker.cache else ""
    if worker.cache and (kept := worker.cache.get(key)):
        return replace(kept, reused=True, key=key)
    curated = worker.curated.get(task.page, ())
    forms = None if task.others or curated or len(task.files) > 1 else worker.forms
    reads: list[Read] = [corpus.read(path, worker.world, task.titles, forms) for path in task.files]
    part = corpus.part(reads, task.others, curated, worker.world)
    if worker.cache:
        worker.cache.put(key, part)
    return replace(part, key=key)


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
        tuple(key for item in summaries for key in item.keys),
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
    reviewed: Reviewed | None = None,
    rejected: Sequence[RaregraphError] = (),
    translations: Sequence[Translation] = (),
    progress: Progress = lambda _: None,
) -> Sorted:
    """Write every line of a corpus to a file, sorted, each once; of a page memory keeps names and what was left out.

    Args:
        paths: the corpus's files.
        others: versions of pages that were read elsewhere, such as those of graph/.
        curated: curated rows, used where a version they name is among the pages.
        world: the reference releases.
        target: the N-Quads file; its folder also holds the parts while they are made.
        jobs: processes at work; the bytes do not depend on it.
        cache: parts of earlier builds, reused where neither page nor code nor reference changed.
        reviewed: further lines made from what all pages came to, with the terms they name.
        rejected: what was refused before; it is told with the other faults.
        translations: labels in other languages, for the terms of the excerpt.

    Raises:
        ReleaseError: a worker was killed. PageError: no page is good, or one was changed since.
    """
    progress("looking over the pages")
    with rarely_collecting():
        found = survey(paths, symptom_list)
    tasks = tasks_of(found, others)
    if not tasks:
        raise_all([*rejected, *found.faults, _NONE])
    known = with_pages(world, found.named)
    with rarely_collecting(), tempfile.TemporaryDirectory(dir=target.parent) as place:
        cuts = _cuts(tasks, known)
        summary = _pages(tasks, curated, known, Path(place), cuts, jobs, cache, progress)
        summary = replace(summary, faults=(*rejected, *found.faults, *summary.faults))
        more, named = reviewed(summary, known, found) if reviewed else ([], frozenset[Curie]())
        backbone = _excerpt(known, {*named, *(contract(iri) for iri in summary.mentioned)}, translations)
        derived = (information.lines_of(summary.phenotypes), lines_of(translations, backbone))
        own = Spill(Path(tempfile.mkdtemp(dir=place)), cuts)
        own.add(of_lines(chain(lines.of_backbone(backbone), more, *derived)))
        progress("sorting")
        count = _written(sorted(Path(place).iterdir()), target, jobs)
    return Sorted(count, summary, backbone, tuple(more))


def _cuts(tasks: Iterable[Task], world: World) -> tuple[str, ...]:
    """Where the lines of some pages are cut; those of a page stand under its own IRI, its disease's and hashes."""
    pages = [world.pages[task.page] for task in tasks]
    return runs.cuts((page_iri(page.id) for page in pages), (expand(Curie(page.disease)) for page in pages))


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
    cuts: Sequence[str],
    jobs: int,
    cache: PartsCache | None,
    progress: Progress,
) -> Summary:
    by_version = {file.version.sha256: task.page for task in tasks for file in task.others if file.version}
    rows: dict[str, list[FactFile]] = defaultdict(list)
    for file in curated:
        if file.sha256 in by_version:
            rows[by_version[file.sha256]].append(file)
    given = (world, {page: tuple(files) for page, files in rows.items()}, place, cuts, cache)
    done: list[Summary] = []
    with executor(jobs, _start, *given) as pool:
        for summary in mapped(pool, _work, batches(tasks, BATCH), jobs):
            done = [*done, summary] if len(done) < FOLDED else [summed([*done, summary])]
            progress(f"pages: {sum(item.pages for item in done):,} of {len(tasks):,}")
    return summed(done)


def _written(folders: Sequence[Path], target: Path, jobs: int) -> int:
    """Write what is spilled, in as many shares as there are jobs: the first to the file itself; how many lines."""
    found = runs.shares(runs.parts_of(folders), jobs)
    paths = [target, *(folders[0] / f"share-{number}" for number in range(1, len(found)))]
    with executor(len(found), idle) as pool:
        counts = pool.map(runs.written, repeat(folders), found, paths)
    runs.appended(target, paths[1:])
    return sum(counts)
