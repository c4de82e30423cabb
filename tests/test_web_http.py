"""What a client meets at the server: forms, conditions, ranges, other origins, metrics, the log."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import socket
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `serve`")

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from raregraph.errors import ReleaseError, UsageError
from raregraph.site.opened import Opened
from raregraph.web.server import Options, serve
from tests.serving import Served

NAMES = "SELECT ?s { ?s a rg:Finding } ORDER BY ?s LIMIT 3"
RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}


@pytest.mark.parametrize("accept", sorted(RESULTS))
def test_a_select_in_every_form(served: Served, accept: str) -> None:
    """Three rows, whatever the form."""
    found = served.sparql(NAMES, accept=accept)
    assert found.headers["content-type"].split(";")[0] == accept
    assert len(list(parse_query_results(found.body, format=RESULTS[accept]))) == 3


def test_a_select_as_csv_and_as_a_page(served: Served) -> None:
    """A header and three rows; a table."""
    assert served.sparql(NAMES, accept="text/csv").text.startswith("s\r\nhttps://w3id.org/raregraph/finding/")
    assert "<table" in served.sparql(NAMES, accept="text/html").text


@pytest.mark.parametrize("accept", sorted(GRAPHS))
def test_a_construct_in_every_form(served: Served, accept: str) -> None:
    """The same triples, with the literals of the dump."""
    query = "CONSTRUCT { ?s oa:start ?o } WHERE { ?s oa:start ?o } ORDER BY ?s LIMIT 5"
    found = served.sparql(query, accept=accept)
    triples = [quad.triple for quad in parse(found.body, format=GRAPHS[accept])]
    assert found.headers["content-type"].split(";")[0] == accept
    assert len(triples) == 5
    assert {triple.object.datatype.value.rpartition("#")[2] for triple in triples} == {"nonNegativeInteger"}


def test_an_offset_in_a_table_has_the_datatype_of_the_dump(served: Served) -> None:
    """xsd:nonNegativeInteger, which the store does not keep."""
    found = served.sparql("SELECT ?start { ?s oa:start ?start } LIMIT 1", accept="application/sparql-results+json")
    [row] = found.data["results"]["bindings"]
    assert row["start"]["datatype"] == "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"


@pytest.mark.parametrize(("path", "method", "status"), [
    ("/sparql?query=ASK%7B%7D", "DELETE", 405), ("/sparql", "PUT", 405), ("/health", "POST", 405),
    ("/files/raregraph.nq", "POST", 405), ("/term/MONDO_0004976", "PATCH", 405), ("/files/none", "GET", 404),
    ("/nothing", "GET", 404), ("/queries/nothing.csv", "GET", 404), ("/queries/genes.csv?disease=what", "GET", 400),
    ("/queries/genes.csv?no=1", "GET", 400),
])  # fmt: skip
def test_what_is_not_answered(served: Served, path: str, method: str, status: int) -> None:
    """A wrong method, a file, page or query that is not there, a parameter that is none; any origin may read why."""
    found = served.ask(path, method)
    assert found.status == status
    assert found.headers["access-control-allow-origin"] == "*"
    assert (status != 405) or "GET" in found.headers["allow"]


def test_the_manifest_is_a_file_like_the_others(served: Served) -> None:
    """It names each of the others, with the SHA-256 that the server tells of it."""
    found = served.ask("/files/MANIFEST.sha256")
    names = [line.split("  ") for line in found.body.decode().splitlines()]
    digest = next(digest for digest, name in names if name == "raregraph.nt")
    told = served.ask("/files/raregraph.nt", "HEAD").headers["repr-digest"]
    assert told == f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("raregraph.db", "application/vnd.sqlite3"),
        ("raregraph-kg.tar.gz", "application/gzip"),
        ("kgx/monarch/raregraph_edges.jsonl", "application/x-ndjson"),
        ("kgx/monarch/raregraph_edges.tsv", "text/tab-separated-values; charset=utf-8"),
        ("metadata.yaml", "application/yaml"),
    ],
)
def test_what_tools_read_comes_as_it_lies_there(served: Served, released: Path, path: str, kind: str) -> None:
    """Byte by byte, by its own media type, and not unpacked on the way, whoever takes gzip."""
    found = served.ask(f"/files/{path}", accept_encoding="gzip")
    assert (found.status, found.headers["content-type"]) == (200, kind)
    assert "content-encoding" not in found.headers
    assert found.body == (released / path).read_bytes()


def test_the_methods_are_told(served: Served) -> None:
    """To a browser that asks before it asks."""
    found = served.ask("/sparql", "OPTIONS", origin="https://yasgui.example", access_control_request_method="POST")
    assert (found.status, found.body) == (204, b"")
    assert found.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"


def test_head_is_get_without_a_body(served: Served) -> None:
    """The same length and tag."""
    path = "/sparql?query=ASK%7B%7D"
    got, head = served.ask(path), served.ask(path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert [head.headers[name] for name in ("content-length", "etag")] == [
        got.headers[name] for name in ("content-length", "etag")
    ]


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/term/MONDO_0004976.ttl", "/files/README.md", "/"])
def test_what_the_client_has_is_not_sent_again(served: Served, path: str) -> None:
    """304 for the tag it names, 200 for another."""
    tag = served.ask(path).headers["etag"]
    again = served.ask(path, if_none_match=f'"x", {tag}')
    assert (again.status, again.body) == (304, b"")
    assert served.ask(path, if_none_match='"x"').status == 200


@pytest.mark.parametrize("path", ["/sparql?query=SELECT+*+%7B?s+?p+?o%7D+LIMIT+50", "/vocab/", "/files/raregraph.ttl"])
def test_who_takes_gzip_gets_it(served: Served, path: str) -> None:
    """The same bytes when they are unpacked, under another tag."""
    plain, packed = served.ask(path), served.ask(path, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]


def test_a_file_in_parts(served: Served, released: Path) -> None:
    """Ranges from the start, the middle and the end; what lies beyond is 416."""
    data = (released / "raregraph.nt").read_bytes()
    for given, wanted in (
        ("0-9", data[:10]),
        ("100-", data[100:]),
        ("-7", data[-7:]),
        (f"5-{len(data) * 2}", data[5:]),
    ):
        found = served.ask("/files/raregraph.nt", range=f"bytes={given}")
        assert (found.status, found.body) == (206, wanted)
    beyond = served.ask("/files/raregraph.nt", range=f"bytes={len(data)}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(data)}")
    assert served.ask("/files/raregraph.nt", range="bytes=0-1", if_range='"other"').status == 200
    assert served.ask("/files/raregraph.nt", "HEAD", range="bytes=0-1").status == 200
    tag = found.headers["etag"]
    assert served.ask("/files/raregraph.nt", range="bytes=0-1", if_none_match=tag).status == 304


def test_a_date_that_no_calendar_has_is_no_fault_of_ours(served: Served) -> None:
    """It counts for nothing."""
    found = served.ask("/term/MONDO_0004976.ttl", if_modified_since="Mon, 01 Jan 99999999999 00:00:00 GMT")
    assert found.status == 200


def test_xml_is_whole_or_not_sent(served: Served) -> None:
    """A carriage return is a reference; a character that XML cannot have is 406, in JSON it is there."""
    accept = "application/sparql-results+xml"
    found = served.sparql(r'SELECT ("a\r\nb" AS ?x) {}', accept=accept)
    [row] = parse_query_results(found.body, format=RESULTS[accept])
    assert (found.status, row["x"].value) == (200, "a\r\nb")
    assert served.sparql('SELECT ("a\x01" AS ?x) {}', accept=accept).status == 406
    assert served.sparql('SELECT ("a\x01" AS ?x) {}', accept="application/sparql-results+json").status == 200


@pytest.mark.parametrize("query", ["SELECT (<urn:f>(1) AS ?x) {}", "SELECT * { ?s ?p ?o FILTER(<urn:f>(?o)) }"])
def test_what_the_store_does_not_know_is_the_fault_of_the_query(served: Served, query: str) -> None:
    """400, whenever it is found out."""
    found = served.sparql(query)
    assert (found.status, found.text[:24]) == (400, "it cannot be evaluated: ")


def test_a_file_has_its_checksum(served: Served) -> None:
    """Repr-Digest (RFC 9530), of what is sent."""
    import base64

    for accepts in ("identity", "gzip"):
        found = served.ask("/files/raregraph.ttl", accept_encoding=accepts)
        digest = base64.b64encode(hashlib.sha256(found.body).digest()).decode()
        assert found.headers["repr-digest"] == f"sha-256=:{digest}:"


def test_a_saved_query_as_a_link(served: Served) -> None:
    """With and without a parameter, as CSV and JSON."""
    default = served.ask("/queries/genes.csv")
    assert default.status == 200
    assert served.ask("/queries/genes.csv?disease=MONDO:0004976").body == default.body
    rows = served.ask("/queries/genes.json").data["results"]["bindings"]
    assert len(rows) == len(default.text.splitlines()) - 1


def test_the_description_of_the_data(served: Served) -> None:
    """VoID with this endpoint; the saved queries as executables that name it."""
    void, examples = served.ask("/.well-known/void").text, served.ask("/.well-known/sparql-examples").text
    assert f"void:sparqlEndpoint <{served.address}/sparql>" in void
    assert "void:triples" in void
    assert "sh:SPARQLExecutable" in examples
    assert f"schema:target <{served.address}/sparql>" in examples
    assert served.sparql("ASK { ?d a void:Dataset ; void:triples ?n }").data["boolean"] is True


def test_an_answer_that_changes_is_not_kept(served: Served) -> None:
    """No two are alike, for no two workers have the same random numbers."""
    found = [served.sparql("SELECT (STRUUID() AS ?x) {}") for _ in range(20)]
    assert len({answer.body for answer in found}) == 20
    assert {answer.headers["cache-control"] for answer in found} == {"no-store"}


def test_a_problem_as_json_names_the_place(served: Served) -> None:
    """Line and column, what is wrong, what to do (RFC 9457)."""
    found = served.sparql("SELECT *\n{ ?s nope:x ?o }", accept="application/json")
    assert found.status == 400
    assert found.headers["content-type"] == "application/problem+json"
    assert (found.data["line"], found.data["column"]) == (2, 6)


def test_relative_iris_are_those_of_the_endpoint(served: Served) -> None:
    """<x> is beside /sparql."""
    found = served.sparql("SELECT (IRI('x') AS ?x) {}", accept="text/csv")
    assert found.text.splitlines()[1] == f"{served.address}/x"


def test_health_and_metrics(served: Served) -> None:
    """The release, and counters that end as OpenMetrics does."""
    health, metrics = served.ask("/health"), served.ask("/metrics")
    assert (health.status, health.data["status"]) == (200, "ok")
    assert metrics.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert metrics.text.endswith("# EOF\n")
    assert 'raregraph_requests_total{route="health",status="200"}' in metrics.text


def test_the_log_has_a_hash_of_the_query_and_not_its_text(served: Served) -> None:
    """And client, path, status, bytes, milliseconds."""
    query = "ASK { ?a ?b 'a private question' }"
    served.sparql(query)
    line = next(line for line in served.log() if line.get("query") == hashlib.sha256(query.encode()).hexdigest()[:16])
    assert (line["path"], line["status"], line["client"]) == ("/sparql", 200, "127.0.0.1")
    assert "private" not in json.dumps(served.log())


def test_the_interface_does_what_its_document_says(served: Served) -> None:
    """Each path that needs nothing more than a form: its status and media type are among those that are told."""
    document = json.loads(served.ask("/openapi.json").body)
    asked = 0
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        told = operations["get"]
        needed = [item for item in told["parameters"] if item["required"] and item["name"] != "form"]
        if needed:
            continue
        forms = [item["schema"]["enum"] for item in told["parameters"] if item["name"] == "form"]
        for form in forms[0] if forms else [""]:
            found = served.ask(path.replace("{form}", form))
            assert str(found.status) in told["responses"], path
            if found.status == 200:
                assert found.headers["content-type"].partition(";")[0] in told["responses"]["200"]["content"], path
            asked += 1
    assert asked > 200


def test_a_server_without_a_release_does_not_start(tmp_path: Path) -> None:
    """It says what to do, at once."""
    with pytest.raises(ReleaseError, match="holds no release; build one: make publish"):
        serve(Options(place=tmp_path))


def test_a_port_in_use_is_named(opened: Opened) -> None:
    """With the options that mend it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            UsageError, match=f"127.0.0.1:{port}: cannot be listened on: .*; give a free port with --port"
        ):
            serve(Options(place=opened.folder, port=port))
