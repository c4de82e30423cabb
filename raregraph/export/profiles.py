"""The table of graph/biolink.yaml: how each profile says a class of terms and a sort of edge, and why it differs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from raregraph import content
from raregraph.errors import ContentError, UsageError, nearest
from raregraph.export.rows import PROFILES
from raregraph.rows import Row, read_file

Key = TypeVar("Key", bound=Hashable)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class NodeRule:
    """A class of terms: what each profile calls it."""

    class_: str
    names: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class EdgeRule:
    """A sort of edge: predicate and class in each profile, the legal classes of its ends, and what it needs."""

    predicate: str
    class_: str
    predicates: Mapping[str, str]
    classes: Mapping[str, str]
    subject: frozenset[str]
    object: frozenset[str]
    needs: Mapping[str, tuple[str, ...]]
    why: str


@dataclass(frozen=True, slots=True)
class Included:
    """What `--include` may name: the CURIE that flags such an edge, and what it is."""

    flag: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table: nodes by class, edges by predicate and class, what may be included, reasons of losses."""

    nodes: Mapping[str, NodeRule]
    edges: Mapping[tuple[str, str], EdgeRule]
    included: Mapping[str, Included]
    losses: Mapping[str, str]


@cache
def table() -> Table:
    """The project's own table, read once."""
    return read_table(content.GRAPH / "biolink.yaml")


def read_table(path: Path) -> Table:
    """Read a table. Raises ContentError where a row differs by profile without saying why, or is there twice."""
    top = read_file(path)
    top.check_keys({"nodes", "edges", "included", "losses"}, {"nodes", "edges", "included", "losses"})
    return Table(
        _keyed(top.rows("nodes"), lambda row: row.text("class"), _node),
        _keyed(top.rows("edges"), lambda row: (row.text("predicate"), row.text("class")), _edge),
        _keyed(
            top.rows("included"), lambda row: row.word("name"), lambda row: Included(row.text("flag"), row.text("text"))
        ),
        _keyed(top.rows("losses"), lambda row: row.word("reason"), lambda row: row.text("text")),
    )


def _included(row: Row) -> Included:
    return Included(row.text("flag"), row.text("text"))


def _keyed(rows: Iterable[Row], key: Callable[[Row], Key], read: Callable[[Row], Read]) -> dict[Key, Read]:
    """Rows by their key."""
    found: dict[Key, Read] = {}
    for row in rows:
        if key(row) in found:
            raise ContentError(row.where, f"{key(row)!r} is there twice", "keep one of the two")
        found[key(row)] = read(row)
    return found


def _node(row: Row) -> NodeRule:
    row.check_keys({"class", "why", *PROFILES}, {"class"})
    class_ = row.text("class")
    return NodeRule(class_, {profile: row.text(profile, class_) for profile in PROFILES}, _why(row))


def _edge(row: Row) -> EdgeRule:
    required = {"predicate", "class", "subject", "object"}
    row.check_keys({"needs", "why", *required, *PROFILES}, required)
    predicate, class_ = row.text("predicate"), row.text("class")
    other = {profile: row.row(profile) for profile in PROFILES}
    needs = row.row("needs")
    return EdgeRule(
        predicate,
        class_,
        {name: inner.text("predicate", predicate) if inner else predicate for name, inner in other.items()},
        {name: inner.text("class", class_) if inner else class_ for name, inner in other.items()},
        frozenset(row.texts("subject")),
        frozenset(row.texts("object")),
        {name: needs.texts(name) for name in needs.values} if needs else {},
        _why(row),
    )


def _why(row: Row) -> str:
    why = row.text("why", "")
    if bool(why) != any(profile in row for profile in PROFILES):
        raise ContentError(row.where, "a row has `why` if a profile differs", "write both, or neither")
    return why


def check_profile(name: str) -> str:
    """A profile's name. Raises UsageError for one that does not exist."""
    if name not in PROFILES:
        raise UsageError("--profile", f"unknown profile {name!r}", nearest(name, PROFILES))
    return name


def check_included(names: Iterable[str]) -> frozenset[str]:
    """What is to be included. Raises UsageError for what cannot be."""
    given = frozenset(names)
    if unknown := sorted(given - set(table().included)):
        raise UsageError("--include", f"unknown {unknown[0]!r}", nearest(unknown[0], table().included))
    return given


def differences() -> str:
    """The rows that a profile says otherwise than the graph, as a Markdown table: every one, and why."""
    head = "| what | in the graph | profile biolink | profile monarch | why |\n|---|---|---|---|---|\n"
    return head + "".join(f"| {' | '.join(cells)} |\n" for cells in _cells())


def _cells() -> Iterable[tuple[str, ...]]:
    for node in table().nodes.values():
        if node.why:
            yield "node", _code(node.class_), *(_code(node.names[name]) for name in ("biolink", "monarch")), node.why
    for edge in table().edges.values():
        if edge.why:
            said = _code(edge.predicate, edge.class_)
            by = (_code(edge.predicates[name], edge.classes[name]) for name in ("biolink", "monarch"))
            yield "edge", said, *by, edge.why


def _code(*names: str) -> str:
    return ", ".join(f"`{name}`" for name in names)


def alike() -> str:
    """The rows that both profiles say as the graph does, as a Markdown table, with the ends Biolink allows."""
    head = "| predicate | class | subject | object |\n|---|---|---|---|\n"
    rows = [edge for edge in table().edges.values() if not edge.why]
    cells = (
        (_code(edge.predicate), _code(edge.class_), _code(*sorted(edge.subject)), _code(*sorted(edge.object)))
        for edge in rows
    )
    return head + "".join(f"| {' | '.join(row)} |\n" for row in cells)


def reasons() -> str:
    """The reasons of a loss report, as a Markdown table."""
    head = "| reason | what it means |\n|---|---|\n"
    return head + "".join(f"| `{name}` | {text} |\n" for name, text in table().losses.items())
