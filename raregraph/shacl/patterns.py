"""What the query of a constraint can match: the triples it needs of a large graph, and a form of it that joins sets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

Pattern = tuple[rdflib.term.Node, object, rdflib.term.Node]
OTHER_JOINS = frozenset(
    {
        "LeftJoin",
        "Union",
        "Minus",
        "Graph",
        "ServiceGraphPattern",
        "ToMultiSet",
        "AggregateJoin",
        "Group",
        "Slice",
        "Builtin_EXISTS",
    }
)
"""What makes a query more than patterns that must match, filters, and patterns that must not."""
_NOT_EXISTS = re.compile(r"\bFILTER\s+NOT\s+EXISTS\s*\{", re.IGNORECASE)


_BY_VALUE = re.compile(
    r"(Additive|Multiplicative|UnaryMinus|UnaryPlus|Builtin_(DATATYPE|isNUMERIC|isBLANK|isIRI|isURI|BNODE|ABS|CEIL|FLOOR|ROUND|RAND|NOW|YEAR|"
    r"MONTH|DAY|HOURS|MINUTES|SECONDS|sameTerm))\w*"
)
"""What looks at a literal's value, or at a term's kind."""


@dataclass(frozen=True)
class Wanted:
    """The triples that a query can match: by predicate; those about the subjects, or objects, of a predicate; self-
    loops; or all.
    """

    predicates: frozenset[str] = frozenset()
    about: frozenset[tuple[str, bool]] = frozenset()
    loops: bool = False
    all: bool = False

    def of(self, old: str, new: str) -> Wanted:
        """The same with one predicate in the place of another."""
        about = frozenset((new if predicate == old else predicate, back) for predicate, back in self.about)
        return replace(self, predicates=frozenset(new if one == old else one for one in self.predicates), about=about)


@dataclass(frozen=True)
class Plan:
    """What there is to know of a query before it is run.

    `required` are predicates without which it has no solution; `alone` and `single` say how a solution lies in the
    triples, see `_alone`.
    """

    wanted: Wanted
    by_value: bool
    as_minus: bool
    required: frozenset[str]
    alone: bool
    single: bool


@cache
def plan(query: str, prefixes: tuple[tuple[str, str], ...]) -> Plan:
    """Look a query over."""
    algebra = prepareQuery(query, initNs=dict(prefixes)).algebra
    outer = list(_patterns(algebra, skip=True))
    required = frozenset(predicate.n3() for _, predicate, _ in outer if isinstance(predicate, rdflib.URIRef))
    others = OTHER_JOINS & set(_names(algebra))
    return Plan(
        _wanted(algebra),
        _by_value(algebra),
        _as_minus(algebra),
        frozenset() if others else required,
        not others and _alone(algebra, outer),
        len(outer) == 1,
    )


def in_sets(query: str) -> str:
    """A query with its FILTER NOT EXISTS as MINUS."""
    return _NOT_EXISTS.sub("MINUS {", query)


def _wanted(algebra: CompValue) -> Wanted:
    """Every pattern counts, those that must not match among them."""
    patterns = list(_patterns(algebra))
    if OTHER_JOINS & set(_names(algebra)):
        return Wanted(all=True)
    fixed = [
        (subject, predicate, object_)
        for subject, predicate, object_ in patterns
        if isinstance(predicate, rdflib.URIRef)
    ]
    free = [pattern for pattern in patterns if not isinstance(pattern[1], rdflib.URIRef)]
    loops = any(subject == object_ for subject, _, object_ in free)
    about = [_about(pattern, fixed) for pattern in free if pattern[0] != pattern[2]]
    if not all(about) or not all(isinstance(pattern[1], Variable) for pattern in free):
        return Wanted(all=True)
    return Wanted(frozenset(predicate.n3() for _, predicate, _ in fixed), frozenset(filter(None, about)), loops)


def _by_value(algebra: CompValue) -> bool:
    """Whether a query looks at the values of literals; the store here has their text, where it would write them in
    another way.
    """
    return any(map(_typed, chain.from_iterable(_patterns(algebra)))) or any(
        bool(_BY_VALUE.fullmatch(node.name)) or (node.name == "RelationalExpression" and not _of_iris(node))
        for node in _nodes(algebra)
    )


def _typed(term: object) -> bool:
    """Whether a term of a pattern is a literal that a store does not have as it is written."""
    known = (None, rdflib.XSD.string, rdflib.XSD.boolean)
    return isinstance(term, rdflib.Literal) and (
        term.datatype not in known or (term.datatype == rdflib.XSD.boolean and str(term) not in ("true", "false"))
    )


def _of_iris(node: CompValue) -> bool:
    others = list(_flat(node.other))
    return node.op in ("=", "!=", "IN", "NOT IN") and (
        isinstance(node.expr, rdflib.URIRef) or all(isinstance(one, rdflib.URIRef) for one in others)
    )


def _about(
    pattern: Pattern, fixed: Iterable[tuple[rdflib.term.Node, rdflib.URIRef, rdflib.term.Node]]
) -> tuple[str, bool] | None:
    """A predicate that has the subject of a pattern as its subject, or (True) as its object."""
    for subject, predicate, object_ in fixed:
        if pattern[0] in (subject, object_) and isinstance(pattern[0], Variable):
            return predicate.n3(), pattern[0] == object_
    return None


def _as_minus(algebra: CompValue) -> bool:
    """Whether FILTER NOT EXISTS is better said by MINUS, which says the same.

    pyoxigraph tries NOT EXISTS solution by solution, which takes quadratic time where the patterns need a join; MINUS
    it joins once. The two say the same where no other kind of join is there, each variable on both sides is in a
    pattern on both sides, at least one is, and the filters inside speak of variables of the patterns inside alone.
    """
    inner = [node.graph for node in _nodes(algebra) if node.name == "Builtin_NOTEXISTS"]
    if len(inner) != 1 or OTHER_JOINS & set(_names(algebra)):
        return False
    patterns = list(_patterns(inner[0]))
    outside, inside = _variables(_patterns(algebra, skip=True)), _variables(patterns)
    shared = _variables_of(inner[0]) & _variables_of(algebra, skip=True)
    return len(patterns) > 1 and bool(shared) and shared <= outside & inside and _variables_of(inner[0]) <= inside


def _alone(algebra: CompValue, outer: list[Pattern]) -> bool:
    """Whether a solution is one triple, or triples of one subject, and further triples can only take it away.

    So it is where nothing is joined but the patterns that must match, and what must not match stands in a filter, by
    itself or beside other conditions. Then a solution of the whole is one of every part that has those triples.
    """
    conditions = [one for node in _nodes(algebra, skip=True) if node.name == "Filter" for one in _conditions(node.expr)]
    found = sum(isinstance(one, CompValue) and one.name == "Builtin_NOTEXISTS" for one in conditions)
    every = sum(name == "Builtin_NOTEXISTS" for name in _names(algebra))
    plain = all(isinstance(predicate, rdflib.URIRef | Variable) for _, predicate, _ in outer)
    return found == every and plain and len({subject for subject, _, _ in outer}) == 1


def _conditions(expression: object) -> Iterator[object]:
    """What must all hold for an expression to hold."""
    if isinstance(expression, CompValue) and expression.name == "ConditionalAndExpression":
        yield from (expression.expr, *expression.other)
    else:
        yield expression


def _nodes(node: object, skip: bool = False) -> Iterator[CompValue]:
    """Every node of a query; with `skip`, without what must not match."""
    if isinstance(node, CompValue):
        if skip and node.name == "Builtin_NOTEXISTS":
            return
        yield node
        for name in node:
            if name != "_vars":
                yield from _nodes(
                    getattr(node, name), skip
                )  # an attribute: rdflib puts what it made of EXISTS there alone
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _nodes(value, skip)


def _names(algebra: CompValue) -> Iterator[str]:
    return (node.name for node in _nodes(algebra))


def _patterns(node: CompValue, skip: bool = False) -> Iterator[Pattern]:
    return (pattern for part in _nodes(node, skip) if part.name == "BGP" for pattern in part.triples)


def _variables(patterns: Iterable[Pattern]) -> set[Variable]:
    return {term for pattern in patterns for term in pattern if isinstance(term, Variable)}


def _variables_of(node: CompValue, skip: bool = False) -> set[Variable]:
    """Every variable that is mentioned, in patterns, filters and expressions."""
    found = _variables(_patterns(node, skip))
    for part in _nodes(node, skip):
        if part.name not in ("BGP", "SelectQuery", "Project"):
            found |= {
                value
                for name, value in part.items()
                if name != "_vars"
                for value in _flat(value)
                if isinstance(value, Variable)
            }
    return found


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value
