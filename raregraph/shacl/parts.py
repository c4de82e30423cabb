"""A graph checked part by part, in any order and process, with the results it has as a whole.

A part is what one page says; a background is what all share: every triple of each subject that more than one part
speaks of, and the classes. So a subject of a part is described there alone, or in the background. A shape follows
properties from its focus node; a part notes where it is led to a node that neither it nor the background describes, or
asks backwards from a node that others may point at. What is noted is fetched from the other parts, and those that
asked are checked again, until none asks. Focus nodes belong to no part: each is checked where a triple makes it one,
with all that is known of it, and equal results are one. Queries look at the whole, but only at the triples that they
can match.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from itertools import chain

import pyoxigraph as ox

from raregraph.errors import ContentError, GateError, Where
from raregraph.report import Result
from raregraph.shacl.compile import Program
from raregraph.shacl.engine import breaches, to_result
from raregraph.shacl.index import SUBCLASS, TYPE, Index, Row, Values, choice, split
from raregraph.shacl.paths import Step
from raregraph.shacl.patterns import Wanted
from raregraph.shacl.queries import Query
from raregraph.shacl.shape import Shape, Targets
from raregraph.shacl.terms import is_literal

Load = Callable[[], Iterable[str]]
"""Gives the N-Triples lines of a part, each time anew."""
Edge = tuple[str, str]
"""A predicate and an object: what points there?"""
Map = Callable[[Callable[[Load], "Outcome"], Iterable[Load]], Iterable["Outcome"]]
"""map, or that of an executor."""


@dataclass(frozen=True)
class Needs:
    """Nodes whose properties, and edges whose subjects, a part has to know."""

    nodes: frozenset[str] = frozenset()
    edges: frozenset[Edge] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.edges)

    def __or__(self, other: Needs) -> Needs:
        return Needs(self.nodes | other.nodes, self.edges | other.edges)

    def __sub__(self, other: Needs) -> Needs:
        return Needs(self.nodes - other.nodes, self.edges - other.edges)

    def meets(self, subject: str, predicate: str, object_: str) -> bool:
        """Whether a triple is one of those needed."""
        return subject in self.nodes or (predicate, object_) in self.edges


@dataclass(frozen=True)
class Outcome:
    """What checking a part gives: results, final if it needs nothing; `escapes` are its edges to what it does not
    know.
    """

    results: frozenset[Result]
    needs: Needs
    escapes: frozenset[Edge]


@dataclass(frozen=True)
class Checker:
    """Checks parts; it can be sent to another process, and asked there again and again.

    `extra` holds triples that were fetched; `known` says of what it has all.
    """

    shapes: tuple[Shape, ...]
    background: Index
    extra: Index = field(default_factory=lambda: Index(()))
    known: Needs = Needs()

    @cached_property
    def inverted(self) -> frozenset[str]:
        """The predicates that shapes follow backwards."""
        return frozenset(part.predicate for part in _within(self.shapes) if isinstance(part, Step) and part.inverse)

    def __call__(self, load: Load) -> Outcome:
        """Check a part."""
        return self._check(View(self, Index(load())), lambda _: ())

    def check_background(self) -> Outcome:
        """Check the background, and the focus nodes that shapes name."""
        return self._check(
            View(replace(self, background=Index(())), self.background, shared=True), lambda shape: shape.targets.nodes
        )

    def _check(self, view: View, more: Callable[[Shape], Iterable[str]]) -> Outcome:
        found = (
            breach
            for shape in self.shapes
            for _, breach in shape.run(view, shape.targets.among(view) | dict.fromkeys(more(shape)))
        )
        results = frozenset(map(to_result, found))
        return Outcome(results, Needs(frozenset(view.nodes), frozenset(view.edges)), view.escapes(self.inverted))


class View:
    """A part before its background, as shapes look at it; it notes what it cannot answer."""

    def __init__(self, checker: Checker, part: Index, shared: bool = False) -> None:
        if not shared and part.row(SUBCLASS):
            raise ContentError(
                Where("graph"), "a part says what a class is a subclass of", "move the classes to the background"
            )
        if not part.subjects.isdisjoint(checker.background.subjects):
            node = min(part.subjects & checker.background.subjects)
            raise ContentError(
                Where("graph"), f"a part and the background both describe {node}", "move all of it to the background"
            )
        self.part, self.shared = part, shared
        self.background, self.extra, self.known = checker.background, checker.extra, checker.known
        self.nodes: set[str] = set()
        self.edges: set[Edge] = set()
        self.asked: set[str] = set()
        """What is not the part's own, and was asked for its properties."""

    def _described(self, node: str) -> bool:
        return is_literal(node) or node in self.part.subjects or node in self.background.subjects

    def _of(self, node: str, predicate: str) -> Values:
        if node in self.part.subjects:
            return ()
        self.asked.add(node)
        if found := self.background.row(predicate).get(node):
            return found
        if node in self.known.nodes:
            return self.extra.row(predicate).get(node, ())
        if not self._described(node):
            self.nodes.add(node)
        return ()

    def read(self, predicate: str, nodes: Iterable[str]) -> dict[str, Values]:
        """The values of a property for each of some nodes."""
        own = self.part.row(predicate)
        return {node: own.get(node) or self._of(node, predicate) for node in nodes}

    def read_back(self, predicate: str, nodes: Iterable[str]) -> dict[str, Values]:
        """For each of some nodes, what has it as a value of a property."""
        rows = [index.back(predicate) for index in (self.part, self.background, self.extra)]
        return {node: self._back(predicate, node, rows) for node in nodes}

    def _back(self, predicate: str, node: str, rows: list[Row]) -> Values:
        if (self.shared or node not in self.part.subjects) and (predicate, node) not in self.known.edges:
            self.edges.add((predicate, node))
        return dict.fromkeys(chain.from_iterable(row.get(node, ()) for row in rows))

    def classes(self, class_: str) -> frozenset[str]:
        """A class and all its subclasses."""
        return (self.part if self.shared else self.background).classes(class_)

    def properties(self, node: str) -> Iterator[tuple[str, Values]]:
        """Every property of a node with its values."""
        self._of(node, TYPE)
        indexes = (self.part, self.background, *((self.extra,) if node in self.known.nodes else ()))
        return next((index.properties(node) for index in indexes if node in index.subjects), iter(()))

    def instances(self, class_: str) -> Iterable[str]:
        """What the part types with a class or a subclass of it."""
        back = self.part.back(TYPE)
        return (node for type_ in self.classes(class_) for node in back.get(type_, ())) if back else ()

    def subjects_of(self, predicate: str) -> Iterable[str]:
        """What has a property in the part."""
        return self.part.row(predicate)

    def objects_of(self, predicate: str) -> Iterable[str]:
        """What is a value of a property in the part."""
        return self.part.back(predicate)

    def store(self, wanted: Collection[Wanted]) -> ox.Store:
        """Queries are not asked of parts."""
        raise GateError(Where("shapes"), f"{len(wanted)} queries are asked of a part", "ask them of the whole graph")

    def escapes(self, predicates: frozenset[str]) -> frozenset[Edge]:
        """The edges of the part that shapes follow backwards, to what another part may describe."""
        edges = ((predicate, object_) for predicate in predicates for object_ in self.part.back(predicate))
        return frozenset(edge for edge in edges if not self._described(edge[1]))


