"""A release of any size: from sorted N-Quads on disk to a published folder, in passes that hold little at a time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Quad

from raregraph import __version__, turtle
from raregraph.backbone import Backbone
from raregraph.bulk_dumps import Draft, shares, write_graphs, write_lines
from raregraph.bulk_figures import Contents, Figures, survey
from raregraph.bulk_files import Sealing, check_echoes, draft_hash, echo, seal
from raregraph.bulk_sort import Limits, SortedLines, read_lines
from raregraph.bulk_views import Tables, View
from raregraph.dataset import GRAPH, Described, measured, vocabularies
from raregraph.errors import GateError, Where
from raregraph.export.defaults import write_defaults
from raregraph.export.graph import read_blocks
from raregraph.export.receipt import RECEIPT, Source
from raregraph.folder import settle, workshop
from raregraph.holdings import FILES
from raregraph.manifest import Measure, is_promised, listing, measure, sha256
from raregraph.nquads import Block, gathered, in_order
from raregraph.parts import lenders_of, parts_of
from raregraph.release import DRAFT, HEAD, Release, Verdict, receipt, small_files
from raregraph.workers import executor, mapped

_PACKED = {file.path for file in FILES if file.packed}
_LIMITS = Limits()
_DUMPS = ("nq", "nt", "ttl", "trig", "jsonld")
Progress = Callable[[str], None]


def write_bulk(
    source: Path,
    out: Path,
    *,
    backbone: Backbone,
    report: Verdict,
    jobs: int = 1,
    limits: Limits = _LIMITS,
    progress: Progress = lambda _: None,
) -> Release:
    """Publish what a file of sorted N-Quads says, each line once, as `release.write_release` does what is known.

    Args:
        source: lines of statements, pages, findings, terms and reference releases, without graph/dataset; it is kept.
        out: the folder of releases.
        backbone: the excerpt of the reference releases that the lines hold: their sources and cross-references.
        report: what the gate said of the lines.
        jobs: processes that pack and read back the dumps; the bytes do not depend on it.
        limits: what is held in memory at a time; the bytes do not depend on it either.

    Raises:
        GateError: the report does not conform. ReleaseError: the release cannot be written, or does not read back.
        What was there before is untouched then.
    """
    if not report.conforms:
        raise GateError(Where("shapes/"), "the gate refused the graph", "mend what its report names")
    with workshop(out) as place:
        return _Bulk(source, place, backbone, jobs, limits, progress).release(report, out)


@dataclass(frozen=True, slots=True)
class _Bulk:
    """A release being made in a workshop: drafts in `work`, the files in `made`."""

    source: Path
    place: Path
    backbone: Backbone
    jobs: int
    limits: Limits
    progress: Progress

    @property
    def work(self) -> Path:
        return self.place / "work"

    @property
    def made(self) -> Path:
        return self.place / "made"

    def release(self, report: Verdict, out: Path) -> Release:
        self.work.mkdir()
        self.made.mkdir()
        view = View()
        description = self.described(view)
        drafts = self.drafts(description, view)
        drafts |= {path: self._kept(path, data) for path, data in small_files(description, report).items()}
        version = self.sealed(drafts, description, view.sources)
        self.progress("publishing")
        changed = settle(self.made, out, version)
        return Release(version, out / version, changed, description.counts)

    def described(self, view: View) -> Described:
        """Look over all lines once: the figures, and what the views must know beforehand."""
        self.progress("counting")
        figures, contents = Figures(self.work / "distinct", self.limits.budget), Contents()
        survey(read_lines(self.source), figures, contents.see, view.see)
        found = figures.statistics()
        names = ("statements", "passages", "findings", "page versions")
        counts = {name: contents.counts[name] for name in names}
        counts |= {"triples": found.triples, "quads": figures.quads, "named graphs": len(found.graphs) + 1}
        return Described(
            max([contents.newest, *(source.release for source in self.backbone.sources.values())]),
            parts_of(contents.origins, self.backbone, found.graphs),
            lenders_of(sorted(contents.lent)),
            found,
            counts,
            dict(sorted(contents.kinds.items())),
            vocabularies(found),
        )

    def drafts(self, description: Described, view: View) -> dict[str, Draft]:
        """The dumps, the view and the tables, by path."""
        told = self._told(description, DRAFT, "description")
        sizes = {**description.figures.graphs, GRAPH.value: len(description.parts) * 20}
        places = shares(sizes, self._folder("graphs"), self.limits.share)
        self.progress("writing raregraph.nq, .nt and .ttl")
        lines = heapq.merge(read_lines(self.source), distinct(told))
        found = write_lines(lines, self.work, places, view.see_again)
        self.progress("writing raregraph.trig, .jsonld and the tables")
        tables = Tables(self.work / "tables", view, self.limits.run)
        graphs = ((graph, tables.watched(blocks)) for share in places for graph, blocks in share.read())
        found |= write_graphs(graphs, self.work)
        drafts = {f"raregraph.{suffix}": _headed(draft, suffix) for suffix, draft in found.items()}
        self.progress("writing the exports")
        drafts |= self._exports()
        return drafts | {f"start-here/{name}.tsv": draft for name, draft in tables.drafts().items()}

    def _exports(self) -> dict[str, Draft]:
        """The formats that tools read, from the lines of raregraph.nt."""
        folder = self.work / "exports"
        lines = self.work / "nt.part"
        paths = write_defaults(lambda: read_blocks(lines), folder, self.work / "rows")
        return {path: Draft(folder / path) for path in paths}

    def _told(self, description: Described, version: str, name: str) -> SortedLines:
        """The lines of graph/dataset; some come twice."""
        told = SortedLines(self.work / name, self.limits.run)
        for triple in description.triples(version):
            told.add(f"{Quad(*triple, GRAPH)} .")
        return told

    def _folder(self, name: str) -> Path:
        folder = self.work / name
        folder.mkdir()
        return folder

    def _kept(self, path: str, data: bytes) -> Draft:
        body = self.work / path.replace("/", "-")
        body.write_bytes(data)
        return Draft(body)

    def sealed(self, drafts: Mapping[str, Draft], description: Described, sources: tuple[Source, ...]) -> str:
        """Name the version after the drafts, write them under it, and read the dumps back."""
        paths = sorted(drafts)
        with executor(self.jobs, _ready) as pool:
            self.progress("hashing")
            found = mapped(pool, draft_hash, [drafts[path] for path in paths], self.jobs)
            hashes = {path: digest for path, digest in zip(paths, found, strict=True) if is_promised(path)}
            version = f"{__version__}-{sha256(listing(hashes))[:12]}"
            self.progress("writing and packing")
            tasks = [self._sealing(path, drafts[path], version) for path in paths]
            measures = dict(zip(paths, mapped(pool, seal, tasks, self.jobs), strict=True))
            self.progress("reading back")
            dumps = [self.made / f"raregraph.{suffix}" for suffix in _DUMPS]
            check_echoes(dict(zip(_DUMPS, mapped(pool, echo, dumps, self.jobs), strict=True)))
        self._describe(description, version, measures | {RECEIPT: self._told_of(sources, version, measures)})
        return version

    def _sealing(self, path: str, draft: Draft, version: str) -> Sealing:
        """How a file is written; what zlib or SQLite decides holds no version."""
        target = self.made / path
        target.parent.mkdir(parents=True, exist_ok=True)
        old, new = (DRAFT, version) if is_promised(path) else ("", "")
        return Sealing(draft, target, old, new, path in _PACKED)

    def _told_of(self, sources: tuple[Source, ...], version: str, measures: Mapping[str, Measure]) -> Measure:
        """Write the receipt, which holds the hashes of the other files but dataset.ttl."""
        text = receipt({path: found.sha256 for path, found in measures.items()}, sources, version)
        (self.made / RECEIPT).write_text(text, encoding="utf-8", newline="\n")
        return measure(self.made / RECEIPT)

    def _describe(self, description: Described, version: str, measures: Mapping[str, Measure]) -> None:
        """Write dataset.ttl, which holds the measures of the other files."""
        told = self._told(description, version, "dataset")
        for quad in measured(measures, version):
            told.add(f"{quad} .")
        draft = write_turtle(in_order(gathered(distinct(told))), self.work / "dataset.ttl")
        seal(Sealing(draft, self.made / "dataset.ttl"))


def _ready() -> None:
    """Workers need nothing beforehand."""


def distinct(lines: Iterable[str]) -> Iterator[str]:
    """Sorted lines, each once."""
    last = None
    for line in lines:
        if line != last:
            yield line
            last = line


def write_turtle(blocks: Iterable[Block], path: Path) -> Draft:
    """Turtle of subjects in order."""
    names = turtle.Names()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(turtle.subject_text(block.iri, block.values, names, "") for block in blocks)
    return Draft(path, turtle.head(names))


def _headed(draft: Draft, suffix: str) -> Draft:
    """What people read begins with what it is."""
    return replace(draft, before=HEAD + draft.before) if suffix in ("ttl", "trig") else draft
