"""OBO Graphs JSON of the disease and phenotype part, a line for each node and edge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from raregraph.export.ontology import (
    DISCLAIMER,
    SCOPES,
    Ontology,
    graph_iri,
    iri_of,
    losses_of,
    name_of,
    to_ontology,
    version_of,
)
from raregraph.export.rows import Loss, Node, Rows

NAME = "raregraph.json"
_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
_SCOPES = {field: f"has{scope.capitalize()}Synonym" for field, scope in SCOPES.items()}


def write_obographs(rows: Rows, release: Path, folder: Path) -> list[Path]:
    """Write the part of rows into a folder, which is made; `release` is read for its version."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(lines(to_ontology(rows, version_of(release))))
    return [folder / NAME]


def losses(rows: Rows, release: Path) -> Iterator[Loss]:
    """What the file does not say, sorted; `release` is not read."""
    return losses_of(rows, "obographs")


def lines(of: Ontology) -> Iterator[str]:
    """The document, line by line."""
    head = {"version": of.version, "basicPropertyValues": [{"pred": _COMMENT, "val": DISCLAIMER}]}
    yield f'{{"graphs": [{{"id": {json.dumps(graph_iri(of.version))}, "meta": {json.dumps(head)}, "nodes": [\n'
    yield from _listed(_nodes(of))
    yield '], "edges": [\n'
    yield from _listed(_edges(of))
    yield "]}]}\n"


def _listed(items: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Items as the lines of a JSON array."""
    comma = ""
    for item in items:
        yield comma + json.dumps(item, ensure_ascii=False)
        comma = ",\n"
    yield "\n"


def _nodes(of: Ontology) -> Iterator[dict[str, Any]]:
    """Terms, then the properties of the links."""
    for node in of.terms.values():
        found = {"id": iri_of(node.id), "lbl": node.name, "type": "CLASS"}
        meta = _meta(node)
        yield found | ({"meta": meta} if meta else {})
    for predicate in of.predicates:
        yield {"id": iri_of(predicate), "lbl": name_of(predicate), "type": "PROPERTY", "propertyType": "OBJECT"}


def _meta(node: Node) -> dict[str, Any]:
    """What is said of a term beside its name; empty parts are left out."""
    synonyms = [{"pred": pred, "val": text} for field, pred in _SCOPES.items() for text in getattr(node, field)]
    parts: dict[str, Any] = {
        "definition": {"val": node.description} if node.description else {},
        "synonyms": synonyms,
        "xrefs": [{"val": xref} for xref in node.xref],
    }
    return {name: part for name, part in parts.items() if part}


def _edges(of: Ontology) -> Iterator[dict[str, Any]]:
    """Superclasses and links of each term."""
    for id_ in of.terms:
        sub = iri_of(id_)
        yield from ({"sub": sub, "pred": "is_a", "obj": iri_of(above)} for above in of.supers.get(id_, ()))
        yield from ({"sub": sub, "pred": iri_of(name), "obj": iri_of(end)} for name, end in of.links.get(id_, ()))
