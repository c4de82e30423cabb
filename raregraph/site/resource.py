"""The page of any IRI: what it says, its parts, what points at it, each with its label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from raregraph.ids import BASE, contract
from raregraph.nquads import Block, literal
from raregraph.site import links
from raregraph.site.describe import SHOWN, Description, describe, family, query_of
from raregraph.site.layout import ALTERNATES, View
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing
from raregraph.turtle import ordered

FAMILIES: Mapping[str, str] = {
    "statement": "Statement",
    "passage": "Passage",
    "finding": "Finding",
    "reference": "Reference",
    "entity": "Thing named by us",
    "page": "Page",
    "graph": "Named graph",
    "release": "Release",
    "vocab": "Term of our vocabulary",
    "shapes": "Shape",
    "query": "Saved query",
    "dataset": "Dataset",
}
"""What a page says it is about, by family of its IRI."""


INVERSES: Mapping[str, str] = {
    "prov:wasDerivedFrom": "Statements read from here",
    "rdf:subject": "Statements about it",
    "rdf:object": "Statements that name it",
    "rdf:predicate": "Statements with this predicate",
    "rdf:type": "Of this type",
    "rg:about": "Findings on it",
    "rg:page": "Statements of this page",
    "oa:hasSource": "Passages of it",
    "oa:hasScope": "Passages of it",
    "prov:specializationOf": "Versions of it",
    "dct:isPartOf": "Sections of it",
    "rdfs:subClassOf": "Below it",
    "biolink:has_phenotype": "Diseases that have it",
    "biolink:causes": "Genes that cause it",
    "biolink:treats": "Drugs that treat it",
    "biolink:has_mode_of_inheritance": "Diseases inherited so",
    "rg:modeOfInheritance": "Statements of this mode of inheritance",
    "rg:target": "Care for it",
    "rg:disagreesWith": "Statements that disagree with it",
}
"""How nodes that point here by a predicate are spoken of, where its label would not be understood from this side."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An object: a thing with a page, or a text with its language and the CURIE of its datatype."""

    thing: Thing
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A predicate with its objects; `rest` of them are not shown, but the other forms of the page have all."""

    predicate: Thing
    cells: tuple[Cell, ...]
    rest: int = 0

    @property
    def named(self) -> bool:
        """Whether its objects are nodes with an address of their own."""
        return all(cell.thing.path and "#" not in cell.thing.path for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Part:
    """A node that is told on the page of another."""

    anchor: str
    thing: Thing
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pointing:
    """What points here by some predicates, named by `words`; `rest` are not listed, but `query` lists all."""

    words: str
    things: tuple[Thing, ...]
    total: int
    rest: int
    query: str


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View | None:  # noqa: ARG001 -- as every view
    """The page of the IRI of a path; None where the release says nothing of it."""
    iri = links.iri_of(path)
    found = describe(opened, iri) if iri else None
    return of(opened, found) if found else None


def of(opened: Opened, found: Description, template: str = "resource.html", **more: object) -> View:
    """The page of a description."""
    label = opened.thing(found.iri)
    types = [opened.thing(iri) for iri in found.own.plain("rdf:type")]
    kind = FAMILIES.get(family(found.iri)) or next((item.text for item in types), "Resource")
    values = {
        "iri": found.iri,
        "kind": kind,
        "curie": contract(found.iri),
        "definition": found.own.one("skos:definition") or found.own.one("dct:description"),
        "lines": tuple(lines(opened, found.own)),
        "parts": tuple(parts(opened, found)),
        "pointing": tuple(pointing(opened, found)),
        "external": "" if found.iri.startswith(BASE) else links.web_address(found.iri),
        "licences": [
            opened.thing(iri)
            for graph in opened.graphs(found.iri)
            for iri in opened.reader.values(graph, "dct:license")
        ],
    }
    return View(template, label.text, values | more, f"{kind}: {label.text}", ((kind, ""),), ALTERNATES)


def is_of(quad: Quad, found: Description) -> bool:
    """Whether a triple says something of a described node or of its parts."""
    nodes = {found.iri, *(block.iri for block in found.parts)}
    return isinstance(quad.subject, NamedNode) and quad.subject.value in nodes


def lines(opened: Opened, block: Block) -> Iterator[Line]:
    """What a node says, in the order of the dumps."""
    for predicate in ordered(tuple(block.values)):
        values = block.values[predicate]
        cells = tuple(cell(opened, text) for text in values[:SHOWN])
        yield Line(opened.thing(predicate), cells, len(values) - len(cells))


def cell(opened: Opened, text: str) -> Cell:
    """An object, given as N-Triples text."""
    if text[0] == "<":
        return Cell(opened.thing(text[1:-1]))
    value, language, datatype = literal(text)
    return Cell(Thing(value), language, contract(datatype) if datatype else "")


def parts(opened: Opened, found: Description) -> Iterator[Part]:
    """The parts of a node by IRI."""
    for block in found.parts:
        yield Part(links.anchor(block.iri), opened.thing(block.iri), tuple(lines(opened, block)))


def pointing(opened: Opened, found: Description) -> Iterator[Pointing]:
    """What points at a node: predicates by which the same nodes do stand together."""
    groups: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for item in found.incoming:
        groups.setdefault((item.total, item.subjects), []).append(item.predicate)
    for (total, subjects), predicates in groups.items():
        yield Pointing(
            words(opened, predicates), things(opened, subjects), total, total - len(subjects),
            query_of(found.iri, predicates[0]),
        )  # fmt: skip


def words(opened: Opened, predicates: Iterable[str]) -> str:
    """How nodes point here, in words: those of `INVERSES` where one has them, else the labels of the predicates."""
    found = [INVERSES[contract(iri)] for iri in predicates if contract(iri) in INVERSES]
    return "; ".join(dict.fromkeys(found)) or ", ".join(opened.thing(iri).text for iri in predicates)


def things(opened: Opened, iris: Iterable[str]) -> tuple[Thing, ...]:
    """Things by label."""
    return tuple(sorted(map(opened.thing, iris), key=lambda thing: (thing.text.casefold(), thing.id)))
