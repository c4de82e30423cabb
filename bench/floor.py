"""The floor of the corpus build: the least that any program has to do which makes of these pages that many bytes.

It reads the bytes of every file, runs the product's own expression for a row over the slices that hold the tables, and
writes as many bytes as the product wrote. It understands nothing, keeps nothing and sorts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from raregraph.medquad import conventions
from raregraph.symptom_list import _VALUE

BLOCK = 1 << 16
"""Bytes written at a time."""


def floor(files: Iterable[Path], size: int, target: Path) -> int:
    """Do it, and return how many rows were seen: the product has to have the same number."""
    begin, end = conventions().begin, conventions().end
    rows = sum(_rows(path.read_bytes().decode(), begin, end) for path in files)
    _write(size, target)
    return rows


def _rows(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> int:
    return sum(sum(1 for _ in _VALUE.finditer(text, *span)) for span in _tables(text, begin, end))


def _tables(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the tables stand in a file: between the two sentences."""
    starts = [match.end() for match in begin.finditer(text)]
    stops = [match.start() for match in end.finditer(text)]
    return zip(starts, stops, strict=False)


def _write(size: int, target: Path) -> None:
    block = b"." * (BLOCK - 1) + b"\n"
    with target.open("wb") as file:
        for _ in range(size // BLOCK):
            file.write(block)
        file.write(block[: size % BLOCK])
