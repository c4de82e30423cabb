"""The figures of a graph that does not fit in memory, and what else its description says: one pass over its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from raregraph.bulk_sort import Distinct, digest
from raregraph.figures import Partition, Statistics
from raregraph.ids import BASE, expand, ours, prefixes
from raregraph.nquads import Block, grouped, split
from raregraph.parts import Origin, licences
from raregraph.turtle import RDF_TYPE

_ENOUGH = 100_000
_CLASS, _PROPERTY, _ALL = "class ", "property ", "all"


class Figures:
    """Counts triples, subjects and objects, of the whole, of each property and of the members of each class."""

    def __init__(self, folder: Path, budget: int) -> None:
        self._objects = Distinct(folder, budget)
        self._triples: Counter[str] = Counter()
        self._subjects: Counter[str] = Counter()
        self._digests: dict[str, int] = {}
        self.graphs: Counter[str] = Counter()

    @property
    def quads(self) -> int:
        """How many lines there were."""
        return self.graphs.total()

    def spread(self, lines: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
        """The lines, split, as their graphs are counted."""
        for line in lines:
            cut = split(line)
            self.graphs[cut[3]] += 1
            yield cut

    def see(self, block: Block) -> None:
        """Count a subject."""
        everything: list[int] = []
        for predicate, texts in block.values.items():
            found = [self._digest(text) for text in texts]
            self._count(_PROPERTY + predicate, found)
            everything += found
        self._count(_ALL, everything)
        for class_ in block.values.get(RDF_TYPE, ()):
            self._count(_CLASS + class_[1:-1], everything)

    def _count(self, name: str, found: list[int]) -> None:
        self._triples[name] += len(found)
        self._subjects[name] += 1
        self._objects.add(name, found)

    def _digest(self, text: str) -> int:
        known = self._digests.get(text)
        if known is None:
            if len(self._digests) > _ENOUGH:
                self._digests.clear()
            known = self._digests[text] = digest(text)
        return known

    def statistics(self) -> Statistics:
        """What was counted; nothing may be seen after."""
        objects = self._objects.counts()

        def partitions(start: str) -> tuple[Partition, ...]:
            names = sorted(name for name in self._triples if name.startswith(start))
            return tuple(
                Partition(name.removeprefix(start), self._triples[name], self._subjects[name], objects[name])
                for name in names
            )

        graphs = {graph[1:-1]: self.graphs[graph] for graph in sorted(self.graphs)}
        whole = self._triples[_ALL], self._subjects[_ALL], objects.get(_ALL, 0)
        return Statistics(*whole, partitions(_CLASS), partitions(_PROPERTY), graphs)


@dataclass(slots=True)
class Contents:
    """What a graph holds, as its description says it: counts, the newest date, the versions of pages, whose ids."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    newest: str = ""
    origins: list[Origin] = field(default_factory=list)
    lent: set[str] = field(default_factory=set)

    def see(self, block: Block) -> None:
        """Take note of a subject."""
        types = block.values.get(RDF_TYPE, [])
        if kind := block.one("rg:kind"):
            self.counts["statements"] += 1
            self.kinds[kind.removeprefix(prefixes()["rg"])] += 1
        for name, class_ in _COUNTED.items():
            self.counts[name] += f"<{expand(class_)}>" in types
        dates = [*block.plain("rg:asOf"), *block.plain("rg:withdrawnOn")]
        if f"<{expand('rg:PageVersion')}>" in types:
            origin = _origin(block)
            self.origins.append(origin)
            dates.append(origin.date)
        self.newest = max([self.newest, *dates])
        if types and not block.iri.startswith(BASE):
            self.lent.update(name for name in licences().labels if block.iri.startswith(prefixes()[name]))


_COUNTED = {"passages": "oa:SpecificResource", "findings": "rg:Finding", "page versions": "rg:PageVersion"}


def _origin(block: Block) -> Origin:
    return Origin(
        ours("page/" + block.iri.removeprefix(ours("page/"))),
        ours("page/" + block.one("prov:specializationOf").removeprefix(ours("page/"))),
        block.one("rdfs:label"),
        block.one("dct:modified"),
        block.one("spdx:checksumValue"),
    )


def survey(lines: Iterable[str], figures: Figures, *watchers: Callable[[Block], None]) -> None:
    """Show every subject of sorted lines to those who count."""
    for block in grouped(figures.spread(lines)):
        figures.see(block)
        for see in watchers:
            see(block)
