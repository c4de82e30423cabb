"""Answers of queries as tables for people: labels beside ids, links to who says so, nothing cut without a word."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from raregraph.answers import run
from raregraph.evidence import Evidence, Found, find_evidence
from raregraph.queries import EVIDENT
from raregraph.results import Answer, Cell, Table, Triples, Truth, to_turtle
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing
from raregraph.turtle import XSD

SHOWN = 500
"""Rows that a page shows."""
LINES = 400
"""Lines of Turtle that a page shows."""
WHO = "who says so"
_LOOKS = {XSD + "date": "date"} | dict.fromkeys(
    (XSD + name for name in ("integer", "decimal", "double", "float", "nonNegativeInteger")), "number"
)
"""How literals look, by datatype."""


@dataclass(frozen=True, slots=True)
class Value:
    """A cell: a thing, how it looks (`number`, `date` or nothing), and its language where that is not English."""

    thing: Thing
    look: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage behind a row: where it is, when, and its first and last words."""

    source: Thing
    section: str
    date: str
    characters: str
    words: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row: its cells (None where nothing is bound), and the passages behind it, where they were asked for."""

    cells: tuple[Value | None, ...]
    evidence: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An answer: a table of `total` rows, a truth, or Turtle of `total` triples; `rest` rows or lines are not shown."""

    columns: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    total: int
    rest: int
    truth: str = ""
    turtle: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was found."""
        return not self.total and not self.truth


def page_of(answer: Answer, opened: Opened, evidence: Found | None = None) -> AnswerPage:
    """An answer as a page shows it."""
    if isinstance(answer, Truth):
        return AnswerPage((), (), 0, 0, truth="yes" if answer.value else "no")
    if isinstance(answer, Triples):
        lines = to_turtle(answer).split("\n")
        return AnswerPage((), (), len(answer.triples), max(0, len(lines) - LINES), turtle="\n".join(lines[:LINES]))
    at = next((answer.columns.index(name) for name in EVIDENT if name in answer.columns), -1)
    columns = tuple(WHO if place == at else name for place, name in enumerate(answer.columns))
    rows = tuple(_row(row, at, opened, evidence or {}) for row in answer.rows[:SHOWN])
    return AnswerPage(columns, rows, len(answer.rows), max(0, len(answer.rows) - SHOWN))


def _row(row: tuple[Cell, ...], at: int, opened: Opened, evidence: Found) -> AnswerRow:
    cells = tuple(value_of(cell, opened) for cell in row)
    shown = row[at] if at >= 0 else None
    places = tuple(_place(item, opened) for item in evidence.get(shown.value, ())) if shown is not None else ()
    return AnswerRow(cells, places)


def value_of(cell: Cell, opened: Opened) -> Value | None:
    """A cell as people read it: an IRI by its label, with its id beside it."""
    if cell is None:
        return None
    if isinstance(cell, NamedNode):
        return Value(opened.thing(cell.value))
    if not isinstance(cell, Literal):
        return Value(Thing(str(cell)))
    language = cell.language if cell.language and cell.language != "en" else ""
    return Value(Thing(cell.value), _LOOKS.get(cell.datatype.value, ""), language)


def _place(item: Evidence, opened: Opened) -> Place:
    def text(cell: Cell) -> str:
        return "" if cell is None else str(cell.value)

    source = opened.thing(item.source.value) if isinstance(item.source, NamedNode) else Thing(text(item.source))
    characters = f"{text(item.start)}–{text(item.end)}" if item.start is not None else ""
    words = " … ".join(filter(None, (text(item.first), text(item.last))))
    return Place(source, text(item.section), text(item.date), characters, words)


def evidence_of(answer: Answer, opened: Opened) -> Found:
    """The passages behind the rows that a page shows."""
    if not isinstance(answer, Table):
        return {}
    return find_evidence(Table(answer.columns, answer.rows[:SHOWN]), lambda text: run(text, opened.store))
