"""Edges and losses on disk: they are never all in memory."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any

from raregraph.export.rows import EDGE_COLUMNS, Edge, Loss

_of_edge: Callable[[Edge], tuple[Any, ...]] = attrgetter(*EDGE_COLUMNS)
_of_loss: Callable[[Loss], tuple[str, ...]] = attrgetter("format", "reason", "about", "detail")
_HELD = 1_000
"""Lines that are written at a time."""


@dataclass(slots=True)
class Spool:
    """Edges and losses in the order they come, that of their statements' IRIs; losses by reason.

    Attributes:
        folder: where the files are; it must stay as long as they are read.
        ends: the ids of all nodes that an edge names.
        loose: losses that come in no order; there are few of them.
    """

    folder: Path
    ends: set[str] = field(default_factory=set)
    loose: list[Loss] = field(default_factory=list)
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def edge(self, found: Edge) -> None:
        """Take an edge."""
        self.ends.update((found.subject, found.object))
        self._write("edges.jsonl", json.dumps(_of_edge(found)))

    def loss(self, found: Loss) -> None:
        """Take a loss of a statement."""
        self._write(f"loss-{found.reason}.jsonl", json.dumps(_of_loss(found)))

    def _write(self, name: str, line: str) -> None:
        if name not in self._lines:
            (self.folder / name).write_bytes(b"")
        lines = self._lines.setdefault(name, [])
        lines.append(line)
        if len(lines) >= _HELD:
            self._flush(name)

    def _flush(self, name: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in self._lines[name])
        self._lines[name] = []

    def close(self) -> None:
        """Write what is still held."""
        for name in self._lines:
            self._flush(name)
        self.loose.sort()

    def edges(self) -> Iterator[Edge]:
        """The edges, read anew."""
        for values in self._read("edges.jsonl"):
            yield Edge(**dict(zip(EDGE_COLUMNS, map(_frozen, values), strict=True)))  # type: ignore[arg-type]

    def losses(self) -> Iterator[Loss]:
        """The losses, sorted, read anew."""
        files = sorted(name for name in self._lines if name.startswith("loss-"))
        return heapq.merge(self._losses(files), self.loose)

    def _losses(self, files: list[str]) -> Iterator[Loss]:
        for name in files:
            yield from (Loss(*map(str, values)) for values in self._read(name))

    def _read(self, name: str) -> Iterator[list[object]]:
        if name in self._lines:
            with (self.folder / name).open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
