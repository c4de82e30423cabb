"""The engine: asked by the front for answers, it has workers of the newest release that is whole work them out."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from raregraph.engine.cache import Cache
from raregraph.engine.crew import Crew, Worker
from raregraph.engine.jobs import Job, Key, Outcome
from raregraph.engine.keeper import SEQUENCED, Service, nurse
from raregraph.engine.lanes import Lanes
from raregraph.engine.limits import Limits
from raregraph.engine.line import Line
from raregraph.engine.messages import Meta
from raregraph.engine.process import spawn

_AGAIN = ("deadline", "memory", "crash", "too-large")
"""Failures that another trial would meet again."""
_RECENT = 1 << 20
"""Bytes of keys of jobs that failed, which are kept."""


class Engine:
    """Answers jobs. Make it before anything else starts a thread or a loop, then `start` it on the loop."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self.limits, self._early = limits, service.early
        self._nursery = spawn(lambda line: nurse(line, service, limits), SEQUENCED)[1]
        self.crew: Crew | None = None
        self._old: list[Crew] = []
        self.fault, self._ending = "", False
        self.about: dict[str, Any] = {}
        self.cache: Cache[Outcome] = Cache(limits.cache)
        self._failed: Cache[tuple[float, Outcome]] = Cache(_RECENT)
        self._running: dict[tuple[str, Key], Job] = {}

    def start(self) -> None:
        """Come to life on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._expected: list[asyncio.Future[Crew]] = []
        self._line = Line(self._nursery, self._born, self._orphaned)
        self.lanes = Lanes(self.limits, self._take, self._refill)

    async def open(self, folder: Path) -> str:
        """Open a release beside the one that is served, and serve it from then on: when it is warm, the first at once.

        Returns an empty string, or the fault for which the old release stays.
        """
        expected: asyncio.Future[Crew] = self._loop.create_future()
        self._expected.append(expected)
        self._line.tell(open=str(folder))
        crew = await expected
        found = await crew.opened
        if isinstance(found, str):
            crew.close_now()
            self.fault = found
            return found
        replaces = bool(self.release)
        self._install(await crew.warm if replaces else crew)
        self.about, self.fault, self._folder = found, "", folder
        if not replaces:
            self._warming = self._loop.create_task(self._relieve(crew))
        return ""

    async def _relieve(self, crew: Crew) -> None:
        """Let the twin of a crew take over when it is warm."""
        twin = await crew.warm
        if twin is not crew and self.crew is crew:
            self._install(twin)

    def _install(self, crew: Crew) -> None:
        """Serve by a crew from now on."""
        old, self.crew = self.crew, crew
        if old:
            self._old.append(old)
            if old.release != crew.release:
                self.cache.clear()
            old.close()
            self._tidy()
        crew.refill()
        self.lanes.pump()

    def _born(self, _: Meta, files: tuple[int, ...]) -> None:
        connection = socket.socket(fileno=files[0])
        crew = Crew(connection, self, self.limits.quick, self.limits.answer)
        self._expected.pop(0).set_result(crew)

    def _orphaned(self) -> None:
        self.fault = "the process that opens releases has died; start the server anew to serve a newer release"

    @property
    def release(self) -> str:
        """The version of the release that is served; empty where none is."""
        return self.crew.release if self.crew and self.crew.line.open else ""

    async def run(self, handler: str, arguments: Mapping[str, Any], seconds: float = 0.0) -> Outcome:
        """Have a handler answer; `seconds` is the deadline where it is less than the limit.

        When the caller is cancelled and nobody else waits for the same, the job is given up at once.
        """
        if self.crew and handler not in self._early and not self.crew.warm.done():
            await self._warm_in_time(self.crew)
        found = self.begin((handler, json.dumps(arguments, sort_keys=True)), seconds)
        if isinstance(found, Outcome):
            return found
        try:
            return await asyncio.shield(found.done)
        finally:
            self.leave(found)

    def begin(self, key: Key, seconds: float = 0.0) -> Outcome | Job:
        """The outcome, where it is known already, or the job that works it out, which then has one more asker."""
        if found := self.known(key):
            return found
        job = self._running.get((self.release, key)) or self._submit(key, seconds)
        job.askers += 1
        return job

    def leave(self, job: Job) -> None:
        """An asker waits no more; the job is given up when it was the last."""
        job.askers -= 1
        if not job.askers and not job.done.done():
            self.lanes.abandon(job)

    async def _warm_in_time(self, crew: Crew) -> None:
        """Wait, but not for ever, until there is a crew that is warm."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(crew.warm), self.limits.patience * 4)

    def known(self, key: Key) -> Outcome | None:
        """An outcome that needs no worker: an answer that is kept, or a failure that was met a moment ago."""
        if self.crew is None or not (self.crew.line.open):
            return Outcome(None, "down")
        found = self.cache.get((self.release, key))
        if found is None and (failed := self._failed.get((self.release, key))) and failed[0] > self._loop.time():
            return failed[1]
        return found

    def _submit(self, key: Key, seconds: float) -> Job:
        seconds = min(seconds or self.limits.seconds, self.limits.seconds)
        job = Job(key[0], key, seconds, self._loop.create_future())
        place = (self.release, key)
        self._running[place] = job
        job.done.add_done_callback(lambda _: self._settled(place, job))
        self.lanes.submit(job)
        return job

    def _settled(self, place: tuple[str, Key], job: Job) -> None:
        self._running.pop(place, None)
        outcome = job.done.result()
        if outcome.release != self.release:
            return
        if outcome.answer and dict(outcome.answer.headers).get("cache-control") != "no-store":
            kept = Outcome(outcome.answer, "", outcome.release, outcome.seconds, True)
            self.cache.put(place, kept, len(outcome.answer.body) + len(job.key[1]))
        elif outcome.failure in _AGAIN:
            self._failed.put(place, (self._loop.time() + self.limits.grudge, outcome), len(job.key[1]))

    def _take(self) -> Worker | None:
        return self.crew.take() if self.crew else None

    def _refill(self) -> None:
        if self.crew:
            self.crew.refill()

    def free(self) -> None:
        """A worker has become free (see Listener)."""
        self._refill()
        self._tidy()
        self.lanes.pump()

    def answered(self, worker: Worker, outcome: Outcome) -> None:
        """A worker has done its job (see Listener)."""
        self.lanes.done(worker, outcome)

    def died(self, worker: Worker, failure: str) -> None:
        """A worker has died at its job (see Listener)."""
        self.lanes.died(worker, failure)

    def lost(self, crew: Crew) -> None:
        """A keeper has died (see Listener): what it served is opened again."""
        if crew is self.crew and not self._ending:
            self._again = self._loop.create_task(self.open(self._folder))

    def _tidy(self) -> None:
        """End the keepers of old releases that no job runs on any more."""
        for crew in [crew for crew in self._old if not crew.workers or not crew.line.open]:
            self._old.remove(crew)
            crew.close_now()

    def close(self) -> None:
        """End every process."""
        self._ending = True
        for crew in (*self._old, *([self.crew] if self.crew else [])):
            crew.close_now()
        self._line.close()
