"""The saved queries: each answers exactly its expected rows, by value and type, in rdflib and in pyoxigraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from raregraph import content, sparql
from raregraph.answers import run, to_rdflib
from raregraph.export import slim
from raregraph.export.graph import read_rows
from raregraph.ids import expand, ours, prefixes
from raregraph.knowledge import from_content
from raregraph.nquads import gathered, in_order, lines_of
from raregraph.queries import Query, bind, find, parse_query, saved
from raregraph.querydocs import answers_of, example_store, expected_file, of_one_disease, to_expected, to_markdown
from raregraph.results import Answer, Table, Triples, triples_of
from raregraph.triples import to_quads
from raregraph.vocabulary import read_vocabulary

RETRACTED = expand("rg:retracted")
ALL = [query.name for query in saved()]
NAMES = [query.name for query in of_one_disease()]
"""Those that the ALS graph answers; tests/test_corpus_queries.py asks the others of a sample of a corpus."""

EVERYDAY = [query.name for query in saved() if "everyday" in query.tags]


@pytest.fixture(scope="session")
def store() -> Store:
    """The ALS graph as a release holds it."""
    return example_store()


@pytest.fixture(scope="session")
def flat(store: Store) -> rdflib.Graph:
    """The same graph in rdflib, without its named graphs."""
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
    """A query answered by rdflib."""
    found = graph.query(query.text)
    if found.type == "CONSTRUCT":
        assert found.graph is not None
        return triples_of(Triple(*map(term_of, triple)) for triple in found.graph)
    columns = tuple(map(str, found.vars or ()))
    rows: list[Any] = list(found)
    return Table(columns, tuple(tuple(term_of(row[name]) for name in columns) for row in rows))


@pytest.mark.parametrize("name", NAMES)
def test_pyoxigraph_answers_the_expected_rows(name: str, store: Store) -> None:
    """Pyoxigraph answers the expected rows."""
    query = find(name)
    path = expected_file(query, content.QUERIES)
    assert to_expected(run(query.text, store)) == path.read_text(encoding="utf-8"), "run python -m raregraph.querydocs"


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_answers_the_same_rows(name: str, store: Store, flat: rdflib.Graph) -> None:
    """Rdflib answers the same rows."""
    query = find(name)
    assert to_expected(in_rdflib(query, flat)) == to_expected(run(query.text, store))


@pytest.mark.parametrize("name", NAMES)
def test_every_iri_of_a_query_occurs_in_the_graph(name: str, store: Store) -> None:
    """Every IRI of a query occurs in the graph."""
    assert strangers(find(name), store) == []


def strangers(query: Query, store: Store) -> list[str]:
    """The IRIs of a query that the graph does not have. That nothing is retracted is no fault."""
    terms = [term for quad in store for term in (quad.subject, quad.predicate, quad.object)]
    known = {term.value for term in terms} | {term.datatype.value for term in terms if isinstance(term, Literal)}
    made = sparql.iris_of(query.text.split("WHERE", 1)[0]) if query.form == "CONSTRUCT" else frozenset()
    return sorted(sparql.iris_of(query.text) - made - known - {RETRACTED})


def test_the_word_for_what_is_withdrawn_is_in_the_vocabulary() -> None:
    """The one IRI that queries may name though the graph has none of it."""
    assert read_vocabulary().known(RETRACTED)


@pytest.mark.parametrize("name", [query.name for query in of_one_disease() if "statement" in query.columns])
def test_what_is_retracted_is_no_answer(name: str, retracted: Store) -> None:
    """With every statement retracted, no row names one; comparisons of versions show the standing instead."""
    found = run(find(name).text, retracted)
    assert isinstance(found, Table)
    at = found.columns.index("statement")
    named = [row for row in found.rows if row[at] is not None]
    assert not named or (name == "changes" and "standing" in found.columns)


@pytest.fixture(scope="module")
def retracted(store: Store) -> Store:
    """The graph with every statement retracted, and so without plain triples."""
    standing, value = NamedNode(expand("rg:standing")), NamedNode(RETRACTED)
    found, direct = Store(), NamedNode(ours("graph/direct"))
    quads = [quad for quad in store if quad.graph_name != direct]
    found.extend(
        Quad(q.subject, q.predicate, value if q.predicate == standing else q.object, q.graph_name) for q in quads
    )
    return found


def test_an_iri_that_no_longer_occurs_is_found(store: Store) -> None:
    """The bad twin: a renamed property in a query is named."""
    query = parse_query("PREFIX rg: <https://w3id.org/raregraph/vocab/>\nSELECT ?s { ?s rg:asOfDate ?d }", "q.rq")
    assert strangers(query, store) == ["https://w3id.org/raregraph/vocab/asOfDate"]


@pytest.mark.parametrize("name", ALL)
def test_no_query_answers_nothing(name: str) -> None:
    """No query answers nothing."""
    text = expected_file(find(name), content.QUERIES).read_text(encoding="utf-8")
    assert text.count("\n") > 1


def test_no_expected_file_without_its_query() -> None:
    """No expected file without its query."""
    kept = {path.name for path in content.QUERIES.glob("*.expected.*")}
    assert kept == {expected_file(query, content.QUERIES).name for query in saved()}


@pytest.mark.skipif(not (content.ROOT / "docs").is_dir(), reason="needs a checkout: docs/")
def test_the_page_of_queries_is_what_they_answer(store: Store) -> None:
    """The page of queries is what they answer."""
    page = (content.ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    queries = of_one_disease()
    assert page == to_markdown(queries, answers_of(queries, store)), "run python -m raregraph.querydocs"


def test_there_are_at_least_thirty() -> None:
    """There are at least thirty, and fifteen for a corpus."""
    assert len(NAMES) >= 30
    assert len(ALL) - len(NAMES) >= 15


@pytest.mark.parametrize("name", EVERYDAY)
def test_everyday_queries_need_five_lines_of_pattern_at_most(name: str) -> None:
    """Everyday queries need five lines of pattern at most."""
    assert len(pattern_lines(find(name))) <= 5


def pattern_lines(query: Query) -> list[str]:
    """The lines below WHERE that hold a triple pattern: not parameters, filters and braces."""
    body = query.text.split("WHERE", 1)[1].split("ORDER BY", 1)[0]
    skipped = re.compile(r"\s*(VALUES|FILTER|BIND|GROUP BY|[{}]|[^?]*$)")
    return [line for line in body.split("\n") if not skipped.match(line) or re.search(r"\{.*\?\w+ [\w:?/]+ ", line)]


def test_the_count_of_pattern_lines_sees_patterns() -> None:
    """The count of pattern lines sees patterns."""
    lines = [
        "SELECT ?a",
        "WHERE {",
        "  VALUES ?a { UNDEF }",
        "  ?a ?b ?c .",
        "  OPTIONAL { ?a ?d ?e }",
        "  FILTER (?a > 1)",
        "}",
    ]
    query = parse_query("\n".join(lines), "q.rq")
    assert pattern_lines(query) == ["  ?a ?b ?c .", "  OPTIONAL { ?a ?d ?e }"]


@pytest.mark.parametrize("name", ALL)
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


@pytest.mark.parametrize("name", ALL)
def test_a_disease_in_a_query_is_a_parameter(name: str) -> None:
    """A disease in a query is a parameter."""
    body = [line for line in find(name).text.split("\n") if not line.startswith(("PREFIX", "#"))]
    assert all(line.strip().startswith("VALUES ?") for line in body if re.search(r"MONDO:|gard-|CHEBI:", line))
    declared = {parameter.name for parameter in find(name).parameters}
    assert {
        match for line in body for match in re.findall(r"VALUES \?(disease|thing|name|day|years)\b", line)
    } <= declared


def test_orders_are_distinct() -> None:
    """Orders are distinct."""
    orders = [query.order for query in saved()]
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize(
    "name", [query.name for query in of_one_disease() if any(p.name == "disease" for p in query.parameters)]
)
def test_every_query_on_a_disease_takes_another(name: str, store: Store) -> None:
    """No row for a disease that the graph does not know; and no error."""
    found = run(bind(find(name), {"disease": "MONDO:0000001"}), store)
    assert len(found.rows if isinstance(found, Table) else found.triples) == 0  # type: ignore[union-attr]


DECISIONS = """
PREFIX rg: <https://w3id.org/raregraph/vocab/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<urn:drug> rdfs:label "drug"@en .
<urn:agency> rdfs:label "agency"@en .
<urn:1> rg:kind rg:decision ; rg:disease MONDO:0004976 ; rg:drug <urn:drug> ; rg:jurisdiction "US" ;
  rg:agency <urn:agency> ; rg:decisionStatus rg:pending ; rg:asOf "2017-03-01"^^xsd:date ; rg:standing rg:replaced .
