"""SPARQL constraints: one query for each focus node, put to pyoxigraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from raregraph.errors import GateError, Where
from raregraph.shacl.constraints import SH, Breach, Found, Pairs
from raregraph.shacl.index import View
from raregraph.shacl.patterns import Plan, Wanted, in_sets, plan
from raregraph.shacl.shape import Shape
from raregraph.shacl.terms import as_written, for_store, text

_ANY = "<urn:this>"
"""Any focus node."""
COMPONENT = SH + "SPARQLConstraintComponent"
_BUILTIN = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
_QUOTED = r"""#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^>\s]*>"""
_QUIET = re.compile(_QUOTED)
_OTHERWISE = re.compile(
    r"\b(MINUS|VALUES|SERVICE|FROM|GRAPH|GROUP|HAVING|ORDER|LIMIT|OFFSET|isBlank|BNODE)\b|[?$](currentShape|shapesGraph|failure)\b"
    r"|\b(BOUND)\s*\(\s*[?$]this\b|\bAS\s+[?$](this)\b|SELECT.*\b(SELECT)\b|(\"\"\"|\'\'\')",
    re.IGNORECASE | re.DOTALL,
)
"""What engines bind in different ways, SHACL forbids, or a focus node cannot be written into."""
_PATH = re.compile(r"[$?]PATH\b")
_THIS = re.compile(rf"{_QUOTED}|[?$]this\b")
_ALONE = re.compile(r"(\(\s*)?[?$]this\b")


@dataclass(frozen=True)
class Query:
    """A SELECT query with `$this` bound beforehand: each solution is a breach."""

    select: str
    prefixes: tuple[tuple[str, str], ...]
    path: str
    messages: tuple[str, ...]

    def text(self, focus: str) -> str:
        """The query for a focus node, which is written into it: pyoxigraph's own substitution leaves BIND out."""
        text = _PATH.sub(lambda _: self.path, self.select) if self.path else self.select
        head, brace, body = text.partition("{")
        head = _ALONE.sub(lambda match: match[1] + focus if match[1] else f"({focus} AS ?this)", head)
        return head + brace + _THIS.sub(lambda match: focus if match[0] in ("$this", "?this") else match[0], body)

    @property
    def names(self) -> dict[str, str]:
        """The prefixes that it may use."""
        return _BUILTIN | dict(self.prefixes)

    @cached_property
    def plan(self) -> Plan:
        """What there is to know of it, whatever the focus node; it travels with the query."""
        return plan(self.text(_ANY), tuple(self.names.items()))

    def required(self, focus: str) -> frozenset[str]:
        """Predicates without which a graph has no solution for a focus node."""
        return frozenset(focus if predicate == _ANY else predicate for predicate in self.plan.required)

    def wanted(self, focuses: Iterable[str]) -> list[Wanted]:
        """The triples that can matter for some focus nodes."""
        return list({self.plan.wanted.of(_ANY, for_store(focus)): None for focus in focuses})

    def solve(self, store: ox.Store, focus: str) -> Iterator[dict[str, str]]:
        """The distinct solutions for a focus node, without what is unbound."""
        query = self.text(for_store(focus))
        try:
            found = store.query(in_sets(query) if self.plan.as_minus else query, prefixes=self.names)
        except SyntaxError:
            problem = f"a query cannot be asked of the literal {focus}"
            raise GateError(Where("shapes"), problem, "aim the shape at IRIs, or validate by pyshacl") from None
        if not isinstance(found, ox.QuerySolutions):
            raise GateError(Where("shapes"), "the query of a constraint is no SELECT", "write SELECT $this …")
        names = [variable.value for variable in found.variables]
        rows = ({name: as_written(str(term)) for name in names if (term := row[name]) is not None} for row in found)
        return iter({tuple(sorted(row.items())): row for row in rows}.values())

    def run(self, view: View, pairs: Pairs, shape: Shape) -> Iterator[Found]:
        """Every breach."""
        store = view.store(self.wanted(pairs))
        for focus in pairs:
            for row in self.solve(store, focus):
                yield focus, self._breach(shape, focus, row)

    def _breach(self, shape: Shape, focus: str, row: dict[str, str]) -> Breach:
        value = row.get("value") or (None if shape.path else focus)
        bound = {name: term for name, term in row.items() if name not in ("this", "path", "value")}
        bound |= {
            name: term
            for name, term in (("this", row.get("this")), ("path", row.get("path")), ("value", value))
            if term
        }
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
        ox.Store().query(query.text(_ANY), prefixes=query.names)
    except SyntaxError as error:
        return f"a query that is not SPARQL: {error.msg}"
    return "a query that looks at the values of literals" if query.plan.by_value else ""
