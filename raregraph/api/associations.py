"""Edges in Monarch's shape: /association, and those of an entity, /entity/{id}/{category}."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from raregraph.api import models
from raregraph.api.checking import check_values, unsupported
from raregraph.api.data import Data, Row
from raregraph.api.entities import above, known, link, source_link
from raregraph.api.route import DIRECT, FORMAT, PAGES, Given, Json, Parameter, Refused, Route, in_path
from raregraph.api.where import ENDS, FIELDS, SEVERAL, SINGLE, Where, check_field, chosen

ALSO = ("clinical_approval_status", "inferred")
"""What an association has beside the model, which allows it: how far a drug is approved, and whether the edge is only
told because it is about a subclass of what was asked for."""
_QUALIFIERS = ("onset_qualifier", "frequency_qualifier")
_FACETS = 100
"""Values of a facet that are told, Solr's."""
_TABLE_ORDER = (
    "coalesce(frequency, -1) DESC, evidence_count DESC, subject_label, predicate, object_label, "
    "primary_knowledge_source, id"
)


def associations(data: Data, given: Given) -> Json:
    """The edges that fit all that is given, by id."""
    where = _where(data, given)
    asked = {
        "subject": given.texts("subject"), "object": given.texts("object"), "entity": given.texts("entity"),
    }  # fmt: skip
    rows = _page(data, where, given, "id")
    if given.flag("compact"):
        items = [models.shaped(models.COMPACT, _compact(row)) | {"inferred": _inferred(row, asked)} for row in rows]
    else:
        items = [row | {"inferred": _inferred(row, asked)} for row in whole(data, rows)]
    return _results(data, where, given, items)


def _where(data: Data, given: Given) -> Where:
    """Every condition of /association."""
    where, direct = Where(), given.flag("direct")
    for name in ("category", "predicate", "subject_category", "object_category"):
        where.among(name, check_values(name, given, _VALID[name], data.texts(f"SELECT DISTINCT {name} FROM edges")))
    for end in ENDS:
        where.end(end, given.texts(end), direct)
        where.among(f"{end}_namespace", given.texts(f"{end}_namespace"))
        where.among(f"{end}_taxon", given.texts(f"{end}_taxon"))
    where.either(given.texts("entity"), direct)
    where.among("primary_knowledge_source", given.texts("primary_knowledge_source"))
    _narrow(where, given)
    return where


def _narrow(where: Where, given: Given) -> None:
    where.words(given.text("query"))
    for text in given.texts("filter_queries"):
        where.add(*chosen("filter_queries", text))


_VALID: Mapping[str, tuple[str, ...]] = {
    "category": models.ASSOCIATION_CATEGORIES, "predicate": models.PREDICATES,
    "subject_category": models.ENTITY_CATEGORIES, "object_category": models.ENTITY_CATEGORIES,
}  # fmt: skip


def _page(data: Data, where: Where, given: Given, order: str) -> list[Row]:
    sql = f"SELECT * FROM edges WHERE {where.sql} ORDER BY {order} LIMIT ? OFFSET ?"
    return data.rows(sql, (*where.values, given.number("limit"), given.number("offset")))


def _results(data: Data, where: Where, given: Given, items: list[Row]) -> Row:
    """AssociationResults."""
    total = data.value(f"SELECT COUNT(*) FROM edges WHERE {where.sql}", where.values)
    return {
        "limit": given.number("limit"), "offset": given.number("offset"), "total": total, "items": items,
        "facet_fields": [facet(data, where, name) for name in given.texts("facet_fields")],
        "facet_queries": [_counted(data, where, text) for text in given.texts("facet_queries")],
    }  # fmt: skip


def facet(data: Data, where: Where, name: str) -> Row:
    """FacetField: how many of the edges have which value of a field, the most frequent first."""
    check_field("facet_fields", name, FIELDS, name)
    counts = _single(data, where, name) if name in SINGLE else _several(data, where, name)
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_FACETS]
    return {"label": name, "facet_values": [{"label": value, "count": count} for value, count in best]}


def _single(data: Data, where: Where, name: str) -> dict[str, int]:
    sql = f"SELECT {name} AS value, COUNT(*) AS count FROM edges WHERE {where.sql} GROUP BY {name}"
    return {str(row["value"]): row["count"] for row in data.each(sql, where.values) if row["value"] != ""}


def _several(data: Data, where: Where, name: str) -> Mapping[str, int]:
    if name in SEVERAL:
        cells = data.texts(f"SELECT {name} FROM edges WHERE {where.sql} AND {name} <> ''", where.values)
        return Counter(value for cell in cells for value in cell.split("|"))
    end, what = name.partition("_")[0], "n.name" if name.endswith("_label") else "a.object_id"
    sql = f"""
        SELECT {what} AS value, COUNT(*) AS count
        FROM (SELECT {end} AS end_id FROM edges WHERE {where.sql}) JOIN ancestors AS a ON a.subject_id = end_id
        LEFT JOIN nodes AS n ON n.id = a.object_id WHERE a.added = 0 GROUP BY {what}
    """
    return {row["value"]: row["count"] for row in data.each(sql, where.values) if row["value"]}


def _counted(data: Data, where: Where, text: str) -> Row:
    """FacetValue: how many of the edges a further query chooses."""
    clause, values = chosen("facet_queries", text)
    sql = f"SELECT COUNT(*) FROM edges WHERE {where.sql} AND ({clause})"
    return {"label": text, "count": data.value(sql, (*where.values, *values))}


def _compact(row: Row) -> Row:
    return row | {"negated": row["negated"] == "true"}


