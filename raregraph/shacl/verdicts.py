"""Pages judged one by one, with verdicts that hold as long as neither the page nor what it rests on changes.

A page describes subjects of its own, and says some things of subjects that others speak of too; all that is said of
those is the background. A verdict holds whatever else is in the graph, where

- no one but the page describes its own subjects, or names them;
- what it asked of the background is still the same;
- the queries of the shapes find nothing in the page by itself: then they find nothing in the whole that comes from
  it, for more triples can only take a solution away (`patterns.Plan.alone`).

`settled` looks whether it is so. Where it is not, it says so, and the graph has to be checked as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from raregraph.report import Result
from raregraph.shacl.compile import Program
from raregraph.shacl.constraints import Breach, Class, Disjoint, Equals, LessThan, OfValues
from raregraph.shacl.engine import to_result
from raregraph.shacl.index import SUBCLASS, TYPE, Index, choice, split
from raregraph.shacl.parts import Checker, Needs, View, _within, split_queries
from raregraph.shacl.paths import Step
from raregraph.shacl.patterns import Wanted
from raregraph.shacl.queries import Query
from raregraph.shacl.shape import Closed, Property, Shape, Targets
from raregraph.shacl.terms import is_literal


@dataclass(frozen=True)
class Page:
    """The triples of a page as N-Triples lines, each once: of its own subjects, and of others."""

    own: tuple[str, ...]
    shared: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[str], stems: tuple[str, ...], common: Collection[str] = ()) -> Page:
        """Part lines by how their subjects begin; what is common is shared all the same."""
        own: dict[str, None] = {}
        shared: set[str] = set()
        for line in lines:
            if line.startswith(stems) and not (common and _subject(line) in common):
                own[line] = None
            else:
                shared.add(line)
        return cls(tuple(own), frozenset(shared))


def _subject(line: str) -> str:
    return line.partition(" ")[0]


@dataclass(frozen=True)
class Verdict:
    """What the shapes say of a page.

    Attributes:
        results: of its own subjects, and of what it speaks of.
        subjects: what it describes as its own.
        shared: its triples of other subjects.
        types: of its own subjects.
        size: how many triples its own subjects have.
        asked: the nodes of the background whose properties were looked at.
        open: nodes that must be no other page's own.
        alone: whether it can be judged by itself.
    """

    results: frozenset[Result]
    subjects: frozenset[str]
    shared: frozenset[str]
    types: frozenset[str]
    size: int
    asked: frozenset[str]
    open: frozenset[str]
    alone: bool

    def __getstate__(self) -> dict[str, object]:
        """Many names as one text: they are read back in a fraction of the time."""
        return {name: "\n".join(value) if name in _NAMES else value for name, value in vars(self).items()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """The names apart again."""
        for name, value in state.items():
            names = frozenset(value.split("\n") if value else ()) if name in _NAMES else value
            object.__setattr__(self, name, names)


_NAMES = ("subjects", "shared", "types", "asked", "open")


@dataclass(frozen=True)
class Rules:
    """Shapes, by how pages are judged by them.

    Attributes:
        local: those whose focus nodes triples make.
        named: those that name a node and look at what points at it, one by one.
        fixed: those that name a node and look at it otherwise.
        asking: those that ask queries of a page.
    """

    local: tuple[Shape, ...]
    named: tuple[Shape, ...]
    fixed: tuple[Shape, ...]
    asking: tuple[Shape, ...]

    @cached_property
    def read(self) -> frozenset[str] | None:
        """The predicates that shapes look at; None for all."""
        parts = [part for shape in (*self.local, *self.named, *self.fixed) for part in _within(shape)]
        if any(isinstance(part, Closed) for part in parts):
            return None
        steps = {part.predicate for part in parts if isinstance(part, Step | Equals | Disjoint | LessThan)}
        targets = {one for part in parts if isinstance(part, Targets) for one in (*part.subjects_of, *part.objects_of)}
        return frozenset({TYPE} | steps | targets)

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """The triples that queries can match."""
        return tuple(dict.fromkeys(wanted_by(self.asking)))

    @cached_property
    def single(self) -> tuple[Shape, ...]:
        """Those that ask for one triple."""
        return tuple(shape for shape in self.asking if all(query.plan.single for query in _queries(shape)))

    @cached_property
    def joining(self) -> tuple[Shape, ...]:
        """Those that ask for several triples of one subject."""
        return tuple(shape for shape in self.asking if shape not in self.single)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes that shapes name."""
        parts = [part for shape in (*self.local, *self.named, *self.fixed) for part in _within(shape)]
        targets = {class_ for part in parts if isinstance(part, Targets) for class_ in part.classes}
        return frozenset(targets | {part.class_ for part in parts if isinstance(part, Class)})


