"""The texts in shapes: regular expressions that can take for ever, queries that are no SPARQL or ask too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from raregraph.errors import GateError
from raregraph.ids import contract
from raregraph.shapes import RDF, Shapes, Term, sh
from raregraph.vocabulary import Vocabulary

_ATOMS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:!=]|.", re.DOTALL)
"""The pieces of a regular expression: an escape, a class, the head of a group, a character."""


def fault(shapes: Shapes, node: Term, problem: str, fix: str, needle: str = "") -> GateError:
    """A fault of a shape, at its line; `needle` is a word of the line meant, where the shape's name is not on it."""
    name = contract(node.value) if isinstance(node, ox.NamedNode) else "a shape"
    return GateError(shapes.where(node, needle), f"{name}: {problem}", fix)


def pattern_faults(shapes: Shapes, _: Vocabulary) -> Iterator[GateError]:
    """Regular expressions that do not compile, or whose nested quantifiers can take for ever."""
    for node in shapes.shapes:
        for value in shapes.values(node, sh("pattern")):
            try:
                re.compile(value.value if isinstance(value, ox.Literal) else "")
            except re.error as error:
                yield fault(shapes, node, f"sh:pattern is no regular expression: {error}", "mend the expression")
            if isinstance(value, ox.Literal) and nests_quantifiers(value.value):
                yield fault(
                    shapes,
                    node,
                    f"sh:pattern {value.value!r} nests quantifiers, which can take for ever",
                    "write it without a repeated group",
                )


def nests_quantifiers(pattern: str) -> bool:
    """Whether a group that holds an open quantifier (*, +, {n,}) has one itself, as in (a+)+."""
    groups, closed = [False], False
    atoms = _ATOMS.findall(re.sub(r"\{\d*,\}", "*", pattern))
    for atom in atoms:
        if atom.startswith("(") and len(atom) < 4:
            groups.append(False)
            closed = False
        elif atom == ")" and len(groups) > 1:
            closed = groups.pop()
            groups[-1] = groups[-1] or closed
        elif atom in ("*", "+"):
            if closed:
                return True
            groups[-1], closed = True, False
        else:
            closed = False
    return False


_FORBIDDEN = re.compile(r"(?<![?$:\w])(SERVICE|FROM|MINUS|VALUES)\b", re.IGNORECASE)


def query_faults(shapes: Shapes, _: Vocabulary) -> Iterator[GateError]:
    """Queries of SPARQL constraints that do not parse, do not select $this, or hold what SHACL forbids in them."""
    for node in sorted({value for user in shapes.shapes for value in shapes.values(user, sh("sparql"))}, key=str):
        selects = shapes.values(node, sh("select"))
        if len(selects) != 1 or not isinstance(selects[0], ox.Literal):
            yield fault(shapes, node, "sh:sparql without one sh:select", 'write sh:select """SELECT $this …"""')
            continue
        query = selects[0].value
        if found := _FORBIDDEN.search(_bare(query)):
            yield fault(
                shapes, node, f"a shape's query must not have {found.group(1).upper()}", "use FILTER, IN and NOT EXISTS"
            )
        if not re.search(r"SELECT[^{]*[$?]this\b", query):
            yield fault(shapes, node, "the query does not select $this", "write SELECT $this …")
        if problem := _syntax(query, declared(shapes, node)):
            yield fault(
                shapes,
                node,
                f"the query is not SPARQL: {problem}",
                "mend it; prefixes come from sh:prefixes",
                query[:40],
            )


def _bare(query: str) -> str:
    """A query without its comments, strings and IRIs."""
    return re.sub(r'#[^\n]*|"[^"\n]*"|<[^>\s]*>', " ", query)


def declared(shapes: Shapes, node: Term) -> dict[str, str]:
    """The prefixes that a query's sh:prefixes declares."""
    found = {}
    for owner in shapes.values(node, sh("prefixes")):
        for row in shapes.values(owner, sh("declare")):
            for prefix in shapes.values(row, sh("prefix")):
                for namespace in shapes.values(row, sh("namespace")):
                    found[_text(prefix)] = _text(namespace)
    return found


def _text(value: Term) -> str:
    return value.value if isinstance(value, ox.Literal | ox.NamedNode) else ""


def _syntax(query: str, names: dict[str, str]) -> str:
    builtin = {"rdf": RDF, "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "owl": "http://www.w3.org/2002/07/owl#"}
    try:
        ox.Store().query(query, prefixes=builtin | names)
    except SyntaxError as error:
        return str(error.msg)
    return ""
