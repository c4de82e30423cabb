"""Remove or loosen every single constraint of shapes/ in turn and show that a case of tests/shapes then fails.

`python bench/mutate_shapes.py` prints one line a shape file and lists the survivors; the tests run the same mutants.
A mutant is killed when a bad case is no longer refused as it says, or a good graph is refused.
Exit status: 0 if every mutant is killed, 1 if not.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pyoxigraph as ox  # noqa: E402
import rdflib  # noqa: E402
from rdflib.namespace import SH  # noqa: E402
from rdflib.term import Node  # noqa: E402

from raregraph.gate import run, to_rdflib  # noqa: E402
from raregraph.shapes import CONSTRAINTS, TARGETS, Shapes, read_shapes  # noqa: E402
from tests.shape_cases import Case, Found, by_shape, cases, count, good_paths, read_good  # noqa: E402

Triple = tuple[Node, Node, Node]


@dataclass(frozen=True)
class Mutant:
    """One change: the triples it takes away and those it puts in their place, and what it does in words."""

    node: Node
    change: str
    gone: tuple[Triple, ...]
    new: tuple[Triple, ...] = ()


class Mutation:
    """The shapes, the cases, and the small graph of shapes that each mutant needs."""

    def __init__(self, shapes: Shapes, found: tuple[Case, ...]) -> None:
        self.shapes, self.graph = shapes, to_rdflib(shapes.triples)
        self.cases, self.data = by_shape(found), {case.name: to_rdflib(case.triples) for case in found}
        self.good = to_rdflib(frozenset().union(*map(read_good, good_paths())))

    @cached_property
    def closures(self) -> dict[Node, frozenset[Node]]:
        """What each shape with a target is made of."""
        targets = {node for name in TARGETS for node in self.graph.subjects(SH[name], None)}
        return {node: frozenset(self._reached(node)) for node in targets}

    def _reached(self, start: Node) -> set[Node]:
        found, pending = {start}, [start]
        while pending:
            new = {node for node in self.graph.objects(pending.pop()) if (node, None, None) in self.graph} - found
            found |= new
            pending += new
        return found

    def tops(self, node: Node) -> list[Node]:
        """The shapes with a target that a node is part of, sorted."""
        return sorted((top for top, members in self.closures.items() if node in members), key=str)

    def mutants(self) -> list[Mutant]:
        """Every mutant, sorted by what it is made of."""
        found = [
            mutant
            for node in sorted(set(self.graph.subjects()), key=str)
            if self.tops(node)
            for mutant in _mutants(self.graph, node)
        ]
        return sorted(found, key=lambda mutant: (self.name(mutant), mutant.change))

    def name(self, mutant: Mutant) -> str:
        """The shape a mutant is a change of, by its local name; of a part without a name, the shape it is part of."""
        node = mutant.node if isinstance(mutant.node, rdflib.URIRef) else self.tops(mutant.node)[0]
        return str(node).rsplit("/", 1)[1]

    def file(self, mutant: Mutant) -> str:
        """The file of the shape."""
        return Path(self.shapes.at[ox.NamedNode(str(self.tops(mutant.node)[0]))]).name

    def small(self, mutant: Mutant, *, mutated: bool = True) -> rdflib.Graph:
        """The shapes that a mutant touches, changed or as they are."""
        graph = to_rdflib(())
        for top in self.tops(mutant.node):
            for node in self.closures[top]:
                for triple in self.graph.triples((node, None, None)):
                    graph.add(triple)
        for triple in mutant.gone if mutated else ():
            graph.remove(triple)
        for triple in mutant.new if mutated else ():
            graph.add(triple)
        return graph

    def killer(self, mutant: Mutant) -> str:
        """The name of a case that fails with the mutant, `good graphs`, or an empty string for a survivor."""
        graph = self.small(mutant)
        names = {str(node) for top in self.tops(mutant.node) for node in self.closures[top]}
        for case in (case for name in sorted(names) for case in self.cases.get(name, ())):
            if judged(self.data[case.name], graph, names) != case.expected:
                return case.name
        return "good graphs" if judged(self.good, graph, names) else ""


def judged(data: rdflib.Graph, shapes: rdflib.Graph, names: set[str]) -> Found:
    """What some shapes find in a graph; a target of its own is needed to run anything."""
    return count(result for result in run(data, shapes) if result.shape in names)


def _mutants(graph: rdflib.Graph, node: Node) -> Iterator[Mutant]:
    for name in (*CONSTRAINTS, *TARGETS):
        for value in sorted(graph.objects(node, SH[name]), key=str):
            triple = (node, SH[name], value)
            shown = str(value).rsplit("/", 1)[-1].rsplit("#", 1)[-1] if not isinstance(value, rdflib.BNode) else ""
            yield Mutant(node, f"sh:{name} {shown}".strip() + " removed", _with_partner(graph, triple))
            for change, new in LOOSER.get(name, _nothing)(graph, value):
                yield Mutant(node, f"sh:{name} {shown}".strip() + f" {change}", (triple,), ((node, *new),))
    if any((node, SH[name], None) in graph for name in CONSTRAINTS) and isinstance(node, rdflib.URIRef):
        yield from _milder(graph, node)


def _with_partner(graph: rdflib.Graph, triple: Triple) -> tuple[Triple, ...]:
    """A parameter with the one that means nothing without it."""
    partners = {SH.qualifiedMinCount: SH.qualifiedValueShape, SH.qualifiedValueShape: SH.qualifiedMinCount}
    partner = partners.get(rdflib.URIRef(str(triple[1])))
    return (triple, *graph.triples((triple[0], partner, None))) if partner else (triple,)


def _milder(graph: rdflib.Graph, node: Node) -> Iterator[Mutant]:
    """A violation that became a warning stops no release; a warning that became an info is easily overlooked."""
    if not (own := _own_parameters(graph, node)):
        return
    severity = graph.value(node, SH.severity)
    if severity is None:
        yield Mutant(node, f"only a warning ({', '.join(own)})", (), ((node, SH.severity, SH.Warning),))
    elif severity == SH.Warning:
        yield Mutant(node, "only an info", ((node, SH.severity, severity),), ((node, SH.severity, SH.Info),))


def _own_parameters(graph: rdflib.Graph, node: Node) -> list[str]:
    """Parameters whose results name this shape."""
    return [name for name in CONSTRAINTS if name != "property" and (node, SH[name], None) in graph]


Looser = Callable[[rdflib.Graph, Node], Iterable[tuple[str, tuple[Node, Node]]]]


def _nothing(_: rdflib.Graph, __: Node) -> Iterable[tuple[str, tuple[Node, Node]]]:
    return ()


def _shifted(name: str, step: int) -> Looser:
    def looser(_: rdflib.Graph, value: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
        number = int(str(value)) + step
        if number > 0 or not name.lower().endswith("mincount"):
            yield f"→ {number}", (SH[name], rdflib.Literal(number))

    return looser


def _replaced(*others: str) -> Looser:
    def looser(_: rdflib.Graph, value: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
        for other in others:
            yield f"→ sh:{other}", (SH[other], value)

    return looser


def _node_kind(_: rdflib.Graph, value: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
    for other in (SH.BlankNodeOrIRI, SH.IRIOrLiteral) if value == SH.IRI else ():
        yield f"→ {str(other).rsplit('#', 1)[1]}", (SH.nodeKind, other)


def _pattern(_: rdflib.Graph, value: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
    text = str(value)
    if text.startswith("^"):
        yield "without ^", (SH.pattern, rdflib.Literal(text[1:]))
    if text.endswith("$"):
        yield "without $", (SH.pattern, rdflib.Literal(text[:-1]))


LOOSER: dict[str, Looser] = {
    "minCount": _shifted("minCount", -1),
    "qualifiedMinCount": _shifted("qualifiedMinCount", -1),
    "maxCount": _shifted("maxCount", 1),
    "maxLength": _shifted("maxLength", 1),
    "minInclusive": _shifted("minInclusive", -1),
    "maxInclusive": _shifted("maxInclusive", 1),
    "lessThan": _replaced("lessThanOrEquals"),
    "xone": _replaced("or"),
    "and": _replaced("or"),
    "nodeKind": _node_kind,
    "pattern": _pattern,
}
"""How a parameter is loosened short of its removal."""


def main() -> int:
    """Run every mutant, print the table, return the exit status."""
    mutation = Mutation(read_shapes(ROOT / "shapes"), cases())
    killed: Counter[str] = Counter()
    survivors: dict[str, list[str]] = defaultdict(list)
    for mutant in mutation.mutants():
        if mutation.killer(mutant):
            killed[mutation.file(mutant)] += 1
        else:
            survivors[mutation.file(mutant)].append(f"{mutation.name(mutant)}: {mutant.change}")
    for name in sorted({*killed, *survivors}):
        print(f"{name:28} {killed[name]:5} killed {len(survivors[name]):4} survived")
    print(f"{'all':28} {killed.total():5} killed {sum(map(len, survivors.values())):4} survived")
    for line in (line for name in sorted(survivors) for line in survivors[name]):
        print(f"survived: {line}")
    return 1 if any(survivors.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
