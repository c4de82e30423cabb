"""A server on loopback that does what a test tells it: all of a file, half of it, nothing, something else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from raregraph import transfer

BODY = b"format-version: 1.2\n" + b"".join(b"line %d\n" % number for number in range(60_000))
ETAG = '"one"'


@dataclass
class Server:
    """What the server on loopback does, as a list of answers to use up; the last one stays. `asked`: what came in."""

    answers: list[Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        self.asked.append((request.path, dict(request.headers)))
        (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)


def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port, stopped after the test; waits of raregraph.transfer are short."""
    script = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            script.answer(self)
            self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            return

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    script.address = f"http://127.0.0.1:{httpd.server_port}"
    monkeypatch.setattr(transfer, "PAUSE", 0.01)
    monkeypatch.setattr(transfer, "TIMEOUT", 0.4)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield script
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def whole(request: BaseHTTPRequestHandler, body: bytes = BODY, etag: str = ETAG) -> None:
    """Answer with all of it, or with the rest asked for where the state is still the same."""
    start = 0
    if request.headers.get("If-None-Match") == etag:
        request.send_response(304)
        request.end_headers()
        return
    if request.headers.get("Range") and request.headers.get("If-Range") == etag:
        start = int(request.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        request.send_response(206)
        request.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
    else:
        request.send_response(200)
    request.send_header("ETag", etag)
    request.send_header("Content-Length", str(len(body) - start))
    request.end_headers()
    request.wfile.write(body[start:])


def half(request: BaseHTTPRequestHandler, etag: str = ETAG) -> None:
    """Promise all of it and break off half-way."""
    request.send_response(200)
    if etag:
        request.send_header("ETag", etag)
    request.send_header("Content-Length", str(len(BODY)))
    request.end_headers()
    request.wfile.write(BODY[: len(BODY) // 2])


def to(address: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that redirects."""

    def redirect(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", address)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return redirect


def status(code: int) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of that status and nothing else."""

    def refuse(request: BaseHTTPRequestHandler) -> None:
        request.send_error(code)

    return refuse


def with_body(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of 200 with those bytes."""
    return lambda request: whole(request, body)


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        return


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """A plain server of files on a free port: its address."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()
