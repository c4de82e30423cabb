"""A node in Monarch's shape, /entity/{id}: itself, what is above and below it, and how many edges of each class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from raregraph.api import models
from raregraph.api.data import Data, Row
from raregraph.api.entities import address, descendants, entity, link, phenotypes, source_link
from raregraph.api.mappings import others
from raregraph.api.route import FORMAT, Given, Json, Refused, Route, in_path

_NEIGHBOURS = 1000
"""Superclasses, subclasses and genes that are told, Monarch's."""
_OTHER_END = {"subject": "object", "object": "subject"}


def node(data: Data, given: Given) -> Json:
    """Node. Raises Refused 404 for an id that no node has."""
    id_ = given.text("id")
    rows = data.rows("SELECT * FROM nodes WHERE id = ?", (id_,))
    if not rows:
        raise Refused(404, "Entity not found")
    found = entity(rows[0]) | phenotypes(data, id_) | _counted(data, id_)
    return models.shaped(models.NODE, found | _further(data, found))


def _counted(data: Data, id_: str) -> Row:
    """Monarch leaves out the descendants themselves: those of a term near the root are very many."""
    return {"has_descendant_count": descendants(data, id_)["has_descendant_count"]}


def _further(data: Data, found: Row) -> Row:
    """The members of Node that an Entity has not."""
    id_, category = found["id"], found["category"]
    return {
        "uri": address(id_), "inheritance": _inheritance(data, id_),
        "causal_gene": _causal(data, "object", id_) if category == "biolink:Disease" else None,
        "causes_disease": _causal(data, "subject", id_) if category == "biolink:Gene" else None,
        "node_relationships": [] if category in ("biolink:Disease", "biolink:Gene") else None,
        "mappings": [link(other) for other in others(data, id_)],
        "external_links": [link(curie) for curie in found["xref"] or ()],
        "provided_by_link": source_link(found["provided_by"] or ""),
        "association_counts": list(_counts(data, id_)),
        "node_hierarchy": {
            "super_classes": _neighbours(data, "subject", id_), "sub_classes": _neighbours(data, "object", id_),
        },
    }  # fmt: skip


def _others(data: Data, end: str, id_: str, predicate: str, category: str = "") -> list[Row]:
    """Entity of what stands at the other end of an entity's own edges of a predicate, each once, by id."""
    other = _OTHER_END[end]
    sql = f"""
        SELECT DISTINCT {other} AS id, {other}_label AS name, {other}_category AS category FROM edges
        WHERE {end} = ? AND predicate = ? AND (? = '' OR category = ?) AND negated = '' ORDER BY {other} LIMIT ?
    """
    return [entity(row) for row in data.each(sql, (id_, predicate, category, category, _NEIGHBOURS))]


def _inheritance(data: Data, id_: str) -> Row | None:
    """The mode of inheritance, where there is only one."""
    found = _others(data, "subject", id_, "biolink:has_mode_of_inheritance")
    return found[0] if len(found) == 1 else None


def _causal(data: Data, end: str, id_: str) -> list[Row]:
    return _others(data, end, id_, "biolink:causes", "biolink:CausalGeneToDiseaseAssociation")


def _neighbours(data: Data, end: str, id_: str) -> list[Row]:
    return _others(data, end, id_, "biolink:subclass_of")


_DIRECT = "SELECT category, COUNT(*) AS count FROM edges WHERE {end} = ? GROUP BY category"
_ALL = """
    SELECT category, COUNT(*) AS count FROM edges
    WHERE {end} IN (SELECT subject_id FROM ancestors WHERE object_id = ?) GROUP BY category
"""


def _counts(data: Data, id_: str) -> Iterable[Row]:
    """AssociationCount for each section of which there is any edge, those of the entity's subclasses included.

    An entity may be the subject of some edges of a class and the object of others: the latter count, as with Monarch.
    """
    every = [_count(data, _ALL.format(end=end), id_) for end in ("subject", "object")]
    direct = [_count(data, _DIRECT.format(end=end), id_) for end in ("subject", "object")]
    for category, labels in models.SECTIONS.items():
        ends = [number for number in (0, 1) if category in every[number]]
        for end in ends[-1:]:
            counts = {"count": every[end][category], "count_direct": direct[end].get(category, 0)}
            about = {"label": labels[end], "key": category, "category": category}
            yield models.shaped(models.COUNT, counts | about)


def _count(data: Data, sql: str, id_: str) -> Mapping[str, int]:
    return {row["category"]: row["count"] for row in data.each(sql, (id_,))}


ROUTES = (
    Route(
        path="/entity/{id}", summary="A disease, phenotype, gene or drug by its id", answer=node, model="Node",
        query="monarch-entity", parameters=(in_path("id", "the id, as MONDO:0004976"), FORMAT),
        example="/entity/MONDO:0004976", tsv=models.NODE,
    ),
)  # fmt: skip
