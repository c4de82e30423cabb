"""A worker: answers one job after the other over its socket, until it is killed or has grown."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from raregraph.engine.confine import NOBODY, allow_time, confine, largest
from raregraph.engine.jobs import Answered
from raregraph.engine.limits import Limits
from raregraph.engine.messages import Frames, Meta, frame, receive

Handlers = Mapping[str, Callable[..., Answered]]
"""By name: called with what was opened and the arguments of a job by name."""
GROWN = 64 << 20
"""Bytes of memory that a worker may have needed for a job; beyond, another one takes its place afterwards."""
_MOST = 1 << 24
"""Bytes of a job's frame."""


def work(connection: socket.socket, parent: int, opened: Any, handlers: Handlers, limits: Limits) -> None:
    """Confine this process, say hello, answer jobs; returns when the front has closed or the worker has grown."""
    confine(limits, parent, connection)
    held, frames = largest(), Frames(_MOST)
    connection.sendall(frame({"own": os.getuid() != NOBODY, "spent": time.process_time()}))
    while job := receive(connection, frames):
        allow_time(limits.seconds)
        meta, body = _answer(job[0], opened, handlers, limits)
        grown = largest() - held > GROWN
        connection.sendall(frame({**meta, "last": grown, "spent": time.process_time()}, body))
        if grown:
            return


def _answer(job: Meta, opened: Any, handlers: Handlers, limits: Limits) -> tuple[Meta, bytes]:
    start = time.monotonic()
    found = handlers[job["handler"]](opened, **job["arguments"])
    meta = {"seconds": time.monotonic() - start}
    if len(found.body) > limits.answer:
        return {**meta, "failure": "too-large"}, b""
    return {**meta, "status": found.status, "type": found.media_type, "headers": found.headers}, found.body
