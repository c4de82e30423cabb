"""Shapes, and the constraints whose parameters are shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from raregraph.shacl.constraints import SH, Breach, Check, Found, OfValues, Pairs, Simple
from raregraph.shacl.index import Values, View
from raregraph.shacl.paths import Path


@dataclass(frozen=True)
class Targets:
    """What a shape is about, by the four ways to say it."""

    nodes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    subjects_of: tuple[str, ...] = ()
    objects_of: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)

    def among(self, view: View) -> dict[str, None]:
        """The focus nodes that the triples of a graph make; what is named itself is one in any graph, and not here."""
        return dict.fromkeys(
            chain(
                *(view.instances(class_) for class_ in self.classes),
                *(view.subjects_of(predicate) for predicate in self.subjects_of),
                *(view.objects_of(predicate) for predicate in self.objects_of),
            )
        )


@dataclass(frozen=True)
class Shape:
    """A shape: its IRI, or one made for it in reports; without a path it is about the focus node itself."""

    iri: str
    severity: str
    message: str
    path: Path | None
    targets: Targets
    checks: tuple[Check, ...]

    def run(self, view: View, nodes: Iterable[str]) -> Iterator[Found]:
        """Every breach by some focus nodes."""
        if not self.checks:
            return iter(())
        pairs: Pairs = self.path.values(view, nodes) if self.path else {node: (node,) for node in nodes}
        return chain.from_iterable(check.run(view, pairs, self) for check in self.checks) if pairs else iter(())

    def failing(self, view: View, nodes: Iterable[str]) -> set[str]:
        """Those of some nodes that do not conform."""
        return {focus for focus, _ in self.run(view, nodes)}


@dataclass(frozen=True)
class Property:
    """Each value meets a property shape, whose breaches count as they are."""

    shape: Shape

    def run(self, view: View, pairs: Pairs, shape: Shape) -> Iterator[Found]:  # noqa: ARG002
        """Every breach of the property shape, once for each focus node it counts for."""
        owners: dict[str, list[str]] | None = None
        for value, breach in self.shape.run(view, set().union(*pairs.values())):
            owners = _owners(pairs) if owners is None else owners
            yield from ((focus, breach) for focus in owners[value])


def _owners(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for focus, values in pairs.items():
        for value in values:
            found.setdefault(value, []).append(focus)
    return found


@dataclass(frozen=True)
class Conforms(OfValues):
    """Each value conforms to a shape; or, with `negated`, does not."""

    shape: Shape
    negated: bool

    @property
    def component(self) -> str:
        """sh:node or sh:not."""
        return "Not" if self.negated else "Node"

    def refused(self, view: View, values: set[str]) -> set[str]:
        """Values that do not."""
        failing = self.shape.failing(view, values)
        return values - failing if self.negated else failing


@dataclass(frozen=True)
class Combined(OfValues):
    """Each value conforms to all of some shapes, to any, or to exactly one."""

    component_: str
    shapes: tuple[Shape, ...]

    @property
    def component(self) -> str:
        """sh:and, sh:or or sh:xone."""
        return self.component_

    def refused(self, view: View, values: set[str]) -> set[str]:
        """Values that do not."""
        combine = {"And": self._and, "Or": self._or, "Xone": self._xone}[self.component_]
        return combine(view, values)

    def _and(self, view: View, values: set[str]) -> set[str]:
        return set().union(*(shape.failing(view, values) for shape in self.shapes))

    def _or(self, view: View, values: set[str]) -> set[str]:
        for shape in self.shapes:
            values = shape.failing(view, values) if values else values
        return values

    def _xone(self, view: View, values: set[str]) -> set[str]:
        failing = [shape.failing(view, values) for shape in self.shapes]
        return {value for value in values if sum(value not in some for some in failing) != 1}


@dataclass(frozen=True)
class Qualified(Simple):
    """So many of the values conform to a shape, and to none of its siblings."""

    shape: Shape
    siblings: tuple[Shape, ...]
    least: int = 0
    most: int | None = None

    @property
    def component(self) -> str:
        """By which bound it has."""
        return "QualifiedMinCount" if self.most is None else "QualifiedMaxCount"

    def bad(self, view: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Focus nodes with fewer such values, or with more."""
        good: set[str] = set().union(*pairs.values())
        good -= self.shape.failing(view, good)
        for sibling in self.siblings:
            good &= sibling.failing(view, good)
        return [
            (focus, None) for focus, values in pairs.items() if not self._fits(sum(value in good for value in values))
        ]

    def _fits(self, count: int) -> bool:
        return count >= self.least and (self.most is None or count <= self.most)


@dataclass(frozen=True)
class Closed:
    """A value has no other properties than these."""

    allowed: frozenset[str]
    always: tuple[str, str]

    def run(self, view: View, pairs: Pairs, shape: Shape) -> Iterator[Found]:
        """A breach for each other triple; its path is the triple's predicate."""
        component = SH + "ClosedConstraintComponent"
        for focus, values in pairs.items():
            for value in values:
                for predicate, objects in view.properties(value):
                    if predicate not in self.allowed:
                        yield from (
                            (focus, Breach(shape, component, focus, object_, predicate))
                            for object_ in self._counted(predicate, objects)
                        )

    def _counted(self, predicate: str, objects: Values) -> Iterator[str]:
        return (object_ for object_ in objects if (predicate, object_) != self.always)
