"""Templates of case entries: a phenopacket (GA4GH, version 2) of each disease, with no person in it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from raregraph.export.about import About, read_about
from raregraph.export.rows import Edge, Loss, Rows

NOTE = (
    "TEMPLATE: what pages on the disease say, no observation of a person. Fill in a subject, keep what was observed, "
    "mark what was looked for and not found as excluded, take out the rest, and give it an id of your own."
)
EXCLUDED = "HP:0040285"
"""HPO's class of a frequency of 0 %."""
_PHENOTYPE = "biolink:has_phenotype"
_RESOURCES = {
    "hp": ("hpo", "Human Phenotype Ontology", "HP"),
    "mondo": ("mondo", "Mondo Disease Ontology", "MONDO"),
}
"""Resource: what the release calls it, its name, its prefix."""
_ECO = {
    "ECO:0000033": "author statement supported by traceable reference",
    "ECO:0000034": "author statement without traceable support",
    "ECO:0000305": "curator inference used in manual assertion",
    "ECO:0000501": "evidence used in automatic assertion",
}
"""The labels of the evidence that statements have."""


def write_phenopackets(rows: Rows, release: Path, folder: Path) -> list[Path]:
    """Write a template for each disease that has a phenotype into a folder, which is made; the files, sorted."""
    folder.mkdir(parents=True, exist_ok=True)
    about = read_about(release)
    return [_write(template(disease, edges, rows, about), folder) for disease, edges in _by_disease(rows)]


def _write(of: Mapping[str, Any], folder: Path) -> Path:
    path = folder / f"{of['id']}.json"
    path.write_text(json.dumps(of, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def _by_disease(rows: Rows) -> Iterator[tuple[str, list[Edge]]]:
    """The phenotypes of each disease, sorted by disease and term."""
    found = defaultdict(list)
    for edge in rows.edges():
        if _is_kept(edge):
            found[edge.subject].append(edge)
    for disease in sorted(found):
        yield disease, sorted(found[disease], key=lambda edge: (edge.object, edge.id))


def _is_kept(edge: Edge) -> bool:
    return edge.predicate == _PHENOTYPE and edge.subject.startswith("MONDO:") and edge.object.startswith("HP:")


def template(disease: str, edges: list[Edge], rows: Rows, about: About) -> dict[str, Any]:
    """The template of a disease; `edges`: its phenotypes, sorted by term."""
    term = {"id": disease, "label": rows.nodes[disease].name}
    by_term: dict[str, list[Edge]] = {}
    for edge in edges:
        by_term.setdefault(edge.object, []).append(edge)
    return {
        "id": f"TEMPLATE-{disease.replace(':', '-')}",
        "phenotypicFeatures": [_feature(rows.nodes[id_].name, found) for id_, found in by_term.items()],
        "diseases": [{"term": term}],
        "metaData": _meta(disease, rows, about),
    }


def _feature(label: str, edges: list[Edge]) -> dict[str, Any]:
    """A phenotype, once, with the statements that say so; excluded where all of them deny it."""
    feature: dict[str, Any] = {"type": {"id": edges[0].object, "label": label}}
    if all(edge.negated or edge.frequency_qualifier == EXCLUDED for edge in edges):
        feature["excluded"] = True
    return feature | {"evidence": [_evidence(edge) for edge in edges]}


def _evidence(edge: Edge) -> dict[str, Any]:
    code = next(iter(edge.has_evidence), "ECO:0000034")
    reference = {"id": edge.id, "description": "the statement, with its page, passage and date"}
    return {"evidenceCode": {"id": code, "label": _ECO.get(code, code)}, "reference": reference}


def _meta(disease: str, rows: Rows, about: About) -> dict[str, Any]:
    """Who made it of what; `created` is the date of the newest source, for no clock is read."""
    created = f"{about.issued}T00:00:00Z"
    maker = f"raregraph {about.version}"
    return {
        "created": created,
        "createdBy": maker,
        "resources": [_resource(name, about) for name in _RESOURCES],
        "updates": [{"timestamp": created, "updatedBy": maker, "comment": NOTE}],
        "phenopacketSchemaVersion": "2.0",
        "externalReferences": [
            {"id": xref, "description": "the GARD page"} for xref in rows.nodes[disease].xref if xref[:5] == "GARD:"
        ],
    }


def _resource(name: str, about: About) -> dict[str, str]:
    source, title, prefix = _RESOURCES[name]
    return {
        "id": name,
        "name": title,
        "url": f"http://purl.obolibrary.org/obo/{name}.owl",
        "version": about.ontologies.get(source, "unknown"),
        "namespacePrefix": prefix,
        "iriPrefix": f"http://purl.obolibrary.org/obo/{prefix}_",
    }


def losses(rows: Rows, _: Path) -> Iterator[Loss]:
    """What no template says, sorted: edges that are no phenotype, and the frequency of those that are."""
    lost = (Loss("phenopackets", _reason(edge), edge.id, edge.predicate) for edge in rows.edges() if _reason(edge))
    yield from sorted(lost)


def _reason(edge: Edge) -> str:
    if not _is_kept(edge):
        return "not-a-phenotype"
    said = edge.frequency_qualifier or edge.has_total or edge.has_percentage
    return "frequency" if said else ""
