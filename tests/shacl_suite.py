"""W3C's SHACL tests, read: a graph, shapes, and the results that are expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

from raregraph.gate import path_text, to_rdflib
from raregraph.report import Result

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
OURS = ("https://w3id.org/raregraph/.well-known/genid/", "https://w3id.org/raregraph/report/shape-")
Row = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Case:
    """One test; `expected` is None where the shapes are to be refused."""

    name: str
    data: tuple[ox.Triple, ...]
    shapes: tuple[ox.Triple, ...]
    expected: frozenset[Row] | None


def read_tests(folder: Path) -> list[Case]:
    """Every test below a folder, in order of name."""
    return [test for path in sorted(folder.rglob("*.ttl")) for test in read_test(path)]


def read_test(path: Path) -> list[Case]:
    """The tests that a file describes: none, or one."""
    graph = to_rdflib(triples(path.as_uri()))
    found = []
    for test in graph.subjects(RDF.type, SHT.Validate):
        action, result = graph.value(test, MF.action), graph.value(test, MF.result)
        data, shapes = (triples(str(graph.value(action, name))) for name in (SHT.dataGraph, SHT.shapesGraph))
        name = f"{path.parent.name}/{path.stem}"
        found.append(Case(name, data, shapes, None if result == SHT.Failure else frozenset(_expected(graph, result))))
    return found


def triples(uri: str) -> tuple[ox.Triple, ...]:
    """The triples of a file; a blank node has the same label wherever the file is read."""
    path = Path(uri.removeprefix("file://"))
    return tuple({quad.triple: None for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=uri)})


def _expected(graph: rdflib.Graph, report: rdflib.term.Node | None) -> Iterable[Row]:
    for node in graph.objects(report, SH.result):
        path = graph.value(node, SH.resultPath)
        names = (SH.focusNode, SH.sourceConstraintComponent, SH.sourceShape, SH.value, SH.resultSeverity)
        focus, component, shape, value, severity = (_shown(graph.value(node, name)) for name in names)
        yield focus, path_text(graph, path) if path else "", component, shape, value, severity


def _shown(term: rdflib.term.Node | None) -> str:
    return "" if term is None else "_" if isinstance(term, rdflib.BNode) else term.n3()


def row(result: Result) -> Row:
    """A result as W3C compares it: what has no IRI is the same as anything without one."""
    shape, severity = f"<{result.shape}>", f"<{result.severity if ':' in result.severity else SH + result.severity}>"
    parts = (_text(result.focus), result.path, f"<{result.component}>", shape, _text(result.value), severity)
    return tuple("_" if part[1:].startswith(OURS) else part for part in parts)  # type: ignore[return-value]


def _text(term: ox.NamedNode | ox.Literal | None) -> str:
    if not isinstance(term, ox.Literal):
        return "" if term is None else str(term)
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False).n3()
