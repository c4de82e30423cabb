"""What is known of nodes: the nodes themselves, what is above them, and addresses of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from raregraph.api.data import Data, Row
from raregraph.api.models import ENTITY, shaped
from raregraph.ids import ours, prefixes

_SYNONYMS = {"MESH": "mesh", "orphanet": "Orphanet", "PUBMED": "PMID"}
"""Prefixes as Biolink or Monarch spell them, and as we do."""


def address(curie: str) -> str | None:
    """The IRI of a CURIE, or None for a prefix that nobody here knows."""
    prefix, _, local = curie.partition(":")
    namespace = prefixes().get(_SYNONYMS.get(prefix, prefix))
    return namespace + local if namespace else None


def link(curie: str) -> Row:
    """ExpandedCurie: an id with its address."""
    return {"id": curie, "url": address(curie)}


def source_link(provided_by: str) -> Row:
    """ExpandedCurie: who provides a node or an edge, which is always this graph."""
    return {"id": provided_by.removesuffix("_nodes").removesuffix("_edges"), "url": ours("dataset")}


def marks(values: Iterable[object]) -> str:
    """A place for each value of a list in SQL."""
    return ", ".join("?" for _ in values)


def above(data: Data, ids: Iterable[str]) -> Mapping[str, tuple[list[str], list[str]]]:
    """What each id has above it, itself included: the ids, sorted, and the labels of those that have one."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    wanted = sorted({*ids})
    sql = f"""
        SELECT a.subject_id, a.object_id, n.name FROM ancestors AS a LEFT JOIN nodes AS n ON n.id = a.object_id
        WHERE a.added = 0 AND a.subject_id IN ({marks(wanted)}) ORDER BY a.subject_id, a.object_id
    """
    for row in data.each(sql, wanted):
        above_it, labels = found.setdefault(row["subject_id"], ([], []))
        above_it.append(row["object_id"])
        if row["name"]:
            labels.append(row["name"])
    return found


def known(data: Data, ids: Iterable[str]) -> Mapping[str, Row]:
    """The nodes of some ids, by id."""
    wanted = sorted({*ids} - {""})
    return {row["id"]: row for row in data.each(f"SELECT * FROM nodes WHERE id IN ({marks(wanted)})", wanted)}


_PHENOTYPES = """
    SELECT DISTINCT e.object AS id, n.name FROM edges AS e JOIN nodes AS n ON n.id = e.object
    WHERE e.subject = ? AND e.predicate = 'biolink:has_phenotype' AND e.negated = '' ORDER BY e.object
"""
_PHENOTYPES_ABOVE = """
    SELECT DISTINCT a.object_id AS id, n.name FROM edges AS e JOIN ancestors AS a ON a.subject_id = e.object
    JOIN nodes AS n ON n.id = a.object_id
    WHERE e.subject = ? AND e.predicate = 'biolink:has_phenotype' AND e.negated = '' AND a.added = 0
    ORDER BY a.object_id
"""
_BELOW = """
    SELECT a.subject_id AS id, n.name FROM ancestors AS a JOIN nodes AS n ON n.id = a.subject_id
    WHERE a.object_id = ? AND a.added = 0 ORDER BY a.subject_id
"""


def phenotypes(data: Data, id_: str) -> Row:
    """The members of an entity that tell of its phenotypes, those of the entity itself."""
    here, over = data.rows(_PHENOTYPES, (id_,)), data.rows(_PHENOTYPES_ABOVE, (id_,))
    return {
        "has_phenotype": _column(here, "id"), "has_phenotype_label": _column(here, "name"),
        "has_phenotype_count": len(here),
        "has_phenotype_closure": _column(over, "id"), "has_phenotype_closure_label": _column(over, "name"),
    }  # fmt: skip


def descendants(data: Data, id_: str) -> Row:
    """The members of an entity that tell what is below it, itself included."""
    found = data.rows(_BELOW, (id_,))
    return {
        "has_descendant": _column(found, "id"), "has_descendant_label": _column(found, "name"),
        "has_descendant_count": len(found),
    }  # fmt: skip


def _column(rows: Iterable[Row], name: str) -> list[str] | None:
    return [row[name] for row in rows if row[name]] or None


def entity(row: Mapping[str, Any]) -> Row:
    """Entity, with nothing but what the row says."""
    return shaped(ENTITY, row)
