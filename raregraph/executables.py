"""The saved queries as data: sh:SPARQLExecutable, in the way SPARQL editors and example collections read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from raregraph.errors import ContentError
from raregraph.ground import XSD
from raregraph.ids import ours, prefixes
from raregraph.queries import Query, saved
from raregraph.triples import LABEL, A, Triple, english, node

_FORMS = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
}
_PREFIXES = NamedNode(ours("query/prefixes"))


def to_quads(queries: Iterable[Query] | None = None) -> list[Quad]:
    """The saved queries, or those given, in the default graph. ContentError for a form SHACL has no word for."""
    found = saved() if queries is None else queries
    triples = [triple for query in found for triple in _query(query)]
    return [Quad(*triple) for triple in (*triples, *_declarations())]


def _query(query: Query) -> Iterator[Triple]:
    if query.form not in _FORMS:
        raise ContentError(query.where, f"a {query.form} query", f"write it as one of {', '.join(_FORMS)}")
    me, (class_, predicate) = NamedNode(ours(f"query/{query.name}")), _FORMS[query.form]
    yield from ((me, A, node("sh:SPARQLExecutable")), (me, A, node(class_)))
    yield from ((me, LABEL, english(query.summary)), (me, node("rdfs:comment"), english(query.description)))
    yield me, node("dct:identifier"), Literal(query.name)
    yield from ((me, node("schema:keywords"), Literal(tag)) for tag in query.tags)
    yield me, node(predicate), Literal(query.text.strip() + "\n")
    yield me, node("sh:prefixes"), _PREFIXES


def _declarations() -> Iterator[Triple]:
    yield from ((_PREFIXES, A, node("owl:Ontology")), (_PREFIXES, LABEL, english("prefixes of the saved queries")))
    for prefix, namespace in prefixes().items():
        me = NamedNode(f"{_PREFIXES.value}/{prefix}")
        yield from ((_PREFIXES, node("sh:declare"), me), (me, A, node("sh:PrefixDeclaration")))
        yield from ((me, LABEL, english(f"prefix {prefix}")), (me, node("sh:prefix"), Literal(prefix)))
        yield me, node("sh:namespace"), Literal(namespace, datatype=NamedNode(XSD + "anyURI"))
