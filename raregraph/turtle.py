"""Turtle and TriG for people: sorted, one triple a line under its subject, only the prefixes that are used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from raregraph.errors import ReleaseError
from raregraph.ids import contract, prefixes
from raregraph.nquads import unescaped

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

Tree = Mapping[str, Mapping[str, Mapping[str, list[str]]]]
"""Objects as N-Triples text by graph, subject and predicate, these three as IRIs."""
_ENOUGH = 100_000
"""Names that are remembered at a time."""


@dataclass(slots=True)
class Names:
    """Abbreviates IRIs, and remembers which prefixes it needed."""

    used: set[str] = field(default_factory=set)
    _cache: dict[str, str] = field(default_factory=dict)

    def name(self, iri: str) -> str:
        """The prefixed name of an IRI, or `<IRI>` where Turtle would need an escape."""
        if iri not in self._cache:
            if len(self._cache) > _ENOUGH:
                self._cache.clear()
            self._cache[iri] = self._name(iri)
        return self._cache[iri]

    def _name(self, iri: str) -> str:
        prefix, _, local = contract(iri).partition(":")
        if prefix not in prefixes() or not _LOCAL.match(local):
            return f"<{iri}>"
        self.used.add(prefix)
        return f"{prefix}:{local}"

    def value(self, text: str) -> str:
        """A term, given as N-Triples text, as Turtle; literals keep their lexical form."""
        if text[0] == "<":
            return self.name(text[1:-1])
        end = text.rindex('"') + 1
        if not text[end:]:
            return _quoted(text)
        if text[end] == "@":
            return _quoted(text[:end]) + text[end:]
        datatype = text[end + 3 : -1]
        if datatype in _BARE and _BARE[datatype].match(text[1 : end - 1]):
            return text[1 : end - 1]
        return f"{_quoted(text[:end])}^^{self.name(datatype)}"


def _quoted(quoted: str) -> str:
    """A string in quotes; over several lines where it has several."""
    if "\\n" not in quoted:
        return quoted
    text = unescaped(quoted[1:-1])
    if "\n" not in text or not text.replace("\n", "").isprintable():
        return quoted
    return '"""' + _CLOSING.sub(r"\"", text.replace("\\", "\\\\")) + '"""'


def tree(quads: Iterable[Quad]) -> Tree:
    """Quads by graph (empty for the default one), subject and predicate, each sorted; repetitions are dropped.

    Raises ReleaseError for a blank node: its name would differ from build to build.
    """
    groups: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for quad in quads:
        subject, object_, graph = quad.subject, quad.object, quad.graph_name
        if not isinstance(subject, NamedNode) or not isinstance(object_, NamedNode | Literal):
            raise ReleaseError("graph", f"{quad} has a blank node", "give the node an IRI")
        name = "" if isinstance(graph, DefaultGraph) else graph.value
        groups[name][subject.value][quad.predicate.value].add(str(object_))
    return {graph: {node: _sorted(groups[graph][node]) for node in sorted(groups[graph])} for graph in sorted(groups)}


def _sorted(predicates: Mapping[str, set[str]]) -> dict[str, list[str]]:
    return {predicate: sorted(predicates[predicate]) for predicate in ordered(tuple(predicates))}


@lru_cache(maxsize=10_000)
def ordered(predicates: tuple[str, ...]) -> tuple[str, ...]:
    """Predicates as they are written: what it is, what it is called, then by IRI."""
    return tuple(sorted(predicates, key=lambda iri: (_FIRST.get(iri, len(_FIRST)), iri)))


def merged(quads: Iterable[Quad]) -> list[Quad]:
    """The same triples without their graphs; repetitions are kept."""
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


def to_turtle(quads: Iterable[Quad]) -> str:
    """The union of all graphs as Turtle: a subject's line, a line for each triple, a line with the full stop."""
    names = Names()
    body = [text for subjects in tree(merged(quads)).values() for text in _subjects(subjects, names, "")]
    return (head(names) + "".join(body)) or "\n"


def to_trig(quads: Iterable[Quad]) -> str:
    """Each named graph as a TriG block; triples of no graph stand first, without one."""
    names = Names()
    body: list[str] = []
    for graph, subjects in tree(quads).items():
        texts = _subjects(subjects, names, INDENT if graph else "")
        body += [opened(graph, names), *texts, CLOSED] if graph else texts
    return (head(names) + "".join(body)) or "\n"


INDENT, CLOSED = "    ", "}\n"
"""How far a named graph's subjects stand in, and what ends it."""


def opened(graph: str, names: Names) -> str:
    """How a named graph begins."""
    return f"\n{names.name(graph)} {{\n"


def head(names: Names) -> str:
    """The prefixes that were used."""
    return "".join(f"@prefix {prefix}: <{prefixes()[prefix]}> .\n" for prefix in sorted(names.used))


def _subjects(subjects: Mapping[str, Mapping[str, list[str]]], names: Names, indent: str) -> Iterator[str]:
    return (subject_text(iri, values, names, indent) for iri, values in subjects.items())


def subject_text(iri: str, values: Mapping[str, list[str]], names: Names, indent: str) -> str:
    """A subject's line, a line for each triple, a line with the full stop; an empty one before them."""
    lines = ["", indent + names.name(iri)]
    for predicate in ordered(tuple(values)):
        verb = "a" if predicate == RDF_TYPE else names.name(predicate)
        lines += [f"{indent}    {verb} {names.value(value)} ;" for value in values[predicate]]
    return "\n".join([*lines, f"{indent}    .", ""])
