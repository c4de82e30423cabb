"""The main job: from graph/, or from given pages, through the gate to a release; and the ways it is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from raregraph import content, gate
from raregraph.corrections import read_corrections, read_tombstones
from raregraph.dumps import als_turtle
from raregraph.errors import ContentError, GateError, PageError, RaregraphError, Where, raise_all
from raregraph.extract import extract
from raregraph.facts import Fact, FactFile, FindingRow, read_facts
from raregraph.gate import Report
from raregraph.ids import ours
from raregraph.knowledge import Knowledge, assemble, from_content
from raregraph.pages import Page, find_pages, read_pages
from raregraph.release import Release, write_release
from raregraph.rows import to_list
from raregraph.textfiles import read_text, write_text
from raregraph.triples import LABEL, to_quads
from raregraph.verify import passage_faults

Progress = Callable[[str], None]
"""Called with the name of each stage as it begins."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left: the release, what it was made of, what the gate said, and what was rejected on the way."""

    release: Release
    knowledge: Knowledge
    report: Report
    rejected: tuple[RaregraphError, ...]


def build(pages: Sequence[Path], out: Path, progress: Progress) -> Built:
    """Build and release. Without pages, everything graph/ holds; with pages, what they say and what is curated on them.

    Raises GateError when the gate refuses, Faults when graph/ is at fault or no page is good, ReleaseError when the
    release cannot be written; the release that was there is untouched then.
    """
    progress("reading" if pages else "reading graph/")
    knowledge, rejected = _from_pages(pages) if pages else (from_content(), ())
    progress("checking shapes")
    quads = sorted(set(to_quads(knowledge)), key=str)
    report = gate.check((quad.triple for quad in quads), content.SHAPES, strict=not pages)
    if not report.conforms:
        raise GateError(Where("shapes/"), f"the gate refuses the graph:\n{report.to_table()}", "mend the rows it names")
    progress("writing the release")
    release = write_release(knowledge, out, report=report, progress=progress)
    return Built(release, knowledge, report, (*rejected, *knowledge.rejected))


def _from_pages(paths: Sequence[Path]) -> tuple[Knowledge, tuple[RaregraphError, ...]]:
    pages, rejected = read_all(paths)
    if not pages:
        raise_all(rejected)
        raise PageError(Where(", ".join(map(str, paths))), "no page", "give saved GARD pages")
    curated, unanchored = anchored(curated_files(), pages)
    knowledge = assemble(
        [extract(page) for page in pages],
        curated,
        read_corrections(content.GRAPH / "corrections.yaml"),
        read_tombstones(content.GRAPH / "tombstones.yaml"),
        strict=False,
    )
    return knowledge, (*rejected, *unanchored)


def anchored(files: Sequence[FactFile], pages: Sequence[Page]) -> tuple[list[FactFile], list[RaregraphError]]:
    """The files without the rows whose passages are not on the given page they name, and a fault for each such row."""
    given = {page.version.sha256: page for page in pages}
    faults: list[RaregraphError] = []

    def stands(row: Fact | FindingRow, page: Page) -> bool:
        found = [fault for passage in row.at for fault in passage_faults(passage, page)]
        faults.extend(ContentError(row.where, fault.problem, fault.fix) for fault in found[:1])
        return not found

    def cleaned(file: FactFile) -> FactFile:
        page = given.get(file.sha256)
        if page is None:
            return file
        facts = tuple(fact for fact in file.facts if stands(fact, page))
        return replace(file, facts=facts, findings=tuple(row for row in file.findings if stands(row, page)))

    return [cleaned(file) for file in files], faults


def read_all(paths: Sequence[Path]) -> tuple[tuple[Page, ...], tuple[RaregraphError, ...]]:
    """Every page of the files and folders given, and the faults of those rejected."""
    files, faults = [], []
    for path in paths:
        try:
            files += find_pages([path])
        except RaregraphError as fault:
            faults.append(fault)
    pages, rejected = read_pages(sorted(set(files)))
    return pages, (*faults, *rejected)


def curated_files() -> list[FactFile]:
    """The files of graph/curated."""
    return [read_facts(path) for path in sorted((content.GRAPH / "curated").glob("*.yaml"))]


def kept_labels() -> dict[str, str]:
    """The label of each statement in graph/als.ttl, by IRI. Raises ContentError where the file is not Turtle."""
    path = content.GRAPH / "als.ttl"
    try:
        return {
            triple.subject.value: triple.object.value
            for triple in (parse(path=path, format=RdfFormat.TURTLE) if path.exists() else ())
            if triple.predicate == LABEL and triple.subject.value.startswith(ours("statement/"))
        }
    except SyntaxError as error:
        where = Where(content.shown(path), error.lineno or 0)
        raise ContentError(where, f"not Turtle: {error.msg}", "delete the file: the build writes it anew") from None


def withdrawn(knowledge: Knowledge, labels: Mapping[str, str]) -> str:
    """Tombstone rows, for a person to finish, of the statements that were kept and are no more."""
    there = {item.iri for item in knowledge.statements} | {stone.iri for stone in knowledge.tombstones}
    rows = [{"iri": iri, "label": labels[iri], "reason": "", "date": ""} for iri in sorted(labels.keys() - there)]
    return to_list("tombstones", rows) if rows else ""


def write_turtle(knowledge: Knowledge) -> bool:
    """Write graph/als.ttl anew where it differs; whether it did. Raises ContentError when it cannot be written."""
    path = content.GRAPH / "als.ttl"
    text = als_turtle(to_quads(knowledge))
    if path.exists() and read_text(path) == text:
        return False
    write_text(path, text)
    return True


def keeps_turtle() -> bool:
    """Whether graph/ is a checkout's, which keeps the built Turtle beside its rows, and not an installed copy."""
    return (content.ROOT / "publish.py").is_file()


def summary(built: Built) -> str:
    """The build in a few lines: what was released, how much it holds, what the gate noted."""
    known, release = built.knowledge, built.release
    by_kind = Counter(item.kind.name for item in known.statements)
    counted = ", ".join(f"{name} {count}" for name, count in sorted(by_kind.items()))
    standing = Counter(item.standing for item in known.statements)
    lines = [
        f"{release.path}: {'released' if release.changed else 'unchanged'}",
        f"  {len(known.statements)} statements of {len(known.versions)} page versions and Mondo: {counted}",
        f"  standing: {', '.join(f'{name} {count}' for name, count in sorted(standing.items()))}",
        f"  {len(known.findings)} findings, {len(known.minted)} labels in no table",
        f"  gate: {built.report.counted()}",
    ]
    return "\n".join(lines)
