"""JSON-LD with its context inline: one node object a subject, named graphs side by side, sorted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from raregraph.ids import contract, prefixes
from raregraph.turtle import RDF_TYPE, XSD, Value, tree

_SAFE = re.compile(r"[A-Za-z]+:[^/].*\Z")
"""Compact IRIs that no reader takes for an absolute IRI."""
_WHOLE = re.compile(r"(0|-?[1-9][0-9]{0,14})\Z")
"""Integers that every JSON reader keeps as they are."""


def to_jsonld(quads: Iterable[Quad]) -> str:
    """Every named graph with its node objects; triples of no graph stand at the top level."""
    names = _Names()
    top: list[Any] = []
    for graph, subjects in tree(quads).items():
        nodes = [_node(subject, predicates, names) for subject, predicates in subjects.items()]
        top += [{"@id": names.of(graph), "@graph": nodes}] if graph else nodes
    document = {"@context": names.context(), "@graph": top}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


class _Names:
    """Compact IRIs, and the context that expands them."""

    def __init__(self) -> None:
        self._cache: dict[str, str] = {}

    def of(self, iri: str) -> str:
        if iri not in self._cache:
            short = contract(iri)
            self._cache[iri] = short if _SAFE.match(short) else iri
        return self._cache[iri]

    def context(self) -> dict[str, Any]:
        used = {name.partition(":")[0] for iri, name in self._cache.items() if name != iri}
        return {"@version": 1.1} | {prefix: _term(prefixes()[prefix]) for prefix in sorted(used)}


def _term(namespace: str) -> Any:
    """A prefix; one that ends in a letter or underscore must say that it is one."""
    return namespace if namespace[-1] in "/#?:" else {"@id": namespace, "@prefix": True}


def _node(subject: NamedNode, predicates: Mapping[NamedNode, list[Value]], names: _Names) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": names.of(subject.value)}
    for predicate, values in predicates.items():
        if predicate.value == RDF_TYPE:
            node["@type"] = _single([names.of(value.value) for value in values])
        else:
            node[names.of(predicate.value)] = _single([_value(value, names) for value in values])
    return node


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _value(value: Value, names: _Names) -> Any:
    if isinstance(value, NamedNode):
        return {"@id": names.of(value.value)}
    return _literal(value, names)


def _literal(value: Literal, names: _Names) -> Any:
    """Strings, booleans and short whole numbers as JSON has them, all others with their type."""
    datatype = value.datatype.value
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if datatype == XSD + "string":
        return value.value
    if datatype == XSD + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if datatype == XSD + "integer" and _WHOLE.match(value.value):
        return int(value.value)
    return {"@type": names.of(datatype), "@value": value.value}
