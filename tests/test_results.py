"""Formats: what an answer looks like, and that standard readers read it back."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from raregraph.errors import UsageError
from raregraph.ids import expand
from raregraph.results import Table, Term, Triples, Truth, check_format, formats_of, to_text, triples_of

XSD = "http://www.w3.org/2001/XMLSchema#"
PAIN = NamedNode(expand("HP:0012531"))
TABLE = Table(
    ("label", "id", "n"),
    (
        (Literal("Pain, “bad”", language="en"), PAIN, Literal("30", datatype=NamedNode(XSD + "integer"))),
        (Literal('a "b"\nc'), NamedNode("http://a.example/?x=1&y=2"), None),
    ),
)
GRAPH = triples_of([Triple(PAIN, NamedNode(expand("rdfs:label")), Literal("Pain", language="en"))])


def test_a_table_is_aligned_and_shows_curies() -> None:
    """A table is aligned and shows curies."""
    assert to_text(TABLE) == (
        "label        id                         n\n"
        "-----------  -------------------------  --\n"
        "Pain, “bad”  HP:0012531                 30\n"
        'a "b" c      http://a.example/?x=1&y=2\n'
    )


def test_a_table_wider_than_the_screen_is_wrapped_but_ids_stay_whole() -> None:
    """A table wider than the screen is wrapped but ids stay whole."""
    table = Table(("id", "text"), ((PAIN, Literal("one two three four five six seven")),))
    assert to_text(table, "table", 30) == (
        "id          text\n----------  ------------------\nHP:0012531  one two three four\n            five six seven\n"
    )


def test_a_table_without_rows_has_its_header() -> None:
    """A table without rows has its header."""
    assert to_text(Table(("a", "bb"), ())) == "a  bb\n-  --\n"


def test_csv() -> None:
    """Plain values, quoted where they must be, CRLF at the end of a line."""
    assert to_text(TABLE, "csv") == (
        "label,id,n\r\n"
        '"Pain, “bad”",http://purl.obolibrary.org/obo/HP_0012531,30\r\n'
        '"a ""b""\nc",http://a.example/?x=1&y=2,\r\n'
    )


def test_tsv() -> None:
    """Terms in Turtle's long form."""
    assert to_text(TABLE, "tsv") == (
        "?label\t?id\t?n\n"
        f'"Pain, “bad”"@en\t<http://purl.obolibrary.org/obo/HP_0012531>\t"30"^^<{XSD}integer>\n'
        '"a \\"b\\"\\nc"\t<http://a.example/?x=1&y=2>\t\n'
    )


def test_json() -> None:
    """Language, datatype and plain strings are told apart; what is not bound is absent."""
    assert json.loads(to_text(TABLE, "json")) == {
        "head": {"vars": ["label", "id", "n"]},
        "results": {
            "bindings": [
                {
                    "label": {"type": "literal", "value": "Pain, “bad”", "xml:lang": "en"},
                    "id": {"type": "uri", "value": PAIN.value},
                    "n": {"type": "literal", "value": "30", "datatype": XSD + "integer"},
                },
                {
                    "label": {"type": "literal", "value": 'a "b"\nc'},
                    "id": {"type": "uri", "value": "http://a.example/?x=1&y=2"},
                },
            ]
        },
    }


def test_xml() -> None:
    """Reserved characters are escaped."""
    assert "<uri>http://a.example/?x=1&amp;y=2</uri>" in to_text(TABLE, "xml")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)
TERMS: st.SearchStrategy[Term | None] = st.one_of(
    st.none(),
    TEXT.map(Literal),
    TEXT.map(lambda text: Literal(text, language="en")),
    TEXT.map(lambda text: Literal(text, datatype=NamedNode(XSD + "date"))),
    st.just(PAIN),
    st.just(BlankNode("b1")),
)