<urn:2> rg:kind rg:decision ; rg:disease MONDO:0004976 ; rg:drug <urn:drug> ; rg:jurisdiction "US" ;
  rg:agency <urn:agency> ; rg:decisionStatus rg:approved ; rg:asOf "2018-09-27"^^xsd:date ; rg:standing rg:latest .
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


def test_the_biolink_query_selects_what_the_slim_view_selects(store: Store, tmp_path: Path) -> None:
    """Of every disease, the same associations; the view leaves out ends that no ontology has."""
    text = find("biolink").text.replace("VALUES ?disease { MONDO:0004976 }", "VALUES ?disease { UNDEF }")
    blocks = list(in_order(gathered(lines_of(to_quads(from_content())))))
    view = "\n".join(slim.lines(read_rows(lambda: blocks, "biolink", tmp_path)))
    slim_view = {quad.triple for quad in parse(view, format=RdfFormat.N_TRIPLES)}
    found = run(text, store)
    assert isinstance(found, Triples)
    selected = ends(found.triples)
    assert {triple for triple in selected if triple.subject not in entities(selected)} == ends(slim_view)
    assert len(entities(selected)) == 2


def ends(triples: Iterable[Triple]) -> set[Triple]:
    """Subject, predicate and object of statements."""
    names = {f"https://w3id.org/biolink/vocab/{name}" for name in ("subject", "predicate", "object")}
    return {triple for triple in associations(triples) if triple.predicate.value in names}


def entities(triples: Iterable[Triple]) -> set[object]:
    """The statements about an entity of ours."""
    return {triple.subject for triple in triples if "/entity/" in str(triple.object)}


def associations(triples: Iterable[Triple]) -> set[Triple]:
    """The triples of statements."""
    return {triple for triple in triples if "/statement/" in str(triple.subject)}
