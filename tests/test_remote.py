"""The same queries at an endpoint: a real server on loopback, and servers that misbehave."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from raregraph.answers import run
from raregraph.errors import EndpointError, UsageError
from raregraph.evidence import find_evidence, widen
from raregraph.queries import bind, find, saved
from raregraph.querydocs import example_store
from raregraph.remote import ask_endpoint
from raregraph.results import Table

NAMES = [query.name for query in saved()]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="module")
def store() -> Store:
    """The ALS graph as a release holds it."""
    return example_store()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program() -> str:
    """The server of the PyPI package oxigraph, installed beside this Python."""
    beside = Path(sys.executable).parent / "oxigraph"
    found = str(beside) if beside.exists() else shutil.which("oxigraph")
    if not found:
        pytest.skip("needs the PyPI package oxigraph")
    return found


@pytest.fixture(scope="module")
def endpoint(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real SPARQL server with the ALS graph; stopped by its own process when the tests are done."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    store.dump(str(folder / "als.nq"), format=RdfFormat.N_QUADS)
    load = [program(), "load", "--location", str(folder / "db"), "--file", str(folder / "als.nq")]
    subprocess.run(load, check=True, capture_output=True)
    serve = [program(), "serve-read-only", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [*serve, "--union-default-graph"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        address = f"http://127.0.0.1:{port}/query"
        try:
            wait_for(address)
            yield address
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    """Return when the server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(100):
        try:
            opener.open(address + "?query=ASK%7B%7D", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not start")


@pytest.mark.parametrize("name", NAMES)
def test_remote_and_local_answers_are_equal(name: str, store: Store, endpoint: str) -> None:
    """Remote and local answers are equal."""
    text = bind(find(name), {})
    assert ask_endpoint(endpoint, text) == run(text, store)


def test_a_parameter_reaches_the_endpoint(store: Store, endpoint: str) -> None:
    """A parameter reaches the endpoint."""
    text = bind(find("names"), {"disease": "HP:0000716"})
    found = ask_endpoint(endpoint, text)
    assert isinstance(found, Table)
    assert [row[1].value for row in found.rows if row[1]] == ["Depression"]


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "ASK { <urn:a> ?p ?o }"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_truth_comes_back_by_both_methods(text: str, method: str, store: Store, endpoint: str) -> None:
    """A truth comes back by both methods."""
    assert ask_endpoint(endpoint, text, method=method) == run(text, store)


def test_evidence_comes_from_the_endpoint_too(store: Store, endpoint: str) -> None:
    """Evidence comes from the endpoint too."""
    text = bind(find("als-phenotypes"), {})
    table = run(text, store)
    assert isinstance(table, Table)
    remote = find_evidence(table, lambda query: ask_endpoint(endpoint, query))
    assert widen(table, remote) == widen(table, find_evidence(table, lambda query: run(query, store)))


def test_a_syntax_error_is_told_in_the_words_of_the_endpoint(endpoint: str) -> None:
    """A syntax error is told in the words of the endpoint."""
    with pytest.raises(EndpointError, match=r"refuses the query \(400\): error at 1:1.*; mend the query"):
        ask_endpoint(endpoint, "SELECT ?x")


def test_a_wrong_path_is_told(endpoint: str) -> None:
    """A wrong path is told."""
    with pytest.raises(EndpointError, match=r"is not there \(404\).*often .../query or .../sparql"):
        ask_endpoint(endpoint + "/nowhere", "ASK {}")


# --- servers that misbehave


Reply = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def server() -> Iterator[Callable[[Reply], str]]:
    """Start a server that answers every request as told."""
    running: list[ThreadingHTTPServer] = []

    def start(reply: Reply) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                reply(self)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        running.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        running[-1].daemon_threads = True
        threading.Thread(target=running[-1].serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}/sparql"

    yield start
    for one in running:
        one.shutdown()
        one.server_close()


def reply(status: int, media_type: str, body: bytes, length: int | None = None) -> Reply:
    """A handler that answers with a status, a media type and a body."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return send


JSON = "application/sparql-results+json"
EMPTY = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Never answers in time."""
    time.sleep(3)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Sends a byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    try:
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except (BrokenPipeError, ConnectionResetError):
        return


def close(handler: BaseHTTPRequestHandler) -> None:
    """Closes the connection without an answer."""
    handler.close_connection = True


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            reply(200, "text/html", b"<html>Welcome</html>"),
            "answers with a web page (HTML), not with SPARQL results; check",
        ),
        (reply(200, "text/plain", b"hello"), "answers with text/plain, not with SPARQL results; check"),
        (reply(200, JSON, b'{"head": {"vars": ["x"'), f"answers with broken {JSON}: "),
        (reply(200, JSON, b"<html></html>"), f"answers with broken {JSON}: "),
        (reply(200, JSON, EMPTY, length=1000), "breaks off: "),
        (
            reply(400, "text/plain", b"Parse error at line 1\ncolumn 7"),
            "refuses the query (400): Parse error at line 1 column 7; ",
        ),
        (reply(400, "text/html", b"<html><h1>Bad</h1></html>"), "refuses the query (400); mend the query"),
        (reply(401, "text/plain", b""), "asks for a login (401); "),
        (reply(404, "text/html", b"<!DOCTYPE html>gone"), "is not there (404); check that the address"),
        (reply(429, "text/plain", b"slow down"), "answers 429 Too Many Requests: slow down; "),
        (reply(500, "text/plain", b"out of memory"), "fails (500): out of memory; try again"),
        (reply(503, "text/html", b"<html>busy</html>"), "answers 503 Service Unavailable; "),
        (close, "breaks off: "),
        (hang, "no answer within 1 seconds; give it longer with --timeout, or add a LIMIT"),
        (drip, "no answer within 1 seconds; give it longer with --timeout, or add a LIMIT"),
    ],
)
def test_what_goes_wrong_at_an_endpoint_is_one_clear_error(
    answer: Reply, message: str, server: Callable[[Reply], str]
) -> None:
    """What goes wrong at an endpoint is one clear error."""
    address = server(answer)
    with pytest.raises(EndpointError) as fault:
        ask_endpoint(address, "SELECT ?x { ?x ?y ?z }", timeout=1)
    assert str(fault.value).startswith(f"{address}: {message}")


