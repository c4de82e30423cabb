"""The saved queries: each answers exactly its expected rows, by value and type, in rdflib and in pyoxigraph."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from raregraph import content, sparql
from raregraph.answers import run, to_rdflib
from raregraph.errors import ContentError, Faults, RaregraphError, UsageError
from raregraph.ids import prefixes
from raregraph.queries import Query, bind, find, parse_query, query_of, read_queries, read_query, saved
from raregraph.querydocs import answers_of, example_store, expected_file, to_expected, to_markdown
from raregraph.results import Answer, Table, triples_of
from raregraph.vocabulary import read_vocabulary

NAMES = [query.name for query in saved()]
EVERYDAY = [query.name for query in saved() if "everyday" in query.tags]
ANSWERED_SECONDS = 20


@pytest.fixture(scope="session")
def store() -> Store:
    return example_store()


@pytest.fixture(scope="session")
def flat(store: Store) -> rdflib.Graph:
    graph = rdflib.Graph()
    for quad in store:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def term_of(term: Any) -> Any:
    """A term of rdflib as one of pyoxigraph."""
    if isinstance(term, rdflib.Literal):
        return (
            Literal(str(term), language=term.language)
            if term.language
            else Literal(str(term), datatype=_datatype(term))
        )
    if term is None:
        return None
    return BlankNode(str(term)) if isinstance(term, rdflib.BNode) else NamedNode(str(term))


def _datatype(term: rdflib.Literal) -> NamedNode:
    return NamedNode(str(term.datatype or rdflib.XSD.string))


def in_rdflib(query: Query, graph: rdflib.Graph) -> Answer:
    found = graph.query(query.text)
    if found.type == "CONSTRUCT":
        assert found.graph is not None
        return triples_of(Triple(*map(term_of, triple)) for triple in found.graph)
    columns = tuple(map(str, found.vars or ()))
    rows: list[Any] = list(found)
    return Table(columns, tuple(tuple(term_of(row[name]) for name in columns) for row in rows))


@pytest.mark.parametrize("name", NAMES)
def test_pyoxigraph_answers_the_expected_rows(name: str, store: Store) -> None:
    query = find(name)
    path = expected_file(query, content.QUERIES)
    assert to_expected(run(query.text, store)) == path.read_text(encoding="utf-8"), "run python -m raregraph.querydocs"


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_answers_the_same_rows(name: str, store: Store, flat: rdflib.Graph) -> None:
    query = find(name)
    assert to_expected(in_rdflib(query, flat)) == to_expected(run(query.text, store))


@pytest.mark.parametrize("name", NAMES)
def test_every_iri_of_a_query_occurs_in_the_graph_or_the_vocabulary(name: str, store: Store) -> None:
    assert strangers(find(name), store) == []


def strangers(query: Query, store: Store) -> list[str]:
    terms = [term for quad in store for term in (quad.subject, quad.predicate, quad.object)]
    known = {term.value for term in terms} | {term.datatype.value for term in terms if isinstance(term, Literal)}
    vocabulary = read_vocabulary()
    made = sparql.iris_of(query.text.split("WHERE", 1)[0]) if query.form == "CONSTRUCT" else frozenset()
    return sorted(iri for iri in sparql.iris_of(query.text) - made if iri not in known and not vocabulary.known(iri))


def test_an_iri_that_no_longer_occurs_is_found(store: Store) -> None:
    """The bad twin: a renamed property in a query is named."""
    query = parse_query("PREFIX rg: <https://w3id.org/raregraph/vocab/>\nSELECT ?s { ?s rg:asOfDate ?d }", "q.rq")
    assert strangers(query, store) == ["https://w3id.org/raregraph/vocab/asOfDate"]


@pytest.mark.parametrize("name", NAMES)
def test_no_query_answers_nothing(name: str) -> None:
    text = expected_file(find(name), content.QUERIES).read_text(encoding="utf-8")
    assert text.count("\n") > 1


def test_no_expected_file_without_its_query() -> None:
    kept = {path.name for path in content.QUERIES.glob("*.expected.*")}
    assert kept == {expected_file(query, content.QUERIES).name for query in saved()}


@pytest.mark.skipif(not (content.ROOT / "docs").is_dir(), reason="needs a checkout: docs/")
def test_the_page_of_queries_is_what_they_answer(store: Store) -> None:
    page = (content.ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert page == to_markdown(saved(), answers_of(saved(), store)), "run python -m raregraph.querydocs"


def test_there_are_at_least_thirty() -> None:
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", EVERYDAY)
def test_everyday_queries_need_five_lines_of_pattern_at_most(name: str) -> None:
    assert len(pattern_lines(find(name))) <= 5


def pattern_lines(query: Query) -> list[str]:
    """The lines below WHERE that hold a triple pattern: not parameters, filters and braces."""
    body = query.text.split("WHERE", 1)[1].split("ORDER BY", 1)[0]
    skipped = re.compile(r"\s*(VALUES|FILTER|BIND|GROUP BY|[{}]|[^?]*$)")
    return [line for line in body.split("\n") if not skipped.match(line) or re.search(r"\{.*\?\w+ [\w:?/]+ ", line)]


def test_the_count_of_pattern_lines_sees_patterns() -> None:
    text = "SELECT ?a\nWHERE {\n  VALUES ?a { UNDEF }\n  ?a ?b ?c .\n  OPTIONAL { ?a ?d ?e }\n  FILTER (?a > 1)\n}\nORDER BY ?a"
    assert len(pattern_lines(parse_query(text, "q.rq"))) == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_form_of_a_query_file(name: str) -> None:
    """Lines fit the editor, prefixes are the project's own and used, rows have an order, nothing is called current."""
    query = find(name)
    known = prefixes()
    used = {token.text.split(":")[0] for token in sparql.tokens(query.text) if token.type == "name"}
    declared = sparql.declared_prefixes(query.text)
    names = [token.text for token in sparql.tokens(query.text) if token.type == "name" and not token.text.endswith(":")]
    assert declared == {prefix: known[prefix] for prefix in used}
    assert {name.split(":")[0] for name in names} | bare_namespaces(query) == set(declared)
    assert all(len(line) <= 120 for line in query.text.split("\n") if not line.startswith("#+"))
    assert "current" not in query.text.lower()
    assert query.form == "CONSTRUCT" or "ORDER BY" in query.text
    assert query.summary.endswith("?")
    assert query.description.endswith(".")


