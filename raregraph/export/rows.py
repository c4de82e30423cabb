"""What every format is made from: nodes and edges as KGX has them, in one profile, and what could not be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

PROFILES = ("monarch", "biolink")
"""`monarch`: predicates and classes as monarch-py 1.31.1 lists them; `biolink`: valid by the pinned Biolink Model."""

NODE_COLUMNS = (
    "id",
    "category",
    "name",
    "xref",
    "synonym",
    "exact_synonym",
    "narrow_synonym",
    "broad_synonym",
    "related_synonym",
    "symbol",
    "full_name",
    "in_taxon",
    "in_taxon_label",
    "description",
    "iri",
    "subsets",
    "provided_by",
)
"""The columns of a nodes file, in Monarch's order."""

EDGE_COLUMNS = (
    "id",
    "subject",
    "predicate",
    "object",
    "category",
    "negated",
    "primary_knowledge_source",
    "aggregator_knowledge_source",
    "knowledge_level",
    "agent_type",
    "publications",
    "has_evidence",
    "frequency_qualifier",
    "has_count",
    "has_total",
    "has_percentage",
    "has_quotient",
    "onset_qualifier",
    "clinical_approval_status",
    "original_subject",
    "original_predicate",
    "original_object",
    "qualifiers",
    "provided_by",
)
"""The columns of an edges file, in Monarch's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node; the fields are `NODE_COLUMNS`. Ids and `xref` are CURIEs; tuples are sorted, each value once."""

    id: str
    category: str
    name: str = ""
    xref: tuple[str, ...] = ()
    synonym: tuple[str, ...] = ()
    exact_synonym: tuple[str, ...] = ()
    narrow_synonym: tuple[str, ...] = ()
    broad_synonym: tuple[str, ...] = ()
    related_synonym: tuple[str, ...] = ()
    symbol: str = ""
    full_name: str = ""
    in_taxon: str = ""
    in_taxon_label: str = ""
    description: str = ""
    iri: str = ""
    subsets: tuple[str, ...] = ()
    provided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge; the fields are `EDGE_COLUMNS`.

    `id` is an https IRI, that of its statement where there is one. Numbers are kept as they are written, text; an empty
    one is not said. Tuples are sorted, each value once.
    """

    id: str
    subject: str
    predicate: str
    object: str
    category: str
    negated: bool = False
    primary_knowledge_source: str = ""
    aggregator_knowledge_source: tuple[str, ...] = ()
    knowledge_level: str = ""
    agent_type: str = ""
    publications: tuple[str, ...] = ()
    has_evidence: tuple[str, ...] = ()
    frequency_qualifier: str = ""
    has_count: str = ""
    has_total: str = ""
    has_percentage: str = ""
    has_quotient: str = ""
    onset_qualifier: str = ""
    clinical_approval_status: str = ""
    original_subject: str = ""
    original_predicate: str = ""
    original_object: str = ""
    qualifiers: tuple[str, ...] = ()
    provided_by: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """What a format cannot say: `about` is the CURIE or IRI of a statement or term; `reason` a row of the table."""

    format: str
    reason: str
    about: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The graph in one profile.

    Attributes:
        profile: one of `PROFILES`.
        nodes: by id, sorted by id; every node that an edge names is there, and the superclasses of each up to the root.
        edges: each call reads the edges anew, sorted by id; they are never all in memory. Superclasses are edges with
            the predicate biolink:subclass_of.
        losses: each call reads them anew, sorted.
    """

    profile: str
    nodes: Mapping[str, Node]
    edges: Callable[[], Iterator[Edge]]
    losses: Callable[[], Iterator[Loss]]
