"""The slim view and the tables of a graph that does not fit in memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path

from raregraph import slim, starthere
from raregraph.backbone import Backbone
from raregraph.bulk_dumps import Draft
from raregraph.bulk_sort import SortedLines, read_lines
from raregraph.export.receipt import Seen, Source
from raregraph.nquads import Block


class View:
    """The slim view, of subjects that are seen twice: its nodes the first time, its associations the second."""

    def __init__(self, folder: Path, backbone: Backbone) -> None:
        folder.mkdir()
        self._folder, self._backbone = folder, backbone
        self._nodes, self._sources = slim.Nodes(), Seen()
        self._about: set[str] = set()
        self._associations = (folder / "associations").open("w", encoding="utf-8", newline="\n")

    @property
    def labels(self) -> dict[str, str]:
        """The label of every term, by IRI."""
        return self._nodes.labels

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
        self._nodes.see(block)
        self._about.update(starthere.abouts(block))

    def see_again(self, block: Block) -> None:
        """Keep a subject that is an association or a source; subjects come in order."""
        self._sources.see(block)
        if slim.is_slim(block):
            self._associations.writelines(f"{line}\n" for line in slim.association(block))

    def draft(self) -> Draft:
        """The view as N-Triples, once all subjects are seen twice."""
        self._associations.close()
        path = self._folder / "view.nt"
        lines = heapq.merge(self._nodes.lines(self._backbone), read_lines(self._folder / "associations"))
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        return Draft(path)


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
