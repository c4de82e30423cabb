"""The parts of a release: each named graph with its title, licence, credit line, version and source files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.backbone import Backbone, Source
from raregraph.errors import ContentError, nearest
from raregraph.ground import PageSource
from raregraph.ids import BASE, Iri, ours, prefixes
from raregraph.knowledge import Knowledge
from raregraph.rows import Row, read_file

PAGES = "pages"
"""The row of graph/licences.yaml that stands for the graph of every page version."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What a part was read from: its IRI, what it is called, the SHA-256 of its bytes or text."""

    iri: Iri
    label: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph, or an ontology that lends ids and labels. `date` is ISO; what is not known is empty."""

    iri: Iri
    title: str
    licence: str
    credit: str
    version: str = ""
    date: str = ""
    url: str = ""
    citation: str = ""
    sources: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """A version of a page that a named graph was read from: its IRI, its page's, its label, date and SHA-256."""

    iri: Iri
    page: Iri
    label: str
    date: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Licences:
    """graph/licences.yaml: licence names by IRI, our graphs by local name, ontologies by prefix."""

    names: dict[str, str]
    graphs: dict[str, Part]
    labels: dict[str, Part]


def read_licences(path: Path) -> Licences:
    """Read the table. Raises ContentError for a licence without a name, or a prefix graph/prefixes.yaml lacks."""
    top = read_file(path)
    top.check_keys({"licences", "graphs", "labels"}, {"licences", "graphs", "labels"})
    names = {row.text("iri"): row.text("name") for row in top.rows("licences")}
    graphs = {row.text("graph"): _graph(row, names) for row in top.rows("graphs")}
    labels = {row.text("prefix"): _ontology(row, names) for row in top.rows("labels")}
    return Licences(names, graphs, labels)


@cache
def licences() -> Licences:
    """The project's own table, read once."""
    return read_licences(content.GRAPH / "licences.yaml")


def _graph(row: Row, names: dict[str, str]) -> Part:
    keys = {"graph", "title", "licence", "credit"}
    row.check_keys(keys, keys)
    return Part(ours(f"graph/{row.text('graph')}"), row.text("title"), _licence(row, names), row.text("credit"))


def _ontology(row: Row, names: dict[str, str]) -> Part:
    keys = {"prefix", "title", "licence", "credit", "url"}
    row.check_keys(keys, keys)
    prefix = row.text("prefix")
    if prefix not in prefixes():
        raise ContentError(row.where, f"unknown prefix {prefix!r}", nearest(prefix, prefixes()))
    iri = ours(f"entity/ontology-{prefix.lower()}")
    return Part(iri, row.text("title"), _licence(row, names), row.text("credit"), url=row.text("url"))


def _licence(row: Row, names: dict[str, str]) -> str:
    iri = row.text("licence")
    if iri not in names:
        raise ContentError(row.where, f"licence {iri!r} has no name", "add it to the licences of this file")
    return iri


def parts(knowledge: Knowledge, graphs: Iterable[str]) -> tuple[Part, ...]:
    """The parts of what is known: see `parts_of`."""
    return parts_of(map(_origin, knowledge.versions), knowledge.backbone, graphs)


def parts_of(origins: Iterable[Origin], backbone: Backbone, graphs: Iterable[str]) -> tuple[Part, ...]:
    """The named graphs among those given, and graph/dataset, sorted by IRI.

    Raises ContentError for a graph that nothing describes.
    """
    known = {part.iri: part for part in _known(origins, backbone)}
    wanted = sorted({*graphs, ours("graph/dataset")})
    for graph in wanted:
        if graph not in known:
            name = graph.removeprefix(BASE + "graph/")
            raise ContentError("graph/licences.yaml", f"no row describes the graph {name!r}", "add one under graphs")
    return tuple(known[Iri(graph)] for graph in wanted)


def _known(origins: Iterable[Origin], backbone: Backbone) -> Iterator[Part]:
    yield from (part for name, part in licences().graphs.items() if name != PAGES)
    yield from (_of_version(origin, licences().graphs[PAGES]) for origin in origins)
    yield from (_of_release(source) for source in backbone.sources.values())


def _origin(source: PageSource) -> Origin:
    version = source.version
    label = f"GARD page on {source.disease.label}, {version.date or 'undated'}"
    return Origin(source.iri, source.page, label, version.date, version.sha256)


def _of_version(origin: Origin, row: Part) -> Part:
    names = {"label": origin.label, "date": origin.date}
    title, credit = row.title.format(**names), row.credit.format(**names)
    graph = ours("graph/" + origin.iri.removeprefix(ours("page/")).replace("/", "-"))
    file = SourceFile(origin.iri, origin.label, origin.sha256)
    return Part(graph, title, row.licence, credit, origin.sha256[:12], origin.date, origin.page, sources=(file,))


def _of_release(source: Source) -> Part:
    graph = ours(f"graph/{source.graph}")
    files = tuple(
        SourceFile(Iri(f"{graph}/{file.path}"), f"{file.path} of {source.title}, release {source.release}", file.sha256)
        for file in source.files
    )
    title = f"{source.title}, excerpt of release {source.release}"
    return Part(
        graph, title, source.licence, source.credit, source.release, source.release, source.url, source.citation, files
    )


def lenders(knowledge: Knowledge) -> tuple[Part, ...]:
    """The ontologies beside the reference releases whose ids the terms have, sorted by title."""
    return lenders_of(prefix for prefix in licences().labels if _has(knowledge, prefixes()[prefix]))


def lenders_of(used: Iterable[str]) -> tuple[Part, ...]:
    """The ontologies of these prefixes, sorted by title."""
    return tuple(sorted((licences().labels[prefix] for prefix in used), key=lambda part: part.title))


def _has(knowledge: Knowledge, namespace: str) -> bool:
    return any(term.iri.startswith(namespace) for term in knowledge.terms)
