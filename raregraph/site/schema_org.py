"""What pages tell search engines in the words of schema.org: diseases, drugs, datasets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from raregraph import answers
from raregraph.ids import expand, ours
from raregraph.queries import bind, find
from raregraph.results import Triples
from raregraph.site.downloads import rows
from raregraph.site.links import page_of, web_address
from raregraph.site.opened import Opened

CONTEXT = "https://schema.org"
"""A name that search engines know; nothing of ours fetches it."""
QUERY = "schema-org"
"""The saved query that says what a disease looks like in these words."""

Node = dict[str, Any]


def of(opened: Opened, iri: str) -> str:
    """JSON-LD for the page of an IRI, as text without `<`; empty for what these words do not fit."""
    types = set(opened.reader.values(iri, "rdf:type"))
    make = next((make for name, make in MAKERS.items() if expand(name) in types), None)
    found = make(opened, iri) if make else {}
    return written({"@context": CONTEXT, **found}) if found else ""


def written(node: Node) -> str:
    """JSON that may stand in a script element: it cannot end it."""
    return json.dumps(node, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def disease(opened: Opened, iri: str) -> Node:
    """A medical condition as the saved query has it; empty for a disease that it knows nothing of but its name."""
    query = find(QUERY)
    answer = answers.run(bind(query, {"disease": iri}), opened.store, QUERY)
    nodes: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for triple in answer.triples if isinstance(answer, Triples) else ():
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            values = nodes.setdefault(triple.subject.value, {})
            values.setdefault(triple.predicate.value.rpartition("/")[2].rpartition("#")[2], []).append(triple.object)
    return _node(iri, nodes, (iri,)) if len(nodes.get(iri, ())) > 2 else {}


def _node(iri: str, nodes: Mapping[str, Mapping[str, Iterable[NamedNode | Literal]]], above: tuple[str, ...]) -> Node:
    """A node with those that it names inside of it."""
    found: Node = {"@id": iri}
    for name, values in sorted(nodes[iri].items()):
        if name == "type":
            found["@type"] = sorted(value.value.rpartition("/")[2] for value in values)[0]
            continue
        inner = [
            _node(value.value, nodes, (*above, value.value))
            if value.value in nodes and value.value not in above
            else value.value
            for value in values
        ]
        found[name] = inner[0] if len(inner) == 1 else sorted(inner, key=str)
    return found


def drug(opened: Opened, iri: str) -> Node:
    """A drug: its name and where it is told of."""
    return {"@id": iri, "@type": "Drug", "name": opened.reader.label(iri), "url": _url(iri)}


def dataset(opened: Opened, iri: str) -> Node:
    """A release, or the dataset whatever its version."""
    reader = opened.reader
    found = {
        "@id": iri,
        "@type": "Dataset",
        "name": reader.value(iri, "dct:title"),
        "description": reader.value(iri, "dct:description"),
        "url": iri,
        "dateModified": opened.modified,
        "isAccessibleForFree": True,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "usageInfo": ours("sources/"),
        "creator": {"@type": "Organization", "name": reader.label(ours("entity/raregraph"))},
        "version": opened.version,
    }
    words = reader.values(iri, "dcat:keyword")
    return found | ({"keywords": list(words)} if words else {}) | {"distribution": list(map(_download, rows(opened)))}


def _download(row: Any) -> Node:
    return {
        "@type": "DataDownload",
        "name": row.about.title,
        "contentUrl": ours(f"files/{row.file.path}"),
        "contentSize": f"{row.file.size} B",
        "encodingFormat": row.about.media_type,
        "sha256": row.file.sha256,
    }


def part(opened: Opened, iri: str) -> Node:
    """A named graph: a dataset with its own licence and credit."""
    reader = opened.reader
    found = {
        "@id": iri, "@type": "Dataset", "name": reader.label(iri), "description": reader.value(iri, "dct:rights"),
        "url": _url(iri), "license": web_address(reader.value(iri, "dct:license")), "isPartOf": ours("dataset"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _url(iri: str) -> str:
    return ours(page_of(iri).removeprefix("/"))


MAKERS: Mapping[str, Callable[[Opened, str], Node]] = {
    "biolink:Disease": disease,
    "biolink:Drug": drug,
    "biolink:SmallMolecule": drug,
    "dcat:Dataset": dataset,
    "void:Dataset": part,
}
"""By class: what tells of a node in the words of schema.org; the first that fits."""