def _within(part: object) -> Iterator[object]:
    """A shape, or what it is made of, and all that is within."""
    yield part
    if isinstance(part, tuple):
        inner: Iterable[object] = part
    else:
        inner = (
            [getattr(part, one.name) for one in fields(part)]
            if is_dataclass(part) and not isinstance(part, type)
            else ()
        )
    for one in inner:
        yield from _within(one)


def split_queries(program: Program) -> tuple[tuple[Shape, ...], tuple[Shape, ...]]:
    """The shapes that parts can be checked against, and those that ask queries; a shape with both kinds of constraint
    is cut in two.
    """
    local, whole = [], []
    for shape in program.shapes:
        asking = tuple(check for check in shape.checks if any(isinstance(part, Query) for part in _within(check)))
        rest = tuple(check for check in shape.checks if check not in asking)
        local += [replace(shape, checks=rest)] if rest else []
        whole += [replace(shape, checks=asking)] if asking else []
    return tuple(local), tuple(whole)


def run_parts(parts: Iterable[Load], background: Index, program: Program, map_: Map = map) -> list[Result]:
    """Every distinct result of the graph that some parts and their background make, in no order.

    `map_` runs a checker over parts, here or in other processes. Raises GateError for shapes that are left to the
    reference engine.
    """
    if program.left:
        raise GateError(
            Where("shapes"),
            f"{program.left[0][0]} cannot be run: {program.left[0][1]}",
            "validate the whole by pyshacl",
        )
    parts = list(parts)
    local, whole = split_queries(program)
    checker = Checker(local, background)
    found = dict(enumerate(map_(checker, parts)))
    found[_BACKGROUND] = checker.check_background()
    edges = {edge for outcome in found.values() for edge in outcome.escapes}
    again = _pointed_at(parts, {object_ for _, object_ in edges})
    needs = _needs(found.values(), checker) | Needs(edges=frozenset(edges if again else ()))
    while needs:
        checker = _supplied(checker, parts, needs)
        again |= {part for part, outcome in found.items() if outcome.needs and part != _BACKGROUND}
        found.update(zip(sorted(again), map_(checker, [parts[part] for part in sorted(again)]), strict=True))
        found[_BACKGROUND] = checker.check_background()
        needs, again = _needs(found.values(), checker), set()
    results = set().union(*(outcome.results for outcome in found.values()))
    return [*results, *_asked(parts, background, whole)]


