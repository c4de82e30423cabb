"""JSON-LD with its context inline."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from raregraph.jsonld import to_jsonld
from tests.test_turtle import ALS, GRAPH, QUADS, RDFS, RG, number


def test_document_is_as_written_here() -> None:
    """The context expands what is used; strings, booleans and whole numbers are JSON's own, the rest says its type."""
    quads = [
        Quad(ALS, NamedNode(RDFS + "label"), Literal("ALS", language="en"), GRAPH),
        Quad(ALS, NamedNode(RG + "direct"), number("true", "boolean"), GRAPH),
        Quad(ALS, NamedNode(RG + "share"), number("5", "integer"), GRAPH),
        Quad(ALS, NamedNode(RG + "share"), number("05", "integer"), GRAPH),
        Quad(ALS, NamedNode(RG + "about"), NamedNode("https://example.org/x"), GRAPH),
    ]
    assert json.loads(to_jsonld(quads)) == {
        "@context": {
            "@version": 1.1,
            "MONDO": {"@id": "http://purl.obolibrary.org/obo/MONDO_", "@prefix": True},
            "graph": "https://w3id.org/raregraph/graph/",
            "rdfs": RDFS,
            "rg": RG,
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@graph": [
            {
                "@id": "graph:direct",
                "@graph": [
                    {
                        "@id": "MONDO:0004976",
                        "rdfs:label": {"@language": "en", "@value": "ALS"},
                        "rg:about": {"@id": "https://example.org/x"},
                        "rg:direct": True,
                        "rg:share": [{"@type": "xsd:integer", "@value": "05"}, 5],
                    }
                ],
            }
        ],
    }


def test_quads_read_back() -> None:
    """Named graphs and lexical forms survive."""
    assert set(parse(to_jsonld(QUADS), format=RdfFormat.JSON_LD)) == set(QUADS)


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["integer", "decimal", "boolean", "date", "double"]))
def test_any_literal_reads_back(text: str, datatype: str) -> None:
    """Strings, and forms no type allows, come back as they were."""
    quads = [Quad(ALS, NamedNode(RG + "note"), literal, GRAPH) for literal in (Literal(text), number(text, datatype))]
    assert set(parse(to_jsonld(quads), format=RdfFormat.JSON_LD)) == set(quads)


@pytest.mark.parametrize("iri", [RG + "a:b", RG + "//x", "https://w3id.org/raregraph/page/gard-1/x", "urn:uuid:1", RG])
def test_iris_read_back(iri: str) -> None:
    """No IRI is abbreviated to what a reader expands otherwise."""
    quad = Quad(NamedNode(iri), NamedNode(RG + "about"), NamedNode(iri), GRAPH)
    assert list(parse(to_jsonld([quad]), format=RdfFormat.JSON_LD)) == [quad]
