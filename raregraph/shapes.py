"""The shapes (shapes/*.ttl) as they were read: what is a shape, what it is about, which it uses, where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from raregraph.content import shown
from raregraph.errors import ContentError, GateError, RaregraphError, Where, raise_all

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS_CLASS = ("http://www.w3.org/2000/01/rdf-schema#Class", "http://www.w3.org/2002/07/owl#Class")
TYPE, FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("type", "first", "rest", "nil"))
Node = ox.NamedNode | ox.BlankNode
Term = Node | ox.Literal | ox.Triple


def sh(name: str) -> ox.NamedNode:
    """A term of SHACL by its local name."""
    return ox.NamedNode(SH + name)


SHAPE_PARAMETERS = ("property", "node", "not", "qualifiedValueShape")
"""Parameters whose value is a shape."""
SHAPE_LISTS = ("and", "or", "xone")
"""Parameters whose value is a list of shapes."""
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
CONSTRAINTS = (
    *SHAPE_PARAMETERS, *SHAPE_LISTS,
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive",
    "maxInclusive", "minLength", "maxLength", "pattern", "languageIn", "uniqueLang", "equals", "disjoint",
    "lessThan", "lessThanOrEquals", "qualifiedMinCount", "qualifiedMaxCount", "closed", "hasValue", "in", "sparql",
)  # fmt: skip
"""Every constraint parameter of SHACL core, and sh:sparql."""


@dataclass(frozen=True)
class Shapes:
    """The triples of every file, in order; `at` is the file that describes a node, `texts` each file by its name."""

    triples: tuple[ox.Triple, ...]
    at: Mapping[Node, str]
    texts: Mapping[str, str]
    described: Mapping[Node, Mapping[ox.NamedNode, tuple[Term, ...]]]

    def values(self, node: Term, predicate: ox.NamedNode) -> tuple[Term, ...]:
        """The values of a property of a node, in the order of the files."""
        return self.described.get(node, {}).get(predicate, ()) if isinstance(node, Node) else ()

    def items(self, head: Term) -> tuple[Term, ...]:
        """The members of a list; a list that is not well-formed ends early."""
        found: list[Term] = []
        seen = {head}
        while (first := self.values(head, FIRST)) and (rest := self.values(head, REST)):
            found.append(first[0])
            head = rest[0]
            if head in seen:
                break
            seen.add(head)
        return tuple(found)

    def well_formed(self, head: Term) -> bool:
        """Whether a node is a list that ends, each cell with one member and one rest."""
        seen: set[Term] = set()
        while head != NIL:
            cell = self.values(head, FIRST), self.values(head, REST)
            if head in seen or not all(len(part) == 1 for part in cell):
                return False
            seen.add(head)
            head = cell[1][0]
        return True

    @cached_property
    def shapes(self) -> tuple[Node, ...]:
        """Every node that is a shape: typed so, with a target or a constraint, or expected to be one; sorted."""
        marks = {sh(name) for name in (*TARGETS, *CONSTRAINTS)}
        kinds = {sh("NodeShape"), sh("PropertyShape")}
        found = {node for node, row in self.described.items() if marks & row.keys() or kinds & set(row.get(TYPE, ()))}
        found |= {node for _, _, node in self.references if isinstance(node, Node)}
        return tuple(sorted(found, key=str))

    @cached_property
    def references(self) -> tuple[tuple[Node, str, Term], ...]:
        """Each use of a shape by another: the shape, the parameter, the shape used."""
        found: list[tuple[Node, str, Term]] = []
        for node, row in self.described.items():
            for name in SHAPE_PARAMETERS:
                found += ((node, name, value) for value in row.get(sh(name), ()))
            for name in SHAPE_LISTS:
                found += ((node, name, item) for head in row.get(sh(name), ()) for item in self.items(head))
        return tuple(found)

    @cached_property
    def target_classes(self) -> dict[str, list[Node]]:
        """The shapes of each class that is a target, a shape that is itself a class among them."""
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self.shapes:
            for class_ in self.values(node, sh("targetClass")):
                if isinstance(class_, ox.NamedNode):
                    found[class_.value].append(node)
            if isinstance(node, ox.NamedNode) and any(t.value in RDFS_CLASS for t in self.types(node)):
                found[node.value].append(node)
        return dict(sorted(found.items()))

    def types(self, node: Node) -> tuple[ox.NamedNode, ...]:
        """The classes of a node."""
        return tuple(value for value in self.values(node, TYPE) if isinstance(value, ox.NamedNode))

    def where(self, node: Term, needle: str = "") -> Where:
        """The file of a node, and the 1-based line of a word in it (else of the node's own name), where it is found."""
        name = self.at.get(node, "shapes") if isinstance(node, Node) else "shapes"
        text = self.texts.get(name, "")
        own = node.value.replace("#", "/").rsplit("/", 1)[-1] if isinstance(node, ox.NamedNode) else ""
        for word in (needle, own):
            if word and (found := text.find(word)) >= 0:
                return Where(name, text.count("\n", 0, found) + 1)
        return Where(name)


def read_shapes(folder: Path) -> Shapes:
    """Read every Turtle file of a folder.

    Raises ContentError with file and line for broken Turtle, GateError for a folder without shapes.
    """
    paths = sorted(folder.glob("*.ttl"))
    if not paths:
        raise GateError(
            Where(shown(folder)), "no shapes", "put SHACL files *.ttl there: without shapes every graph passes"
        )
    parsed: list[tuple[str, str, list[ox.Triple]]] = []
    faults: list[RaregraphError] = []
    for path in paths:
        try:
            parsed.append(_read(path))
        except RaregraphError as fault:
            faults.append(fault)
    raise_all(faults)
    return shapes_of(parsed, Where(shown(folder)))


def shapes_of(parsed: Iterable[tuple[str, str, Iterable[ox.Triple]]], where: Where) -> Shapes:
    """Shapes from files given as name, text and triples. Raises GateError where no shape checks anything."""
    triples: list[ox.Triple] = []
    at: dict[Node, str] = {}
    texts: dict[str, str] = {}
    described: dict[Node, dict[ox.NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for name, text, found in parsed:
        texts[name] = text
        for triple in found:
            if isinstance(triple.subject, Node):
                triples.append(triple)
                at.setdefault(triple.subject, name)
                described[triple.subject][triple.predicate].append(triple.object)
    fixed = {node: {name: tuple(values) for name, values in row.items()} for node, row in described.items()}
    shapes = Shapes(tuple(triples), at, texts, fixed)
    if not any(sh(name) in row for row in fixed.values() for name in TARGETS) and not shapes.target_classes:
        raise GateError(where, "no shape has a target", "without a target nothing is checked and every graph passes")
    return shapes


def _read(path: Path) -> tuple[str, str, list[ox.Triple]]:
    name = shown(path)
    try:
        data = path.read_bytes()
        triples = [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)]
    except OSError as error:
        raise ContentError(
            Where(name), f"cannot be read: {error.strerror}", "check the file and its permissions"
        ) from None
    except SyntaxError as error:
        raise ContentError(
            Where(name, error.lineno or 0), f"not valid Turtle (column {error.offset}): {error.msg}", "mend the line"
        ) from None
    return name, data.decode("utf-8"), triples
