"""The columns of a database in Monarch's layout, and what each of them holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from raregraph.export.rows import EDGE_COLUMNS, NODE_COLUMNS

Kind = Literal["text", "list", "truth", "count", "number"]
Cell = str | tuple[str, ...] | bool | int | float
"""A value. Nothing said is empty text, no texts, or false; a number that an edge says is kept as its text."""

LISTS = frozenset(
    (
        *("xref", "synonym", "exact_synonym", "narrow_synonym", "broad_synonym", "related_synonym", "subsets"),
        *("same_as", "has_gene", "has_attribute", "has_descendant", "has_descendant_label", "has_phenotype"),
        *("has_phenotype_label", "aggregator_knowledge_source", "publications", "has_evidence", "qualifiers"),
    )
)
"""Columns of many texts, besides those whose name ends in _closure or _closure_label."""
KINDS: dict[str, Kind] = {
    **{"negated": "truth", "deprecated": "truth"},
    **{"has_total": "count", "size": "count"},
    **{"has_percentage": "number", "has_quotient": "number", "ic": "number"},
}
"""Columns of something else than text, besides those whose name ends in _count."""
WRITTEN = frozenset(("has_count", "has_total", "has_percentage", "has_quotient"))
"""Numbers that an edge says; a cell has their text, as it was written."""

LABEL_PARTS = ("label", "category", "namespace")
END_PARTS = (*LABEL_PARTS, "closure", "closure_label", "taxon", "taxon_label")


def kind(column: str) -> Kind:
    """What a column holds."""
    if column in LISTS or column.endswith(("_closure", "_closure_label")):
        return "list"
    return "count" if column.endswith("_count") else KINDS.get(column, "text")


def counted(column: str) -> bool:
    """Whether a column holds what was counted here, and not a number that an edge says."""
    return kind(column) == "count" and column not in WRITTEN


def nothing(columns: Iterable[str]) -> tuple[Cell, ...]:
    """The cells of columns of which nothing is said."""
    empty: dict[Kind, Cell] = {"list": (), "truth": False}
    return tuple(empty.get(kind(column), "") for column in columns)


def parts(fields: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """The columns that say more of fields: `subject_label` of subject and label."""
    return tuple(f"{field}_{name}" for field in fields for name in names)


UNSAID_OF_NODES = (
    *("deprecated", "same_as", "file_source", "has_gene", "type", "has_attribute", "has_biological_sex", "synonyms"),
)
"""Columns that Monarch has and of which this graph says nothing; they stand empty, for the tools that read them."""
_CONTEXTS = ("sex_qualifier", "stage_qualifier", "species_context_qualifier", "disease_context_qualifier")
UNSAID_OF_EDGES = (
    *(*_CONTEXTS, *parts(_CONTEXTS, LABEL_PARTS), *parts(_CONTEXTS[-1:], ("closure", "closure_label"))),
    *("qualifier", "object_aspect_qualifier", "object_specialization_qualifier", "FDA_adverse_event_level"),
    *("has_attribute", "file_source"),
)
"""The same of edges."""

NODES = (*NODE_COLUMNS, "source")
"""`source` is always empty; monarch-py reads it."""
EDGES = EDGE_COLUMNS
CLOSURE = ("subject_id", "predicate_id", "object_id")
DENORMALIZED_NODES = (
    *(*NODES, "namespace"),
    *("has_phenotype", "has_phenotype_label", "has_phenotype_count"),
    *("has_phenotype_closure", "has_phenotype_closure_label"),
    *("has_descendant", "has_descendant_label", "has_descendant_count"),
    *UNSAID_OF_NODES,
)
DENORMALIZED_EDGES = (
    *(*EDGES, "evidence_count", "grouping_key"),
    *parts(("subject", "object"), END_PARTS),
    *parts(("frequency_qualifier", "onset_qualifier"), LABEL_PARTS),
    *UNSAID_OF_EDGES,
)
