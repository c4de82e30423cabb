"""The application: which path is answered by whom, what every answer has in common, and what becomes of failures."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from raregraph.api.route import PREFIX
from raregraph.api.routes import find, methods
from raregraph.engine import Answer, Engine, Limits, Outcome
from raregraph.engine.cache import Cache
from raregraph.engine.jobs import FAILURES
from raregraph.web import respond
from raregraph.web.files import Files, Part, part_of
from raregraph.web.log import Log
from raregraph.web.metrics import MEDIA_TYPE, Metrics
from raregraph.web.negotiation import takes_gzip
from raregraph.web.problem import Problem
from raregraph.web.protocol import asked_of
from raregraph.web.request import Receive, Request, Scope, body_of, read

Send = Callable[[respond.Message], Awaitable[None]]
STATUS: Mapping[str, int] = {"too-large": 413}
"""HTTP status of a failure, where it is not 503."""
_TITLES: Mapping[int, str] = {404: "Not found", 503: "Not now"}
_SAVED = re.compile(r"/queries/([A-Za-z0-9_-]{1,100})\.(csv|tsv|json|xml|trig|nq)\Z")
_WELL_KNOWN = {"/.well-known/void": "void", "/.well-known/sparql-examples": "examples"}
_ACCEPT = re.compile(rb"\r\naccept: *([^\r]*)", re.IGNORECASE)
_RETRY = (("retry-after", "2"),)
KEPT = Outcome(None, "", "", 0.0, True)
_READ, _ASK = ("GET", "HEAD", "OPTIONS"), ("GET", "HEAD", "POST", "OPTIONS")


@dataclass(slots=True)
class Seen:
    """What is known of a request when it is logged."""

    route: str = ""
    query: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer as bytes on the wire, from behind its date; `seen` is what is logged of it."""

    wire: bytes
    status: int
    size: int
    seen: Seen


