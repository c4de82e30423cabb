"""Turtle and TriG for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from raregraph.errors import ReleaseError
from raregraph.turtle import XSD, to_trig, to_turtle

RG, RDF, RDFS = (
    "https://w3id.org/raregraph/vocab/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
)
ALS = NamedNode("http://purl.obolibrary.org/obo/MONDO_0004976")
PAGE = NamedNode("https://w3id.org/raregraph/page/gard-5786/0d97d85dcf34")
GRAPH = NamedNode("https://w3id.org/raregraph/graph/direct")


def number(text: str, datatype: str) -> Literal:
    """A literal of a type of XML Schema."""
    return Literal(text, datatype=NamedNode(XSD + datatype))


QUADS = [
    Quad(ALS, NamedNode(RG + "note"), Literal('two\nlines, a \\ and ""quotes""'), GRAPH),
    Quad(ALS, NamedNode(RG + "asOf"), number("2020-07-01", "date"), GRAPH),
    Quad(ALS, NamedNode(RG + "share"), number("7.5", "decimal"), GRAPH),
    Quad(ALS, NamedNode(RG + "share"), number("7.50", "decimal"), GRAPH),
    Quad(ALS, NamedNode(RG + "share"), number("05", "integer"), GRAPH),
    Quad(ALS, NamedNode(RG + "share"), number("5", "integer"), GRAPH),
    Quad(ALS, NamedNode(RG + "direct"), number("true", "boolean"), GRAPH),
    Quad(ALS, NamedNode(RG + "direct"), number("1", "boolean"), GRAPH),
    Quad(ALS, NamedNode(RDFS + "label"), Literal("Sclérose “ALS”", language="fr"), GRAPH),
    Quad(ALS, NamedNode(RDF + "type"), NamedNode("https://w3id.org/biolink/vocab/Disease"), GRAPH),
    Quad(PAGE, NamedNode(RDFS + "seeAlso"), NamedNode("https://example.org/?q=1"), NamedNode(RG + "other")),
    Quad(PAGE, NamedNode(RDFS + "seeAlso"), NamedNode("https://example.org/?q=1"), GRAPH),
]

TURTLE = '''\
@prefix MONDO: <http://purl.obolibrary.org/obo/MONDO_> .
@prefix biolink: <https://w3id.org/biolink/vocab/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rg: <https://w3id.org/raregraph/vocab/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

MONDO:0004976
    a biolink:Disease ;
    rdfs:label "Sclérose “ALS”"@fr ;
    rg:asOf "2020-07-01"^^xsd:date ;
    rg:direct "1"^^xsd:boolean ;
    rg:direct true ;
    rg:note """two
lines, a \\\\ and \\""quotes\\"\\"""" ;
    rg:share "05"^^xsd:integer ;
    rg:share 5 ;
    rg:share 7.5 ;
    rg:share "7.50"^^xsd:decimal ;
    .

<https://w3id.org/raregraph/page/gard-5786/0d97d85dcf34>
    rdfs:seeAlso <https://example.org/?q=1> ;
    .
'''

TRIG = """\
@prefix graph: <https://w3id.org/raregraph/graph/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rg: <https://w3id.org/raregraph/vocab/> .

graph:direct {

    <https://w3id.org/raregraph/page/gard-5786/0d97d85dcf34>
        rdfs:seeAlso <https://example.org/?q=1> ;
        .
}

rg:other {

    <https://w3id.org/raregraph/page/gard-5786/0d97d85dcf34>
        rdfs:seeAlso <https://example.org/?q=1> ;
        .
}
"""


def test_turtle_is_as_written_here() -> None:
    """Sorted, type and label first, one triple a line, used prefixes only, lexical forms kept, graphs merged."""
    assert to_turtle(QUADS) == TURTLE


def test_order_of_quads_does_not_matter() -> None:
    """Any order, and repetitions, give the same text."""
    assert to_turtle([*reversed(QUADS), *QUADS]) == TURTLE


def test_trig_has_a_block_for_each_graph() -> None:
    """Named graphs are sorted and keep their own triples."""
    assert to_trig(QUADS[-2:]) == TRIG


def test_blank_node_is_refused() -> None:
    """A blank node would be called otherwise in every build."""
    with pytest.raises(ReleaseError, match="has a blank node; give the node an IRI"):
        to_turtle([Quad(BlankNode("b"), NamedNode(RDFS + "label"), Literal("x"))])


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_reads_back(text: str) -> None:
    """What is written is read back character by character."""
    quad = Quad(ALS, NamedNode(RDFS + "label"), Literal(text))
    assert list(parse(to_turtle([quad]), format=RdfFormat.TURTLE)) == [quad]


@given(st.from_regex(r"[A-Za-z0-9_.:/~'()*+,;=@!$&?-]{0,12}", fullmatch=True))
def test_any_name_reads_back(local: str) -> None:
    """A name that Turtle would read otherwise is written as a whole IRI."""
    quad = Quad(NamedNode(RG + local), NamedNode(RDFS + "label"), Literal("x"))
    assert list(parse(to_turtle([quad]), format=RdfFormat.TURTLE)) == [quad]
