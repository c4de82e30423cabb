"""The page of recipes: how to join a release with other graphs, on files that lie on the reader's disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.ids import contract, expand
from raregraph.site.layout import View
from raregraph.site.opened import Opened


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: what it joins with, where the other side comes from, which id both have, and the query."""

    name: str
    about: str
    file: str
    source: str
    key: str
    query: str


_PREFIXES = """\
PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>
PREFIX biolink: <https://w3id.org/biolink/vocab/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rg: <https://w3id.org/raregraph/vocab/>
"""
RECIPES = (
    Recipe(
        "Wikidata",
        "Items of Wikidata that stand for the same disease. Wikidata keeps Mondo ids as text (P5270), with or without "
        "their prefix: the IRI is made from the digits.",
        "wikidata-mondo.ttl",
        "at https://query.wikidata.org, saved as Turtle: CONSTRUCT { ?item wdt:P5270 ?mondo } "
        "WHERE { ?item wdt:P5270 ?mondo }",
        "Mondo id",
        _PREFIXES
        + """PREFIX wdt: <http://www.wikidata.org/prop/direct/>

SELECT DISTINCT ?disease ?label ?item
WHERE {
  ?item wdt:P5270 ?text .
  BIND (IRI(CONCAT(STR(MONDO:), REPLACE(STR(?text), "^.*[:_]", ""))) AS ?disease)
  ?disease a biolink:Disease ; rdfs:label ?label .
}
ORDER BY ?label ?item
""",
    ),
    Recipe(
        "UniProt",
        "Proteins of the genes that pages name as causes. UniProt has an IRI of its own for each HGNC id.",
        "uniprot-hgnc.ttl",
        "at https://sparql.uniprot.org, saved as Turtle: CONSTRUCT { ?protein rdfs:seeAlso ?hgnc } of human proteins "
        "with an ?hgnc below http://purl.uniprot.org/hgnc/",
        "HGNC id",
        _PREFIXES
        + """
SELECT DISTINCT ?gene ?symbol ?protein
WHERE {
  ?protein rdfs:seeAlso ?hgnc .
  FILTER (STRSTARTS(STR(?hgnc), "http://purl.uniprot.org/hgnc/"))
  BIND (IRI(CONCAT("http://identifiers.org/hgnc/", REPLACE(STR(?hgnc), "^.*[/:]", ""))) AS ?gene)
  ?statement rg:gene ?gene ; rg:certainty rg:stated .
  ?gene rdfs:label ?symbol .
}
ORDER BY ?symbol ?protein
""",
    ),
    Recipe(
        "Monarch",
        "Phenotypes that a page lists and Monarch's graph has for the same disease, and those it has not.",
        "monarch-disease-phenotype.nt",
        "from the disease-to-phenotype edges at https://data.monarchinitiative.org, written as N-Triples: subject, "
        "biolink:has_phenotype, object, with the IRIs of Mondo and HPO",
        "Mondo and HPO ids",
        _PREFIXES
        + """
SELECT DISTINCT ?disease ?phenotype ?label ?alsoInMonarch
WHERE {
  ?statement rg:kind rg:phenotype ; rg:disease ?disease ; rg:phenotype ?phenotype ; biolink:negated false .
  ?phenotype rdfs:label ?label .
  BIND (EXISTS { GRAPH <urn:monarch> { ?disease biolink:has_phenotype ?phenotype } } AS ?alsoInMonarch)
}
ORDER BY ?disease ?label
""",
    ),
)
"""The recipes in the order of the page; a test runs each with a small file of the other side."""


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """The recipes, and the ids that this release shares with others."""
    values = {"recipes": RECIPES, "shared": tuple(shared(opened)), "graph_of": graph_of}
    preview = "How to join the graph with Wikidata, UniProt and Monarch: queries that run on local files."
    return View("join.html", "Join with other graphs", values, preview, (("Join", ""),))


def graph_of(recipe: Recipe) -> str:
    """The named graph a recipe's file is loaded into, so that it stays apart from the release."""
    return f"urn:{recipe.name.lower()}"


def shared(opened: Opened) -> Iterator[tuple[str, int]]:
    """How many ids of each vocabulary the release maps its diseases to, most first: by prefix."""
    counts: dict[str, int] = {}
    for predicate in ("skos:exactMatch", "oboInOwl:hasDbXref"):
        quads = opened.store.quads_for_pattern(None, NamedNode(expand(predicate)), None, None)
        for iri in {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}:
            prefix, colon, rest = contract(iri).partition(":")
            if colon and not rest.startswith("//"):
                counts[prefix] = counts.get(prefix, 0) + 1
    yield from sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
