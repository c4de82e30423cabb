"""The five forms of a graph that does not fit in memory: one pass over its sorted lines, one over its named graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from raregraph import jsonld, turtle
from raregraph.bulk_sort import read_lines
from raregraph.nquads import Block, gathered, grouped, in_order, split

Graph = tuple[str, Iterator[Block]]
"""A named graph's IRI, and its subjects in the order of their IRIs."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it will be, but for its version: the text before and after what a file on disk holds."""

    body: Path
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Named graphs, neighbours by IRI, whose lines are in one file, in the order of the lines."""

    path: Path
    graphs: tuple[str, ...]

    def read(self) -> Iterator[Graph]:
        """The graphs in order; a graph must be read before the next is asked for."""
        if len(self.graphs) == 1:
            yield self.graphs[0], in_order(gathered(read_lines(self.path)))
            return
        found: dict[str, list[tuple[str, str, str, str]]] = {graph: [] for graph in self.graphs}
        for parts in map(split, read_lines(self.path)):
            found[parts[3][1:-1]].append(parts)
        for graph in self.graphs:
            yield graph, in_order(grouped(found.pop(graph)))


def shares(sizes: Mapping[str, int], folder: Path, limit: int) -> list[Share]:
    """Divide named graphs, by how many lines each has, into shares of at most that many where a graph allows it."""
    groups: list[list[str]] = []
    room = 0
    for graph in sorted(sizes):
        room -= sizes[graph]
        if room < 0:
            groups.append([])
            room = limit - sizes[graph]
        groups[-1].append(graph)
    return [Share(folder / f"{number:06d}", tuple(graphs)) for number, graphs in enumerate(groups)]


def write_lines(
    lines: Iterable[str], folder: Path, places: Sequence[Share], see: Callable[[Block], None]
) -> dict[str, Draft]:
    """N-Quads, N-Triples and Turtle from sorted lines, each once; the lines of each share besides.

    `see` is shown every subject, in the order of the IRIs.
    """
    names = turtle.Names()
    paths = {suffix: folder / f"{suffix}.part" for suffix in ("nq", "nt", "ttl")}
    with ExitStack() as stack:
        nq, nt, ttl = (stack.enter_context(_writing(path)) for path in paths.values())
        files = [stack.enter_context(_writing(share.path)) for share in places]
        parts = {f"<{graph}>": file for share, file in zip(places, files, strict=True) for graph in share.graphs}
        for block in in_order(grouped(_spread(lines, nq, nt, parts))):
            ttl.write(turtle.subject_text(block.iri, block.values, names, ""))
            see(block)
    drafts = {suffix: Draft(path) for suffix, path in paths.items()}
    return drafts | {"ttl": Draft(paths["ttl"], turtle.head(names))}


def _writing(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n", buffering=1 << 17)


def _spread(
    lines: Iterable[str], nq: TextIO, nt: TextIO, parts: Mapping[str, TextIO]
) -> Iterator[tuple[str, str, str, str]]:
    """Write what goes line by line, and hand on the lines as they were split."""
    last = ""
    for line in lines:
        cut = split(line)
        text = line + "\n"
        nq.write(text)
        parts[cut[3]].write(text)
        triple = f"{cut[0]} {cut[1]} {cut[2]} .\n"
        if triple != last:
            nt.write(triple)
            last = triple
        yield cut


def write_graphs(graphs: Iterable[Graph], folder: Path) -> dict[str, Draft]:
    """TriG and JSON-LD from named graphs."""
    names, short = turtle.Names(), jsonld.Names()
    trig, json = folder / "trig.part", folder / "jsonld.part"
    with _writing(trig) as trig_file, _writing(json) as json_file:
        pieces = (_graph(graph, blocks, names, short, trig_file) for graph, blocks in graphs)
        json_file.writelines(jsonld.joined(pieces))
    filled = json.stat().st_size > 0
    return {"trig": Draft(trig, turtle.head(names)), "jsonld": Draft(json, jsonld.start(short), jsonld.end(filled))}


def _graph(
    graph: str, blocks: Iterable[Block], names: turtle.Names, short: jsonld.Names, trig: TextIO
) -> Iterator[str]:
    """A named graph as JSON-LD, and meanwhile as TriG."""

    def both() -> Iterator[str]:
        for block in blocks:
            trig.write(turtle.subject_text(block.iri, block.values, names, turtle.INDENT))
            yield jsonld.node_text(block.iri, block.values, short, jsonld.INNER)

    trig.write(turtle.opened(graph, names))
    yield from jsonld.graph_text(graph, both(), short)
    trig.write(turtle.CLOSED)
