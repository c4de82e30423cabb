"""The W3C's tests of the SPARQL 1.1 Protocol, Service Description and result formats, on a server and its handlers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `serve`")

import rdflib
from pyoxigraph import Literal, QueryResultsFormat, RdfFormat, Store, parse, parse_query_results, serialize
from rdflib.collection import Collection
from rdflib.namespace import RDF

from raregraph.answers import to_rdflib
from raregraph.engine import Limits
from raregraph.lexical import forms_of
from raregraph.web.answering import Asked, answer
from tests.making import REPO
from tests.serving import Served, serving, with_quads

SUITE = Path(__file__).resolve().parents[2] / "shared" / "suites" / "w3c" / "sparql" / "sparql11"
HT, MF = (
    rdflib.Namespace("http://www.w3.org/2011/http#"),
    rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"),
)
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = {
    "boolean": ("sparql-results", "text/boolean"),
    "tabular": ("sparql-results", "text/csv", "text/tab-separated-values"),
    "RDF": ("turtle", "rdf+xml", "n-triples", "ld+json", "trig", "n-quads"),
}


TABLES = (
    ("csvtsv01.rq", "data.ttl", "csvtsv01"),
    ("csvtsv02.rq", "data.ttl", "csvtsv02"),
    ("csvtsv01.rq", "data2.ttl", "csvtsv03"),
)
RDF_TYPES = ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples")


@dataclass(frozen=True, slots=True)
class Case:
    """A test of the protocol: its name, and its requests with what is expected of each."""

    name: str
    requests: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return self.name


def cases() -> Iterator[Case]:
    """The tests of the protocol, in the manifest's order."""
    if not SUITE.is_dir():
        return
    graph = rdflib.Graph().parse(SUITE / "protocol" / "manifest.ttl", format="turtle")
    entries = Collection(graph, next(graph.objects(None, MF.entries)))
    for test in entries:
        action = graph.value(test, MF.action)
        requests = Collection(graph, graph.value(action, HT.requests))
        yield Case(str(test).rpartition("#")[2], tuple(request(graph, node) for node in requests))


def request(graph: rdflib.Graph, node: Any) -> dict[str, Any]:
    """A request of a test."""
    body, response = graph.value(node, HT.body), graph.value(node, HT.resp)
    headers = graph.value(node, HT.headers)
    pairs = [
        (str(graph.value(item, HT.fieldName)), str(graph.value(item, HT.fieldValue)))
        for item in (Collection(graph, headers) if headers else ())
    ]
    text = graph.value(body, CNT.chars) if body else None
    encoding = str(graph.value(body, CNT.characterEncoding)) if body else "UTF-8"
    return {
        "path": str(graph.value(node, HT.absolutePath)), "method": str(graph.value(node, HT.methodName)),
        "headers": dict(pairs), "body": None if text is None else str(text).encode(encoding),
        "status": {str(item)[-3] for item in graph.objects(response, MF.expectedStatus)},
        "boolean": graph.value(response, MF.expectedBoolean), "format": graph.value(response, MF.expectedFormat),
    }  # fmt: skip


CASES = tuple(cases())
UPDATES = tuple(case for case in CASES if "update" in case.name)
QUERIES = tuple(case for case in CASES if "update" not in case.name)


