"""The access log: a line of JSON for each request; of a query only its hash, unless asked for."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TextIO

_EVERY = 0.25
"""Seconds after which what was logged is written."""


class Log:
    """Writes lines of JSON: requests to `stream` (stdout), what an operator should know to stderr."""

    def __init__(self, stream: TextIO | None = None, queries: bool = False) -> None:
        self._stream, self.queries = stream or sys.stdout, queries
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def request(self, query: str, **fields: Any) -> None:
        """A request that was answered; `query` is the text of a SPARQL query, or empty."""
        if query:
            fields["query"] = query if self.queries else hashlib.sha256(query.encode()).hexdigest()[:16]
        self._lines.append(_line(fields))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_EVERY, self.flush)

    def event(self, event: str, **fields: Any) -> None:
        """Something an operator should know; written at once, where it can be."""
        with suppress(OSError):
            sys.stderr.write(_line({"event": event, **fields}) + "\n")
            sys.stderr.flush()

    def flush(self) -> None:
        """Write what has been logged. A log that cannot be written does not keep requests from being answered."""
        self._timer = None
        lines, self._lines = self._lines, []
        try:
            self._stream.write("".join(f"{line}\n" for line in lines))
            self._stream.flush()
        except OSError:
            self._lines = []


def _line(fields: Mapping[str, Any]) -> str:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"time": now, **fields}, ensure_ascii=True)
