"""What the internet sends: a real server with small limits must neither die, hang, answer 500 nor a broken 200."""

from __future__ import annotations

import gzip
import os
import random
import resource
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `serve`")

from tests.serving import RUNAWAY, SMALL, Served, below, processor, serving

WELL = {200, 400, 413, 414, 431, 503}
"""What may be answered to a query that asks too much."""
QUERIES = {
    "nested groups": "SELECT * { " + "{" * 1000 + "}" * 1000 + " }",
    "nested brackets": "SELECT * { FILTER (" + "(" * 2000 + "1" + ")" * 2000 + ") }",
    "nested not exists": "SELECT * { " + "?s ?p ?o FILTER NOT EXISTS { " * 45 + "?s ?p ?o" + "}" * 46,
    "nested selects": "SELECT * { " + "{ SELECT * { " * 24 + "?s ?p ?o" + "} }" * 24 + " }",
    "signs in a row": "SELECT * { FILTER (" + "!" * 1000 + "true) }",
    "thousands of unions": "SELECT * { " + " UNION ".join(["{}"] * 1200) + " }",
    "thousands of ors": "ASK { FILTER (" + "||".join(["0"] * 2600) + ") }",
    "a long path": "ASK { ?s " + "/".join(["rdf:type"] * 800) + " ?o }",
    "cartesian product": RUNAWAY % 0,
    "path explosion": "SELECT (COUNT(*) AS ?n) { ?a (!rg:x|^!rg:x)* ?b . ?b (!rg:x|^!rg:x)* ?c }",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d ?c ?f",
    "distinct product": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "grouped product": "SELECT ?a ?d (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
    "large answer": "SELECT ?s ?o { ?s ?p ?o . ?s ?q ?r }",
    "large graph": "CONSTRUCT WHERE { ?s ?p ?o }",
    "regex bomb": 'ASK { ?s ?p ?o . ?t ?q ?u FILTER REGEX(STR(?o), "(((a?){99}){99}){99}(x+x+)+y") }',
    "regex compiled large": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "' + "(a|b|c){500}" * 40 + '") }',
    "replace bomb": f'SELECT ?z {{ BIND (REPLACE("{"a" * 900}", "a", "{"b" * 900}") AS ?x) '
    f'BIND (REPLACE(?x, "b", "{"c" * 900}") AS ?y) BIND (REPLACE(?y, "c", "{"d" * 900}") AS ?z) }}',
    "strings that double": "SELECT * { " + 'BIND ("aaaaaaaaaaaaaaaa" AS ?v0) '
    + "".join(f"BIND (CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(40)) + "}",
    "values product": "SELECT * { " + " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 10 }}" for n in range(9)) + "}",
    "too long": "ASK { ?s ?p '" + "x" * 9000 + "' }",
    "not sparql": "\x00\x01 SELECT \ufffd { { ' \" \\",
    "open string": "SELECT * { ?s ?p '''" + "'' " * 2000,
    "backslashes": 'SELECT * { ?s ?p "' + "\\" * 7001 + '" }',
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_that_asks_too_much_is_answered_with_a_reason(served: Served, name: str) -> None:
    """Within the limits' time, never with 500, and a 200 is whole; afterwards the server is as quick as before."""
    start = time.monotonic()
    found = served.ask("/sparql", "POST", QUERIES[name], content_type="application/sparql-query")
    assert found.status in WELL, found.text[:300]
    assert time.monotonic() - start < 12
    assert found.status != 200 or len(found.body) == int(found.headers["content-length"])
    assert found.status == 200 or found.text.strip()
    assert served.well()


def test_a_refusal_names_its_limit(served: Served) -> None:
    """Time, memory, size of the answer, size of the query, depth."""
    words = {
        RUNAWAY % "named": "limit is 1 seconds",
        QUERIES["replace bomb"] + " # again": "limit is 256 MB",
        QUERIES["large answer"]: "larger than 1,048,576 bytes",
        QUERIES["nested groups"]: "nested deeper than 50",
    }
    for query, word in words.items():
        found = served.ask("/sparql", "POST", query, content_type="application/sparql-query")
        assert word in found.text