@pytest.mark.parametrize(
    ("name", "form"),
    [("json", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)],
)
@given(rows=st.lists(st.tuples(TERMS, TERMS), max_size=4))
def test_what_is_written_is_read_back(
    name: str, form: QueryResultsFormat, rows: list[tuple[Term | None, Term | None]]
) -> None:
    """By pyoxigraph's own readers: the same values of the same types."""
    table = Table(("a", "b"), tuple(rows))
    found = parse_query_results(to_text(table, name).encode(), format=form)
    assert isinstance(found, QuerySolutions)
    assert [_text(row["a"]) + _text(row["b"]) for row in found] == [_text(a) + _text(b) for a, b in rows]


@given(rows=st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_xml_is_read_back(rows: list[tuple[str, str]]) -> None:
    """By the standard library's reader: pyoxigraph's trims white space."""
    table = Table(("a", "b"), tuple((Literal(a, language="en"), NamedNode("urn:" + quote(b))) for a, b in rows))
    space = "{http://www.w3.org/2005/sparql-results#}"
    found = ElementTree.fromstring(to_text(table, "xml")).iter(f"{space}result")
    cells = [[(cell.tag.removeprefix(space), cell.text or "") for binding in row for cell in binding] for row in found]
    assert cells == [[("literal", a), ("uri", "urn:" + quote(b))] for a, b in rows]


def _text(cell: object) -> str:
    return "_:b" if isinstance(cell, BlankNode) else str(cell)


@given(rows=st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_csv_is_read_back(rows: list[tuple[str, str]]) -> None:
    """Csv is read back."""
    table = Table(("a", "b"), tuple((Literal(a), Literal(b)) for a, b in rows))
    read = list(csv.reader(io.StringIO(to_text(table, "csv"), newline="")))
    assert read == [["a", "b"], *map(list, rows)]


@pytest.mark.parametrize(("name", "form"), [("turtle", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)])
def test_graphs_are_read_back_and_use_our_prefixes(name: str, form: RdfFormat) -> None:
    """Graphs are read back and use our prefixes."""
    text = to_text(GRAPH, name)
    assert "HP:0012531" in text
    assert {quad.triple for quad in parse(text.encode(), format=form)} == set(GRAPH.triples)


@pytest.mark.parametrize("name", ["turtle", "jsonld"])
def test_a_graph_with_blank_nodes_is_written_too(name: str) -> None:
    """A graph with blank nodes is written too."""
    assert "Pain" in to_text(triples_of([Triple(BlankNode("b"), NamedNode("urn:p"), Literal("Pain"))]), name)


def test_a_truth_is_a_word_or_a_result() -> None:
    """A truth is a word or a result."""
    assert to_text(Truth(True)) == "true\n"
    assert json.loads(to_text(Truth(False), "json")) == {"head": {}, "boolean": False}
    assert "<boolean>true</boolean>" in to_text(Truth(True), "xml")


@pytest.mark.parametrize(
    ("name", "form", "message"),
    [
        (
            "turtle",
            "SELECT",
            "format: 'turtle' does not fit the answer of a SELECT; choose one of table, csv, tsv, json, xml",
        ),
        ("csv", "CONSTRUCT", "format: 'csv' does not fit the answer of a CONSTRUCT; choose one of turtle, jsonld"),
        ("csv", "ASK", "format: 'csv' does not fit the answer of an ASK; choose one of table, json, xml"),
        ("pdf", "SELECT", "format: 'pdf' does not fit"),
    ],
)
def test_a_format_that_does_not_fit_names_those_that_do(name: str, form: str, message: str) -> None:
    """A format that does not fit names those that do."""
    with pytest.raises(UsageError) as fault:
        check_format(name, form)
    assert str(fault.value).startswith(message)
    with pytest.raises(UsageError, match="does not fit this answer"):
        to_text({"SELECT": TABLE, "ASK": Truth(True), "CONSTRUCT": GRAPH}[form], name)


def test_the_usual_format_comes_first() -> None:
    """The usual format comes first."""
    assert (formats_of(TABLE)[0], formats_of(GRAPH)[0]) == ("table", "turtle")


def test_a_graph_without_triples_is_written() -> None:
    """A graph without triples is written."""
    assert to_text(Triples(())).strip() == ""
