"""A shapes graph as the compiler reads it: nothing is taken that is not well-formed."""

from __future__ import annotations

from raregraph.ids import BASE
from raregraph.shacl.constraints import RDFS, SH
from raregraph.shacl.index import SUBCLASS, TYPE, Index
from raregraph.shacl.terms import RDF, XSD, is_blank, is_iri, is_literal, literal, parts, text
from raregraph.text import short_hash

FIRST, REST, NIL, CLASS = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>", f"<{RDFS}Class>"
TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")


class Unsupported(Exception):
    """A shape that this engine does not run, with the reason; it never leaves the compiler."""


def sh(name: str) -> str:
    """A term of SHACL by its local name."""
    return f"<{SH}{name}>"


class Reader:
    """The triples of a shapes graph, by node and property."""

    def __init__(self, graph: Index) -> None:
        self.graph = graph

    def targeted(self) -> list[str]:
        """Every shape with a target, sorted."""
        found = {node for name in TARGETS for node in self.graph.row(sh(name))}
        kinds = {sh("NodeShape"), sh("PropertyShape")}
        shapes = {node for kind in kinds for node in self.graph.back(TYPE).get(kind, ())}
        shapes |= self.graph.row(sh("property")).keys() | self.graph.row(sh("node")).keys() | self._used()
        return sorted(found | {node for node in shapes if self.implicit(node)})

    def _used(self) -> set[str]:
        used = {
            node for name in ("property", "node", "not", "qualifiedValueShape") for node in self.graph.back(sh(name))
        }
        return used | {
            item for name in ("and", "or", "xone") for head in self.graph.back(sh(name)) for item in self.items(head)
        }

    def implicit(self, node: str) -> bool:
        """Whether a shape is itself a class, and so about its instances."""
        classes = {CLASS, *self.graph.back(SUBCLASS).get(CLASS, ())}
        return not classes.isdisjoint(self.all(node, TYPE))

    def all(self, node: str, predicate: str) -> tuple[str, ...]:
        """The values of a property."""
        return tuple(self.graph.row(predicate).get(node, ()))

    def values(self, node: str, name: str) -> tuple[str, ...]:
        """The values of one of SHACL's properties."""
        return self.all(node, sh(name))

    def one(self, node: str, name: str) -> str | None:
        """The only value of one of SHACL's properties, if it has one."""
        found = self.values(node, name)
        if len(found) > 1:
            raise Unsupported(f"sh:{name} has more than one value")
        return found[0] if found else None

    def items(self, head: str) -> list[str]:
        """The members of a list."""
        found: list[str] = []
        while head != NIL:
            first, rest = self.all(head, FIRST), self.all(head, REST)
            if len(first) != 1 or len(rest) != 1 or len(found) > len(self.graph.row(FIRST)):
                raise Unsupported("a list is not well-formed")
            found.append(first[0])
            head = rest[0]
        return found

    def switched_off(self, node: str) -> bool:
        """Whether a shape or a constraint is deactivated."""
        found = self.one(node, "deactivated")
        return found is not None and bool(literal(found).value)

    def iri(self, node: str) -> str:
        """Its IRI; without one, an IRI from what it says, as the gate makes it."""
        if is_iri(node):
            return text(node)
        said = ((predicate, value) for predicate, values in self.graph.properties(node) for value in values)
        parts_ = sorted(f"{text(predicate)} {text(value)}" for predicate, value in said if not is_blank(value))
        return BASE + "report/shape-" + short_hash(*parts_)

    def number(self, node: str, name: str) -> int | None:
        """A whole number that a property gives."""
        found = self.one(node, name)
        if found is None:
            return None
        if not is_literal(found) or parts(found)[1] != XSD + "integer" or not parts(found)[0].isdigit():
            raise Unsupported(f"sh:{name} is no whole number")
        return int(parts(found)[0])

    def iris(self, node: str, name: str) -> list[str]:
        """The values of a property, all IRIs."""
        found = self.values(node, name)
        if not all(map(is_iri, found)):
            raise Unsupported(f"sh:{name} is no IRI")
        return list(found)