@pytest.fixture(scope="module")
def protocol(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a release that holds the suite's graphs, too."""
    if not SUITE.is_dir():
        pytest.skip("needs ../shared: suites/w3c/sparql")
    folder = tmp_path_factory.mktemp("protocol")
    lines = b"".join(
        serialize([triple], format=RdfFormat.N_TRIPLES).replace(b" .\n", b" <%s> .\n" % name.encode())
        for number in (1, 2, 3)
        for name in (f"http://kasei.us/2009/09/sparql/data/data{number}.rdf",)
        for triple in (quad.triple for quad in parse(path=str(SUITE / "protocol" / f"data{number}.nt")))
    )
    with serving(with_quads(released, folder / "release", lines), folder / "logs") as found:
        yield found


def test_the_suite_is_whole() -> None:
    """Twenty tests of queries, fourteen of updates."""
    if not SUITE.is_dir():
        pytest.skip("needs ../shared: suites/w3c/sparql")
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


def send(server: Served, given: dict[str, Any]) -> Any:
    """Send a request of a test."""
    headers = {name.replace("-", "_"): value for name, value in given["headers"].items()}
    return server.ask(given["path"], given["method"], given["body"], **headers)


@pytest.mark.parametrize("case", QUERIES, ids=str)
def test_queries_by_the_protocol(protocol: Served, case: Case) -> None:
    """Every request is answered with the status, the kind of answer and the truth that the suite expects."""
    for given in case.requests:
        found = send(protocol, given)
        assert str(found.status)[0] in given["status"], found.text
        if given["format"]:
            assert any(kind in found.headers["content-type"] for kind in FORMATS[str(given["format"])])
        if given["boolean"] is not None:
            assert found.data["boolean"] == given["boolean"].toPython()


@pytest.mark.parametrize("case", UPDATES, ids=str)
def test_updates_are_refused(protocol: Served, case: Case) -> None:
    """The request that would change the graph is answered with 4xx, and the graph stays as it is."""
    before = protocol.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } # before " + case.name).text
    assert 400 <= send(protocol, case.requests[0]).status < 500
    assert protocol.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } # after " + case.name).text == before


def described(server: Served, **headers: str) -> rdflib.Graph:
    """The description that the endpoint gives without a query."""
    found = server.ask("/sparql", **headers)
    assert found.status == 200, server.events()[-3000:]
    graph = rdflib.Graph()
    for quad in parse(found.body, format=RdfFormat.from_media_type(found.headers["content-type"].split(";")[0])):
        graph.add(tuple(map(to_rdflib, (quad.subject, quad.predicate, quad.object))))
    return graph


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_the_service_description_is_rdf(protocol: Served, accept: str) -> None:
    """returns-rdf: GET on the endpoint."""
    assert len(described(protocol, accept=accept)) > 50


def test_the_endpoint_is_named_as_the_client_names_it(protocol: Served) -> None:
    """has-endpoint-triple: with the host of the request."""
    for host in (protocol.address.removeprefix("http://"), "graph.example.org"):
        endpoints = set(described(protocol, host=host).objects(None, SD.endpoint))
        assert endpoints == {rdflib.URIRef(f"http://{host}/sparql")}


def test_the_service_description_conforms_to_its_schema(protocol: Served) -> None:
    """conforms-to-schema: a service with an endpoint, one default dataset, graphs with names, known languages."""
    graph = described(protocol)
    [service] = graph.subjects(RDF.type, SD.Service)
    [dataset] = graph.objects(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in graph
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    named = list(graph.objects(dataset, SD.namedGraph))
    assert named
    assert all(len(list(graph.objects(node, SD.name))) == 1 for node in named)


def opened(data: Path) -> Any:
    """A store with the data of a test, as handlers know a release."""
    store = Store()
    store.load(path=str(data), format=RdfFormat.TURTLE)
    quads = parse(path=str(data), format=RdfFormat.TURTLE)
    written = {(quad.predicate.value, str(quad.object)) for quad in quads if isinstance(quad.object, Literal)}
    return SimpleNamespace(store=store, forms=forms_of(written))


def asked(folder: str, query: str, data: str, accept: str) -> bytes:
    """The answer to a query of a test."""
    text = (SUITE / folder / query).read_text(encoding="utf-8")
    return answer(opened(SUITE / folder / data), Asked(text, "http://example.org/sparql", accept), Limits()).body


needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason="needs ../shared: suites/w3c/sparql")


