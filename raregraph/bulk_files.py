"""Files of a release too large for memory: hashed as drafts, written under their version, packed, and read back."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from raregraph.bulk_dumps import Draft
from raregraph.bulk_sort import read_lines
from raregraph.errors import ReleaseError
from raregraph.manifest import Measure

_CHUNK = 1 << 20
_LEVEL = 6
"""Of gzip: the ninth takes several times as long for files that are two percent smaller."""
_WRAP = 1 << 64
_NODES = 5_000
"""Nodes of JSON-LD that are read back at a time."""
_FIX = "report it: this is a fault of the writer"


@dataclass(frozen=True, slots=True)
class Sealing:
    """A draft to be written to a path, with the text `new` for `old`, within lines; with a gzip copy where `packed`."""

    draft: Draft
    path: Path
    old: str = ""
    new: str = ""
    packed: bool = False


def chunks(draft: Draft) -> Iterator[bytes]:
    """A draft's bytes in whole lines."""
    yield draft.before.encode()
    with draft.body.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk + file.readline()
    yield draft.after.encode()


def draft_hash(draft: Draft) -> str:
    """The SHA-256 of a draft, as 64 hex."""
    found = hashlib.sha256()
    for chunk in chunks(draft):
        found.update(chunk)
    return found.hexdigest()


def seal(task: Sealing) -> Measure:
    """Write a file, and its gzip copy without name and time; the draft is removed."""
    found, size = hashlib.sha256(), 0
    with task.path.open("wb") as file:
        for chunk in chunks(task.draft):
            data = chunk.replace(task.old.encode(), task.new.encode()) if task.old else chunk
            file.write(data)
            found.update(data)
            size += len(data)
    task.draft.body.unlink()
    if task.packed:
        _pack(task.path)
    return Measure(size, found.hexdigest())


def _pack(path: Path) -> None:
    packer = zlib.compressobj(_LEVEL, wbits=31)
    with path.open("rb") as source, path.with_name(path.name + ".gz").open("wb") as target:
        while chunk := source.read(_CHUNK):
            target.write(packer.compress(chunk))
        target.write(packer.flush())


@dataclass(frozen=True, slots=True)
class Echo:
    """What was read back: how many, and the sum of their hashes, which does not depend on their order."""

    quads: int
    quads_sum: int
    triples: int
    triples_sum: int


def echo(path: Path) -> Echo:
    """Read a dump in a stream, by its suffix. Raises ReleaseError where it cannot be read.

    A line of N-Quads or N-Triples must be what pyoxigraph writes for what it read: then it is canonical, and says what
    it seems to say. Triples are counted apart from their graphs; only the lines of N-Quads tell which of them repeat.
    """
    form = _FORMATS[path.suffix]
    try:
        if form == RdfFormat.JSON_LD:
            return _of_quads((quad for text in documents(path) for quad in parse(text, format=form)), form)
        found = parse(path=path, format=form)
        if form in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES):
            return _of_lines(found, path)
        return _of_quads(found, form)
    except SyntaxError as error:
        raise ReleaseError(path.name, f"does not read back: {error}", _FIX) from None


_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
}


def _of_quads(found: Iterator[Quad], form: RdfFormat) -> Echo:
    count = total = 0
    if form == RdfFormat.TURTLE:
        for quad in found:
            count += 1
            total += hash(quad.triple)
        return Echo(0, 0, count, total % _WRAP)
    for quad in found:
        count += 1
        total += hash(quad)
    return Echo(count, total % _WRAP, 0, 0)


def _of_lines(found: Iterator[Quad], path: Path) -> Echo:
    count = total = triples = triples_total = 0
    last = None
    for quad, line in zip(found, read_lines(path), strict=True):
        if f"{quad} ." != line:
            raise ReleaseError(path.name, f"reads back as {quad}, and not as {line}", _FIX)
        count += 1
        total += hash(quad)
        triple = quad.triple
        if triple != last:
            triples += 1
            triples_total += hash(triple)
            last = triple
    return Echo(count, total % _WRAP, triples, triples_total % _WRAP)


def documents(path: Path, size: int = _NODES) -> Iterator[str]:
    """A JSON-LD dump as documents of some nodes each, with its context: pyoxigraph holds a whole document in memory.

    Every line of the dump is in one of them, or is one that holds them together and is as `jsonld` writes it; so the
    dump is well-formed where they are. Raises ReleaseError for any other line.
    """
    lines = read_lines(path)
    start = "\n".join([*takewhile(lambda line: line != _GRAPHS, lines), _GRAPHS])
    line = next(lines)
    while line == "  {":
        opened = "\n".join([start, line, next(lines), next(lines)])
        for nodes in _batches(lines, size):
            yield "\n".join([opened, *nodes, *_CLOSED])
        line = next(lines)
        if line == "  },":
            line = next(lines)
        elif line == "  }":
            line = next(lines)
            break
    if [line, *lines] != [" ]", "}"]:
        raise ReleaseError(path.name, f"has {line!r} where a graph should begin or all end", _FIX)


_GRAPHS, _CLOSED = ' "@graph": [', ["   ]", "  }", " ]", "}"]


def _batches(lines: Iterator[str], size: int) -> Iterator[list[str]]:
    """The lines of a graph's nodes, some nodes at a time; what ends the graph is read and dropped."""
    batch: list[str] = []
    count = 0
    for line in lines:
        if line == "    },":
            count += 1
            batch.append("    }" if count == size else line)
            if count == size:
                yield batch
                batch, count = [], 0
        elif line == "   ]":
            yield batch
            return
        else:
            batch.append(line)


def check_echoes(echoes: dict[str, Echo]) -> None:
    """Raise ReleaseError unless every dump, by suffix, holds what N-Quads holds."""
    whole = echoes["nq"]
    for suffix, found in sorted(echoes.items()):
        same_quads = (found.quads, found.quads_sum) == (whole.quads, whole.quads_sum)
        same_triples = (found.triples, found.triples_sum) == (whole.triples, whole.triples_sum)
        if not (same_triples if suffix in ("nt", "ttl") else same_quads):
            problem = f"{found.quads or found.triples} read back that are not those of raregraph.nq"
            raise ReleaseError(f"raregraph.{suffix}", problem, _FIX)
