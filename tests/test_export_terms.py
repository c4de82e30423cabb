"""The terms of a graph: their CURIEs, classes, names, and superclasses."""

from __future__ import annotations

import pytest

from raregraph.errors import ReleaseError
from raregraph.export.terms import Terms, curie, iri, is_node
from raregraph.nquads import gathered

OBO, RDF = "http://purl.obolibrary.org/obo/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS, OIO = "http://www.w3.org/2000/01/rdf-schema#", "http://www.geneontology.org/formats/oboInOwl#"
LINES = f"""\
<{OBO}HP_0000005> <{RDFS}label> "Mode of inheritance"@en .
<{OBO}HP_0000006> <{RDFS}label> "Autosomal dominant inheritance"@en .
<{OBO}HP_0000006> <{RDFS}subClassOf> <{OBO}HP_0000005> .
<{OBO}MONDO_0004976> <{OIO}hasDbXref> <https://rarediseases.info.nih.gov/diseases/0005786> .
<{OBO}MONDO_0004976> <{OIO}hasExactSynonym> "Lou Gehrig disease"@en .
<{OBO}MONDO_0004976> <{OIO}hasNarrowSynonym> "ALS1"@en .
<{OBO}MONDO_0004976> <{RDF}type> <https://w3id.org/biolink/vocab/Disease> .
<{OBO}MONDO_0004976> <{RDFS}label> "amyotrophic lateral sclerosis"@en .
<{OBO}MONDO_0004976> <http://www.w3.org/2004/02/skos/core#exactMatch> <http://www.orpha.net/ORDO/Orphanet_803> .
<https://w3id.org/raregraph/graph/hpo-2025-01-16> <{RDF}type> <http://rdfs.org/ns/void#Dataset> .
<https://w3id.org/raregraph/graph/hpo-pt-2025-01-16> <{RDF}type> <http://rdfs.org/ns/void#Dataset> .
<https://w3id.org/raregraph/page/gard-5786> <{RDFS}label> "a page"@en .
"""


@pytest.fixture(scope="module")
def terms() -> Terms:
    """The terms of the lines above."""
    found = Terms()
    for block in gathered(LINES.splitlines()):
        found.see(block)
    return found


@pytest.mark.parametrize(
    ("link", "id_"),
    [
        ("http://www.orpha.net/ORDO/Orphanet_803", "orphanet:803"),
        ("http://identifiers.org/mesh/D000690", "MESH:D000690"),
        ("http://identifiers.org/hgnc/11179", "HGNC:11179"),
        ("https://w3id.org/raregraph/entity/gulf-war-veterans", "https://w3id.org/raregraph/entity/gulf-war-veterans"),
    ],
)
def test_prefixes_are_those_of_biolink_and_back(link: str, id_: str) -> None:
    """An IRI of ours stays whole: no tool knows its prefix."""
    assert (curie(link), iri(id_)) == (id_, link)


def test_only_terms_of_six_ontologies_are_nodes() -> None:
    """GARD is for cross-references."""
    assert [id_ for id_ in ("MONDO:0004976", "GARD:0005786", "MAXO:0000127") if is_node(id_)] == [
        "MONDO:0004976",
        "MAXO:0000127",
    ]


def test_a_node_has_its_synonyms_by_scope_and_its_cross_references(terms: Terms) -> None:
    """Also all synonyms together."""
    node = terms.node("MONDO:0004976", "biolink")
    assert (node.name, node.category, node.iri) == (
        "amyotrophic lateral sclerosis",
        "biolink:Disease",
        f"{OBO}MONDO_0004976",
    )
    assert (node.exact_synonym, node.narrow_synonym) == (("Lou Gehrig disease",), ("ALS1",))
    assert node.synonym == ("ALS1", "Lou Gehrig disease")
    assert node.xref == ("GARD:0005786", "orphanet:803")


def test_a_term_without_a_class_has_that_of_its_branch(terms: Terms) -> None:
    """Which Monarch does not tell apart."""
    assert terms.class_of("HP:0000006") == "biolink:GeneticInheritance"
    assert terms.node("HP:0000006", "monarch").category == "biolink:PhenotypicFeature"


def test_a_term_that_the_graph_does_not_tell_of_is_a_fault_of_the_release(terms: Terms) -> None:
    """Not one of whoever reads it."""
    with pytest.raises(ReleaseError, match="nothing is said of CHEBI:8863"):
        terms.class_of("CHEBI:8863")


def test_superclasses_are_named_by_their_release(terms: Terms) -> None:
    """Its graph, and both ends."""
    assert list(terms.superclasses()) == [
        ("https://w3id.org/raregraph/graph/hpo-2025-01-16#HP:0000006-HP:0000005", "HP:0000006", "HP:0000005")
    ]


def test_pages_are_no_terms(terms: Terms) -> None:
    """Nor are statements."""
    assert terms.of_ontologies() == set(terms.blocks) == {"HP:0000005", "HP:0000006", "MONDO:0004976"}
