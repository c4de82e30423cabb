"""The gate for a corpus that was checked before: pages that did not change are not checked again.

A page goes by the key of its part in the cache: same key, same lines. What was found is kept in one file beside the
parts, written whole or not at all; it counts for the same shapes, vocabulary and code. What pages share is read from
the sorted file, where it stands apart. The report is that of `gate_large.check_lines` on the whole file, to the byte;
where pages cannot be judged one by one there is none, and that is to be asked.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from raregraph import content
from raregraph.gate import idle, trusted_shapes
from raregraph.gate_large import merged
from raregraph.ids import BASE
from raregraph.report import Report, Result
from raregraph.shacl.compile import compile_shapes
from raregraph.shacl.index import TYPE, Index
from raregraph.shacl.verdicts import (
    Background,
    Judge,
    Page,
    Rules,
    Verdict,
    changed,
    closures,
    rules_of,
    settled,
    several,
)
from raregraph.vocabulary import read_vocabulary
from raregraph.workers import batches, executor, mapped

OWN = tuple(f"<{BASE}{kind}/" for kind in ("finding", "page", "passage", "statement"))
"""How the subjects that belong to one page begin."""
BATCH = 24
"""Pages a worker judges at a time."""
Load = Callable[[str], Iterable[str]]
"""Gives the N-Quads lines of a page by its key, none where they are lost; it can be sent to another process."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of a page.

    Attributes:
        verdict: what the shapes say of it.
        quads: how many it has of its own subjects.
        common: its quads of what it claims, and another page too.
        told: its triples of own nodes that others speak of: its page's, and what was asked for.
    """

    verdict: Verdict
    quads: int
    common: frozenset[str]
    told: tuple[str, ...]

    @property
    def claims(self) -> frozenset[str]:
        """What it describes that belongs to one page, as a rule."""
        own = self.verdict.subjects
        return own.union(quad.partition(" ")[0] for quad in self.common) if self.common else own


@dataclass(frozen=True, slots=True)
class Kept:
    """What a check leaves for the next one.

    Attributes:
        rules: the shapes, found fit to judge; None where pages cannot be judged one by one.
        classes: each class that shapes are about, with how many of them.
        shapes: how many shapes there are.
        entries: what is kept of pages, by key.
        common: what several pages describe.
        looked_at: the lines of the background that shapes can look at.
        closures: each class that shapes name, with its subclasses.
    """

    rules: Rules | None
    classes: tuple[tuple[str, int], ...]
    shapes: int
    entries: dict[str, Entry] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    looked_at: frozenset[str] = frozenset()
    closures: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the lines are, all N-Quads.

    Attributes:
        file: all of them, sorted, each once.
        count: how many.
        keys: a key for each page.
        load: the lines of a page; asked for pages that are new, or rest on what changed.
        besides: lines that no page says; only those are needed whose subjects look like a page's own.
    """

    file: Path
    count: int
    keys: tuple[str, ...]
    load: Load
    besides: tuple[str, ...] = ()


def check_parts(sources: Sources, place: Path, fingerprint: str, jobs: int = 1) -> Report | None:
    """The report on a sorted file of N-Quads; None where it must be checked as a whole.

    Args:
        sources: the lines; where pages and the rest come to another number than the file, there is no report.
        place: the file in which verdicts are kept; what is there and is not whole, or of other code, does not count.
        fingerprint: of the code and of all that parts depend on.
        jobs: processes at work; the report does not depend on it.

    Raises:
        GateError: shapes cannot be trusted. ReleaseError: a worker was killed.
    """
    stamp = _stamp(fingerprint)
    known = _read(place, stamp) or _begun()
    quads = [*outside(sources.file, OWN), *(quad for quad in sources.besides if quad.startswith(OWN))]
    found = _judged(known, known.rules, sources, frozenset(merged(quads)), jobs) if known.rules else None
    if found is None or sources.count != len(quads) + _counted(found.kept.entries.values()):
        return None
    report = _report(found, sources.load)
    if report and found.kept != known:
        _write(place, stamp, found.kept)
    return report


