"""Grounding: from labels as printed to IRIs and literals."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from raregraph.errors import ContentError
from raregraph.facts import CuratedSource
from raregraph.ground import decimal, ground, page_iri, references_of, version_iri
from raregraph.ids import Iri, expand, ours
from raregraph.terms import terms
from raregraph.text import short_hash
from tests.making import ALS, FAMILIAL, at, claim, fact, source, version

PAGE = source(
    version("a", ("names", ""), ("symptoms", "2020-07-01")), {"1": (ours("reference/" + "0" * 32), "Overview")}
)
XSD = "http://www.w3.org/2001/XMLSchema#"


def iri(curie: str) -> NamedNode:
    """The node of a CURIE."""
    return NamedNode(expand(curie))


def test_a_page_and_its_versions_have_iris_of_their_own() -> None:
    """The GARD number unpadded, and 12 digits of the hash."""
    assert page_iri("GARD:0005786") == "https://w3id.org/raregraph/page/gard-5786"
    assert version_iri(PAGE.version) == "https://w3id.org/raregraph/page/gard-5786/aaaaaaaaaaaa"


def test_a_fact_becomes_a_claim() -> None:
    """Subject, predicate, object and disease are IRIs, the labels are those of the tables."""
    found = claim(f'{{kind: gene, subject: "SOD1", object: "familial ALS", {at(0, 4)}}}', PAGE)
    assert (found.subject, found.predicate, found.object) == (iri("HGNC:11179"), iri("biolink:causes"), iri(FAMILIAL))
    assert (found.disease, found.certainty, found.labels["predicate"]) == (iri(FAMILIAL), "stated", "causes")
    assert found.labels["object"] == "familial amyotrophic lateral sclerosis"
    assert found.labels["object_written"] == "familial ALS"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{kind: name, subject: "ALS", object: "MND"', Literal("MND", language="en")),
        ('{kind: onset, subject: "ALS", object: 56', Literal("56", datatype=NamedNode(XSD + "integer"))),
        ('{kind: onset, subject: "ALS", object: 56.5', Literal("56.5", datatype=NamedNode(XSD + "decimal"))),
        (
            '{kind: date, subject: "section:symptoms", object: "2020-07-01"',
            Literal("2020-07-01", datatype=NamedNode(XSD + "date")),
        ),
    ],
)
def test_literal_objects_keep_their_form(text: str, value: Literal) -> None:
    """Texts are English, whole numbers integers, dates dates."""
    assert claim(f"{text}, {at(0, 4)}}}", PAGE).object == value


def test_qualifiers_are_typed_by_their_column() -> None:
    """Terms, booleans, decimals."""
    bounds = "lower: 10, upper: 10, approximate: true"
    found = claim(f'{{kind: proportion, subject: "familial ALS", object: "ALS", {bounds}, {at(0, 4)}}}', PAGE)
    assert found.qualifiers == {
        "approximate": Literal("true", datatype=NamedNode(XSD + "boolean")),
        "lower": decimal("10"),
        "upper": decimal("10"),
    }
    assert found.labels["share"] == "about 10 %"


def test_a_frequency_is_labelled_by_its_class() -> None:
    """HPO's class, and nothing but a class."""
    row = '{{kind: phenotype, subject: "ALS", object: "HP:0000716", frequency: "{}", {}}}'
    assert claim(row.format("HP:0040282", at(0, 4)), PAGE).labels["frequency"] == "30–79 %"
    with pytest.raises(ContentError, match="'HP:0040289' is no class of frequency"):
        ground(fact(row.format("HP:0040289", at(0, 4))), PAGE, terms(strict=False))


@pytest.mark.parametrize(
    ("text", "path", "label"),
    [
        ('kind: definition, subject: "ALS", object: "version:"', "page/gard-5786/aaaaaaaaaaaa", ", 2020-07-01"),
        ('kind: question, subject: "ALS", object: "question:2"', "entity/question-", "question 2 on GARD page"),
        ('kind: citation, subject: "version:", object: "reference:1", number: 1', "reference/", "Overview"),
    ],
)
def test_things_of_the_page_are_named_by_tokens(text: str, path: str, label: str) -> None:
    """`version:`, `question:N`, `reference:N` stand for nodes of the page itself."""
    found = claim(f"{{{text}, {at(0, 4)}}}", PAGE)
    assert isinstance(found.object, NamedNode)
    assert found.object.value.startswith(ours(path))
    assert label in found.labels["object"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{kind: gene, subject: "SOD1", object: "ALS"}', "a fact of a page without a place on it"),
        (f'{{kind: gene, subject: "SOD1", object: "ALS", {at(990, 1001)}}}', "990-1001 lies outside the page of 1000"),
        (f'{{kind: gene, subject: "SOD1", object: "ALS", cites: ["2"], {at(0, 4)}}}', "cites reference 2, which"),
        (f'{{kind: date, subject: "section:symptom", object: "2020-07-01", {at(0, 4)}}}', "did you mean 'symptoms'?"),
        (f'{{kind: gene, subject: "SOD1", object: "SOD1", {at(0, 4)}}}', "no table grounds 'SOD1' as disease"),
        (f'{{kind: gene, subject: "MONDO:4976", object: "ALS", {at(0, 4)}}}', "does not fit its prefix"),
    ],
)
def test_a_fact_that_cannot_be_grounded_is_an_error(text: str, problem: str) -> None:
    """No place, no fact; no id, no claim."""
    with pytest.raises(ContentError) as caught:
        claim(text, PAGE)
    assert problem in str(caught.value)


def test_a_passage_may_end_where_the_page_ends() -> None:
    """The end is exclusive."""
    assert claim(f'{{kind: gene, subject: "SOD1", object: "ALS", {at(990, 1000)}}}', PAGE).passages[0].end == 1000


def test_a_curated_fact_names_its_disease_or_is_told_it() -> None:
    """A name alone does not say what it is about."""
    given = CuratedSource("PMID:1", "a curator", "2026-01-01")
    name = fact('{kind: name, subject: "SOD1", object: "superoxide dismutase"}'.replace("SOD1", "riluzole"))
    with pytest.raises(ContentError, match="names no disease"):
        ground(name, given, terms())
    assert ground(name, given, terms(), iri(ALS)).disease == iri(ALS)


def test_references_are_pubmed_s_where_a_pmid_is_printed() -> None:
    """Others get an IRI of ours, from version and number."""
    rows = [
        '{kind: reference, subject: "version:", object: "reference:1", number: 1, title: "One", pmid: "28872912"}',
        '{kind: reference, subject: "version:", object: "reference:2", number: 2}',
        '{kind: advice, subject: "ALS", object: "x"}',
    ]
    of = Iri("https://w3id.org/raregraph/page/x")
    found = references_of(map(fact, rows), of)
    assert found["1"] == ("http://www.ncbi.nlm.nih.gov/pubmed/28872912", "One")
    assert found["2"] == (ours("reference/" + short_hash(of, "2")), "reference 2")
    assert len(found) == 2
