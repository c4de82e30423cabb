"""Maps over pages: one interface for one process and for several, with the same results in the same order."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from raregraph.errors import ReleaseError

T = TypeVar("T")
R = TypeVar("R")
ALLOCATED = 100_000
"""Objects made beyond those let go before garbage is looked for: some megabytes."""
AHEAD = 4
"""Batches given out beyond those being worked on, so that results do not pile up in memory."""


class Serial(Executor):
    """An executor that works in this process, at once."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Work now; the future is done, or the fault is raised here, where the traceback is whole."""
        done: Future[R] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Look for garbage seldom, and not among what is there now: reference data stays, and parts make few cycles.

    A process that is forked inside does so too.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(ALLOCATED, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def idle() -> None:
    """The beginning of a worker that needs none."""


def executor(jobs: int, start: Callable[..., None], *given: Any) -> Executor:
    """An executor of some processes, each begun with `start(*given)`; this process alone for one job."""
    if jobs == 1:
        start(*given)
        return Serial()
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=start, initargs=given)


def mapped(pool: Executor, work: Callable[[T], R], items: Iterable[T], jobs: int) -> Iterator[R]:
    """The results of some work on items, in the order of the items, a few ahead.

    Raises ReleaseError when a worker is killed: what it had in hand is lost, and a build without it would be false.
    """
    queue = iter(items)
    try:
        waiting = [pool.submit(work, item) for item in islice(queue, jobs + AHEAD)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(work, item) for item in islice(queue, 1)]
    except BrokenProcessPool:
        fix = "build again; if it happens again, use --jobs 1, which shows the reason"
        raise ReleaseError("build", "a worker process was killed", fix) from None


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in runs of a size; the last may be shorter."""
    return (items[start : start + size] for start in range(0, len(items), size))
