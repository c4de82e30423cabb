"""SPARQL constraints: one query for each focus node, put to pyoxigraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from raregraph.shacl.constraints import SH, Breach, Found, Pairs
from raregraph.shacl.index import View
from raregraph.shacl.shape import Shape
from raregraph.shacl.terms import text, to_term

COMPONENT = SH + "SPARQLConstraintComponent"
THIS = ox.Variable("this")
_BUILTIN = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}  # fmt: skip
_QUIET = re.compile(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^>\s]*>')
_OTHERWISE = re.compile(
    r"\b(MINUS|VALUES|SERVICE|FROM|REDUCED|GRAPH)\b|[?$](currentShape|shapesGraph|failure)\b|\bAS\s+[?$](this)\b|SELECT.*\b(SELECT)\b",
    re.IGNORECASE | re.DOTALL,
)
"""What engines bind in different ways, or SHACL forbids."""
_PATH = re.compile(r"[$?]PATH\b")


@dataclass(frozen=True)
class Query:
    """A SELECT query with `$this` bound beforehand: each solution is a breach."""

    select: str
    prefixes: tuple[tuple[str, str], ...]
    path: str
    messages: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The query to run, with the shape's path in the place of `$PATH`."""
        return _PATH.sub(lambda _: self.path, self.select) if self.path else self.select

    def solve(self, store: ox.Store, focus: str) -> Iterator[dict[str, str]]:
        """The distinct solutions for a focus node, without what is unbound."""
        found = store.query(self.text, prefixes=_BUILTIN | dict(self.prefixes), substitutions={THIS: to_term(focus)})
        names = [variable.value for variable in found.variables]  # type: ignore[union-attr]
        rows = ({name: str(term) for name in names if (term := row[name]) is not None} for row in found)
        return iter({tuple(sorted(row.items())): row for row in rows}.values())

    def run(self, view: View, pairs: Pairs, shape: Shape) -> Iterator[Found]:
        """Every breach."""
        for focus in pairs:
            for row in self.solve(view.store, focus):
                yield focus, self._breach(shape, focus, row)

    def _breach(self, shape: Shape, focus: str, row: dict[str, str]) -> Breach:
        value = row.get("value") or (None if shape.path else focus)
        bound = {name: term for name, term in row.items() if name not in ("this", "path", "value")}
        bound |= {name: term for name, term in (("this", row.get("this")), ("path", row.get("path")), ("value", value)) if term}
        message = " ".join(sorted({_filled(message, bound) for message in self.messages}))
        return Breach(shape, COMPONENT, row.get("this", focus), value, row.get("path"), message)


def _filled(message: str, bound: dict[str, str]) -> str:
    for name, term in bound.items():
        message = message.replace(f"{{?{name}}}", text(term)).replace(f"{{${name}}}", text(term))
    return message


def fault_of(query: Query) -> str:
    """Why a query is not run here, or nothing."""
    bare = _QUIET.sub(" ", query.select)
    if found := _OTHERWISE.search(bare):
        return f"a query with {next(filter(None, found.groups()))}"
    if not re.search(r"SELECT[^{]*[$?]this\b", bare) or (not query.path and _PATH.search(bare)):
        return "a query that does not select $this, or has $PATH without a path"
    try:
        ox.Store().query(query.text, prefixes=_BUILTIN | dict(query.prefixes))
    except SyntaxError as error:
        return f"a query that is not SPARQL: {error.msg}"
    return ""