def bare_namespaces(query: Query) -> set[str]:
    """Prefixes used alone, as in STR(biolink:)."""
    return set(re.findall(r"STR\((\w+):\)", query.text))


@pytest.mark.parametrize("name", NAMES)
def test_a_disease_in_a_query_is_a_parameter(name: str) -> None:
    body = [line for line in find(name).text.split("\n") if not line.startswith(("PREFIX", "#"))]
    assert all(line.strip().startswith("VALUES ?") for line in body if re.search(r"MONDO:|gard-|CHEBI:", line))
    declared = {parameter.name for parameter in find(name).parameters}
    assert {
        match for line in body for match in re.findall(r"VALUES \?(disease|thing|name|day|years)\b", line)
    } <= declared


def test_orders_are_distinct() -> None:
    orders = [query.order for query in saved()]
    assert len(set(orders)) == len(orders)


# --- headers


HEADER = "#+ summary: What?\n#+ description: That.\n#+ tags: [a, b]\n#+ order: 3\n#+ param iri disease: the disease\n"
BODY = "\nPREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>\nSELECT ?p ?disease\nWHERE {\n  VALUES ?disease { MONDO:0004976 }\n  ?disease ?p ?o\n}\n"


def test_a_header_is_read() -> None:
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
    with pytest.raises(ContentError) as fault:
        parse_query(HEADER + line + "\n" + BODY, "q.rq")
    assert str(fault.value).startswith(message)


def test_all_faults_of_a_folder_are_raised_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text(HEADER.replace("#+ tags: [a, b]\n", "") + BODY)
    (tmp_path / "b.rq").write_text(HEADER + "SELECT ?x {")
    with pytest.raises(Faults) as faults:
        read_queries(tmp_path)
    assert [str(fault).split("/")[-1].split(";")[0] for fault in faults.value.faults] == [
        "a.rq: the header lacks 'tags'",
        "b.rq:6: not valid SPARQL at line 6, column 12, at the end of the query",
    ]


# --- asking wrongly


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
    with pytest.raises(UsageError) as fault:
        query_of(question)
    assert str(fault.value).startswith(message)


def test_words_in_strings_comments_and_iris_are_no_keywords() -> None:
    text = "# SERVICE FROM\nPREFIX from: <http://service.example/#>\nSELECT ?from { ?from from:service 'FROM SERVICE', \"x # y\"@en }"
    assert parse_query(text, "q.rq").columns == ("from",)


@pytest.mark.parametrize("data", [b"\xff\xfeS\x00", b"SELECT ?caf\xe9 {}"])
def test_a_query_that_is_not_utf8_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(data)
    with pytest.raises(UsageError, match="not UTF-8"):
        read_query(tmp_path / "q.rq")