@dataclass(frozen=True, slots=True)
class _Found:
    """Pages judged before a background: what to keep, the judge, and the background."""

    kept: Kept
    judge: Judge
    background: Background


ROUNDS = 4
"""How often pages are judged anew because others turn out to claim the same: what is common is background."""


def _judged(known: Kept, rules: Rules, sources: Sources, base: frozenset[str], jobs: int) -> _Found | None:
    """All pages judged before the background that the shared lines of a file and what pages have in common make."""
    kept = replace(known, entries={key: known.entries[key] for key in sources.keys if key in known.entries})
    common, quads = known.common, _common(kept)[1]  # most likely as before: a round less
    for _ in range(ROUNDS):
        background = Background(base.union(merged(quads)))
        looked_at = background.looked_at(rules)
        judge = Judge(rules, Index(looked_at))
        todo = _todo(kept, sources.keys, judge, looked_at, common)
        fresh = _entries(todo, sources.load, judge, common, jobs)
        entries = {key: fresh.get(key) or kept.entries[key] for key in sources.keys}
        kept = replace(kept, entries=entries, common=common, looked_at=looked_at, closures=closures(judge))
        if (common, quads) == (found := _common(kept)):
            return _Found(kept, judge, background)
        common, quads = found
    return None


def _common(kept: Kept) -> tuple[frozenset[str], frozenset[str]]:
    """What pages have in common: what several claim, and the quads of it that they are known to have."""
    entries = kept.entries.values()
    return several(entry.claims for entry in entries), frozenset().union(*(entry.common for entry in entries))


def _todo(
    kept: Kept, keys: Sequence[str], judge: Judge, looked_at: frozenset[str], common: frozenset[str]
) -> list[str]:
    """Pages to be judged: without a verdict, or with one that rests on what is not so any more."""
    if closures(judge) != kept.closures:
        return list(keys)
    gone = changed(kept.looked_at, looked_at, judge)
    return [key for key in keys if key not in kept.entries or _stale(kept.entries[key], gone, common)]


def _stale(entry: Entry, gone: frozenset[str], common: frozenset[str]) -> bool:
    verdict = entry.verdict
    rests = gone.isdisjoint(verdict.asked) and gone.isdisjoint(verdict.subjects)
    return not rests or entry.claims - verdict.subjects != entry.claims & common


def _entries(todo: Sequence[str], load: Load, judge: Judge, common: frozenset[str], jobs: int) -> dict[str, Entry]:
    """Judge some pages."""
    if not todo:
        return {}
    with executor(jobs, _start, judge, load, common) as pool:
        done = [entry for batch in mapped(pool, _work, batches(todo, BATCH), jobs) for entry in batch]
    return dict(zip(todo, done, strict=True))


@dataclass(frozen=True, slots=True)
class _Worker:
    judge: Judge
    load: Load
    common: frozenset[str]


_worker: _Worker | None = None


def _start(judge: Judge, load: Load, common: frozenset[str]) -> None:
    global _worker
    _worker = _Worker(judge, load, common)


def _work(keys: Sequence[str]) -> list[Entry]:
    if _worker is None:
        raise RuntimeError("the worker was not begun")
    return [_entry(list(_worker.load(key)), _worker.judge, _worker.common) for key in keys]


def _entry(quads: list[str], judge: Judge, common: frozenset[str]) -> Entry:
    """Judge a page; what it has in common with others is background."""
    mine = [quad for quad in quads if quad.startswith(OWN)]
    shared = frozenset(quad for quad in mine if common and quad.partition(" ")[0] in common)
    verdict = judge(Page.of(merged(quads), OWN, common))
    told = tuple(merged(quad for quad in mine if _PAGE.match(quad)))
    return Entry(verdict, len(mine) - len(shared), shared, told)


_PAGE = re.compile(rf"<{re.escape(BASE)}page/gard-[0-9]+> ")


def _counted(entries: Collection[Entry]) -> int:
    """How many quads pages have of subjects that look like their own."""
    return sum(entry.quads for entry in entries) + len(frozenset().union(*(entry.common for entry in entries)))


