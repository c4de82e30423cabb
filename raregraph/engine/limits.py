"""What a job may use up, and how many jobs there may be: the defaults, each an option of `serve`."""

from __future__ import annotations

import os
from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of a job and of the engine; sizes in bytes, times in seconds.

    `seconds`: of a job, waiting left out. `memory`: beside the store, which all workers share. `answer`: of a body.
    `query`: of a query's UTF-8. `depth`: brackets within brackets, and operators in a row. `files`, `stack`: of a
    worker. `quick`: jobs that are tried at a time; `share`: how long, before a job counts as slow; under load it is
    cut down to `least_share`. `slow`: slow jobs that run beside them; `paused`: slow jobs that wait, halted, for a
    place to run; `queue`: jobs that wait for being tried; `patience`: how long a job waits. `cache`: bytes of answers
    that are kept. `grudge`: for how long a job that met a limit is refused without another trial.
    """

    seconds: float = 5.0
    memory: int = 512 * MEGABYTE
    answer: int = 16 * MEGABYTE
    query: int = 64 << 10
    depth: int = 200
    files: int = 32
    stack: int = 64 * MEGABYTE
    quick: int = max(2, os.cpu_count() or 1)
    share: float = 0.2
    least_share: float = 0.04
    slow: int = max(2, os.cpu_count() or 1)
    paused: int = 4
    queue: int = 256
    patience: float = 5.0
    cache: int = 64 * MEGABYTE
    grudge: float = 10.0
