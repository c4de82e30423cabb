"""The page of any IRI: what it says, its parts, what points at it, each with its label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from raregraph.ids import BASE, contract
from raregraph.nquads import Block, literal
from raregraph.site import links
from raregraph.site.describe import Description, describe, family, query_of
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
    "": "Term of another vocabulary",
}
"""What a page says it is about, by family of its IRI."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An object: a thing with a page, or a text with its language and the CURIE of its datatype."""

    thing: Thing
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A predicate with its objects."""

    predicate: Thing
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A node that is told on the page of another."""

    anchor: str
    thing: Thing
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pointing:
    """What points here by a predicate; `rest` of them are not listed, but `query` lists all."""

    predicate: Thing
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
    kind = FAMILIES.get(family(found.iri), "Resource")
    values = {
        "iri": found.iri,
        "kind": kind,
        "types": [opened.thing(iri) for iri in found.own.plain("rdf:type")],
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


def lines(opened: Opened, block: Block) -> Iterator[Line]:
    """What a node says, in the order of the dumps."""
    for predicate in ordered(tuple(block.values)):
        yield Line(opened.thing(predicate), tuple(cell(opened, text) for text in block.values[predicate]))


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
    """What points at a node, by predicate."""
    for item in found.incoming:
        yield Pointing(
            opened.thing(item.predicate), opened.reader.things(item.subjects), item.total, item.rest,
            query_of(found.iri, item.predicate),
        )  # fmt: skip


def things(opened: Opened, iris: Iterable[str]) -> tuple[Thing, ...]:
    """Things by label."""
    return tuple(sorted(map(opened.thing, iris), key=lambda thing: (thing.text.casefold(), thing.id)))