@dataclass(slots=True)
class App:
    """An ASGI application over an engine. `root` is the public address, where clients name another one."""

    engine: Engine
    limits: Limits
    log: Log
    root: str = ""
    files: Files | None = None
    metrics: Metrics = field(default_factory=Metrics)
    hot: Cache[Ready] = field(init=False)
    """Answers by the whole request as it came: the release, and the bytes of its head."""

    def __post_init__(self) -> None:
        self.hot = Cache(self.limits.cache)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; nothing that a client sends ends in an exception."""
        if scope["type"] != "http":
            return
        start, seen = time.monotonic(), Seen()
        task = asyncio.current_task()
        if task and "raregraph.hangup" in scope:
            scope["raregraph.hangup"].append(task.cancel)
        try:
            status, size = await self._serve(scope, receive, send, seen)
        except asyncio.CancelledError:
            status, size = 499, 0  # the client has gone
        self.account(scope, seen, status, size, time.monotonic() - start)

    def ready(self, raw: bytes) -> Ready | None:
        """The answer to a request that has come before in the same bytes, where it is still the same."""
        return self.hot.get((self.engine.release, raw))

    def failed(self, outcome: Outcome, raw: bytes) -> Answer:
        """What is told of a failure on the short way (see web.direct)."""
        accept = _ACCEPT.search(raw)
        return self._problem(outcome).answer(accept[1].decode("latin-1") if accept else None, _TITLES[503])

    def _problem(self, outcome: Outcome) -> Problem:
        failure = outcome.failure
        retry = _RETRY if failure in ("busy", "down") else ()
        return Problem(STATUS.get(failure, 503), FAILURES[failure], _fix(failure, self.limits), headers=retry)

    def keep(self, raw: bytes, found: Ready) -> None:
        """Keep an answer for requests of the same bytes."""
        self.hot.put((self.engine.release, raw), found, len(found.wire) + len(raw))

    def _keep(self, scope: Scope, seen: Seen, first: respond.Message, body: bytes) -> None:
        """Keep an answer for requests of the same bytes, where the connection says that there may be some."""
        raw = scope.get("raregraph.raw")
        if raw and seen.outcome and seen.outcome.kept:
            kept = Seen(seen.route, seen.query, KEPT)
            found = Ready(respond.wire(first, body), first["status"], len(body), kept)
            self.keep(raw, found)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, seen: Seen) -> tuple[int, int]:
        request = None
        try:
            request = read(scope, receive, self.root)
            found = await self.answer(request, seen)
        except Problem as problem:
            api = scope["path"].startswith(f"{PREFIX}/")
            accept = "application/json" if api else request.header("accept") if request else None
            found = problem.answer(accept, _TITLES.get(problem.status, "Not answered"))
        if isinstance(found, Part):
            return await self._send_part(request, found, send)
        first, second = respond.messages(request, found, self.engine.release)
        await send(first)
        await send(second)
        self._keep(scope, seen, first, second["body"])
        return first["status"], len(second["body"])

    async def _send_part(self, request: Request | None, part: Part, send: Send) -> tuple[int, int]:
        """A file, piece by piece; when it has become shorter meanwhile, the connection ends with it."""
        whole = Answer(part.status, "", b"", part.headers)
        first, _ = respond.messages(request, whole, self.engine.release)
        headers = [pair for pair in first["headers"] if pair[0] != b"content-length"]
        length = (b"content-length", str(part.end - part.start).encode())
        empty = first["status"] == 304 or (request is not None and request.method == "HEAD")
        await send({**first, "headers": headers if first["status"] == 304 else [*headers, length]})
        if not empty:
            async for chunk in part.chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return first["status"], 0 if empty else part.end - part.start

    async def answer(self, request: Request, seen: Seen) -> Answer | Part:
        """The answer to a request; `seen` takes what is logged. Raises Problem."""
        path = request.path
        seen.route, handler, methods = self._route(path)
        if request.method == "OPTIONS":
            return _options(methods)
        if request.method not in methods:
            allowed = (("allow", ", ".join(methods)),)
            raise Problem(405, f"{request.method} is not answered here", f"use {', '.join(methods)}", headers=allowed)
        return await handler(self, request, seen)

    def _route(self, path: str) -> tuple[str, Handler, tuple[str, ...]]:
        if path.rstrip("/") == "/sparql":
            return "sparql", App._sparql, _ASK
        if path in _EXACT:
            return (*_EXACT[path], _READ)
        if path.startswith("/files/"):
            return "files", App._file, _READ
        if _SAVED.match(path):
            return "queries", App._saved, _READ
        if path.startswith(f"{PREFIX}/"):
            return "monarch", App._monarch, methods(path)
        return "page", App._page, _READ

    async def _sparql(self, request: Request, seen: Seen) -> Answer:
        asked = await asked_of(request, self.limits)
        if asked is None:
            return await self._service(request, seen)
        seen.query = asked["query"]
        if len(seen.query) > self.limits.query:
            raise Problem(413, f"the query is longer than {self.limits.query:,} bytes", "ask for less at a time")
        return await self.run("sparql", asked, request, seen)

    async def _service(self, request: Request, seen: Seen) -> Answer:
        """The endpoint without a query: to a browser a page, to others its description."""
        if "text/html" in (request.header("accept") or ""):
            return await self.run("page", {"path": "/sparql", **_accept(request)}, request, seen)
        return await self.run("told", {"name": "service", "root": request.root, **_accept(request)}, request, seen)

    async def _told(self, request: Request, seen: Seen) -> Answer:
        asked = {"name": _WELL_KNOWN[request.path], "root": request.root, **_accept(request)}
        return await self.run("told", asked, request, seen)

    async def _saved(self, request: Request, seen: Seen) -> Answer:
        match = _SAVED.match(request.path)
        name, form = match.groups() if match else ("", "")
        asked = {"name": name, "format": form, "base": f"{request.root}/sparql", "given": request.parameters()}
        return await self.run("saved", asked, request, seen)

    async def _monarch(self, request: Request, seen: Seen) -> Answer:
        method = "POST" if request.method == "POST" else "GET"
        if find(request.path, method) is None:
            raise Problem(404, "Not Found")
        body = await body_of(request, self.limits.query) if method == "POST" else b""
        asked = {
            "method": method,
            "path": request.path,
            "query": request.parameters(),
            "body": body.decode("utf-8", "replace"),
        }
        return await self.run("monarch", asked, request, seen)

    async def _page(self, request: Request, seen: Seen) -> Answer:
        given = dict(request.parameters())
        asked: dict[str, Any] = {"path": request.path, **_accept(request)}
        form = given.pop("format", "")
        asked |= {"format": form} if form else {}
        return await self.run("page", asked | ({"parameters": given} if given else {}), request, seen)

    async def _file(self, request: Request, _: Seen) -> Part:
        if self.files is None:
            raise Problem(503, FAILURES["down"], headers=_RETRY)
        return part_of(request, self.files, request.path.removeprefix("/files/"))

    async def run(self, handler: str, asked: Mapping[str, Any], request: Request, seen: Seen) -> Answer:
        """Have a worker answer. Raises Problem for a limit that was met."""
        gzip = takes_gzip(request.header("accept-encoding") or "")
        outcome = seen.outcome = await self.engine.run(handler, {"asked": asked, "gzip": gzip})
        if outcome.answer:
            return outcome.answer
        raise self._problem(outcome)

    async def _health(self, *_: object) -> Answer:
        """Whether a release is served, which, and why not a newer one."""
        engine = self.engine
        crew = engine.crew
        up = crew is not None and crew.line.open
        found = {
            "status": "ok" if up and not engine.fault else "degraded" if up else "down",
            "release": engine.release, "modified": engine.about.get("modified", ""),
            "quads": engine.about.get("quads", 0), "fault": engine.fault,
            "network": "none" if crew and not crew.network else "open",
            "user": "nobody" if crew and not crew.user_kept else "own",
        }  # fmt: skip
        body = json.dumps({key: value for key, value in found.items() if value}) + "\n"
        return Answer(200 if up else 503, "application/json", body.encode(), (("cache-control", "no-store"),))

    async def _metrics(self, *_: object) -> Answer:
        lanes, engine = self.engine.lanes, self.engine
        gauges = {
            "waiting_jobs": ("Jobs that wait for being tried.", float(len(lanes.waiting))),
            "quick_jobs": ("Jobs that are being tried.", float(len(lanes.quick))),
            "slow_jobs": ("Slow jobs at work.", float(len(lanes.slow))),
            "paused_jobs": ("Slow jobs that are halted.", float(len(lanes.paused))),
            "cached_bytes": ("Bytes of answers that are kept.", float(engine.cache.size)),
            "release_quads": ("Quads of the release that is served.", float(engine.about.get("quads", 0))),
            "release_up": ("1 when a release is served and no newer one was refused.", float(not engine.fault)),
        }
        text = self.metrics.text(gauges)
        return Answer(200, MEDIA_TYPE, text.encode(), (("cache-control", "no-store"),))

    def account(self, scope: Scope, seen: Seen, status: int, size: int, seconds: float) -> None:
        """Count and log a request that was answered."""
        outcome = seen.outcome
        self.metrics.count(seen.route or "none", status, size, seconds)
        if outcome and outcome.failure:
            self.metrics.failures[outcome.failure] += 1
        kept = bool(outcome and outcome.kept)
        self.metrics.kept += kept
        extra = {"failure": outcome.failure} if outcome and outcome.failure else {}
        self.log.request(
            seen.query, client=scope["client"][0] if scope["client"] else "", method=scope["method"],
            path=scope["raw_path"].decode("latin-1")[:500], status=status, bytes=size, ms=round(seconds * 1000, 2),
            kept=kept, **extra,
        )  # fmt: skip


Handler = Callable[[App, Request, Seen], Awaitable[Answer | Part]]
_EXACT: Mapping[str, tuple[str, Handler]] = {
    "/health": ("health", App._health),
    "/metrics": ("metrics", App._metrics),
    **dict.fromkeys(_WELL_KNOWN, ("well-known", App._told)),
}


def _accept(request: Request) -> dict[str, str]:
    accept = request.header("accept")
    return {"accept": accept} if accept else {}


def _options(methods: tuple[str, ...]) -> Answer:
    allowed = ", ".join(methods)
    return Answer(
        204, "", b"",
        (("allow", allowed), ("access-control-allow-methods", allowed), ("access-control-max-age", "86400"),
         ("access-control-allow-headers", "Accept, Content-Type, If-None-Match, Range")),
    )  # fmt: skip


def _fix(failure: str, limits: Limits) -> str:
    """What to do about a failure, with the limit that was met."""
    return {
        "deadline": f"the limit is {limits.seconds:g} seconds; add a LIMIT, name more, or take a dump",
        "memory": f"the limit is {limits.memory >> 20} MB; add a LIMIT, drop an ORDER BY or DISTINCT, or take a dump",
        "too-large": f"the limit is {limits.answer:,} bytes; add a LIMIT, or take a dump from /downloads/",
        "crash": "ask for less at a time",
    }.get(failure, "")
