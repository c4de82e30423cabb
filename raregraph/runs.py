"""More blocks than memory holds, sorted: batches are cut at the same subjects into files, each sorted by itself."""

from __future__ import annotations

import marshal
import shutil
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from raregraph.blocks import Block, Filler, Template, merged, plain, template
from raregraph.ids import BASE, Iri

_HASHED = tuple(f"{BASE}{kind}/" for kind in ("finding", "passage", "statement"))
_LEAST = 16
"""Parts that each kind of subject is cut into, at the least."""
_PAGES = 400
"""Pages of one part of a kind, where there are more of them: a few megabytes, about 20 MB while it is sorted."""
_HASHES = 0x10000
"""How many beginnings of four digits a hash may have."""
_TEMPLATES = "templates"
_TOGETHER = 256
"""Blocks written at a time: about a megabyte."""
_COPIED = 1 << 20
"""Bytes copied at a time."""
_LENGTH = 8
"""Bytes that say how many bytes follow."""


def cuts(pages: Iterable[Iri], diseases: Iterable[Iri]) -> tuple[str, ...]:
    """Where batches are cut, sorted: at hashes, which spread evenly, and at pages and diseases at even distances.

    A part holds about as much of many pages as of few, for there are more parts. Any cuts give the same file.

    Args:
        pages: the pages there are.
        diseases: what they are about; one may come twice.
    """
    known, named = sorted(set(pages)), sorted(set(diseases))
    number = max(_LEAST, -(-len(known) // _PAGES))
    hashed = (f"{start}{_HASHES * one // number:04x}" for start in _HASHED for one in range(number))
    return tuple(sorted({*hashed, *_spread(known, number), *_spread(named, number)}))


def _spread(items: Sequence[str], number: int) -> Iterator[str]:
    """So many of some items at even distances, the first among them; one may come twice where there are fewer."""
    return (items[len(items) * one // number] for one in range(number if items else 0))


class Spill:
    """A folder that takes batches of blocks: a file for each part, and one for the templates they use.

    A block is kept as its subject, the number of its template in this folder or -1, and its text. `cuts`: see `cuts`;
    they are the same in all folders that are written together.
    """

    def __init__(self, folder: Path, cuts: Sequence[str]) -> None:
        self.folder, self._cuts = folder, cuts
        self._numbers: dict[Template | None, int] = {None: -1}

    def add(self, blocks: Iterable[Block]) -> None:
        """Add a batch, in any order."""
        records: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
        for subject, used, text in blocks:
            records[bisect_right(self._cuts, subject)].append((subject, self._number(used), text))
        for part, found in records.items():
            _dump(self.folder / f"{part:04d}", found)

    def _number(self, used: Template | None) -> int:
        if used is not None and used not in self._numbers:
            self._numbers[used] = len(self._numbers) - 1
            _dump(self.folder / _TEMPLATES, used.text)
        return self._numbers[used]


def parts_of(folders: Iterable[Path]) -> dict[str, int]:
    """The names of the parts of some folders, in order, each with its bytes in all of them."""
    sizes: dict[str, int] = {}
    for path in (path for folder in folders for path in folder.iterdir() if path.name != _TEMPLATES):
        sizes[path.name] = sizes.get(path.name, 0) + path.stat().st_size
    return dict(sorted(sizes.items()))


def shares(parts: dict[str, int], number: int) -> list[list[str]]:
    """Parts in runs of about equal bytes, in order; at most so many, none of them empty."""
    total, before = sum(parts.values()), 0
    found: list[list[str]] = [[] for _ in range(number)]
    for name, size in parts.items():
        found[number * (2 * before + size) // (2 * total)].append(name)
        before += size
    return [share for share in found if share]


def written(folders: Sequence[Path], parts: Iterable[str], path: Path) -> int:
    """Write the lines of some parts to a file, sorted, each once; how many there were."""
    count = 0
    fillers = [_fillers(folder) for folder in folders]
    with path.open("wb", buffering=0) as file:
        for name in parts:
            texts = _texts([folder / name for folder in folders], fillers)
            while together := b"".join(islice(texts, _TOGETHER)):
                file.write(together)
                count += together.count(b"\n")
    return count


def _texts(files: Iterable[Path], fillers: Iterable[list[Filler]]) -> Iterator[bytes]:
    """The lines of a part, block by block."""
    found: list[tuple[str, Filler, str]] = []
    for file, known in zip(files, fillers, strict=True):
        for records in _loaded(file):
            found += [(subject, known[number], text) for subject, number, text in records]
    found.sort(key=itemgetter(0))
    for _, group in groupby(found, key=itemgetter(0)):
        (_, fill, text), *others = group
        yield merged([fill(text), *(fill(text) for _, fill, text in others)]) if others else fill(text)


def _dump(path: Path, what: Any) -> None:
    """Add to a file, behind how many bytes it has."""
    data = marshal.dumps(what)
    with path.open("ab") as file:
        file.write(len(data).to_bytes(_LENGTH, "big") + data)


def _loaded(path: Path) -> Iterator[Any]:
    """What was dumped to a file, in order, one at a time; nothing where there is none."""
    if path.exists():
        with path.open("rb") as file:
            while length := file.read(_LENGTH):
                yield marshal.loads(file.read(int.from_bytes(length, "big")))


def _fillers(folder: Path) -> list[Filler]:
    """The fillers of a folder's templates by number; that of -1, the last, takes lines as they are."""
    return [*(template(text).filler() for text in _loaded(folder / _TEMPLATES)), plain]


def appended(path: Path, others: Iterable[Path]) -> None:
    """Append files to a file."""
    with path.open("ab") as file:
        for other in others:
            with other.open("rb") as more:
                shutil.copyfileobj(more, file, _COPIED)