def rules_of(program: Program) -> Rules | None:
    """The rules that a program comes to; None where pages cannot be judged one by one."""
    local, asking = split_queries(program)
    if program.left or not all(map(_of_one_page, asking)):
        return None
    naming = [replace(shape, targets=Targets(shape.targets.nodes)) for shape in local if shape.targets.nodes]
    plain = (replace(shape, targets=replace(shape.targets, nodes=())) for shape in local)
    return Rules(
        tuple(shape for shape in plain if shape.targets),
        tuple(shape for shape in naming if _one_by_one(shape)),
        tuple(shape for shape in naming if not _one_by_one(shape)),
        asking,
    )


def _of_one_page(shape: Shape) -> bool:
    """Whether what the queries of a shape find is of one page, and their subjects can be told by their predicates."""
    if len(_queries(shape)) < len(shape.checks) or shape.path or shape.targets != Targets(shape.targets.nodes):
        return False
    told = (
        query.plan.single or query.required(node) - {TYPE} for query in _queries(shape) for node in shape.targets.nodes
    )
    return all(query.plan.alone for query in _queries(shape)) and all(told)


def _one_by_one(shape: Shape) -> bool:
    """Whether the results are those of each value that points at the node, whatever the others are."""
    inverse = isinstance(shape.path, Step) and shape.path.inverse
    return inverse and all(isinstance(check, Property | OfValues) for check in shape.checks)


@dataclass(frozen=True)
class Judge:
    """Judges pages before a background; it can be sent to another process."""

    rules: Rules
    background: Index

    @cached_property
    def checker(self) -> Checker:
        """What looks at own subjects."""
        return Checker(self.rules.local, self.background)

    def __call__(self, page: Page) -> Verdict:
        """The verdict of a page."""
        index = Index(page.own)
        types = frozenset(index.back(TYPE))
        found = Verdict(
            frozenset(), index.subjects, page.shared, types, index.size, frozenset(), frozenset(), alone=False
        )
        if index.row(SUBCLASS) or not index.subjects.isdisjoint(self.background.subjects):
            return found
        view = View(self.checker, index)
        results = frozenset(
            map(to_result, chain(_local(self._aimed_at(index), view), _named(self.rules.named, view, index)))
        )
        graph = Index(chain(map(" ".join, chosen(index, self.rules.wanted)), page.shared))
        alone = not view.edges and next(asked(self.rules.asking, graph), None) is None
        open_ = view.nodes | self._pointed_at(index)
        return replace(found, results=results, asked=frozenset(view.asked), open=frozenset(open_), alone=alone)

    @cached_property
    def _aims(self) -> list[tuple[Shape, frozenset[str], frozenset[str]]]:
        """Each shape with the classes and the predicates that make focus nodes."""
        return [
            (
                shape,
                frozenset[str]().union(*map(self.background.classes, shape.targets.classes)),
                frozenset((*shape.targets.subjects_of, *shape.targets.objects_of)),
            )
            for shape in self.rules.local
        ]

    def _aimed_at(self, index: Index) -> list[Shape]:
        """The shapes that have focus nodes in a page."""
        types, predicates = frozenset(index.back(TYPE)), frozenset(index.predicates)
        return [
            shape for shape, classes, by in self._aims if not (types.isdisjoint(classes) and predicates.isdisjoint(by))
        ]

    def _pointed_at(self, index: Index) -> set[str]:
        """What the page points at with properties that shapes follow backwards."""
        objects = (object_ for predicate in self.checker.inverted for object_ in index.back(predicate))
        return {object_ for object_ in objects if object_ not in index.subjects and not is_literal(object_)}

    def of_background(self, tell: Callable[[Collection[str]], Index]) -> frozenset[Result] | None:
        """The results of the background, which may look at what pages own: `tell` gives what is said of some nodes.

        None where it asks what points at something: pages may.
        """
        known: frozenset[str] = frozenset()
        while True:
            view = View(
                replace(self.checker, background=Index(()), extra=tell(known), known=Needs(known)),
                self.background,
                shared=True,
            )
            shapes = (*self.rules.local, *self.rules.fixed)
            found = chain(_local(shapes, view), _named(self.rules.named, view, self.background))
            results = frozenset(map(to_result, found))
            if not view.nodes or view.edges:
                return None if view.edges else results
            known |= view.nodes


def _local(shapes: Iterable[Shape], view: View) -> Iterator[Breach]:
    for shape in shapes:
        yield from (
            breach for _, breach in shape.run(view, shape.targets.among(view) | dict.fromkeys(shape.targets.nodes))
        )


def _named(shapes: Iterable[Shape], view: View, index: Index) -> Iterator[Breach]:
    for shape in shapes:
        if isinstance(shape.path, Step):
            row = index.back(shape.path.predicate)
            if pairs := {node: row[node] for node in shape.targets.nodes if node in row}:
                yield from (breach for check in shape.checks for _, breach in check.run(view, pairs, shape))


def asked(shapes: Iterable[Shape], graph: Index) -> Iterator[Breach]:
    """The breaches that queries find."""
    for shape in shapes:
        for query in _queries(shape):
            focuses = {node: (node,) for node in shape.targets.nodes if all(map(graph.row, query.required(node)))}
            if focuses:
                yield from (breach for _, breach in query.run(graph, {**focuses}, shape))