def _report(found: _Found, load: Load) -> Report | None:
    entries, judge = found.kept.entries, found.judge
    verdicts = [entry.verdict for entry in entries.values()]
    results = settled(judge, verdicts, found.background, partial(_tell, entries, load))
    if results is None:
        return None
    types = judge.background.back(TYPE).keys() | set[str]().union(*(verdict.types for verdict in verdicts))
    size = len(found.background.lines) + sum(verdict.size for verdict in verdicts)
    idle_ = _idle(found.kept, judge.background, types)
    return Report.of([*results, *idle_], size, found.kept.shapes)


def _tell(entries: dict[str, Entry], load: Load, nodes: Collection[str]) -> Index:
    """What pages say of some nodes of their own: as it is kept, or read for it and kept then."""
    told = {line.partition(" ")[0] for entry in entries.values() for line in entry.told}
    missing = frozenset(nodes) - told
    for key in [key for key, entry in entries.items() if not missing.isdisjoint(entry.verdict.subjects)]:
        more = (line for line in merged(load(key)) if line.partition(" ")[0] in missing)
        entries[key] = replace(entries[key], told=(*entries[key].told, *more))
    return Index(line for entry in entries.values() for line in entry.told if line.partition(" ")[0] in nodes)


def _idle(now: Kept, background: Index, types: Set[str]) -> Iterator[Result]:
    for class_, users in now.classes:
        if types.isdisjoint(background.classes(f"<{class_}>")):
            yield idle(ox.NamedNode(class_), users, strict=False)


def _stamp(fingerprint: str) -> str:
    digest = hashlib.sha256(fingerprint.encode())
    for path in (*sorted(content.SHAPES.glob("*.ttl")), content.GRAPH / "vocabulary.ttl"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _begun() -> Kept:
    """What is known before any page was judged. Raises GateError for shapes that cannot be trusted."""
    shapes = trusted_shapes(content.SHAPES, read_vocabulary()).shapes
    classes = tuple((class_, len(users)) for class_, users in shapes.target_classes.items())
    return Kept(rules_of(compile_shapes(shapes.triples)), classes, len(shapes.shapes))


def outside(file: Path, stems: Sequence[str]) -> Iterator[str]:
    """The lines of a sorted file that begin with none of some stems, in order; those that do are passed over."""
    with file.open("rb") as lines:
        start = 0
        for stem in sorted(stem.encode() for stem in stems):
            yield from _between(lines, start, _first(lines, stem))
            start = _first(lines, stem + b"\xff")
        yield from _between(lines, start, _size(lines))


def _size(lines: BinaryIO) -> int:
    return os.fstat(lines.fileno()).st_size


def _first(lines: BinaryIO, stem: bytes) -> int:
    """Where the first line that does not stand before a stem begins."""
    low, high = 0, _size(lines)
    while low < high:
        middle = (low + high) // 2
        lines.seek(max(0, middle - 1))
        start = 0 if middle == 0 else lines.tell() + len(lines.readline())
        if start < high and lines.readline() < stem:
            low = lines.tell()
        else:
            high = middle
    return low


def _between(lines: BinaryIO, start: int, end: int) -> Iterator[str]:
    lines.seek(start)
    yield from lines.read(end - start).decode().split("\n")[:-1]


def _read(place: Path, stamp: str) -> Kept | None:
    """What is kept; None where it is not there, not whole, or of another stamp."""
    try:
        head, _, body = place.read_bytes().partition(b"\n")
    except OSError:
        return None
    if head.decode("ascii", "replace") != _head(stamp, body):
        return None
    found = pickle.loads(body)
    return found if isinstance(found, Kept) else None


def _head(stamp: str, body: bytes) -> str:
    return f"{stamp} {hashlib.sha256(body).hexdigest()}"


def _write(place: Path, stamp: str, kept: Kept) -> None:
    """Keep what was found: whole or not at all."""
    body = pickle.dumps(kept, protocol=5)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}")
    draft.write_bytes(_head(stamp, body).encode() + b"\n" + body)
    draft.replace(place)