def test_a_small_query_is_quick_beside_a_runaway(served: Served) -> None:
    """Under two seconds, beside one that runs on."""
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(served.sparql, RUNAWAY % "beside")
        time.sleep(0.4)
        start = time.monotonic()
        assert served.sparql("ASK { ?a ?b ?c } # beside a runaway").status == 200
        assert time.monotonic() - start < 2
        assert slow.result().status == 503


def test_a_small_query_is_answered_beside_a_hundred_runaways(served: Served) -> None:
    """Under five seconds; and each runaway is told that it is one, or that too many wait."""
    with ThreadPoolExecutor(100) as pool:
        slow = [pool.submit(served.sparql, RUNAWAY % f"of a hundred {number}") for number in range(100)]
        time.sleep(0.5)
        start = time.monotonic()
        assert served.sparql("ASK { ?a ?b ?c } # beside a hundred").status == 200
        assert time.monotonic() - start < 5
        found = [item.result() for item in slow]
    assert {item.status for item in found} == {503}
    assert any("retry-after" in item.headers for item in found)
    assert served.well()


def test_when_the_client_hangs_up_nothing_is_worked_out_for_it(served: Served) -> None:
    """Within a second no worker uses the processor."""
    with socket.create_connection(served.place) as connection:
        query = (RUNAWAY % "hang up").replace(" ", "%20").replace("#", "%23").replace("?", "%3F").replace("{", "%7B")
        connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(0.3)
    time.sleep(1.0)
    before = {process: processor(process) for process in served.processes()}
    time.sleep(0.5)
    used = [processor(process) - spent for process, spent in before.items() if Path(f"/proc/{process}").exists()]
    assert max(used) < 0.2


def test_a_hundred_slow_clients_keep_nobody_out(served: Served) -> None:
    """Half a head from each, half a body from others; a client that sends all of it is answered at once."""
    slow = [socket.create_connection(served.place) for _ in range(100)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(b"GET /sparql?query=ASK HTTP/1.1\r\nHost: x" if number % 2 else
                               b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
                               b"Content-Length: 100\r\n\r\nASK {")  # fmt: skip
        assert served.well()
    finally:
        for connection in slow:
            connection.close()
    assert served.well()


def test_a_head_that_does_not_end_is_given_up(served: Served) -> None:
    """After ten seconds the connection is closed, a byte a second notwithstanding."""
    with socket.create_connection(served.place, timeout=15) as connection:
        start, open_ = time.monotonic(), True
        while open_ and time.monotonic() - start < 14:
            try:
                connection.sendall(b"G" if time.monotonic() - start < 1 else b"x")
                connection.settimeout(1)
                open_ = bool(connection.recv(10))
            except TimeoutError:
                continue
            except OSError:
                open_ = False
        assert 1 < time.monotonic() - start < 13


ENDLESS = (b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"Content-Length: 99999999999\r\n\r\n")


@pytest.mark.parametrize("rest", ENDLESS)
def test_a_request_that_does_not_end_is_cut_off(served: Served, rest: bytes) -> None:
    """What comes behind the last chunk, or a body that nobody reads, ends with the connection."""
    sent, start = 0, time.monotonic()
    with socket.create_connection(served.place, timeout=5) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n" + rest)
        while time.monotonic() - start < 5:
            try:
                sent += connection.send(b"y" * 65536)
            except ConnectionError:
                break
    assert time.monotonic() - start < 5
    assert sent < 16 << 20
    assert served.well()


def test_when_no_file_can_be_opened_any_more_workers_are_not_lost(released: Path, tmp_path: Path) -> None:
    """Connections take all that the system gives; when they are gone, all is as before."""
    with serving(released, tmp_path / "logs", *SMALL) as server:
        most = len([*Path(f"/proc/{server.process.pid}/fd").iterdir()]) + 12
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (most, most))
        many = [socket.create_connection(server.place) for _ in range(40)]
        for number, connection in enumerate(many[:8]):
            query = quote(RUNAWAY % f"without files {number}")
            connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(3)
        for connection in many:
            connection.close()
        time.sleep(1)
        assert server.well()


