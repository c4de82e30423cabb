"""Property paths: from each node of a set to the nodes it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from raregraph.shacl.index import Values, View

_NOTHING: tuple[str, ...] = ()


class Path(Protocol):
    """A path; `text` is its SPARQL form with full IRIs, as reports show it."""

    @property
    def text(self) -> str:
        """As SPARQL writes it."""

    def values(self, view: View, nodes: Iterable[str]) -> dict[str, Values]:
        """The distinct nodes that the path leads to from each of some nodes."""


@dataclass(frozen=True, slots=True)
class Step:
    """One property, forwards or backwards."""

    predicate: str
    inverse: bool
    text: str

    def values(self, view: View, nodes: Iterable[str]) -> dict[str, Values]:
        """The values of the property, or what has the node as a value."""
        return (view.read_back if self.inverse else view.read)(self.predicate, nodes)


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after another."""

    steps: tuple[Path, ...]
    text: str

    def values(self, view: View, nodes: Iterable[str]) -> dict[str, Values]:
        """Where the last step ends."""
        reached: dict[str, Values] = {node: (node,) for node in nodes}
        for step in self.steps:
            ends = step.values(view, set().union(*reached.values()))
            reached = {node: _join(ends, middle) for node, middle in reached.items()}
        return reached


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of several paths."""

    options: tuple[Path, ...]
    text: str

    def values(self, view: View, nodes: Iterable[str]) -> dict[str, Values]:
        """Where any of them ends."""
        nodes = list(nodes)
        found = [option.values(view, nodes) for option in self.options]
        return {node: dict.fromkeys(value for ends in found for value in ends[node]) for node in nodes}


@dataclass(frozen=True, slots=True)
class Repeated:
    """A path walked any number of times, from `least` on: `?`, `*` or `+`."""

    path: Path
    least: int
    once: bool
    text: str

    def values(self, view: View, nodes: Iterable[str]) -> dict[str, Values]:
        """The node itself, where no step is a walk, and all that is reached."""
        nodes = list(nodes)
        known = dict(self.path.values(view, nodes))
        new = set() if self.once else set().union(*known.values()) - known.keys()
        while new:
            ends = self.path.values(view, new)
            known.update(ends)
            new = set().union(*ends.values()) - known.keys()
        return {node: self._reached(known, node) for node in nodes}

    def _reached(self, known: dict[str, Values], node: str) -> Values:
        found = dict.fromkeys(known[node])
        new = [] if self.once else list(found)
        while new:
            more = [value for value in known[new.pop()] if value not in found]
            found.update(dict.fromkeys(more))
            new += more
        return found if self.least else {node: None, **found}


def _join(ends: dict[str, Values], middle: Values) -> Values:
    if len(middle) == 1:
        return ends[next(iter(middle))]
    return dict.fromkeys(value for node in middle for value in ends[node]) if middle else _NOTHING