@pytest.mark.parametrize("body", [b"<html>", b"<urn:a> <urn:b> "])
def test_a_graph_that_is_none_is_told(body: bytes, server: Callable[[Reply], str]) -> None:
    """A graph that is none is told."""
    kind = "text/turtle" if body.startswith(b"<urn") else "text/html"
    with pytest.raises(EndpointError, match=r"answers with (broken text/turtle|a web page)"):
        ask_endpoint(server(reply(200, kind, body)), "CONSTRUCT WHERE { ?x ?y ?z }", timeout=1)


def test_the_server_is_told_who_asks_and_for_what(server: Callable[[Reply], str]) -> None:
    """The server is told who asks and for what."""
    seen: dict[str, str] = {}

    def remember(handler: BaseHTTPRequestHandler) -> None:
        seen.update({name.lower(): value for name, value in handler.headers.items()})
        reply(200, JSON, EMPTY)(handler)

    ask_endpoint(server(remember), "SELECT ?x { ?x ?y ?z }")
    assert seen["user-agent"].startswith("raregraph/")
    assert JSON in seen["accept"]


def test_an_endpoint_that_is_down_is_told() -> None:
    """An endpoint that is down is told."""
    with pytest.raises(EndpointError, match=r"cannot be reached: Connection refused; check that it runs"):
        ask_endpoint(f"http://127.0.0.1:{free_port()}/query", "ASK {}", timeout=1)


def test_a_host_that_does_not_exist_is_told() -> None:
    """A host that does not exist is told."""
    with pytest.raises(EndpointError, match="cannot be reached: "):
        ask_endpoint("http://nowhere.invalid/query", "ASK {}", timeout=1)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "localhost:7878", "http://", "ftp://a.example/", "http://a b/", "http://a:x/"]
)
def test_an_address_that_is_none_is_wrong_usage(address: str) -> None:
    """An address that is none is wrong usage."""
    with pytest.raises(UsageError, match="is not an http or https address; write it as http"):
        ask_endpoint(address, "ASK {}")
