"""A keeper and its workers as the front sees them."""

from __future__ import annotations

import asyncio
import math
import socket
from collections import deque
from pathlib import Path
from typing import Any, Protocol

from raregraph.engine.jobs import Answer, Job, Outcome
from raregraph.engine.line import Line
from raregraph.engine.messages import Broken, Frames, Meta
from raregraph.engine.process import OUT_OF_MEMORY

_PAUSE = 0.5
"""Seconds before a worker is forked in the place of one that died before it said hello."""
_HELLO = 1 << 10
"""Bytes that an answer's frame may have beside the answer's limit."""
_ABORTED, _KILLED = -6, (-9, -15)
"""SIGABRT, by which memory that cannot be had ends a worker; SIGKILL and SIGTERM, when not from us."""


class Listener(Protocol):
    """Who is told what becomes of workers."""

    def free(self) -> None:
        """A worker has become free."""

    def answered(self, worker: Worker, outcome: Outcome) -> None:
        """A worker has done its job."""

    def died(self, worker: Worker, failure: str) -> None:
        """A worker has died at its job: the name of the failure, empty when nothing speaks against another trial."""

    def lost(self, crew: Crew) -> None:
        """A keeper has died."""


class Worker(asyncio.Protocol):
    """A worker process: idle, at a job, or ended."""

    def __init__(self, number: int, crew: Crew, most: int) -> None:
        self.number, self.crew = number, crew
        self.job: Job | None = None
        self.ready = self.spoiled = False
        self._spent = 0.0
        self._frames = Frames(most + _HELLO)
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to it."""
        self._transport = transport  # type: ignore[assignment]

    def start(self, job: Job) -> None:
        """Give it a job."""
        self.job = job
        if self._transport:
            self._transport.write(job.frame())

    def data_received(self, data: bytes) -> None:
        """Its hello, or its answer; what is none is its end."""
        try:
            for meta, body in self._frames.feed(data):
                self._heard(meta, body)
        except Broken:
            self.end()

    def _heard(self, meta: Meta, body: bytes) -> None:
        self._spent = float(meta["spent"])
        if not self.ready:
            self.ready = True
            self.crew.hello(self, bool(meta.get("own")))
        elif self.job:
            self.spoiled = self.spoiled or bool(meta["last"])
            outcome = _outcome(meta, body, self.crew.release)
            self.crew.listener.answered(self, outcome)

    def connection_lost(self, _: Exception | None) -> None:
        """It is dead, or about to be: the keeper knows how it ended."""
        self.crew.gone(self)

    def used(self) -> float:
        """Seconds of processor time that it has used for its job; without end where the system does not tell."""
        try:
            text = Path(f"/proc/{self.number}/schedstat").read_text(encoding="utf-8")
        except OSError:
            return math.inf
        return int(text.split()[0]) / 1e9 - self._spent

    def end(self) -> None:
        """Kill it."""
        self.job = None
        if self._transport:
            self._transport.abort()

    def say(self, command: str) -> None:
        """Have the keeper halt it, let it go on, or let it give way: "halt", "go", "yield"."""
        if command == "yield":
            self.spoiled = True
        self.crew.line.tell(**{command: self.number})


def _outcome(meta: Meta, body: bytes, release: str) -> Outcome:
    if meta.get("failure"):
        return Outcome(None, str(meta["failure"]), release, meta["seconds"])
    headers = tuple((str(name), str(value)) for name, value in meta["headers"])
    return Outcome(Answer(int(meta["status"]), str(meta["type"]), body, headers), "", release, meta["seconds"])


class Crew:
    """A keeper with its workers.

    `opened` is done when the release is open, or cannot be: what it is, or the fault. `warm` is done when there is a
    crew that is warm: a twin of this one, or this one where the twin has died.
    """

    def __init__(self, connection: socket.socket, listener: Listener, size: int, most: int) -> None:
        self._loop = asyncio.get_running_loop()
        self.line = Line(connection, self._heard, self._lost)
        self.listener, self.size, self._most = listener, size, most
        self.opened: asyncio.Future[dict[str, Any] | str] = self._loop.create_future()
        self.release, self.network, self.user_kept = "", True, True
        self.warm: asyncio.Future[Crew] = self._loop.create_future()
        self.idle: deque[Worker] = deque()
        self.workers: dict[int, Worker] = {}
        self._coming = 0
        self._not_before = 0.0
        self.closing = False

    def _heard(self, message: Meta, files: tuple[int, ...]) -> None:
        if "worker" in message:
            self._come(message["worker"], files)
        elif "ended" in message:
            self._ended(message["ended"], message["status"])
        elif "twin" in message:
            self._has_twin(socket.socket(fileno=files[0]))
        else:
            self._opened(message)

    def _opened(self, message: Meta) -> None:
        if "ready" in message:
            self.release, self.network = message["ready"]["release"], bool(message["network"])
            self.opened.set_result(message["ready"])
            self.refill()
        else:
            self.opened.set_result(str(message["failed"]))

    def _come(self, number: int, files: tuple[int, ...]) -> None:
        """A worker was forked; one to which there is no way, for we have too many open files, is ended."""
        worker = self.workers[number] = Worker(number, self, self._most)
        if files:
            self._loop.create_task(self._join(worker, socket.socket(fileno=files[0])))
        else:
            self.gone(worker)

    async def _join(self, worker: Worker, connection: socket.socket) -> None:
        await self._loop.create_unix_connection(lambda: worker, sock=connection)

    def hello(self, worker: Worker, own: bool) -> None:
        """A worker is there: `own` is whether it has the rights of our user."""
        self._coming -= 1
        self.user_kept = own
        self.idle.append(worker)
        self.listener.free()

    def take(self) -> Worker | None:
        """An idle worker."""
        return self.idle.popleft() if self.idle else None

    def back(self, worker: Worker) -> None:
        """A worker has done its job; one that is spoiled is replaced."""
        worker.job = None
        if worker.spoiled or self.closing:
            worker.end()
        else:
            self.idle.append(worker)
            self.listener.free()

    def _has_twin(self, connection: socket.socket) -> None:
        """The keeper has forked another, which becomes ready when it is warm."""
        twin = Crew(connection, self.listener, self.size, self._most)
        twin.warm.set_result(twin)
        twin.opened.add_done_callback(lambda done: self._is_warm(self if isinstance(done.result(), str) else twin))

    def _is_warm(self, crew: Crew) -> None:
        if not self.warm.done():
            self.warm.set_result(crew)

    def refill(self) -> None:
        """Fork until as many workers are idle as there should be."""
        if self._not_before > self._loop.time():
            return
        while not self.closing and self.line.open and len(self.idle) + self._coming < self.size:
            self._coming += 1
            self.line.tell(fork=True)

    def gone(self, worker: Worker) -> None:
        """A worker's connection has ended: the keeper makes sure of the process."""
        if worker in self.idle:
            self.idle.remove(worker)
        self.line.tell(end=worker.number)

    def _ended(self, number: int, status: int) -> None:
        worker = self.workers.pop(number, None)
        if worker is None:
            return
        if not worker.ready:
            self._coming -= 1
            self._not_before = self._loop.time() + _PAUSE
            self._loop.call_later(_PAUSE, self.refill)
        self.refill()
        if worker.job:
            self.listener.died(worker, _failure(status))
        else:
            self.listener.free()

    def _lost(self) -> None:
        """The keeper is gone, and its workers with it."""
        if not self.opened.done():
            self.opened.set_result("the process that opened the release has died")
        self.idle.clear()
        for worker in list(self.workers.values()):
            self._ended(worker.number, _KILLED[0])
        self.listener.lost(self)
        self._is_warm(self)

    def close(self) -> None:
        """Take no more jobs; end when the last worker at a job has done it."""
        self.closing = True
        for worker in list(self.idle):
            worker.end()
        self.idle.clear()

    def close_now(self) -> None:
        """End the keeper, which ends its workers."""
        self.closing = True
        self.line.close()


def _failure(status: int) -> str:
    """What an end by itself says about the job (exit status, or minus the signal)."""
    if status in _KILLED:
        return ""
    return "memory" if status in (_ABORTED, OUT_OF_MEMORY) else "deadline" if status == -24 else "crash"