@needs_suite
@pytest.mark.parametrize(("query", "data", "expected"), TABLES)
def test_csv(query: str, data: str, expected: str) -> None:
    """csv01 to csv03: the rows, blank nodes as blank nodes."""
    found = asked("csv-tsv-res", query, data, "text/csv").decode()
    wanted = (SUITE / "csv-tsv-res" / f"{expected}.csv").read_bytes().decode()
    assert plain_rows(found) == plain_rows(wanted)


def plain_rows(text: str) -> list[list[tuple[str, str]]]:
    """The rows of CSV with the names of their columns, sorted; blank nodes are all alike."""
    rows = csv.DictReader(io.StringIO(text))
    return sorted(sorted((name, re.sub(r"\A_:.*", "_:", cell)) for name, cell in row.items()) for row in rows)


@needs_suite
@pytest.mark.parametrize(("query", "data", "expected"), TABLES)
def test_tsv(query: str, data: str, expected: str) -> None:
    """tsv01 to tsv03: the same terms."""
    found = asked("csv-tsv-res", query, data, "text/tab-separated-values")
    assert terms(found, QueryResultsFormat.TSV) == terms(
        (SUITE / "csv-tsv-res" / f"{expected}.tsv").read_bytes(), QueryResultsFormat.TSV
    )


def terms(text: bytes, form: QueryResultsFormat) -> list[list[tuple[str, str]]]:
    """The rows of results as terms with the names of their columns, sorted; blank nodes are all alike."""
    found = parse_query_results(text, format=form)
    names = sorted(variable.value for variable in found.variables)
    return sorted([(name, _comparable(str(row[name]))) for name in names] for row in found)


def _comparable(term: str) -> str:
    """A term; blank nodes are all alike, and so are doubles of one value."""
    double = re.match(r'"([^"]*)"\^\^<.*#double>', term)
    return f"double {float(double[1])}" if double else re.sub(r"\A_:.*", "_:", term)


@needs_suite
@pytest.mark.parametrize("number", ["01", "02"])
def test_json_tables(number: str) -> None:
    """jsonres01 and jsonres02: the same terms."""
    found = asked("json-res", f"jsonres{number}.rq", "data.ttl", "application/sparql-results+json")
    wanted = (SUITE / "json-res" / f"jsonres{number}.srj").read_bytes()
    assert terms(found, QueryResultsFormat.JSON) == terms(wanted, QueryResultsFormat.JSON)


@needs_suite
@pytest.mark.parametrize("number", ["03", "04"])
def test_json_truths(number: str) -> None:
    """jsonres03 and jsonres04: ASK."""
    found = asked("json-res", f"jsonres{number}.rq", "data.ttl", "application/sparql-results+json")
    wanted = parse_query_results(
        (SUITE / "json-res" / f"jsonres{number}.srj").read_bytes(), format=QueryResultsFormat.JSON
    )
    assert bool(parse_query_results(found, format=QueryResultsFormat.JSON)) == bool(wanted)


@needs_suite
def test_the_table_in_the_guide_counts_what_is_tested() -> None:
    """docs/serve.md, suite by suite."""
    text = (REPO / "docs" / "serve.md").read_text(encoding="utf-8")
    found = dict(re.findall(r"^\| ([^|]*[a-zA-Z]) \| (\d+) \| \d", text, re.MULTILINE))
    assert found == {
        "SPARQL 1.1 Protocol, queries": str(len(QUERIES)),
        "SPARQL 1.1 Protocol, updates": str(len(UPDATES)),
        "SPARQL 1.1 Service Description": str(entries("service-description")),
        "CSV and TSV results": str(entries("csv-tsv-res")),
        "JSON results": str(entries("json-res")),
    }


def entries(folder: str) -> int:
    """How many tests a suite has."""
    graph = rdflib.Graph().parse(SUITE / folder / "manifest.ttl", format="turtle")
    return len(Collection(graph, next(graph.objects(None, MF.entries))))
