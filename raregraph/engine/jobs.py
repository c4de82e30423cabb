"""A job, and what becomes of it: an answer, or the limit that it met."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from raregraph.engine.messages import framed


class Answered(Protocol):
    """What a handler gives: a whole answer to a request, as raregraph.site.reply.Reply has it."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def media_type(self) -> str:
        """With the charset where it is text."""

    @property
    def body(self) -> bytes:
        """The whole body."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Further headers, their names in lower case."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came from a worker."""

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


FAILURES: Mapping[str, str] = {
    "busy": "the server has more to do than it can; try again in a moment",
    "deadline": "it took longer than it may",
    "memory": "it needed more memory than it may",
    "crash": "it cannot be worked out here: it is too deeply nested or too large",
    "too-large": "its answer is larger than it may be",
    "down": "no release is open yet, or none could be opened",
}
"""What can become of a job instead of an answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, or the name of a failure (a key of `FAILURES`).

    `release` names the release that was asked, `seconds` how long a worker took; `kept` is whether the answer was kept
    from before.
    """

    answer: Answer | None
    failure: str = ""
    release: str = ""
    seconds: float = 0.0
    kept: bool = False


Key = tuple[str, str]
"""A handler's name, and its arguments as JSON."""


@dataclass(slots=True, eq=False)
class Job:
    """What is asked of a handler, by all who ask the same at the same time; `seconds` is its deadline."""

    handler: str
    key: Key
    seconds: float
    done: asyncio.Future[Outcome]
    askers: int = 0
    trials: int = 0
    started: float = 0.0
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)

    def frame(self) -> bytes:
        """What a worker is sent: the handler and its arguments."""
        return framed(b'{"handler": "%s", "arguments": %s}' % (self.handler.encode(), self.key[1].encode()))

    def settle(self, outcome: Outcome) -> None:
        """Give the outcome to all who wait; only the first counts."""
        if self.timer:
            self.timer.cancel()
            self.timer = None
        if not self.done.done():
            self.done.set_result(outcome)
