"""Decisions on drugs, on a time line by jurisdiction: each as of its date, drawn and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from raregraph.site.reading import Reader, Thing
from raregraph.site.said import Said
from raregraph.site.tables import Cell, Group, Mark, Row, Table, cell, standing

COLUMNS = ("drug", "decision", "year", "agency", "as of")
STATUSES: Mapping[str, str] = {
    "approved": "approved", "pending": "pending then", "refused": "refused", "withdrawn": "withdrawn",
    "available": "available",
}  # fmt: skip
LEFT, RIGHT, TOP, LINE = 118.0, 640.0, 30.0, 26.0
"""The drawing: where the time line begins and ends, where its first row is, and how high a row is, in user units."""


@dataclass(frozen=True, slots=True)
class Point:
    """A decision on the time line. `dated`: the year is that of the decision; else it is that of the page."""

    x: float
    y: float
    status: str
    dated: bool
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """The row of a jurisdiction."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The drawing of decisions; `text` says in words what it shows."""

    width: float
    height: float
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    points: tuple[Point, ...]
    text: str


def decisions(said: Iterable[Said], reader: Reader) -> Table:
    """The decisions by jurisdiction, then drug; newest first."""
    items = sorted((item for item in said if item.kind == "decision"), key=_order)
    groups: dict[str, list[Row]] = {}
    for item in items:
        groups.setdefault(item.text("rg:jurisdiction"), []).append(Row(_cells(item, reader), (item,)))
    made = tuple(Group(title, tuple(groups[title])) for title in sorted(groups))
    return Table("Decisions of agencies, each as of its date; they may have changed since", COLUMNS, made)


def _order(said: Said) -> tuple[str, str, str, str]:
    return (said.text("rg:jurisdiction"), said.subject.text.casefold(), said.as_of, said.iri)


def _cells(said: Said, reader: Reader) -> tuple[Cell, ...]:
    status = said.word("rg:decisionStatus")
    mark = Mark(STATUSES.get(status, status), status)
    agency = tuple(map(reader.thing, said.nodes("rg:agency")))
    form = tuple(map(reader.thing, said.nodes("rg:dosageForm")))
    return ((said.subject, *form), (mark, *standing((said,))), cell(_year(said)), agency, cell(said.as_of))


def _year(said: Said) -> str:
    return said.text("rg:decisionYear")[:4]


def time_line(said: Iterable[Said]) -> TimeLine | None:
    """The decisions drawn: a row for each jurisdiction, a point for each decision; None where there is none."""
    items = sorted((item for item in said if item.kind == "decision" and (_year(item) or item.as_of)), key=_order)
    if not items:
        return None
    years = [int(_year(item) or item.as_of[:4]) for item in items]
    first, last = min(years) - 1, max(years) + 1
    names = sorted({item.text("rg:jurisdiction") for item in items})
    rows = {name: TOP + at * LINE for at, name in enumerate(names)}
    points = tuple(_points(items, rows, first, last))
    step = max(1, (last - first) // 8)
    ticks = tuple((_x(year, first, last), str(year)) for year in range(first, last + 1, step))
    lines = tuple(Line(name, y) for name, y in rows.items())
    return TimeLine(RIGHT + 20, TOP + len(names) * LINE + 8, lines, ticks, points, "; ".join(map(_words, items)) + ".")


def _x(year: float, first: int, last: int) -> float:
    return round(LEFT + (year - first) / (last - first) * (RIGHT - LEFT), 1)


def _points(items: Iterable[Said], rows: Mapping[str, float], first: int, last: int) -> Iterable[Point]:
    """Points at the same place stand side by side."""
    taken: dict[tuple[float, float], int] = {}
    for item in items:
        x, y = _x(int(_year(item) or item.as_of[:4]), first, last), rows[item.text("rg:jurisdiction")]
        beside = taken[x, y] = taken.get((x, y), -1) + 1
        status = item.word("rg:decisionStatus")
        yield Point(x + beside * 14, y, status, bool(_year(item)), _words(item), item.path)


def _words(said: Said) -> str:
    status = said.word("rg:decisionStatus")
    forms = said.text("rg:jurisdiction")
    year = f" since {_year(said)}" if _year(said) else ""
    return f"{said.subject.text}: {STATUSES.get(status, status)} in {forms}{year}, as of {said.as_of}"


def drugs_of(said: Iterable[Said]) -> tuple[Thing, ...]:
    """The drugs that are said to treat, or that an agency decided on, by name."""
    found = {item.subject for item in said if item.kind in ("drug", "decision") and not item.negated}
    return tuple(sorted(found, key=lambda thing: thing.text.casefold()))
