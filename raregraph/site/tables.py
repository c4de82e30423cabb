"""What a page lays out: tables of cells, each row with the statements it rests on; blocks with a title."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from raregraph.site.reading import Thing
from raregraph.site.said import Said

LEAST = 2.0
"""The least width of a bar, in percent of its scale."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a range on a scale of 0 to 100 percent, both ends inclusive; `text` says it in words."""

    text: str
    lower: float
    upper: float

    @property
    def width(self) -> float:
        """How long the bar is; a single value is still seen."""
        return max(self.upper - self.lower, LEAST)

    @property
    def start(self) -> float:
        """Where the bar begins; one at the very end is still inside."""
        return min(self.lower, 100 - self.width)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word set off from the others, such as a standing; `tone` names its look, `title` explains it."""

    text: str
    tone: str
    title: str = ""


Piece = Thing | Bar | Mark
Cell = tuple[Piece, ...]
NOTHING: Cell = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns; the first names the row. `said`: the statements behind it, oldest first."""

    cells: tuple[Cell, ...]
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a title of their own; an empty title for a table that has no groups."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, the heads of the columns, the rows. Without columns it is not shown."""

    caption: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, of all groups."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def said(self) -> tuple[Said, ...]:
        """The statements behind the rows, each once."""
        return tuple({item.iri: item for row in self.rows for item in row.said}.values())


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page: its anchor, title, tables, and the saved queries that ask for the same."""

    id: str
    title: str
    tables: tuple[Table, ...]
    queries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    folded: bool = False

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(len(table.rows) for table in self.tables)

    @property
    def said(self) -> tuple[Said, ...]:
        """The statements it rests on, each once."""
        return tuple({item.iri: item for table in self.tables for item in table.said}.values())


def cell(*texts: str) -> Cell:
    """A cell of plain texts; empty ones are left out."""
    return tuple(Thing(text) for text in texts if text)


def standing(said: Iterable[Said]) -> Cell:
    """A mark for each standing but the usual one."""
    odd = {item.standing: item for item in said if item.standing != "latest"}
    return tuple(Mark(_SHORT.get(name, name), name, odd[name].standing_words) for name in sorted(odd))


_SHORT = {"older": "older version", "replaced": "said otherwise since", "unknown": "only in the older version"}

Make = Callable[[Said], Cell]


def table(caption: str, said: Iterable[Said], columns: dict[str, Make], group: Callable[[Said], str] | None = None,
          order: Callable[[Said], tuple[object, ...]] | None = None) -> Table:  # fmt: skip
    """A table of statements: rows with equal cells are one row; columns that stay empty are left out."""
    ordered = sorted(said, key=lambda item: (*(order(item) if order else ()), item.label.casefold(), item.iri))
    merged: dict[str, dict[tuple[Cell, ...], list[Said]]] = {}
    for item in ordered:
        cells = tuple(make(item) for make in columns.values())
        merged.setdefault(group(item) if group else "", {}).setdefault(cells, []).append(item)
    used = [at for at, _ in enumerate(columns) if any(cells[at] for rows in merged.values() for cells in rows)]
    heads = tuple(columns)
    groups = (Group(title, tuple(_row(cells, items, used) for cells, items in rows.items()))
              for title, rows in merged.items())  # fmt: skip
    return Table(caption, tuple(heads[at] for at in used), tuple(groups))


def _row(cells: tuple[Cell, ...], said: list[Said], used: list[int]) -> Row:
    return Row(tuple(cells[at] for at in used), tuple(sorted(said, key=lambda item: (item.as_of, item.iri))))
