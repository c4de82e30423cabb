"""More lines than memory holds, sorted: batches are cut at fixed first letters into files, each sorted by itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from raregraph.ids import BASE, expand

_HEX = "0123456789abcdef"
_KINDS = ("finding", "passage", "statement")
_HASHED = (f"<{BASE}{kind}/{one}{two}" for kind in _KINDS for one in _HEX for two in _HEX[::2])
_PAGES = (f"<{BASE}page/gard-{number}" for number in range(10, 100))
_DISEASES = (f"<{expand('GARD:')}{number:02d}" for number in range(100))
CUTS = tuple(sorted((*_HASHED, *_PAGES, *_DISEASES)))
"""Where batches are cut: ids of ours are hashes, so that every part gets about as much as the next; pages and diseases
without a Mondo term are many too, and are cut by the first digits of their GARD id.
"""


def spill(lines: list[str], folder: Path) -> None:
    """Add a batch of sorted lines to the parts of a folder."""
    start = 0
    for number, cut in enumerate((*CUTS, "")):
        end = bisect_left(lines, cut, start) if cut else len(lines)
        if end > start:
            with (folder / f"{number:04d}").open("a", encoding="utf-8", newline="\n") as part:
                part.write("\n".join(lines[start:end]))
                part.write("\n")
        start = end


def drain(folders: Iterable[Path]) -> Iterator[list[bytes]]:
    """The lines of some folders' parts, sorted, each once, a part at a time; every line without its end, as UTF-8."""
    places = sorted(folders)
    for name in sorted({path.name for folder in places for path in folder.iterdir()}):
        parts = [folder / name for folder in places if (folder / name).exists()]
        lines = [line for part in parts for line in part.read_bytes().split(b"\n")[:-1]]
        lines.sort()
        yield list(dict.fromkeys(lines))


def written(batches: Iterable[list[bytes]], path: Path) -> int:
    """Write batches of lines to a file; how many there were."""
    count = 0
    with path.open("wb") as file:
        for batch in batches:
            file.write(b"\n".join([*batch, b""]))
            count += len(batch)
    return count
