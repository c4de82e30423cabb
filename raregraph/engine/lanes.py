"""Who runs when: every job is tried for a moment; what is slow goes on beside the others, gives way, or waits.

So a quick job never waits for a slow one to end. Of `waiting` jobs each gets a share of time on one of `quick` places;
what has not ended by then goes on in one of the `slow` places, with less right to the processor; where these are taken,
it is halted until one is free; where too many are halted already, it is given up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from raregraph.engine.crew import Worker
from raregraph.engine.jobs import Job, Outcome
from raregraph.engine.limits import Limits

_TRIED = 2.0
"""Seconds within which all that wait should have been tried."""
_MANY = 2
"""Jobs that wait for each place, from which on there are many."""
_TRIALS = 2
"""How often a job is begun, when a worker is killed by someone else."""


class Lanes:
    """The jobs that wait and the workers at work; `take` gives an idle worker, `freed` is told when a place is free."""

    def __init__(self, limits: Limits, take: Callable[[], Worker | None], freed: Callable[[], None]) -> None:
        self._limits, self._take, self._freed = limits, take, freed
        self._loop = asyncio.get_running_loop()
        self.waiting: deque[Job] = deque()
        self.quick: set[Worker] = set()
        self.slow: set[Worker] = set()
        self.paused: deque[Worker] = deque()
        self._newest = False

    def submit(self, job: Job) -> None:
        """Take a job; where too many wait, the one that has waited longest is refused: it has had its chances."""
        if len(self.waiting) >= self._limits.queue:
            self._drop(self.waiting[0])
        self.waiting.append(job)
        self.pump()
        if not job.trials and not job.done.done():
            job.timer = self._loop.call_later(self._limits.patience, self._drop, job)

    def pump(self) -> None:
        """Start what can be started."""
        while self.waiting and len(self.quick) < self._limits.quick and (worker := self._take()):
            job = self._next()
            if job.timer:
                job.timer.cancel()
            job.trials += 1
            job.started = self._loop.time()
            self.quick.add(worker)
            share = min(self._share(), job.seconds)
            job.timer = self._loop.call_later(share, self._lapse, worker, job, share)
            worker.start(job)

    def _next(self) -> Job:
        """The job that has waited longest; when many wait, every other time the newest, which is thus tried at once."""
        self._newest = not self._newest and len(self.waiting) > _MANY * self._limits.quick
        return self.waiting.pop() if self._newest else self.waiting.popleft()

    def _share(self) -> float:
        fair = _TRIED * self._limits.quick / (len(self.waiting) + 1)
        return max(self._limits.least_share, min(self._limits.share, fair))

    def _lapse(self, worker: Worker, job: Job, share: float) -> None:
        """A job's share of time is over; but not that of one that has hardly had the processor, on a busy machine."""
        passed = self._loop.time() - job.started
        if worker.used() < share / 2 and passed + share < min(_TRIED, job.seconds):
            job.timer = self._loop.call_later(share, self._lapse, worker, job, share)
            return
        self.quick.discard(worker)
        left = job.seconds - passed
        if left <= 0:
            self.end(worker, "deadline")
        elif len(self.slow) < self._limits.slow:
            self._go_on(worker, job, left)
        elif len(self.paused) < self._limits.paused:
            worker.say("yield")
            worker.say("halt")
            self.paused.append(worker)
            job.timer = self._loop.call_later(self._limits.patience, self.end, worker, "busy")
        else:
            self.end(worker, "busy")
        self._free()

    def _go_on(self, worker: Worker, job: Job, seconds: float) -> None:
        worker.say("yield")
        self.slow.add(worker)
        job.timer = self._loop.call_later(seconds, self.end, worker, "deadline")

    def end(self, worker: Worker, failure: str) -> None:
        """Give a worker's job up, and kill the worker."""
        job, worker.job = worker.job, None
        worker.end()
        if job:
            job.settle(Outcome(None, failure, worker.crew.release, self._loop.time() - job.started))
        self._release(worker)

    def done(self, worker: Worker, outcome: Outcome) -> None:
        """A worker has done its job."""
        job = worker.job
        worker.crew.back(worker)
        if job:
            job.settle(outcome)
        self._release(worker)

    def died(self, worker: Worker, failure: str) -> None:
        """A worker has died: its job fails, or is begun once more where someone else killed the worker."""
        job, worker.job = worker.job, None
        if job and not failure and job.trials < _TRIALS:
            if job.timer:
                job.timer.cancel()
            self.waiting.appendleft(job)
        elif job:
            job.settle(Outcome(None, failure or "busy", worker.crew.release, self._loop.time() - job.started))
        self._release(worker)

    def abandon(self, job: Job) -> None:
        """Nobody waits for a job any more."""
        if job in self.waiting:
            self._drop(job)
        for worker in (*self.quick, *self.slow, *self.paused):
            if worker.job is job:
                self.end(worker, "busy")

    def _drop(self, job: Job) -> None:
        if job in self.waiting:
            self.waiting.remove(job)
        job.settle(Outcome(None, "busy"))

    def _release(self, worker: Worker) -> None:
        self.quick.discard(worker)
        self.slow.discard(worker)
        if worker in self.paused:
            self.paused.remove(worker)
        while self.paused and len(self.slow) < self._limits.slow:
            self._resume(self.paused.popleft())
        self._free()

    def _resume(self, worker: Worker) -> None:
        """Let a halted job go on, with the whole of its time."""
        job = worker.job
        if job and job.timer:
            job.timer.cancel()
            worker.say("go")
            self._go_on(worker, job, job.seconds)

    def _free(self) -> None:
        self._freed()
        self.pump()
