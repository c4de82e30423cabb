"""The server: sockets, connections that are given up when they are too slow, releases that replace one another."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from raregraph.engine import Engine, Limits
from raregraph.folder import CURRENT
from raregraph.manifest import MANIFEST
from raregraph.web.app import App
from raregraph.web.files import open_files
from raregraph.web.handlers import service
from raregraph.web.log import Log
from raregraph.web.respond import status_line

HEAD_PATIENCE, WRITE_PATIENCE, IDLE = 10.0, 20.0, 15
"""Seconds for the head of a request to come, for a client to read on, for the next request on a connection."""
CONNECTIONS = 2000
"""Connections at a time, beyond which requests are answered with 503."""
HEAD_ROOM, HEADERS = 32 << 10, 100
"""Bytes for the head of a request beside a query in its address; and its headers at most."""
_LOOK = 1.0
"""Seconds between looks at whether there is a new release."""


class Connection(HttpToolsProtocol):
    """A connection that is given up when its client is too slow, sends too much, or does not read."""

    most = 0
    """Bytes of a request's head; set from the limit of queries."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a request, but not for long."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._size, self._raw = 0, b""
        self._within = self._idle = True
        self._alarm: asyncio.TimerHandle | None = None
        self._wait(HEAD_PATIENCE)

    def _wait(self, seconds: float) -> None:
        self._rest()
        self._alarm = self.loop.call_later(seconds, self._give_up)

    def _rest(self) -> None:
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self) -> None:
        if self.transport:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer at once what was asked before in the same bytes; count what comes before a head is whole."""
        self._raw = b""
        if self._idle and data.startswith(b"GET ") and data.find(b"\r\n\r\n") == len(data) - 4:
            if self._answer(data):
                return
            self._raw = data
        self._idle = False
        if self._within:
            self._size += len(data)
            if self._size > self.most + HEAD_ROOM:
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def _answer(self, data: bytes) -> bool:
        """Answer a whole request from what is kept; whether that could be done."""
        start = time.monotonic()
        found = self.app.ready(data)
        if found is None or self.transport.is_closing() or self.flow.write_paused:
            return False
        date = b"".join(b"%s: %s\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"".join((status_line(found.status), date, found.wire)))
        self._unset_keepalive_if_required()
        self._wait(IDLE)
        words = data.split(b" ", 2)
        scope = {"client": self.client, "method": "GET", "raw_path": words[1].partition(b"?")[0]}
        self.app.account(scope, found.seen, found.status, found.size, time.monotonic() - start)
        return True

    def _refuse(self, status: bytes) -> None:
        self._rest()
        self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._within, self._size = True, 0
        if not self._alarm:
            self._wait(HEAD_PATIENCE)
        super().on_message_begin()
        self.scope["raregraph.hangup"] = []  # type: ignore[typeddict-unknown-key]
        self.scope["raregraph.raw"] = self._raw  # type: ignore[typeddict-unknown-key]

    def on_header(self, name: bytes, value: bytes) -> None:
        """Headers beyond their number make the request one that cannot be read."""
        if len(self.headers) >= HEADERS:
            raise ValueError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._within = False
        self._rest()
        if not self.parser.should_keep_alive():
            self.scope["raregraph.raw"] = b""  # type: ignore[typeddict-unknown-key]
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """The connection is idle, unless another request has come already."""
        super().on_response_complete()
        self._idle = self.cycle.response_complete and not self.cycle.more_body and not self.pipeline

    def pause_writing(self) -> None:
        """The client does not read as fast as it is sent to."""
        super().pause_writing()
        self._wait(WRITE_PATIENCE)

    def resume_writing(self) -> None:
        """It reads on."""
        super().resume_writing()
        self._rest()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing comes any more; what the client has not read by now it will not."""
        self._give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has hung up: what is worked out for it is given up."""
        self._rest()
        hangup: list[Callable[[], Any]] = self.scope.get("raregraph.hangup", []) if self.scope else []  # type: ignore[assignment]
        if self.cycle is not None and not self.cycle.response_complete:
            for give_up in hangup:
                give_up()
        super().connection_lost(exc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to serve: `place` is a release, or a folder whose `current` is one; `root` the public address, if another.

    `pages` are saved pages, files or folders, whose text may be shown.
    """

    place: Path
    host: str = "127.0.0.1"
    port: int = 8000
    root: str = ""
    queries: bool = False
    limits: Limits = Limits()
    pages: tuple[Path, ...] = ()


def serve(options: Options) -> None:
    """Serve until interrupted. Raises ReleaseError for a release that cannot be opened, OSError for a port in use."""
    engine = Engine(service(options.limits, options.pages), options.limits)
    log = Log(queries=options.queries)
    app = App(engine, options.limits, log, options.root)
    Connection.most = options.limits.query * 3
    config = uvicorn.Config(
        app, http=Connection, ws="none", lifespan="off", access_log=False, log_level="error",
        proxy_headers=False, server_header=False, date_header=True, timeout_keep_alive=IDLE,
        limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=10, backlog=1024,
    )  # fmt: skip
    bound = socket.create_server((options.host, options.port), family=_family(options.host), backlog=1024)
    _runner()(_run(app, uvicorn.Server(config), bound, options))


def _runner() -> Callable[[Coroutine[Any, Any, None]], None]:
    """The faster loop, where it is installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    return uvloop.run


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


async def _run(app: App, server: uvicorn.Server, bound: socket.socket, options: Options) -> None:
    app.engine.start()
    watch = Watch(app, options.place)
    watching = asyncio.create_task(watch.run())
    host, port = bound.getsockname()[:2]
    app.log.event("listening", address=f"http://{host}:{port}/")
    try:
        await server.serve([bound])
    finally:
        watching.cancel()
        app.engine.close()
        app.log.flush()


class Watch:
    """Looks for a new release, and has it served when it is whole; else the old one stays."""

    def __init__(self, app: App, place: Path) -> None:
        self._app, self._place = app, place
        self._seen: object = None

    async def run(self) -> None:
        """Look, again and again."""
        while True:
            await self.look()
            await asyncio.sleep(_LOOK)

    async def look(self) -> None:
        """Open the release that is there, where it is another one than before."""
        folder = self._folder()
        found = identity(folder)
        if found == self._seen:
            return
        self._seen = found
        fault = await self._app.engine.open(folder)
        if not fault:
            fault = self._open_files()
        about = {key: value for key, value in self._app.engine.about.items() if key != "files"}
        if fault:
            self._app.log.event("release refused", folder=str(folder), fault=fault)
        else:
            crew = self._app.engine.crew
            self._app.log.event("release", network=bool(crew and crew.network), **about)

    def _folder(self) -> Path:
        current = self._place / CURRENT
        return (current if current.exists() and not (self._place / MANIFEST).exists() else self._place).resolve()

    def _open_files(self) -> str:
        old = self._app.files
        try:
            self._app.files = open_files(self._app.engine.about)
        except OSError as error:
            return f"its files cannot be opened: {error}"
        if old:
            asyncio.get_running_loop().call_later(_CLOSE_AFTER, old.close)
        return ""


_CLOSE_AFTER = 600.0
"""Seconds for which the files of an old release stay open, for downloads that have begun."""


def identity(folder: Path) -> object:
    """What tells one release from another: where it is, and its manifest as a file."""
    try:
        status = (folder / MANIFEST).stat()
    except OSError:
        return folder, None
    return folder, status.st_ino, status.st_mtime_ns, status.st_size
