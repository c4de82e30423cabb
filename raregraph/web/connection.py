"""A connection: given up when its client is too slow; the short ways of requests that are known or plain."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from raregraph.engine import Outcome
from raregraph.engine.jobs import Job
from raregraph.web import respond
from raregraph.web.app import KEPT, Ready, Seen
from raregraph.web.direct import is_plain
from raregraph.web.respond import status_line

HEAD_PATIENCE, WRITE_PATIENCE, IDLE = 10.0, 20.0, 15
"""Seconds for the head of a request to come, for a client to read on, for the next request on a connection."""
HEAD_ROOM, HEADERS = 32 << 10, 100
"""Bytes for the head of a request beside a query in its address; and its headers at most."""


_CHUNKED = 8
"""How many times as many bytes a request may have in all, for chunks of a byte have five beside it, and bodies that are
refused should be read to their end; without a bound, what comes behind the last chunk fills the memory."""


class Connection(HttpToolsProtocol):
    """A connection that is given up when its client is too slow, sends too much, or does not read."""

    most = 0
    """Bytes of a request's head; set from the limit of queries."""
    room = 2000
    """Connections at a time, beyond which one is closed at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a request, but not for long."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._size, self._raw, self._held = 0, b"", b""
        self._job: Job | None = None
        self._last = False
        self._within = self._idle = True
        self._alarm: asyncio.TimerHandle | None = None
        self._wait(HEAD_PATIENCE)
        if len(self.connections) > self.room:
            self._give_up()

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
        if self._job:
            self._hold(data)
            return
        if self._idle and data.startswith(b"GET ") and data.find(b"\r\n\r\n") == len(data) - 4:
            if self._answer(data) or (is_plain(data) and self._begin(data)):
                return
            self._raw = data
        self._parse(data)

    def _parse(self, data: bytes) -> None:
        """Go the long way: the parser, the application."""
        self._idle = False
        self._size += len(data)
        if self._within and self._size > self.most + HEAD_ROOM:
            self._refuse(b"431 Request Header Fields Too Large")
            return
        if self._size > (self.most + HEAD_ROOM) * _CHUNKED:
            self._give_up()
            return
        super().data_received(data)

    def _answer(self, data: bytes) -> bool:
        """Answer a whole request from what is kept; whether that could be done."""
        found = self.app.ready(data)
        if found is None or self.transport.is_closing() or self.flow.write_paused:
            return False
        self._write(data, found, time.monotonic())
        return True

    def _write(self, data: bytes, found: Ready, start: float) -> None:
        date = b"".join(b"%s: %s\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"".join((status_line(found.status), date, found.wire)))
        self._unset_keepalive_if_required()
        if not self.flow.write_paused:
            self._wait(IDLE)
        path = data.split(b" ", 2)[1].partition(b"?")[0]
        scope = {"client": self.client, "method": "GET", "raw_path": path}
        self.app.account(scope, found.seen, found.status, found.size, time.monotonic() - start)

    def _begin(self, data: bytes) -> bool:
        """Go the short way (see web.direct); whether the connection is in a state to."""
        if self.transport.is_closing() or self.flow.write_paused or len(data) > self.most:
            return False
        start, engine = time.monotonic(), self.app.engine
        arguments = {"raw": data.decode("latin-1"), "root": self.app.root}
        found = engine.begin(("direct", json.dumps(arguments)))
        self._unset_keepalive_if_required()
        self._rest()
        if isinstance(found, Outcome):
            self._finish(data, found, start)
        else:
            self._job = found
            found.done.add_done_callback(lambda done: self._settled(data, done.result(), start))
        return True

    def _settled(self, data: bytes, outcome: Outcome, start: float) -> None:
        """A worker has answered: send it, and go on with what has come meanwhile."""
        job, self._job = self._job, None
        if job is None or self.transport.is_closing():
            return
        self.app.engine.leave(job)
        held, self._held = self._held, b""
        self._finish(data, outcome, start)
        if self._last:
            super().shutdown()
        elif held:
            self.data_received(held)

    def _finish(self, data: bytes, outcome: Outcome, start: float) -> None:
        answer = outcome.answer
        if answer is None:
            first, last = respond.messages(None, self.app.failed(outcome, data), self.app.engine.release)
            wire, size = respond.wire(first, last["body"]), len(last["body"])
            self._write(data, Ready(wire, first["status"], size, Seen("sparql", "", outcome)), start)
        elif answer.status == 0:
            self._parse(data)
        else:
            about = dict(answer.headers)
            found = Ready(answer.body, answer.status, int(about["size"]), Seen("sparql", about["query"], outcome))
            if about["keep"]:
                self.app.keep(data, Ready(found.wire, found.status, found.size, Seen("sparql", about["query"], KEPT)))
            self._write(data, found, start)

    def shutdown(self) -> None:
        """The server ends: what is being worked out on the short way is answered before the connection is closed."""
        self._last = True
        if not self._job:
            super().shutdown()

    def _hold(self, data: bytes) -> None:
        """Keep what comes before the last request is answered, but not much of it."""
        self._held += data
        if len(self._held) > HEAD_ROOM:
            self._give_up()

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
        if self.cycle.response_complete and self.cycle.more_body and not self._alarm:
            self._wait(HEAD_PATIENCE)

    def on_message_complete(self) -> None:
        """A request is whole; nobody waits any more for the end of one that is answered already."""
        super().on_message_complete()
        if self.cycle.response_complete:
            self._rest()

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
        job, self._job = self._job, None
        if job:
            self.app.engine.leave(job)
        hangup: list[Callable[[], Any]] = self.scope.get("raregraph.hangup", []) if self.scope else []  # type: ignore[assignment]
        if self.cycle is not None and not self.cycle.response_complete:
            for give_up in hangup:
                give_up()
        super().connection_lost(exc)
