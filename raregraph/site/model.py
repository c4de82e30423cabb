"""The page of the data model: a drawing of what there is and how it hangs together, and the kinds of statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.ids import contract, expand, ours
from raregraph.kinds import kinds
from raregraph.site import terms
from raregraph.site.layout import View
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing

WIDTH, HEIGHT = 176, 58
"""A box of the drawing, in units of its view box."""
STATEMENT = "statement"
"""The box of all statements, whatever their class."""


@dataclass(frozen=True, slots=True)
class Box:
    """Nodes of one sort: their classes (CURIEs; none for statements, which have many), and where their box stands."""

    name: str
    label: str
    classes: tuple[str, ...]
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A predicate from one sort of node to another, as a shape asks for it."""

    start: str
    predicate: str
    end: str


BOXES = (
    Box(STATEMENT, "Statement", (), 1, 1),
    Box("disease", "Disease", ("biolink:Disease",), 1, 0),
    Box("phenotype", "Symptom, sign, test", ("biolink:PhenotypicFeature",), 0, 0),
    Box("gene", "Gene", ("biolink:Gene",), 0, 1),
    Box("drug", "Drug", ("biolink:Drug", "biolink:SmallMolecule"), 0, 2),
    Box("passage", "Passage", ("oa:SpecificResource",), 2, 1),
    Box("selector", "Characters from, to", ("oa:TextPositionSelector",), 3, 1),
    Box("section", "Section", ("rg:Section",), 2, 2),
    Box("version", "Page version", ("rg:PageVersion",), 3, 2),
    Box("page", "Page", ("biolink:WebPage",), 3, 3),
    Box("finding", "Finding", ("rg:Finding",), 2, 0),
    Box("reference", "Reference", ("biolink:Publication",), 1, 2),
)
"""What is drawn: columns from the left, rows from the top."""
EDGES = (
    Edge(STATEMENT, "rg:disease", "disease"),
    Edge(STATEMENT, "rg:phenotype", "phenotype"),
    Edge(STATEMENT, "rg:gene", "gene"),
    Edge(STATEMENT, "rg:drug", "drug"),
    Edge(STATEMENT, "prov:wasDerivedFrom", "passage"),
    Edge(STATEMENT, "biolink:publications", "reference"),
    Edge("finding", "rg:about", STATEMENT),
    Edge("passage", "oa:hasSelector", "selector"),
    Edge("passage", "oa:hasScope", "section"),
    Edge("passage", "oa:hasSource", "version"),
    Edge("section", "dct:isPartOf", "version"),
    Edge("version", "prov:specializationOf", "page"),
)
"""What leads where; a shape has each as its path."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box with its place, how many nodes it stands for, and one of them."""

    box: Box
    x: int
    y: int
    count: int
    example: Thing | None


@dataclass(frozen=True, slots=True)
class Line:
    """An edge with its line, the place of its words, and how many triples it stands for."""

    edge: Edge
    words: Thing
    x1: int
    y1: int
    x2: int
    y2: int
    count: int

    @property
    def x(self) -> int:
        """Where its words stand."""
        return (self.x1 + self.x2) // 2

    @property
    def y(self) -> int:
        """Where its words stand."""
        return (self.y1 + self.y2) // 2


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of statement: its class, what it means, how many there are, and one of them."""

    thing: Thing
    class_: Thing
    definition: str
    count: int
    example: Thing | None


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """The model with the counts of this release."""
    boxes = tuple(drawn(opened))
    values = {
        "boxes": boxes,
        "lines": tuple(lines(opened, boxes)),
        "kinds": tuple(kind_rows(opened)),
        "width": WIDTH,
        "height": HEIGHT,
        "total_width": max(box.x for box in boxes) + WIDTH + 8,
        "total_height": max(box.y for box in boxes) + HEIGHT + 8,
    }
    preview = "How a fact becomes RDF: statements, the passages that make them, pages, versions and dates."
    return View("model.html", "The data model", values, preview, (("Model", ""),))


def drawn(opened: Opened) -> Iterator[Drawn]:
    """The boxes in their places, with the counts of the release's description."""
    counts = terms.uses(opened)
    for box in BOXES:
        count = sum(counts.get(expand(name), 0) for name in box.classes)
        if box.name == STATEMENT:
            count = counts.get(expand("rg:kind"), 0)
        x, y = 8 + box.column * (WIDTH + 110), 8 + box.row * (HEIGHT + 72)
        yield Drawn(box, x, y, count, _example(opened, box))


def _example(opened: Opened, box: Box) -> Thing | None:
    if box.name == STATEMENT:
        return _first(opened, "rg:kind", ours("vocab/phenotype"))
    found = (_first(opened, "rdf:type", expand(name)) for name in box.classes)
    return next((thing for thing in found if thing), None)


def _first(opened: Opened, predicate: str, object_: str) -> Thing | None:
    """The first node by IRI that has an object."""
    quads = opened.store.quads_for_pattern(None, NamedNode(expand(predicate)), NamedNode(object_), None)
    iri = min((quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)), default="")
    return opened.thing(iri) if iri else None


def lines(opened: Opened, boxes: Iterable[Drawn]) -> Iterator[Line]:
    """The edges between boxes, from border to border."""
    counts, places = terms.uses(opened), {item.box.name: item for item in boxes}
    for edge in EDGES:
        start, end = places[edge.start], places[edge.end]
        (x1, y1), (x2, y2) = border(start, end), border(end, start)
        yield Line(edge, opened.thing(expand(edge.predicate)), x1, y1, x2, y2, counts.get(expand(edge.predicate), 0))


def border(here: Drawn, there: Drawn) -> tuple[int, int]:
    """Where a line from the middle of a box to that of another leaves the first."""
    x, y = here.x + WIDTH // 2, here.y + HEIGHT // 2
    dx, dy = there.x - here.x, there.y - here.y
    share = min(WIDTH / 2 / abs(dx) if dx else 9, HEIGHT / 2 / abs(dy) if dy else 9)
    return round(x + dx * share), round(y + dy * share)


def kind_rows(opened: Opened) -> Iterator[KindRow]:
    """The kinds of statement that the vocabulary knows, the most frequent first."""
    words = terms.vocabulary(opened)
    found = []
    for kind in kinds().kinds.values():
        iri = expand(f"rg:{kind.name}")
        quads = opened.store.quads_for_pattern(None, NamedNode(expand("rg:kind")), NamedNode(iri), None)
        subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        example = opened.thing(min(subjects)) if subjects else None
        definition = words.terms[iri].definition if iri in words.terms else ""
        found.append(
            KindRow(
                opened.thing(iri),
                opened.thing(expand(next(iter(kind.classes.values())))),
                definition,
                len(subjects),
                example,
            )
        )
    yield from sorted(found, key=lambda row: (-row.count, row.thing.text, contract(row.thing.path)))
