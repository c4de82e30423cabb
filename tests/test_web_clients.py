"""Clients as people use them, on loopback: SPARQLWrapper, rdflib's SPARQLStore, curl, oaklib's `sparql:` adapter."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import SPARQLWrapper as Wrapper
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from raregraph.ids import expand
from tests.making import REPO
from tests.serving import Served

GENES = "SELECT DISTINCT ?g ?label { ?s rg:gene ?g . ?g rdfs:label ?label } ORDER BY ?g"
"""Which genes statements name; its prefixes are known to the endpoint."""
TRIPLES = "CONSTRUCT { ?g rdfs:label ?label } WHERE { ?s rg:gene ?g . ?g rdfs:label ?label }"
OAK = REPO / ".venv-oak" / "bin" / "runoak"


@pytest.fixture(scope="module")
def labels(served: Served) -> list[str]:
    """Labels of the genes, in the order of GENES, as the endpoint's CSV has them."""
    return [line.partition(",")[2] for line in served.sparql(GENES, accept="text/csv").text.splitlines()[1:]]


def wrapper(served: Served, query: str, form: str, method: str, how: str) -> Wrapper.SPARQLWrapper:
    """A query as SPARQLWrapper would send it."""
    found = Wrapper.SPARQLWrapper(f"{served.address}/sparql", returnFormat=form)
    found.setMethod(method)
    found.setRequestMethod(how)
    found.setQuery(query)
    return found


METHODS = [
    (Wrapper.GET, Wrapper.URLENCODED), (Wrapper.POST, Wrapper.URLENCODED), (Wrapper.POST, Wrapper.POSTDIRECTLY),
]  # fmt: skip


@pytest.mark.parametrize(("method", "how"), METHODS)
def test_sparqlwrapper_reads_tables(served: Served, labels: list[str], method: str, how: str) -> None:
    """JSON, XML, CSV and TSV by GET, POST of a form and POST of the query have the same rows."""
    ask = {form: wrapper(served, GENES, form, method, how).queryAndConvert() for form in ("json", "xml", "csv", "tsv")}
    assert [row["label"]["value"] for row in ask["json"]["results"]["bindings"]] == labels
    cells = ask["xml"].getElementsByTagName("literal")
    assert [cell.firstChild.data for cell in cells] == labels
    assert [line.partition(",")[2] for line in ask["csv"].decode().splitlines()[1:]] == labels
    assert len(ask["tsv"].decode().splitlines()) == len(labels) + 1


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper 2.0.0 reads RDF into one
@pytest.mark.parametrize(("method", "how"), METHODS)
def test_sparqlwrapper_reads_graphs(served: Served, labels: list[str], method: str, how: str) -> None:
    """Turtle, N3, RDF/XML and JSON-LD have the same triples."""
    for form in ("turtle", "n3", "xml", "rdf+xml", "json-ld"):
        found = wrapper(served, TRIPLES, form, method, how).queryAndConvert()
        graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
        assert sorted(map(str, graph.objects())) == sorted(labels), form


def test_sparqlwrapper_asks_and_is_told_of_mistakes(served: Served) -> None:
    """ASK is true; a query that is none raises QueryBadFormed with the reason."""
    assert wrapper(served, "ASK { ?s a rg:Finding }", "json", "GET", "urlencoded").queryAndConvert()["boolean"] is True
    with pytest.raises(Wrapper.SPARQLExceptions.QueryBadFormed, match="line 1"):
        wrapper(served, "SELECT nothing", "json", "GET", "urlencoded").query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparql_store(served: Served, labels: list[str], method: str) -> None:
    """Queries, triple patterns, membership and length through rdflib's own store."""
    graph = Graph(SPARQLStore(f"{served.address}/sparql", method=method, returnFormat="json"))
    assert [str(row.label) for row in graph.query(GENES)] == labels
    gene = URIRef(expand("HGNC:11179"))
    assert Literal("SOD1", lang="en") in set(graph.objects(gene, URIRef(expand("rdfs:label"))))
    assert (None, RDF.type, URIRef(expand("rg:Finding"))) in graph
    assert len(graph) == int(served.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", accept="text/csv").text.split()[1])


def curl(*arguments: str) -> str:
    """What curl prints; the test is skipped where it is absent."""
    command = shutil.which("curl")
    if not command:
        pytest.skip("needs curl")
    done = subprocess.run([command, "--silent", "--show-error", "--noproxy", "*", *arguments], capture_output=True,
                          text=True, timeout=30, check=True)  # fmt: skip
    return done.stdout


def test_curl(served: Served, labels: list[str], tmp_path: Path) -> None:
    """A query in the address, in a form, in a file; compressed; a resource as Turtle; a file resumed."""
    at = f"{served.address}/sparql"
    csv = ("--header", "Accept: text/csv")
    asked = [
        curl("--get", "--data-urlencode", f"query={GENES}", *csv, at),
        curl("--data-urlencode", f"query={GENES}", "--compressed", *csv, at),
        curl("--data-binary", GENES, "--header", "Content-Type: application/sparql-query", *csv, at),
    ]
    assert {tuple(line.partition(",")[2] for line in text.splitlines()[1:]) for text in asked} == {tuple(labels)}
    turtle = curl("--location", "--header", "Accept: text/turtle", f"{served.address}/vocab/Finding")
    assert "rdfs:Class" in turtle or "owl:Class" in turtle
    part = tmp_path / "part"
    whole = curl(f"{served.address}/files/README.md")
    part.write_text(whole[:100], encoding="utf-8")
    curl("--continue-at", "-", "--output", str(part), f"{served.address}/files/README.md")
    assert part.read_text(encoding="utf-8") == whole


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("info", "MONDO:0004976"), "amyotrophic lateral sclerosis"),
        (("labels", "MONDO:0004976"), "amyotrophic lateral sclerosis"),
        (("descendants", "-p", "i", "MONDO:0004976"), "MONDO:0005144"),
        (("relationships", "MONDO:0005144"), "MONDO:0004976"),
        (("mappings", "MONDO:0004976"), "rarediseases.info.nih.gov/diseases/0005786"),
    ],
)
def test_oaklib(served: Served, command: tuple[str, ...], expected: str) -> None:
    """Runoak's `sparql:` adapter; what it prints names the term."""
    if not OAK.is_file():
        pytest.skip("needs oaklib in .venv-oak")
    done = subprocess.run([str(OAK), "-i", f"sparql:{served.address}/sparql", *command], capture_output=True, text=True,
                          timeout=120, check=False)  # fmt: skip
    assert expected in done.stdout, done.stderr[-800:]


def test_sparql_examples_are_read_as_rdf(served: Served) -> None:
    """The saved queries as editors find them: each has its text and its comment."""
    graph = Graph().parse(data=served.ask("/.well-known/sparql-examples", accept="text/turtle").text, format="turtle")
    texts = list(graph.subject_objects(URIRef("http://www.w3.org/ns/shacl#select")))
    assert len(texts) > 20
    assert json.loads(json.dumps(str(texts[0][1]))).strip()
