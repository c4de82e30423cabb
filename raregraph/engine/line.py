"""The front's end of a line to the nursery or to a keeper, on the event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

from raregraph.engine.messages import Meta, hear, tell

Heard = Callable[[Meta, tuple[int, ...]], None]


class Line:
    """Sends messages, and calls `heard` for each that comes and `lost` when the other side is gone."""

    def __init__(self, connection: socket.socket, heard: Heard, lost: Callable[[], None]) -> None:
        connection.setblocking(False)
        self._connection, self._heard, self._lost = connection, heard, lost
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(connection.fileno(), self._read)
        self.open = True

    def tell(self, **message: object) -> None:
        """Send a message; to nobody when the other side is gone or does not keep up, which then counts as gone."""
        if self.open:
            try:
                tell(self._connection, message)
            except OSError:
                self._end()

    def _read(self) -> None:
        """Everything that has come."""
        while self.open:
            try:
                found = hear(self._connection)
            except BlockingIOError:
                return
            except OSError:
                found = None
            if found is None:
                self._end()
            else:
                self._heard(*found)

    def _end(self) -> None:
        if self.open:
            self.close()
            self._lost()

    def close(self) -> None:
        """Close our end; the other side ends by that."""
        if self.open:
            self.open = False
            with suppress(OSError, ValueError):
                self._loop.remove_reader(self._connection.fileno())
            self._connection.close()