def test_what_is_asked_when_the_server_ends_is_answered(released: Path, tmp_path: Path) -> None:
    """A query that takes a while, and the signal meanwhile: the answer, then the end."""
    with serving(released, tmp_path / "logs", *SMALL) as server, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(server.sparql, RUNAWAY % "at the end")
        time.sleep(0.4)
        server.process.send_signal(signal.SIGTERM)
        assert slow.result().status == 503
        assert server.process.wait(10) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)


def test_a_client_that_does_not_read_harms_nobody(served: Served) -> None:
    """It asks for a file again and again and reads none."""
    with socket.create_connection(served.place) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /files/raregraph.nt HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        time.sleep(0.5)
        assert served.well()


BAD = {
    "no length that is one": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    "negative length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 6\r\n\r\nASK{}x",
    "length and chunks": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad chunk": b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n0\r\n\r\n",
    "huge chunk": b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",
    "unknown coding": b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked, x\r\n\r\n",
    "huge length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: 99999999999\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    "a long address": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a host with markup": b'GET /sparql HTTP/1.1\r\nHost: x"><script>\r\n\r\n',
    "a host with a path": b"GET /sparql HTTP/1.1\r\nHost: x/y\r\n\r\n",
    "a host with a user": b"GET /sparql HTTP/1.1\r\nHost: a@b\r\n\r\n",
    "no method": b"FROBNICATE / HTTP/1.1\r\nHost: x\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a blank in the address": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL": b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL itself": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "upwards": b"GET /files/../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "upwards, encoded": b"GET /files/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "encoded slash": b"GET /files%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\n\r\n",
    "backslash": b"GET /files/..%5c..%5cpasswd HTTP/1.1\r\nHost: x\r\n\r\n",
    "not utf-8": b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
    "query not utf-8": b"GET /sparql?query=%ff HTTP/1.1\r\nHost: x\r\n\r\n",
    "thousands of parameters": b"GET /sparql?" + b"a=b&" * 2000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "compressed body": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + gzip.compress(b"ASK {}")[:20],
    "no type": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nASK {}",
    "wrong type": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\nASK {}",
    "file of the system": b"GET /files//etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
}  # fmt: skip
"""Requests as bytes, none of which is a good one."""


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_request_is_refused(served: Served, name: str) -> None:
    """With 4xx or an end of the connection, and nothing of the machine in the answer."""
    found = served.raw(BAD[name], wait=1.0)
    assert found == b"" or found.split(b" ", 2)[1][:1] == b"4", found[:200]
    assert b"root:" not in found
    assert served.well()


def test_the_name_of_the_host_is_never_markup(served: Served) -> None:
    """A strange but possible host stands in the description as it is, nothing else does."""
    found = served.raw(b"GET /sparql HTTP/1.1\r\nHost: evil.example:81\r\nConnection: close\r\n\r\n")
    assert b"<http://evil.example:81/sparql>" in found
    assert b"evil.example" not in served.ask("/sparql").body


@pytest.fixture
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """A listener on loopback, and what came to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                heard.append(connection.recv(100))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", heard
        stop.set()
        thread.join()


ELSEWHERE = (
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND (IRI('{0}') AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICESILENT<{0}>{{ ?s ?p ?o }} }}",
    "PREFIX SERVICEx: <urn:x> PREFIX x: <{0}> SELECT * {{ SERVICEx: {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p 1SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND (<{0}> AS ?x) FILTER(1<2)SERVICE?x#>\n{{ ?s ?p ?o }} }}",
    "LOAD <{0}>",
    "ASK {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_nothing_is_fetched(served: Served, canary: tuple[str, list[bytes]], text: str) -> None:
    """Neither by SERVICE nor FROM nor LOAD nor the protocol's graphs."""
    address, heard = canary
    assert served.sparql(text.format(address)).status in (200, 400)
    served.ask(f"/sparql?query=ASK%7B%7D&default-graph-uri={address}&named-graph-uri={address}")
    time.sleep(0.3)
    assert heard == []