def whole(data: Data, rows: Sequence[Row]) -> list[Row]:
    """ExpandedAssociation of each row, with what is beside the model."""
    over = above(data, (row[end] for row in rows for end in ENDS))
    qualifiers = known(data, (row[name] for row in rows for name in _QUALIFIERS))
    return [_whole(row, over, qualifiers) for row in rows]


def _whole(row: Row, over: Mapping[str, tuple[list[str], list[str]]], qualifiers: Mapping[str, Row]) -> Row:
    found = dict(_compact(row))
    for end in ENDS:
        found[f"{end}_closure"], found[f"{end}_closure_label"] = over.get(row[end], ([], []))
    for name in _QUALIFIERS:
        term = qualifiers.get(row[name], {})
        found |= {f"{name}_label": term.get("name"), f"{name}_category": term.get("category")}
        found[f"{name}_namespace"] = term.get("namespace")
    shape = models.shaped(models.ASSOCIATION, found)
    shape["provided_by_link"] = source_link(row["provided_by"])
    for name in ("has_evidence", "publications"):
        shape[f"{name}_links"] = [link(curie) for curie in shape[name] or () if ":" in curie]
    return shape | {"clinical_approval_status": row["clinical_approval_status"] or None}


def _inferred(row: Row, asked: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the edge is only told because of a subclass of what was asked for."""
    ends = any(asked[end] and row[end] not in asked[end] for end in ENDS)
    return ends or bool(asked["entity"] and not {row["subject"], row["object"]} & {*asked["entity"]})


def table(data: Data, given: Given) -> Json:
    """The edges of one class that an entity, or one of its subclasses, has at either end."""
    entity = given.text("id")
    where = Where()
    where.among("category", (_section(data, given.text("category")),))
    where.either((entity,), given.flag("direct"))
    _narrow(where, given)
    rows = _page(data, where, given, _order(given.texts("sort")))
    asked = {"subject": (), "object": (), "entity": (entity,)}
    items = [
        item | {"direction": _direction(item, entity), "inferred": _inferred(item, asked)}
        for item in whole(data, rows)
    ]  # fmt: skip
    return _results(data, where, given, items)


def _section(data: Data, category: str) -> str:
    known_to_monarch = category in models.ASSOCIATION_CATEGORIES or category in models.SECTIONS
    if known_to_monarch or category in data.texts("SELECT DISTINCT category FROM edges"):
        return category
    expected = "Expected a configured section key or a biolink association category."
    raise Refused(422, f"Unknown association-type section key {category!r}. {expected}")


def _direction(item: Row, entity: str) -> str:
    return "outgoing" if entity in item["subject_closure"] or entity == item["subject"] else "incoming"


def _order(sort: Iterable[str]) -> str:
    """The order of a table: what is asked for, then the id."""
    found = []
    for text in sort:
        name, _, direction = text.strip().partition(" ")
        check_field("sort", name, SINGLE, text)
        if direction.lower() not in ("", "asc", "desc"):
            raise unsupported("sort", text, "Input should be a field, a blank, and asc or desc")
        found.append(f"{name} {'DESC' if direction.lower() == 'desc' else 'ASC'}")
    return ", ".join((*found, "id")) if found else _TABLE_ORDER


def _many(name: str, about: str) -> Parameter:
    return Parameter(name=name, about=about, many=True)


_FINDING = (
    _many("facet_fields", "fields whose values are counted"),
    _many("facet_queries", 'queries field:"value" whose edges are counted'),
    _many("filter_queries", 'queries field:"value", several joined by OR, that the edges fit'),
)
_WORDS = Parameter(name="query", about="words that stand in the edge or in a label at or above its ends")
PARAMETERS = (
    _many("category", "classes of edges"),
    _many("subject", "ids of the subject"),
    _many("subject_category", "classes of the subject"),
    _many("subject_namespace", "prefixes of the subject's id"),
    _many("subject_taxon", "taxa of the subject"),
    _many("predicate", "predicates"),
    _many("object", "ids of the object"),
    _many("object_category", "classes of the object"),
    _many("object_namespace", "prefixes of the object's id"),
    _many("object_taxon", "taxa of the object"),
    _many("entity", "ids of either end"),
    _many("primary_knowledge_source", "who says so"),
    DIRECT,
    *_FINDING,
    Parameter(name="compact", about="only ends, predicate and class of each edge", type="boolean", default=False),
    _WORDS,
    *PAGES,
    FORMAT,
)
_TABLE = (
    in_path("id", "the entity"),
    in_path("category", "a class of edges"),
    _WORDS,
    Parameter(
        name="traverse_orthologs", about="changes nothing: the graph has no orthologs", type="boolean", default=False
    ),
    _many("sort", "fields with asc or desc; by frequency and evidence where none is given"),
    *PAGES,
    FORMAT,
    Parameter(name="download", about="have a browser save the answer as a file", type="boolean", default=False),
    DIRECT,
    *_FINDING,
)


def _listing(path: str, example: str) -> Route:
    return Route(
        path=path, summary="Edges by their ends, class, predicate or source", answer=associations,
        model="AssociationResults", query="monarch-associations", parameters=PARAMETERS,
        example=f"{path}?{example}", tsv=(*models.ASSOCIATION, *ALSO),
    )  # fmt: skip


ROUTES = (
    _listing("/association", "subject=MONDO:0004976&limit=2"),
    _listing("/association/all", "entity=HGNC:11179&compact=true"),
    Route(
        path="/entity/{id}/{category}", summary="Edges of a class that an entity or a subclass of it has",
        answer=table, model="AssociationTableResults", query="monarch-associations", parameters=_TABLE,
        example="/entity/MONDO:0004976/biolink:DiseaseToPhenotypicFeatureAssociation?limit=2",
        tsv=(*models.ASSOCIATION, ALSO[0], "direction", ALSO[1]),
    ),
)  # fmt: skip
