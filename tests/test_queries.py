"""Query files: their headers, their parameters, and what is said where one is at fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from raregraph.answers import run
from raregraph.errors import ContentError, Faults, RaregraphError, UsageError
from raregraph.queries import Query, bind, parse_query, query_of, read_queries, read_query

HEADER = "#+ summary: What?\n#+ description: That.\n#+ tags: [a, b]\n#+ order: 3\n#+ param iri disease: the disease\n"

BODY = """
PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>
SELECT ?p ?disease
WHERE {
  VALUES ?disease { MONDO:0004976 }
  ?disease ?p ?o
}
"""


def test_a_header_is_read() -> None:
    """A header is read."""
    query = parse_query(HEADER + BODY, "queries/q.rq", "q")
    assert (query.name, query.summary, query.description, query.tags, query.order) == (
        "q",
        "What?",
        "That.",
        ("a", "b"),
        3,
    )
    assert query.columns == ("p", "disease")
    assert [(p.name, p.type, p.about, p.default) for p in query.parameters] == [
        ("disease", "iri", "the disease", "MONDO:0004976")
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("#+ sumary: x", "q.rq:6: unknown key 'sumary'; did you mean 'summary'?"),
        ("#+ summary: x", "q.rq:6: duplicate key 'summary'; keep one of the two"),
        ("#+ summary x", "q.rq:6: '#+ summary x' is no header line; write #+ key: value"),
        (
            "#+ param iri dissease: x",
            "q.rq:6: the parameter 'dissease' has no line VALUES ?dissease { … }; did you mean 'disease'?",
        ),
        ("#+ param word disease: x", "q.rq:6: 'param word disease' declares no parameter; "),
    ],
)
def test_a_header_at_fault_is_named_with_its_line(line: str, message: str) -> None:
    """A header at fault is named with its line."""
    with pytest.raises(ContentError) as fault:
        parse_query(HEADER + line + "\n" + BODY, "q.rq")
    assert str(fault.value).startswith(message)


def test_all_faults_of_a_folder_are_raised_at_once(tmp_path: Path) -> None:
    """All faults of a folder are raised at once."""
    (tmp_path / "a.rq").write_text(HEADER.replace("#+ tags: [a, b]\n", "") + BODY)
    (tmp_path / "b.rq").write_text(HEADER + "SELECT ?x {")
    with pytest.raises(Faults) as faults:
        read_queries(tmp_path)
    assert [str(fault).split("/")[-1].split(";")[0] for fault in faults.value.faults] == [
        "a.rq: the header lacks 'tags'",
        "b.rq:6: not valid SPARQL at line 6, column 12, at the end of the query",
    ]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("als-phenotype", "query: no saved query is called 'als-phenotype'; did you mean 'als-phenotypes'?"),
        ("SELECT ?x { ?x rg:kind ?y }", "query:1: the prefix of 'rg:kind' is not declared; add the line PREFIX rg: "),
        (
            "SELECT ?x WHERE {\n ?x ?y\n}",
            "query:3: not valid SPARQL at line 3, column 2, at the end of the query; mend it there or just",
        ),
        (
            "SELECT (COUNT(*) AS ?n) ?x { ?x ?y ?z }",
            "query:1: not valid SPARQL at line 1, column 40, at the end of the query; The SELECT",
        ),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", "query: no SELECT, ASK, CONSTRUCT, DESCRIBE in it; "),
        ("nowhere.rq", "nowhere.rq: cannot be read: No such file or directory; give a query file"),
    ],
)
def test_a_question_at_fault_is_told_where(question: str, message: str) -> None:
    """A question at fault is told where."""
    with pytest.raises(UsageError) as fault:
        query_of(question)
    assert str(fault.value).startswith(message)


def test_words_in_strings_comments_and_iris_are_no_keywords() -> None:
    """Words in strings comments and IRIs are no keywords."""
    head = "# SERVICE FROM\nPREFIX from: <http://service.example/#>\n"
    text = head + "SELECT ?from { ?from from:service 'FROM SERVICE', \"x # y\"@en }"
    assert parse_query(text, "q.rq").columns == ("from",)


@pytest.mark.parametrize("data", [b"\xff\xfeS\x00", b"SELECT ?caf\xe9 {}"])
def test_a_query_that_is_not_utf8_is_refused(data: bytes, tmp_path: Path) -> None:
    """A query that is not utf8 is refused."""
    (tmp_path / "q.rq").write_bytes(data)
    with pytest.raises(UsageError, match="not UTF-8"):
        read_query(tmp_path / "q.rq")


QUERY = parse_query(HEADER + BODY, "q.rq", "q")

TYPED = parse_query(
    "#+ param date day: the day\n#+ param integer years: years\n"
    "#+ param string name: a name\n#+ param iri thing: a thing\n"
    "SELECT * {\n VALUES ?day { UNDEF }\n VALUES ?years { 5 }\n VALUES ?name { UNDEF }\n VALUES ?thing { }\n}",
    "typed.rq",
    "typed",
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("MONDO:0005144", "<http://purl.obolibrary.org/obo/MONDO_0005144>"),
        ("http://a.example/b", "<http://a.example/b>"),
        ("<http://a.example/b>", "<http://a.example/b>"),
        (
            ["HP:0000716", "HP:0000739"],
            "<http://purl.obolibrary.org/obo/HP_0000716> <http://purl.obolibrary.org/obo/HP_0000739>",
        ),
    ],
)
def test_a_parameter_takes_the_place_of_its_default(value: Any, written: str) -> None:
    """A parameter takes the place of its default."""
    bound = bind(QUERY, {"disease": value})
    assert f"  VALUES ?disease {{ {written} }}\n" in bound
    assert bound.count("\n") == QUERY.text.count("\n")


def test_values_are_written_by_their_type() -> None:
    """Values are written by their type."""
    text = bind(TYPED, {"day": "2020-07-01", "years": 7, "name": 'a "b"\n} c', "thing": "HP:0000716"})
    assert [line.split("{ ")[1][:-2] for line in text.split("\n") if "VALUES" in line] == [
        '"2020-07-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        "7",
        '"a \\"b\\"\\n} c"',
        "<http://purl.obolibrary.org/obo/HP_0000716>",
    ]


@pytest.mark.parametrize(
    ("query", "values", "message"),
    [
        (QUERY, {"dissease": "MONDO:0004976"}, "q: no parameter is called 'dissease'; did you mean 'disease'?"),
        (QUERY, {"disease": "ALS"}, "parameter disease: 'ALS' is neither a CURIE nor an IRI; "),
        (QUERY, {"disease": "MONDO:4976"}, "parameter disease: 'MONDO:4976' does not fit its prefix; "),
        (
            QUERY,
            {"disease": "MONDOO:0004976"},
            "parameter disease: 'MONDOO:0004976' has an unknown prefix; did you mean 'MONDO'?",
        ),
        (QUERY, {"disease": "http://a.example/b } ?x"}, "parameter disease: 'http://a.example/b } ?x' is not an IRI; "),
        (QUERY, {"disease": []}, "parameter disease: no value given; "),
        (TYPED, {}, "typed: missing parameter 'thing'; give thing=…: a thing"),
        (
            TYPED,
            {"thing": "HP:0000716", "day": "1.7.2020"},
            "parameter day: '1.7.2020' is not a date; write it as 2020-07-01",
        ),
        (
            TYPED,
            {"thing": "HP:0000716", "years": "five"},
            "parameter years: 'five' is not a whole number; write digits only",
        ),
        (TYPED, {"thing": "HP:0000716", "name": ""}, "parameter name: an empty text; give the text"),
    ],
)
def test_a_parameter_at_fault_is_told(query: Query, values: dict[str, Any], message: str) -> None:
    """A parameter at fault is told."""
    with pytest.raises(RaregraphError) as fault:
        bind(query, values)
    assert str(fault.value).startswith(message)
    assert fault.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    ["SELECT ?x {\n SERVICE <http://a.example/> { ?x ?y ?z } }", "ASK\n FROM NAMED <http://a.example/> { ?x ?y ?z }"],
)
def test_a_local_query_does_not_leave_the_machine(text: str) -> None:
    """A local query does not leave the machine."""
    assert query_of(text).form in ("SELECT", "ASK")
    with pytest.raises(UsageError, match=r"query:2: (SERVICE|FROM) is not answered here"):
        run(text, Store())
