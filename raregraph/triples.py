"""Triples and quads as nodes: made for descriptions and views, or read from the lines that every dump is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from raregraph import lines
from raregraph.corrections import Correction, Tombstone
from raregraph.findings import Finding
from raregraph.ground import XSD, PageSource, Value
from raregraph.ids import Iri, expand, ours
from raregraph.knowledge import Knowledge
from raregraph.statements import Statement

Triple = tuple[NamedNode, NamedNode, Value]


def node(curie: str) -> NamedNode:
    """The node of a CURIE of ours or of the field; the caller vouches for its form."""
    return NamedNode(expand(curie))


A, LABEL = node("rdf:type"), node("rdfs:label")


def english(text: str) -> Literal:
    """A literal in English."""
    return Literal(text, language="en")


def date(text: str) -> Literal:
    """An xsd:date."""
    return Literal(text, datatype=NamedNode(XSD + "date"))


def offset(value: int) -> Literal:
    """An offset, as Web Annotation types it."""
    return Literal(str(value), datatype=NamedNode(XSD + "nonNegativeInteger"))


def to_quads(knowledge: Knowledge) -> Iterator[Quad]:
    """Every quad of a release but its description, sorted, each once."""
    text = "\n".join(lines.merged((lines.of_knowledge(knowledge), lines.of_backbone(knowledge.backbone))))
    return iter(parse(text, format=RdfFormat.N_QUADS))


def version_graph(source: PageSource) -> Iri:
    """The named graph of a page version: `graph/gard-5786-0d97d85dcf34`."""
    return ours("graph/" + source.iri.removeprefix(ours("page/")).replace("/", "-"))


def statement_triples(statement: Statement) -> Iterator[Triple]:
    """A statement: type, triple said, qualifiers, flat header, provenance, and its passages."""
    return _read(lines.of_statement(statement))


def direct_triples(statement: Statement) -> Iterator[Triple]:
    """The plain triple of a statement that has one."""
    if statement.direct:
        yield statement.subject, NamedNode(statement.direct), statement.object


def version_triples(source: PageSource) -> Iterator[Triple]:
    """A page, its version and the version's sections."""
    return _read(lines.of_version(source))


def finding_triples(finding: Finding) -> Iterator[Triple]:
    """A finding, what it is about, and the passages that show it."""
    return _read(lines.of_finding(finding))


def correction_triples(correction: Correction) -> Iterator[Triple]:
    """What a person said of a statement; what it did to the statement stands there."""
    return _read(lines.of_correction(correction))


def tombstone_triples(tombstone: Tombstone) -> Iterator[Triple]:
    """An id that is no more: deprecated, with its reason and successor."""
    return _read(lines.of_tombstone(tombstone))


def _read(found: Iterable[str]) -> Iterator[Triple]:
    text = "".join(f"{line} .\n" for line in found)
    return ((quad.subject, quad.predicate, quad.object) for quad in parse(text, format=RdfFormat.N_TRIPLES))
