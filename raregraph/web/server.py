"""The server: sockets, connections that are given up when they are too slow, releases that replace one another."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from raregraph import content
from raregraph.engine import Engine, Limits
from raregraph.errors import ReleaseError, UsageError
from raregraph.folder import CURRENT
from raregraph.manifest import MANIFEST
from raregraph.web.app import App
from raregraph.web.connection import IDLE, Connection
from raregraph.web.files import open_files
from raregraph.web.handlers import service
from raregraph.web.log import Log

CONNECTIONS = 2000
"""Connections at a time, beyond which requests are answered with 503."""
_RESERVED = 500
"""Open files for what is no connection: the files of releases, lines to workers; and for refusing what is too much."""
_LOOK = 1.0
"""Seconds between looks at whether there is a new release."""


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
    """Serve until interrupted. Raises ReleaseError where there is no release, UsageError for a port in use."""
    if not (release_in(options.place) / MANIFEST).is_file():
        raise ReleaseError(content.shown(options.place), "holds no release", "build one: make publish")
    bound = _bound(options)
    engine = Engine(service(options.limits, options.pages), options.limits)
    log = Log(queries=options.queries)
    app = App(engine, options.limits, log, options.root)
    Connection.most, Connection.room = options.limits.query * 3, _room()
    config = uvicorn.Config(
        app, http=Connection, ws="none", lifespan="off", access_log=False, log_level="error",
        proxy_headers=False, server_header=False, date_header=True, timeout_keep_alive=IDLE,
        limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=10, backlog=1024,
    )  # fmt: skip
    _runner()(_run(app, uvicorn.Server(config), bound, options))


def _bound(options: Options) -> socket.socket:
    try:
        return socket.create_server((options.host, options.port), family=_family(options.host), backlog=1024)
    except OSError as error:
        problem = f"cannot be listened on: {error.strerror or error}"
        fix = "give a free port with --port, and with --host an address of this machine"
        raise UsageError(f"{options.host}:{options.port}", problem, fix) from None


def _room() -> int:
    """Have this process open as many files as it needs and may; for how many connections that leaves room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + _RESERVED
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(most - _RESERVED // 2, most // 2)


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
        folder = release_in(self._place)
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

    def _open_files(self) -> str:
        old = self._app.files
        try:
            self._app.files = open_files(self._app.engine.about)
        except OSError as error:
            return f"its files cannot be opened: {error}"
        if old:
            asyncio.get_running_loop().call_later(_CLOSE_AFTER, old.close)
        return ""


def release_in(place: Path) -> Path:
    """The release itself, or the one that a folder's `current` points to; whether there is any, is not looked at."""
    current = place / CURRENT
    return (current if current.exists() and not (place / MANIFEST).exists() else place).resolve()


_CLOSE_AFTER = 600.0
"""Seconds for which the files of an old release stay open, for downloads that have begun."""


def identity(folder: Path) -> object:
    """What tells one release from another: where it is, and its manifest as a file."""
    try:
        status = (folder / MANIFEST).stat()
    except OSError:
        return folder, None
    return folder, status.st_ino, status.st_mtime_ns, status.st_size
