"""What does not fit in memory: lines sorted on disk, and distinct things counted on disk."""

from __future__ import annotations

import hashlib
import heapq
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_RANGES = 64
"""Files a count is spread over, by the first six bits, so that each can be read whole."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is held in memory at a time.

    Attributes:
        run: lines that are sorted.
        budget: distinct things that are counted, over all counts.
        share: lines of small named graphs; a larger graph is read as a stream.
    """

    run: int = 50_000
    budget: int = 1_000_000
    share: int = 150_000


class SortedLines:
    """Lines in the order of their code points, whatever order they come in; those that are equal stay."""

    def __init__(self, folder: Path, run: int) -> None:
        self._folder, self._run = folder, run
        self._lines: list[str] = []
        self._files: list[Path] = []
        folder.mkdir()

    def add(self, line: str) -> None:
        """Take a line, without its end."""
        self._lines.append(line)
        if len(self._lines) >= self._run:
            self._spill()

    def _spill(self) -> None:
        self._lines.sort()
        path = self._folder / f"{len(self._files):06d}"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in self._lines)
        self._files.append(path)
        self._lines.clear()

    def __iter__(self) -> Iterator[str]:
        return heapq.merge(*map(read_lines, self._files), sorted(self._lines))


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a file, without their ends."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line[:-1]


def digest(text: str) -> int:
    """A number of 64 bits that stands for a text: the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


class Distinct:
    """How many distinct things each of some names has; things are numbers of 64 bits."""

    def __init__(self, folder: Path, budget: int) -> None:
        self._folder, self._budget, self._held = folder, budget, 0
        self._sets: dict[str, set[int]] = {}
        self._numbers: dict[str, int] = {}
        folder.mkdir()

    def add(self, name: str, things: Iterable[int]) -> None:
        """Take things of a name."""
        known = self._sets.get(name)
        if known is None:
            known = self._sets[name] = set()
            self._numbers.setdefault(name, len(self._numbers))
        before = len(known)
        known.update(things)
        self._held += len(known) - before
        if self._held > self._budget:
            self._spill()

    def _spill(self) -> None:
        for name, things in self._sets.items():
            ranges: list[array[int]] = [array("Q") for _ in range(_RANGES)]
            for thing in things:
                ranges[thing >> 58].append(thing)
            for number, found in enumerate(ranges):
                if found:
                    with self._path(name, number).open("ab") as file:
                        found.tofile(file)
        self._sets, self._held = {}, 0

    def _path(self, name: str, number: int) -> Path:
        return self._folder / f"{self._numbers[name]}-{number}"

    def counts(self) -> dict[str, int]:
        """The counts by name; nothing may be added after."""
        if not any(self._folder.iterdir()):
            return {name: len(things) for name, things in self._sets.items()}
        self._spill()
        return {name: sum(self._count(name, number) for number in range(_RANGES)) for name in self._numbers}

    def _count(self, name: str, number: int) -> int:
        path = self._path(name, number)
        if not path.exists():
            return 0
        found = array("Q")
        with path.open("rb") as file:
            found.fromfile(file, path.stat().st_size // found.itemsize)
        return len(set(found))
