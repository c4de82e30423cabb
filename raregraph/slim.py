"""The slim Biolink view: nodes with category and label, associations with Biolink terms only, no evidence nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from raregraph.ids import expand, prefixes
from raregraph.kinds import kinds
from raregraph.knowledge import Knowledge
from raregraph.statements import Statement
from raregraph.terms import Term
from raregraph.triples import Triple, node, statement_triples

_SLOTS = (
    "biolink:category",
    "biolink:negated",
    "biolink:primary_knowledge_source",
    "biolink:aggregator_knowledge_source",
    "biolink:knowledge_level",
    "biolink:agent_type",
    "biolink:has_evidence",
    "biolink:publications",
)
"""What an association keeps of its statement, beside the qualifiers that are Biolink slots."""
_ENDS = {"rdf:subject": "biolink:subject", "rdf:predicate": "biolink:predicate", "rdf:object": "biolink:object"}
_PREFIXES = {"Orphanet": "orphanet", "mesh": "MESH"}
"""Prefixes that Biolink's prefix map writes otherwise than we do."""


def selected(statements: Iterable[Statement]) -> list[Statement]:
    """The statements of the view: those whose direct triple is a Biolink one, and whose class is.

    A possible or hypothesised claim has a direct predicate of ours, so that it cannot pass for a sure one here.
    """
    return [statement for statement in statements if is_slim(statement)]


def is_slim(statement: Statement) -> bool:
    """Whether Biolink can say it without making it surer than it is."""
    ours = statement.direct == statement.predicate.value and isinstance(statement.object, NamedNode)
    return ours and _in_biolink(statement.predicate.value) and _in_biolink(class_of(statement))


def _in_biolink(iri: str) -> bool:
    return iri.startswith(prefixes()["biolink"])


def class_of(statement: Statement) -> str:
    """The IRI of the association class of a statement's kind and predicate."""
    kind = statement.kind
    named: dict[str, str] = {expand(predicate): class_ for predicate, class_ in kind.classes.items()}
    return expand(named.get(statement.predicate.value, kind.classes[kind.predicates[0]]))


def to_quads(knowledge: Knowledge) -> list[Quad]:
    """The view, in the default graph, sorted; every end of an association is a node of it."""
    chosen = selected(knowledge.statements)
    triples = {triple for statement in chosen for triple in _association(statement)}
    ends = {end.value for statement in chosen for end in (statement.subject, statement.object)}
    nodes = [term for term in knowledge.terms if term.iri in ends]
    triples |= {triple for term in nodes for triple in _node(term)} | set(_xrefs(knowledge, ends))
    return sorted((Quad(*triple) for triple in triples), key=str)


def _association(statement: Statement) -> Iterator[Triple]:
    kept = {node(name): node(name) for name in (*_SLOTS, *_qualifiers())} | {node(a): node(b) for a, b in _ENDS.items()}
    for subject, predicate, value in statement_triples(statement):
        if subject.value == statement.iri and predicate in kept:
            yield subject, kept[predicate], value


def _qualifiers() -> list[str]:
    return [column.property for column in kinds().columns.values() if column.property.startswith("biolink:")]


def _node(term: Term) -> Iterator[Triple]:
    me = NamedNode(term.iri)
    class_ = kinds().categories[term.category]
    if class_.startswith("biolink:"):
        yield me, node("biolink:category"), node(class_)
    yield me, node("rdfs:label"), Literal(term.label)


def _xrefs(knowledge: Knowledge, ends: set[str]) -> Iterator[Triple]:
    """Mondo's cross-references of the diseases as CURIEs of Biolink's prefixes: an IRI would become an edge in KGX."""
    for xref in knowledge.backbone.xrefs:
        prefix, _, local = xref.object.partition(":")
        if expand(xref.subject) in ends:
            yield node(xref.subject), node("biolink:xref"), Literal(f"{_PREFIXES.get(prefix, prefix)}:{local}")