# --- parameters


QUERY = parse_query(HEADER + BODY, "q.rq", "q")
TYPED = parse_query(
    "#+ param date day: the day\n#+ param integer years: years\n#+ param string name: a name\n#+ param iri thing: a thing\n"
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
    bound = bind(QUERY, {"disease": value})
    assert f"  VALUES ?disease {{ {written} }}\n" in bound
    assert bound.count("\n") == QUERY.text.count("\n")


def test_values_are_written_by_their_type() -> None:
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
    with pytest.raises(RaregraphError) as fault:
        bind(query, values)
    assert str(fault.value).startswith(message)
    assert fault.value.exit_code == 2


@pytest.mark.parametrize(
    "name", [query.name for query in saved() if any(p.name == "disease" for p in query.parameters)]
)
def test_every_query_on_a_disease_takes_another(name: str, store: Store) -> None:
    """No row for a disease that the graph does not know; and no error."""
    found = run(bind(find(name), {"disease": "MONDO:0000001"}), store)
    assert len(found.rows if isinstance(found, Table) else found.triples) == 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    ["SELECT ?x {\n SERVICE <http://a.example/> { ?x ?y ?z } }", "ASK\n FROM NAMED <http://a.example/> { ?x ?y ?z }"],
)
def test_a_local_query_does_not_leave_the_machine(text: str, store: Store) -> None:
    assert query_of(text).form in ("SELECT", "ASK")
    with pytest.raises(UsageError, match=r"query:2: (SERVICE|FROM) is not answered here"):
        run(text, store)


DECISIONS = """
PREFIX rg: <https://w3id.org/raregraph/vocab/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<urn:drug> rdfs:label "drug"@en .
<urn:agency> rdfs:label "agency"@en .
<urn:1> rg:kind rg:decision ; rg:disease MONDO:0004976 ; rg:drug <urn:drug> ; rg:jurisdiction "US" ; rg:agency <urn:agency> ;
  rg:decisionStatus rg:pending ; rg:asOf "2017-03-01"^^xsd:date ; rg:standing rg:replaced .
<urn:2> rg:kind rg:decision ; rg:disease MONDO:0004976 ; rg:drug <urn:drug> ; rg:jurisdiction "US" ; rg:agency <urn:agency> ;
  rg:decisionStatus rg:approved ; rg:asOf "2018-09-27"^^xsd:date ; rg:standing rg:latest .
<urn:3> rg:kind rg:decision ; rg:disease MONDO:0004976 ; rg:drug <urn:drug> ; rg:jurisdiction "US" ;
  rg:decisionStatus rg:available ; rg:asOf "2018-09-27"^^xsd:date ; rg:standing rg:latest .
"""


@pytest.mark.parametrize(
    ("day", "statements"),
    [
        ("2017-02-28", []),
        ("2017-12-31", ["urn:1"]),
        ("2018-09-27", ["urn:2", "urn:3"]),
        ("2030-01-01", ["urn:2", "urn:3"]),
    ],
)
def test_decisions_as_of_a_day_are_the_newest_of_that_day(day: str, statements: list[str]) -> None:
    """A later decision hides an earlier one of the same agency from its own day on, in both engines."""
    query = find("decisions-as-of")
    bound = replace(query, text=bind(query, {"day": day}))
    store, flat = Store(), rdflib.Graph().parse(data=DECISIONS, format="turtle")
    store.load(DECISIONS.encode(), format=RdfFormat.TURTLE)
    for found in (run(bound.text, store), in_rdflib(bound, flat)):
        assert isinstance(found, Table)
        at = found.columns.index("statement")
        assert sorted(row[at].value for row in found.rows if row[at]) == statements  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("day", "years", "count"), [("2027-03-01", 10, 0), ("2027-03-02", 10, 1), ("2028-09-28", 10, 3)]
)
def test_older_than_counts_whole_years_from_the_day(day: str, years: int, count: int) -> None:
    """Ten years old is not more than ten years old; a day later it is."""
    header = DECISIONS + ' MONDO:0004976 rdfs:label "ALS"@en . '
    labels = " ".join(f'<urn:{at}> rdfs:label "{at}"@en .' for at in (1, 2, 3))
    store = Store()
    store.load((header + labels).encode(), format=RdfFormat.TURTLE)
    found = run(bind(find("older-than"), {"day": day, "years": years}), store)
    assert isinstance(found, Table)
    assert len(found.rows) == count
