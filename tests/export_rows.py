"""Rows made by hand, small enough to be read: two diseases, five phenotypes, a gene."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from raregraph.export.rows import Edge, Node, Rows

ALS, FAMILIAL, MND = "MONDO:0004976", "MONDO:0005144", "MONDO:0020128"
ALL, ABNORMAL, WEAK, GENERAL, CRAMP = "HP:0000001", "HP:0000118", "HP:0001324", "HP:0003324", "HP:0003394"
COMMON, GENE = "HP:0040281", "HGNC:11179"
AT = "https://w3id.org/raregraph/statement/"
PARENTS = (
    (ALS, MND),
    (FAMILIAL, ALS),
    (ABNORMAL, ALL),
    (WEAK, ABNORMAL),
    (GENERAL, WEAK),
    (CRAMP, ABNORMAL),
)


def node(curie: str, name: str, kind: str = "PhenotypicFeature", **more: Any) -> Node:
    """A node of a class of Biolink."""
    return Node(id=curie, name=name, category=f"biolink:{kind}", **more)


def edge(number: int, subject: str, predicate: str, target: str, **more: Any) -> Edge:
    """An edge with a class, an id by number, and who knows it."""
    said = {"knowledge_level": "knowledge_assertion", "agent_type": "manual_agent", "category": "biolink:Association"}
    columns: dict[str, Any] = {"subject": subject, "predicate": f"biolink:{predicate}", "object": target}
    return Edge(id=f"{AT}{number:032x}", **columns, **(said | more))


NODES = (
    node(ALS, "amyotrophic lateral sclerosis", "Disease", xref=("GARD:0005786", "OMIM:105400"), synonym=("ALS",)),
    node(FAMILIAL, "familial amyotrophic lateral sclerosis", "Disease"),
    node(MND, "motor neuron disorder", "Disease"),
    node(ALL, "All"),
    node(ABNORMAL, "Phenotypic abnormality"),
    node(WEAK, "Muscle weakness"),
    node(GENERAL, "Generalized muscle weakness"),
    node(CRAMP, "Muscle spasm"),
    node(COMMON, "Very frequent"),
    node(GENE, "SOD1", "Gene", symbol="SOD1", in_taxon="NCBITaxon:9606", in_taxon_label="Homo sapiens"),
)
EDGES = (
    *(edge(number, below, "subclass_of", above) for number, (below, above) in enumerate(PARENTS, 1)),
    edge(7, ALS, "has_phenotype", GENERAL, frequency_qualifier=COMMON, publications=("PMID:1", "PMID:2")),
    edge(8, ALS, "has_phenotype", CRAMP, has_evidence=("ECO:0000305",), has_percentage="7.5"),
    edge(9, FAMILIAL, "has_phenotype", WEAK),
    edge(10, FAMILIAL, "has_phenotype", CRAMP, negated=True),
    edge(11, GENE, "causes", FAMILIAL),
)


def rows_of(edges: Iterable[Edge] = EDGES, nodes: Iterable[Node] = NODES) -> Rows:
    """Rows of nodes and edges, as a graph gives them."""
    kept, named = tuple(sorted(edges, key=lambda edge: edge.id)), sorted(nodes, key=lambda node: node.id)
    return Rows("monarch", {node.id: node for node in named}, lambda: iter(kept), lambda: iter(()))