_BACKGROUND = -1


def _pointed_at(parts: list[Load], nodes: set[str]) -> set[int]:
    """The parts that describe some nodes."""
    found = enumerate(parts) if nodes else ()
    return {part for part, load in found if any(line.partition(" ")[0] in nodes for line in load())}


def shared_subjects(parts: Iterable[Load]) -> frozenset[str]:
    """What more than one part describes, and so belongs to the background with all that is said of it."""
    seen: set[str] = set()
    found: set[str] = set()
    for load in parts:
        own = {line.partition(" ")[0] for line in load()}
        found |= own & seen
        seen |= own
    return frozenset(found)


def _needs(outcomes: Iterable[Outcome], checker: Checker) -> Needs:
    needs = Needs()
    for outcome in outcomes:
        needs |= outcome.needs
    return needs - checker.known


def _lines(parts: Iterable[Load], background: Index) -> Iterator[tuple[str, str, str]]:
    yield from background.triples()
    for load in parts:
        yield from map(split, load())


def _supplied(checker: Checker, parts: list[Load], needs: Needs) -> Checker:
    """A checker that knows more: what it is to know is looked for in all parts."""
    found = (f"{' '.join(triple)}" for triple in _lines(parts, checker.background) if needs.meets(*triple))
    before = (" ".join(triple) for triple in checker.extra.triples())
    return replace(checker, extra=Index(chain(before, found)), known=checker.known | needs)


def _asked(parts: list[Load], background: Index, shapes: tuple[Shape, ...]) -> Iterator[Result]:
    """The results of queries, over the triples that they and the targets can match."""
    if not shapes:
        return iter(())
    aimed = _chosen(parts, background, [_of_targets(shape.targets) for shape in shapes])
    wanted = [one for shape in shapes for one in _of_queries(shape, aimed)]
    graph = _chosen(parts, background, [*wanted, *(_of_targets(shape.targets) for shape in shapes)])
    return map(to_result, breaches(graph, Program(shapes, (), ())))


def _of_targets(targets: Targets) -> Wanted:
    types = (TYPE, SUBCLASS) if targets.classes else ()
    return Wanted(frozenset((*types, *targets.subjects_of, *targets.objects_of)))


def _of_queries(shape: Shape, aimed: Index) -> Iterator[Wanted]:
    """What the queries of a shape can match; all, where they are asked further within."""
    focuses = shape.targets.among(aimed) | dict.fromkeys(shape.targets.nodes)
    for check in shape.checks:
        plain = isinstance(check, Query) and not shape.path
        yield from check.wanted(focuses) if plain and isinstance(check, Query) else [Wanted(all=True)]


def _chosen(parts: list[Load], background: Index, wanted: list[Wanted]) -> Index:
    about = {pair for one in wanted for pair in one.about}
    subjects = {
        triple[2] if back else triple[0]
        for triple in (_lines(parts, background) if about else ())
        for predicate, back in about
        if triple[1] == predicate
    }
    return Index(" ".join(triple) for triple in filter(choice(wanted, subjects), _lines(parts, background)))
