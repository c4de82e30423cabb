"""Maps over pages: the same results in the same order, by one process or several."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator

import pytest

from raregraph.errors import ContentError, ReleaseError
from raregraph.workers import AHEAD, ALLOCATED, batches, executor, mapped, rarely_collecting

_begun: list[int] = []


def begin(number: int) -> None:
    """What a worker is begun with."""
    _begun[:] = [number]


def times(number: int) -> int:
    """Some work."""
    return number * _begun[0]


def refuse(number: int) -> int:
    """Work that finds a fault in one of its items."""
    if number == 3:
        raise ContentError("row 3", "is at fault", "mend it")
    return number


def die(number: int) -> int:
    """Work in which the process is killed."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_are_in_the_order_of_the_items(jobs: int) -> None:
    """Each worker is begun with what is given."""
    with executor(jobs, begin, 7) as pool:
        assert list(mapped(pool, times, range(20), jobs)) == [7 * number for number in range(20)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_crosses_with_its_parts(jobs: int) -> None:
    """As if there were no process between."""
    with executor(jobs, begin, 1) as pool, pytest.raises(ContentError) as caught:
        list(mapped(pool, refuse, range(5), jobs))
    assert (caught.value.where, caught.value.problem, caught.value.fix) == ("row 3", "is at fault", "mend it")


@pytest.mark.parametrize("items", [range(3, 4), range(10)])
def test_a_killed_worker_is_a_fault(items: range) -> None:
    """Nothing is given out in place of what it had in hand."""
    with executor(2, begin, 1) as pool, pytest.raises(ReleaseError, match="a worker process was killed"):
        list(mapped(pool, die, items, 2))


def test_a_worker_that_cannot_begin_is_a_fault() -> None:
    """Also where it is killed before the first item."""
    with executor(2, die, 3) as pool, pytest.raises(ReleaseError, match="a worker process was killed"):
        list(mapped(pool, refuse, range(100), 2))


def test_items_are_taken_as_they_are_needed() -> None:
    """No more than a few ahead, however many there are."""
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with executor(1, begin, 1) as pool:
        next(mapped(pool, times, items(), 1))
    assert len(taken) == 1 + AHEAD


def test_batches_are_runs_of_a_size() -> None:
    """The last may be shorter; nothing makes none."""
    assert list(batches([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(batches([], 2)) == []


def test_garbage_is_looked_for_as_before_afterwards() -> None:
    """Also when the work fails."""
    before = gc.get_threshold()
    with pytest.raises(ContentError), rarely_collecting():
        refuse(3)
    assert (gc.get_threshold(), gc.get_freeze_count(), gc.isenabled()) == (before, 0, True)


def test_garbage_is_looked_for_seldom_meanwhile() -> None:
    """What is there is not looked through."""
    with rarely_collecting():
        assert (gc.get_threshold()[0], gc.get_freeze_count() > 0) == (ALLOCATED, True)
