"""Lexical forms of the dumps in answers: which columns hold literals that the store has rewritten.

Of a CONSTRUCT every triple tells its predicate. Of a SELECT it is told by the query: a variable that stands behind a
predicate, or behind a variable that is answered, too. What an expression computes is as the store has it, and so is a
variable whose predicate cannot be told, as in SELECT ?o { ?s ?p ?o }.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from pyoxigraph import Literal, NamedNode

from raregraph.lexical import Forms
from raregraph.results import Cell, Table
from raregraph.web.screen import Token, declarations

_BETWEEN = frozenset(("?", "*", "+"))
"""What may stand between the last name of a property path and its object."""


def sources(found: list[Token], prefixes: Mapping[str, str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By variable: the IRIs, and the variables, that it stands directly behind."""
    names = {**prefixes, **dict(declarations(found))}
    iris: dict[str, set[str]] = defaultdict(set)
    variables: dict[str, set[str]] = defaultdict(set)
    before: Token | None = None
    body = next((number for number, token in enumerate(found) if token.text == "{"), 0)
    for token in found[body:]:
        if token.type == "variable" and before is not None:
            if before.type == "variable":
                variables[token.text[1:]].add(before.text[1:])
            elif before.type in ("iri", "name"):
                iris[token.text[1:]].add(_iri(before, names))
        if token.text not in _BETWEEN:
            before = token
    return iris, variables


def _iri(token: Token, names: Mapping[str, str]) -> str:
    prefix, _, local = token.text.partition(":")
    return token.text[1:-1] if token.type == "iri" else names.get(prefix, "") + local


def concerned(found: list[Token], columns: tuple[str, ...], forms: Forms, prefixes: Mapping[str, str]) -> bool:
    """Whether any column of an answer may hold a literal that was rewritten."""
    if not forms.originals:
        return False
    iris, variables = sources(found, prefixes)
    return any(iris[name] & forms.predicates or variables[name] & {*columns} for name in columns)


def restored(table: Table, found: list[Token], forms: Forms, prefixes: Mapping[str, str]) -> Table:
    """A table with the literals of the dump, where the query tells which they are."""
    iris, variables = sources(found, prefixes)
    at = {name: number for number, name in enumerate(table.columns)}
    menders = [
        _mender(forms, iris[name], [at[other] for other in sorted(variables[name]) if other in at])
        for name in table.columns
    ]
    rows = tuple(
        tuple(mend(cell, row) if isinstance(cell, Literal) else cell for mend, cell in zip(menders, row, strict=True))
        for row in table.rows
    )
    return Table(table.columns, rows)


def _mender(forms: Forms, iris: set[str], columns: list[int]) -> Callable[[Literal, tuple[Cell, ...]], Cell]:
    """What restores a cell: by the predicate of the query when there is only one, or by that of the row."""
    fixed = next(iter(iris)) if len(iris) == 1 and not columns else ""

    def mend(cell: Literal, row: tuple[Cell, ...]) -> Cell:
        if fixed:
            return forms.restore(fixed, cell)
        for column in columns:
            predicate = row[column]
            if isinstance(predicate, NamedNode):
                cell = forms.restore(predicate.value, cell)
        return cell

    return mend