def test_a_worker_that_is_killed_is_not_noticed(served: Served) -> None:
    """Workers die at random while a client asks: every answer is right, for the job is begun again."""
    chance = random.Random(4)
    for number in range(20):
        workers = [process for process in served.processes() if _worker(process)]
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
        assert served.sparql(f"ASK {{ ?s ?p ?o }} # killed {number}").status == 200
    assert served.well()


def _worker(process: int) -> bool:
    """Whether a process is a worker: the only ones that may open few files."""
    try:
        text = Path(f"/proc/{process}/limits").read_text(encoding="utf-8")
    except OSError:
        return False
    return any(line.startswith("Max open files") and line.split()[3] == "32" for line in text.splitlines())


def renewed(server: Served, nursery: int, keeper: int) -> bool:
    """Whether another process has workers in place of the keeper; until it has, old workers may answer."""
    return any(below(process) for process in server.processes() if process not in (nursery, keeper))


def test_when_the_keeper_dies_the_release_is_opened_again(released: Path, tmp_path: Path) -> None:
    """For a moment there is none to answer, which is said; then there is."""
    with serving(released, tmp_path / "logs", *SMALL) as server:
        nursery = server.processes()[0]
        keeper = next(process for process in server.processes() if process != nursery and below(process))
        os.kill(keeper, signal.SIGKILL)
        end = time.monotonic() + 20
        statuses = [0]
        while time.monotonic() < end and not (statuses[-1] == 200 and renewed(server, nursery, keeper)):
            statuses.append(server.sparql(f"ASK {{}} # {time.monotonic()}").status)
            time.sleep(0.1)
        assert renewed(server, nursery, keeper)
        assert set(statuses) <= {0, 200, 503}
        assert server.well()


@contextmanager
def asking(server: Served) -> Iterator[list[int]]:
    """Ask one new query after the other meanwhile; the statuses that are not 200."""
    failures: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            status = server.sparql(f"ASK {{ ?s ?p ?o }} # {number}").status
            failures.extend([status] if status != 200 else [])

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield failures
    finally:
        stop.set()
        thread.join()


def test_a_new_release_replaces_the_old_one_without_a_failure(released: Path, tmp_path: Path) -> None:
    """While clients ask, `current` changes to another release; a broken one is refused, told by /health, and logged."""
    dist = tmp_path / "dist"
    for name in ("1", "2", "3"):
        shutil.copytree(released, dist / name)
    broken = dist / "3" / "raregraph.nq"
    broken.write_bytes(broken.read_bytes()[:-500])
    (dist / "current").symlink_to("1")
    with serving(dist, tmp_path / "logs", *SMALL) as server:
        with asking(server) as failures:
            _switch(dist, "2")
            assert _wait_for(server, str(dist / "2"))
            _switch(dist, "3")
            assert _wait_for(server, '"fault": "')
        assert failures == [], server.events()[-3000:] + str(server.log()[-1])
        health = server.ask("/health")
        assert (health.status, health.data["status"]) == (200, "degraded"), server.events()
        assert "raregraph.nq" in health.data["fault"]
        shutil.rmtree(dist / "2")
        assert server.well()
        assert server.ask("/files/raregraph.nq.gz").status == 200


def _switch(dist: Path, name: str) -> None:
    """Let `current` point to another release, at once."""
    (dist / "next").symlink_to(name)
    (dist / "next").rename(dist / "current")


def _wait_for(server: Served, text: str) -> bool:
    """Whether the server tells its operator something within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if text in server.events():
            return True
        time.sleep(0.1)
    return False


def test_after_all_that_nothing_was_answered_with_500(served: Served) -> None:
    """By the log of the server that the tests above have asked."""
    assert {line["status"] for line in served.log()} & {500, 502, 504} == set()
    assert served.process.poll() is None
