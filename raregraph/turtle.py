"""Turtle and TriG for people: sorted, one triple a line under its subject, only the prefixes that are used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from raregraph.errors import ReleaseError
from raregraph.ids import contract, prefixes

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FIRST = {RDF_TYPE: 0, "http://www.w3.org/2000/01/rdf-schema#label": 1}
"""Predicates that stand before the others: what it is, and what it is called."""
_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
"""Local names that need no escape in Turtle (PN_LOCAL without colons)."""
_CLOSING = re.compile(r'"(?="|\Z)')
"""Quotes that could end a long string."""
_BARE = {
    XSD + "boolean": re.compile(r"(true|false)\Z"),
    XSD + "integer": re.compile(r"(0|-?[1-9][0-9]*)\Z"),
    XSD + "decimal": re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]*[1-9]\Z"),
}
"""Lexical forms that Turtle reads back unchanged when written without quotes."""

Value = NamedNode | Literal
Tree = Mapping[str, Mapping[NamedNode, Mapping[NamedNode, list[Value]]]]


@dataclass(slots=True)
class Names:
    """Abbreviates IRIs, and remembers which prefixes it needed."""

    used: set[str] = field(default_factory=set)
    _cache: dict[str, str] = field(default_factory=dict)

    def name(self, iri: str) -> str:
        """The prefixed name of an IRI, or `<IRI>` where Turtle would need an escape."""
        if iri not in self._cache:
            self._cache[iri] = self._name(iri)
        return self._cache[iri]

    def _name(self, iri: str) -> str:
        prefix, _, local = contract(iri).partition(":")
        if prefix not in prefixes() or not _LOCAL.match(local):
            return f"<{iri}>"
        self.used.add(prefix)
        return f"{prefix}:{local}"

    def value(self, term: Value) -> str:
        """A term as Turtle; literals keep their lexical form."""
        if isinstance(term, NamedNode):
            return self.name(term.value)
        datatype = term.datatype.value
        if datatype in _BARE and _BARE[datatype].match(term.value):
            return term.value
        if term.language:
            return f"{_quoted(term.value)}@{term.language}"
        return _quoted(term.value) + ("" if datatype == XSD + "string" else f"^^{self.name(datatype)}")


def _quoted(text: str) -> str:
    """A string in quotes; over several lines where it has several."""
    if "\n" not in text or not text.replace("\n", "").isprintable():
        return str(Literal(text))
    return '"""' + _CLOSING.sub(r"\"", text.replace("\\", "\\\\")) + '"""'


def tree(quads: Iterable[Quad]) -> Tree:
    """Quads by graph (empty for the default one), subject and predicate, each sorted; repetitions are dropped.

    Raises ReleaseError for a blank node: its name would differ from build to build.
    """
    groups: dict[str, dict[NamedNode, dict[NamedNode, set[Value]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(set))
    )
    for quad in quads:
        subject, object_, graph = quad.subject, quad.object, quad.graph_name
        if not isinstance(subject, NamedNode) or not isinstance(object_, NamedNode | Literal):
            raise ReleaseError("graph", f"{quad} has a blank node", "give the node an IRI")
        groups["" if isinstance(graph, DefaultGraph) else graph.value][subject][quad.predicate].add(object_)
    return {graph: {node: _sorted(groups[graph][node]) for node in _by_iri(groups[graph])} for graph in sorted(groups)}


def _by_iri(nodes: Iterable[NamedNode]) -> list[NamedNode]:
    return sorted(nodes, key=lambda node: node.value)


def _sorted(predicates: Mapping[NamedNode, set[Value]]) -> dict[NamedNode, list[Value]]:
    ordered = sorted(predicates, key=lambda node: (_FIRST.get(node.value, len(_FIRST)), node.value))
    return {predicate: sorted(predicates[predicate], key=str) for predicate in ordered}


def merged(quads: Iterable[Quad]) -> list[Quad]:
    """The same triples without their graphs; repetitions are kept."""
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


def to_turtle(quads: Iterable[Quad]) -> str:
    """The union of all graphs as Turtle: a subject's line, a line for each triple, a line with the full stop."""
    names = Names()
    body = [line for subjects in tree(merged(quads)).values() for line in _subjects(subjects, names, "")]
    return "\n".join([*_head(names), *body]) + "\n"


def to_trig(quads: Iterable[Quad]) -> str:
    """Each named graph as a TriG block; triples of no graph stand first, without one."""
    names = Names()
    body: list[str] = []
    for graph, subjects in tree(quads).items():
        lines = _subjects(subjects, names, "    " if graph else "")
        body += ["", f"{names.name(graph)} {{", *lines, "}"] if graph else lines
    return "\n".join([*_head(names), *body]) + "\n"


def _head(names: Names) -> list[str]:
    return [f"@prefix {prefix}: <{prefixes()[prefix]}> ." for prefix in sorted(names.used)]


def _subjects(
    subjects: Mapping[NamedNode, Mapping[NamedNode, list[Value]]], names: Names, indent: str
) -> Iterator[str]:
    for subject, predicates in subjects.items():
        yield ""
        yield indent + names.name(subject.value)
        for predicate, values in predicates.items():
            verb = "a" if predicate.value == RDF_TYPE else names.name(predicate.value)
            yield from (f"{indent}    {verb} {names.value(value)} ;" for value in values)
        yield f"{indent}    ."
