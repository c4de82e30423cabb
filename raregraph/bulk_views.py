"""The tables of a graph that does not fit in memory, and what they must know beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from raregraph import starthere
from raregraph.bulk_dumps import Draft
from raregraph.bulk_sort import SortedLines
from raregraph.export.receipt import Seen, Source
from raregraph.ids import ours
from raregraph.nquads import Block


class View:
    """What the tables must know of subjects beforehand, and what the graph was made of."""

    def __init__(self) -> None:
        self._sources = Seen()
        self._about: set[str] = set()
        self._labels: dict[str, str] = {}

    @property
    def labels(self) -> Mapping[str, str]:
        """The label of every term, by IRI."""
        return self._labels

    @property
    def about(self) -> frozenset[str]:
        """What findings are about."""
        return frozenset(self._about)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the graph was made of, once all subjects are seen twice."""
        return self._sources.sources()

    def see(self, block: Block) -> None:
        """Take note of a subject, in any order."""
        self._about.update(starthere.abouts(block))
        if block.name and not block.iri.startswith(_hashed()):
            self._labels[block.iri] = block.name

    def see_again(self, block: Block) -> None:
        """Keep a subject that is a source; subjects come in order."""
        self._sources.see(block)


@cache
def _hashed() -> tuple[str, ...]:
    """How IRIs begin of which there are too many to remember: their labels are sentences, not names."""
    return tuple(ours(kind) for kind in ("finding/", "page/", "passage/", "release/", "statement/"))


class Tables:
    """The tables of start-here/, of named graphs as they go by."""

    def __init__(self, folder: Path, view: View, run: int) -> None:
        folder.mkdir()
        self._folder = folder
        self._rows = {name: SortedLines(folder / name, run) for name in starthere.HEADS}
        self._reader = starthere.Reader(view.labels, view.about, lambda name, row: self._rows[name].add(row))

    def watched(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The subjects of a named graph, read on their way."""
        for block in blocks:
            self._reader.see(block)
            yield block
        self._reader.end_graph()

    def drafts(self) -> dict[str, Draft]:
        """The tables by name, once all graphs went by."""
        self._reader.end()
        return {name: self._draft(name) for name in self._rows}

    def _draft(self, name: str) -> Draft:
        path = self._folder / f"{name}.tsv"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(starthere.table_lines(name, self._rows[name]))
        return Draft(path)
