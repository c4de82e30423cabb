"""The nursery and the keepers: a keeper opens a release once, and forks, halts and ends its workers."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from raregraph.engine.confine import adopt, close_others, leave_network
from raregraph.engine.limits import Limits
from raregraph.engine.messages import Meta, hear, tell
from raregraph.engine.pages import settle_memory
from raregraph.engine.process import spawn
from raregraph.engine.worker import Handlers, work
from raregraph.errors import RaregraphError

_POLITE = 19
"""By how much a slow job's worker gives way to the others (see nice)."""
SEQUENCED = socket.SOCK_SEQPACKET
"""The kind of socket of a line: messages stay apart, in order, and the end is seen."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is served: how a release's folder is opened, what is told of it, and the handlers.

    `open_` raises RaregraphError for what is no whole release. `describe` gives what JSON has; its "release" is the
    version. `warm` reads and imports, step by step, all that a worker may need, for a worker may have no right to read
    files. Its first step is done before anything is answered; jobs of handlers that are not `early` wait for the last.
    `begin` is called in every worker before its first job.
    """

    open_: Callable[[Path], Any]
    describe: Callable[[Any], Mapping[str, Any]]
    handlers: Handlers
    warm: Callable[[Any], Iterator[object]] = lambda _: iter(())
    early: frozenset[str] = frozenset()
    begin: Callable[[], None] = lambda: None


def nurse(line: socket.socket, service: Service, limits: Limits) -> None:
    """Leave the network, then fork a keeper for each folder named on the line, and hand over the line to it."""
    alone = leave_network()
    adopt()
    while heard := hear(line):
        _reap()
        keeper = Keeper(Path(heard[0]["open"]), service, limits, alone)
        _, theirs = spawn(keeper.keep, SEQUENCED)
        tell(line, {"opening": heard[0]["open"]}, (theirs.fileno(),))
        theirs.close()


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


@dataclass(frozen=True, slots=True)
class Keeper:
    """The process that opens a release; `alone` is whether it has no network."""

    folder: Path
    service: Service
    limits: Limits
    alone: bool

    def keep(self, line: socket.socket) -> None:
        """Open the release, tell what it is, and do what the line says until it is closed.

        A twin is forked, which warms up meanwhile and then takes over: this process is never kept from forking workers,
        and goes on where the twin dies.
        """
        close_others(line)
        try:
            opened = self.service.open_(self.folder)
        except RaregraphError as fault:
            tell(line, {"failed": str(fault)})
            return
        warming = self.service.warm(opened)
        next(warming, None)
        gc.freeze()
        self._ready(line, opened)
        _, twin = spawn(lambda own: self._warm_up(own, opened, warming), SEQUENCED)
        tell(line, {"twin": True}, (twin.fileno(),))
        twin.close()
        self._serve(line, opened)

    def _warm_up(self, line: socket.socket, opened: Any, warming: Iterator[object]) -> None:
        close_others(line)
        for _ in warming:
            pass
        gc.collect()
        gc.freeze()
        settle_memory()
        self._ready(line, opened)
        self._serve(line, opened)

    def _ready(self, line: socket.socket, opened: Any) -> None:
        tell(line, {"ready": dict(self.service.describe(opened)), "network": not self.alone})

    def _serve(self, line: socket.socket, opened: Any) -> None:
        workers = _Workers(line, self._worker(opened))
        with suppress(BrokenPipeError):  # the front is gone
            while heard := hear(line):
                workers.do(heard[0])
        workers.end_all()

    def _worker(self, opened: Any) -> Callable[[socket.socket, int], None]:
        """What a worker does, given its socket and its parent."""

        def main(own: socket.socket, parent: int) -> None:
            self.service.begin()
            work(own, parent, opened, self.service.handlers, self.limits)

        return main


@dataclass(slots=True)
class _Workers:
    line: socket.socket
    main: Callable[[socket.socket, int], None]
    alive: set[int] = field(default_factory=set)

    def do(self, message: Meta) -> None:
        """One command: {"fork": true}, or {"end"|"halt"|"go"|"yield": process id}."""
        [(command, worker)] = message.items()
        if command == "fork":
            self.fork()
        elif worker in self.alive:
            self.signal(command, worker)

    def fork(self) -> None:
        me = os.getpid()
        worker, connection = spawn(lambda own: self.main(own, me), socket.SOCK_STREAM)
        self.alive.add(worker)
        tell(self.line, {"worker": worker}, (connection.fileno(),))
        connection.close()

    def signal(self, command: str, worker: int) -> None:
        if command == "end":
            self.end(worker)
        elif command == "yield":
            os.setpriority(os.PRIO_PROCESS, worker, _POLITE)
        else:
            os.kill(worker, signal.SIGSTOP if command == "halt" else signal.SIGCONT)

    def end(self, worker: int) -> None:
        """Kill a worker that is not dead already, and tell how it ended: its exit status, or minus the signal."""
        dead, status = os.waitpid(worker, os.WNOHANG)
        if not dead:
            os.kill(worker, signal.SIGKILL)
            _, status = os.waitpid(worker, 0)
        self.alive.discard(worker)
        tell(self.line, {"ended": worker, "status": os.waitstatus_to_exitcode(status)})

    def end_all(self) -> None:
        for worker in self.alive:
            os.kill(worker, signal.SIGKILL)
