"""The tables of a database in Monarch's layout: nodes and edges, and both again with what closures and labels add."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter

from raregraph.export import columns
from raregraph.export.annotated import Annotated, annotated, information_content, with_above
from raregraph.export.closure import PREDICATE, Closure, prefix, read_closure
from raregraph.export.columns import Cell
from raregraph.export.rows import EDGE_COLUMNS, NODE_COLUMNS, Edge, Node, Rows
from raregraph.similarity import content_of

Cells = Iterator[tuple[Cell, ...]]
LAYOUT = ("nodes", "edges", "dangling_edges", "closure", "denormalized_nodes", "denormalized_edges")
"""The tables of Monarch's SQLite file."""
SIMILARITY = ("information_content", "annotation_information_content", "closure_size")
"""What engines of semantic similarity read besides."""
DIGITS = 12
"""Digits behind the point of an information content; machines differ in the last bit of a logarithm."""

_node_cells: Callable[[Node], tuple[Cell, ...]] = attrgetter(*NODE_COLUMNS)
_edge_cells: Callable[[Edge], tuple[Cell, ...]] = attrgetter(*EDGE_COLUMNS)
_NOBODY = Node(id="", category="")
_NOTHING_OF_NODES = columns.nothing(columns.UNSAID_OF_NODES)
_NOTHING_OF_EDGES = columns.nothing(columns.UNSAID_OF_EDGES)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a database.

    Attributes:
        name: as Monarch has it.
        columns: their names, in order.
        rows: each call gives the rows anew, in one order; a row has a cell for each column.
        indexed: columns that are looked up.
    """

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Cells]
    indexed: tuple[str, ...] = ()


@contextmanager
def tables_of(rows: Rows) -> Iterator[dict[str, Table]]:
    """The tables by name: `LAYOUT`, then `SIMILARITY`. What is grouped on disk for them is removed at the end."""
    closure = read_closure(rows)
    with annotated(rows) as found:
        yield {table.name: table for table in _tables(Wide(rows, closure, found))}


def _tables(wide: Wide) -> Iterator[Table]:
    ends = ("subject", "predicate", "object", "category")
    yield Table("nodes", columns.NODES, wide.nodes, ("id", "category"))
    yield Table("edges", columns.EDGES, wide.edges, ("id", *ends))
    yield Table("dangling_edges", columns.EDGES, wide.dangling_edges)
    yield Table("closure", columns.CLOSURE, wide.closed, ("subject_id", "object_id"))
    yield Table("denormalized_nodes", columns.DENORMALIZED_NODES, wide.denormalized_nodes, ("id", "category"))
    yield Table("denormalized_edges", columns.DENORMALIZED_EDGES, wide.denormalized_edges, ("id", *ends))
    yield Table("information_content", ("term", "ic"), wide.content, ("term",))
    yield Table("annotation_information_content", ("term", "ic"), wide.annotation_content, ("term",))
    yield Table("closure_size", ("entity", "size"), wide.sizes, ("entity",))


def grouping_key(edge: Edge) -> str:
    """What edges that say the same have in common: subject, NOT where it is negated, predicate and object."""
    return f"{edge.subject}|{'NOT' if edge.negated else ''}|{edge.predicate}|{edge.object}"


@dataclass(frozen=True, slots=True)
class Wide:
    """The cells of each table, made row by row."""

    rows: Rows
    closure: Closure
    found: Annotated
    _ends: dict[str, tuple[Cell, ...]] = field(default_factory=dict)

    def nodes(self) -> Cells:
        """Of the nodes, by id."""
        return ((*_node_cells(node), "") for node in self.rows.nodes.values())

    def edges(self) -> Cells:
        """Of the edges of which both ends are nodes, by id."""
        return map(_edge_cells, self._edges(False))

    def dangling_edges(self) -> Cells:
        """Of the edges of which an end is no node: none, if the rows are what they promise."""
        return map(_edge_cells, self._edges(True)) if self.found.dangles else iter(())

    def _edges(self, dangling: bool) -> Iterator[Edge]:
        if not self.found.dangles:
            return self.rows.edges()
        nodes = self.rows.nodes
        return (e for e in self.rows.edges() if dangling == (e.subject not in nodes or e.object not in nodes))

    def closed(self) -> Cells:
        """Of the closure, by both terms."""
        return ((term, PREDICATE, above) for term, above in self.closure.pairs())

    def content(self) -> Cells:
        """Of the information content by the terms below a term, as koza and monarch-py define it, by term."""
        found = content_of(self.closure.above)
        return ((term, round(bits, DIGITS)) for term, bits in sorted(found.items()))

    def annotation_content(self) -> Cells:
        """Of the information content by the diseases that have a term, by term."""
        return iter(information_content(self.found, self.closure).items())

    def sizes(self) -> Cells:
        """How many terms the phenotypes of a node and all above them are, by node."""
        for subject in self.found.subjects():
            yield subject, len(with_above(self.found.phenotypes(subject), self.closure))

    def denormalized_nodes(self) -> Cells:
        """Of nodes with their phenotypes and with what is below them, by id."""
        return map(self._node, self.rows.nodes.values())

    def _node(self, node: Node) -> tuple[Cell, ...]:
        has, below = self.found.phenotypes(node.id), self.closure.below.get(node.id, ())
        above = with_above(has, self.closure)
        phenotypes = (has, self._names(has), len(has), above, self._names(above))
        descendants = (below, self._names(below), len(below))
        return (*_node_cells(node), "", prefix(node.id), *phenotypes, *descendants, *_NOTHING_OF_NODES)

    def denormalized_edges(self) -> Cells:
        """Of whole edges with what is known of their ends and of the terms that qualify them, by id."""
        return map(self._edge, self._edges(False))

    def _edge(self, edge: Edge) -> tuple[Cell, ...]:
        evidence = len(edge.has_evidence) + len(edge.publications)
        ends = (*self._end(edge.subject), *self._end(edge.object))
        qualified = (*self._label(edge.frequency_qualifier), *self._label(edge.onset_qualifier))
        return (*_edge_cells(edge), evidence, grouping_key(edge), *ends, *qualified, *_NOTHING_OF_EDGES)

    def _end(self, curie: str) -> tuple[Cell, ...]:
        """Kept, for an end has many edges; memory grows with the nodes."""
        if curie not in self._ends:
            self._ends[curie] = self._end_of(self.rows.nodes[curie])
        return self._ends[curie]

    def _end_of(self, node: Node) -> tuple[Cell, ...]:
        above = self.closure.above.get(node.id, ())
        return (*self._label(node.id), above, self._names(above), node.in_taxon, node.in_taxon_label)

    def _label(self, curie: str) -> tuple[str, str, str]:
        node = self.rows.nodes.get(curie, _NOBODY)
        return node.name, node.category, prefix(node.id)

    def _names(self, terms: tuple[str, ...]) -> tuple[str, ...]:
        nodes = self.rows.nodes
        return tuple(nodes[term].name for term in terms if term in nodes and nodes[term].name)
