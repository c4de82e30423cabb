"""JSON-LD with its context inline: one node object a subject, named graphs side by side, sorted.

Laid out as json.dumps does it with an indent of one, but written piece by piece: a document may not fit in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Quad

from raregraph.ids import contract, prefixes
from raregraph.nquads import literal
from raregraph.turtle import RDF_TYPE, XSD, ordered, tree

_SAFE = re.compile(r"[A-Za-z]+:[^/].*\Z")
"""Compact IRIs that no reader takes for an absolute IRI."""
_WHOLE = re.compile(r"(0|-?[1-9][0-9]{0,14})\Z")
"""Integers that every JSON reader keeps as they are."""
_ENOUGH = 100_000
"""Names that are remembered at a time."""
_text = json.JSONEncoder(ensure_ascii=False).encode
TOP, INNER = "\n  ", "\n    "
"""How lines of nodes begin: at the top level, and in a named graph."""


def to_jsonld(quads: Iterable[Quad]) -> str:
    """Every named graph with its node objects; triples of no graph stand at the top level."""
    names = Names()
    body = "".join(joined(_pieces(tree(quads), names)))
    return start(names) + body + end(bool(body))


def _pieces(found: Mapping[str, Mapping[str, Mapping[str, list[str]]]], names: Names) -> Iterator[Iterator[str]]:
    for graph, subjects in found.items():
        if graph:
            nodes = (node_text(iri, values, names, INNER) for iri, values in subjects.items())
            yield graph_text(graph, nodes, names)
        else:
            yield from (iter([node_text(iri, values, names, TOP)]) for iri, values in subjects.items())


def joined(pieces: Iterable[Iterable[str]]) -> Iterator[str]:
    """What stands at the top level, with commas between."""
    for number, piece in enumerate(pieces):
        yield "," + TOP if number else TOP
        yield from piece


def graph_text(graph: str, nodes: Iterable[str], names: Names) -> Iterator[str]:
    """A named graph, node by node."""
    yield f'{{{TOP} "@id": {_text(names.of(graph))},{TOP} "@graph": ['
    for number, node in enumerate(nodes):
        yield f",{INNER}{node}" if number else INNER + node
    yield f"{TOP} ]{TOP}}}"


def start(names: Names) -> str:
    """The context, and how the graph begins."""
    context = json.dumps(names.context(), indent=1, ensure_ascii=False).replace("\n", "\n ")
    return f'{{\n "@context": {context},\n "@graph": ['


def end(filled: bool) -> str:
    """How the document ends."""
    return ("\n ]" if filled else "]") + "\n}\n"


class Names:
    """Compact IRIs, and the context that expands them."""

    def __init__(self) -> None:
        self._cache: dict[str, str] = {}
        self._used: set[str] = set()

    def of(self, iri: str) -> str:
        """The compact IRI, or the IRI where a reader could take that for an absolute one."""
        if iri not in self._cache:
            if len(self._cache) > _ENOUGH:
                self._cache.clear()
            short = contract(iri)
            self._cache[iri] = short if _SAFE.match(short) else iri
            if self._cache[iri] != iri:
                self._used.add(short.partition(":")[0])
        return self._cache[iri]

    def context(self) -> dict[str, Any]:
        """The prefixes that were used."""
        return {"@version": 1.1} | {prefix: _term(prefixes()[prefix]) for prefix in sorted(self._used)}


def _term(namespace: str) -> Any:
    """A prefix; one that ends in a letter or underscore must say that it is one."""
    return namespace if namespace[-1] in "/#?:" else {"@id": namespace, "@prefix": True}


def node_text(iri: str, values: Mapping[str, list[str]], names: Names, line: str) -> str:
    """A node object; `line` is how its lines begin, after the first."""
    inner = line + " "
    parts = [f'{{{inner}"@id": {_text(names.of(iri))}']
    for predicate in ordered(tuple(values)):
        if predicate == RDF_TYPE:
            parts.append(f'"@type": {_single([_text(names.of(text[1:-1])) for text in values[predicate]], inner)}')
        else:
            deeper = inner if len(values[predicate]) == 1 else inner + " "
            found = [_value(text, names, deeper) for text in values[predicate]]
            parts.append(f"{_text(names.of(predicate))}: {_single(found, inner)}")
    return f",{inner}".join(parts) + f"{line}}}"


def _single(values: list[str], line: str) -> str:
    if len(values) == 1:
        return values[0]
    return f"[{line} " + f",{line} ".join(values) + f"{line}]"


def _value(text: str, names: Names, line: str) -> str:
    if text[0] == "<":
        return f'{{{line} "@id": {_text(names.of(text[1:-1]))}{line}}}'
    return _literal(text, names, line)


def _literal(text: str, names: Names, line: str) -> str:
    """Strings, booleans and short whole numbers as JSON has them, all others with their type."""
    value, language, datatype = literal(text)
    if language:
        return f'{{{line} "@language": {_text(language)},{line} "@value": {_text(value)}{line}}}'
    if not datatype:
        return _text(value)
    if datatype == XSD + "boolean" and value in ("true", "false"):
        return value
    if datatype == XSD + "integer" and _WHOLE.match(value):
        return value
    return f'{{{line} "@type": {_text(names.of(datatype))},{line} "@value": {_text(value)}{line}}}'