@dataclass(frozen=True)
class Background:
    """All that is said of shared subjects, by pages or not, as N-Triples lines."""

    lines: frozenset[str]

    @cached_property
    def triples(self) -> list[tuple[str, str, str]]:
        """The lines, split."""
        return list(map(split, self.lines))

    def looked_at(self, rules: Rules) -> frozenset[str]:
        """The lines that shapes can look at; of subclasses those of the classes that shapes name."""
        if (read := rules.read) is None:
            return self.lines
        below = _below(rules.classes, [triple for triple in self.triples if triple[1] == SUBCLASS])
        return frozenset(
            " ".join((*triple, "."))
            for triple in self.triples
            if triple[1] in read or (triple[1] == SUBCLASS and triple[2] in below)
        )


def _below(classes: Collection[str], triples: Iterable[tuple[str, str, str]]) -> set[str]:
    """Some classes and all their subclasses."""
    return set().union(*map(Index(map(" ".join, triples)).classes, classes))


def settled(
    judge: Judge, verdicts: Collection[Verdict], background: Background, tell: Callable[[Collection[str]], Index]
) -> frozenset[Result] | None:
    """All results of the graph that pages and their background make; None where it must be checked as a whole.

    Args:
        judge: with an index of what shapes look at in the background.
        verdicts: those of all pages, judged by it or as good as.
        background: all that is said of shared subjects.
        tell: gives what pages say of nodes of their own.
    """
    own: set[str] = set().union(*(verdict.subjects for verdict in verdicts))
    apart = len(own) == sum(len(verdict.subjects) for verdict in verdicts) and own.isdisjoint(
        triple[0] for triple in background.triples
    )
    if not apart or not all(verdict.alone and own.isdisjoint(verdict.open) for verdict in verdicts):
        return None
    besides = background.lines.difference(*(verdict.shared for verdict in verdicts))
    common = None if _suspicious(judge.rules, background, besides) else judge.of_background(tell)
    return None if common is None else common.union(*(verdict.results for verdict in verdicts))


def _suspicious(rules: Rules, background: Background, besides: frozenset[str]) -> bool:
    """Whether a query finds something in what no page says, or joins what is said of a shared subject.

    For the latter, those that can be such a subject are looked at, with what they point at: what is found in all
    triples is found in these, for more can only take it away.
    """
    choose = choice(wanted_by(rules.single), ())
    alone = Index(line for line in besides if choose(split(line)))
    return next(chain(asked(rules.single, alone), asked(rules.joining, _stars(rules, background))), None) is not None


def _stars(rules: Rules, background: Background) -> Index:
    needed = frozenset[str]().union(*(_needed(shape) for shape in rules.joining))
    centres = {subject for subject, predicate, _ in background.triples if predicate in needed}
    near = centres | {object_ for subject, _, object_ in background.triples if subject in centres}
    return Index(" ".join(triple) for triple in background.triples if triple[0] in near)


def _needed(shape: Shape) -> frozenset[str]:
    """Predicates of which a subject must have one to be found; rdf:type says too little."""
    found = (query.required(node) for query in _queries(shape) for node in shape.targets.nodes)
    return frozenset[str]().union(*found) - {TYPE}


def _queries(shape: Shape) -> list[Query]:
    return [check for check in shape.checks if isinstance(check, Query)]


def wanted_by(shapes: Iterable[Shape]) -> list[Wanted]:
    """The triples that the queries of some shapes can match."""
    return [one for shape in shapes for query in _queries(shape) for one in query.wanted(shape.targets.nodes)]


def chosen(index: Index, wanted: Collection[Wanted]) -> Iterator[tuple[str, str, str]]:
    """The triples that some queries can match."""
    about = {pair for one in wanted for pair in one.about}
    subjects = set[str]().union(*(index.back(predicate) if back else index.row(predicate) for predicate, back in about))
    return filter(choice(wanted, subjects), index.triples())


def closures(judge: Judge) -> dict[str, frozenset[str]]:
    """Each class that shapes name, with its subclasses: a verdict rests on these too."""
    return {class_: judge.background.classes(class_) for class_ in sorted(judge.rules.classes)}


def changed(before: Collection[str], after: Collection[str], judge: Judge) -> frozenset[str]:
    """The subjects of which something else is said, and what something else points at that shapes follow backwards."""
    triples = [line.split(" ", 2) for line in frozenset(before) ^ frozenset(after)]
    back = judge.checker.inverted
    return frozenset(
        node
        for subject, predicate, object_ in triples
        for node in (subject, object_.removesuffix(" ."))
        if node == subject or predicate in back
    )


def several(claims: Iterable[Collection[str]]) -> frozenset[str]:
    """What is claimed more than once."""
    seen: set[str] = set()
    found: set[str] = set()
    for names in claims:
        found.update(seen.intersection(names))
        seen.update(names)
    return frozenset(found)
