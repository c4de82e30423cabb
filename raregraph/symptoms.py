"""The symptom table of a page: its rows with their places, checked against the total the page prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from raregraph.errors import PageError, Where
from raregraph.layouts import Table

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SymptomRow:
    """One row: spans of its label, other names (one a line), HPO digits, mark of a cut list; `frequency` as printed."""

    label: Span
    names: tuple[Span, ...]
    id: Span
    cut: Span | None
    frequency: str

    @property
    def span(self) -> Span:
        """From the label through the id."""
        return self.label[0], self.id[1]


def symptom_rows(folded: str, table: Table, where: Where) -> tuple[SymptomRow, ...]:
    """The rows of a page, in order; none without a table. Raises PageError where a printed total says otherwise."""
    totals = list(table.total.finditer(folded))
    head = table.begin.search(folded, totals[0].end() if totals else 0)
    if not (totals or head):
        return ()
    end = totals[-1].start() if len(totals) > 1 else len(folded)
    rows = tuple(_rows(folded, table, head.end(), end)) if head else ()
    _check_total([int(match["total"]) for match in totals], len(rows), where)
    return rows


def _check_total(totals: list[int], read: int, where: Where) -> None:
    """The total stands before and after the table, and is the number of rows read."""
    wrong = next((total for total in totals if total != read), None)
    if wrong is not None:
        problem = f"the symptom table says {wrong} rows, {read} were read: the page is cut or altered"
        raise PageError(where, problem, "save the whole page")
    if len(totals) != 2:
        problem = f"the symptom table prints its total {len(totals)} times, not 2 ({read} rows read)"
        raise PageError(where, problem, "save the whole page")


def _lines(folded: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = folded.find("\n", start, end)
        stop = end if stop < 0 else stop
        if folded[start:stop].strip():
            yield start, start + len(folded[start:stop].rstrip())
        start = stop + 1


def _rows(folded: str, table: Table, start: int, end: int) -> Iterator[SymptomRow]:
    frequency, held = "", list[Span]()
    for line in _lines(folded, start, end):
        if match := table.classes.match(folded, *line):
            frequency = match["class"] or ""
        elif match := table.id.search(folded, *line):
            yield _row(folded, table, [*held, *_before(folded, line, match)], match.span("id"), frequency)
            held = []
        else:
            held.append(line)


def _before(folded: str, line: Span, match: re.Match[str]) -> list[Span]:
    """What stands on the id's own line before it: the label of a row without other names."""
    label = folded[line[0] : match.start("id")].rstrip()
    return [(line[0], line[0] + len(label))] if label else []


def _row(folded: str, table: Table, lines: list[Span], id_: Span, frequency: str) -> SymptomRow:
    label, *others = lines or [id_]
    cuts = [line for line in others if table.cut.match(folded, *line)]
    names = tuple(line for line in others if line not in cuts)
    return SymptomRow(label, names, id_, cuts[0] if cuts else None, frequency)
