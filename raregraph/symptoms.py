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
    """One row: spans of its label, its other names (one a line), its HPO digits, its mark of a cut list; `frequency` as printed."""

    label: Span
    names: tuple[Span, ...]
    id: Span
    cut: Span | None
    frequency: str

    @property
    def span(self) -> Span:
        """From the label through the id."""
        return self.label[0], self.id[1]


def symptom_rows(folded: str, table: Table, start: int, end: int, where: Where) -> tuple[SymptomRow, ...]:
    """The rows between two offsets, in order. Raises PageError where a row has no id or the printed total says otherwise."""
    totals = [int(match["total"]) for match in table.total.finditer(folded, start, end)]
    head = table.begin.search(folded, start, end)
    rows = tuple(_rows(folded, table, head.end() + 1, _stop(folded, table, head.end(), end))) if head else ()
    _check_total(totals, len(rows), where)
    return rows


def _stop(folded: str, table: Table, start: int, end: int) -> int:
    match = table.total.search(folded, start, end)
    return match.start() if match else end


def _check_total(totals: list[int], read: int, where: Where) -> None:
    for total in totals:
        if total != read:
            raise PageError(where, f"the symptom table says {total} rows, {read} were read: the page is cut or altered", "save the whole page")
    if len(totals) != 2:
        raise PageError(where, f"the symptom table has its total {len(totals)} times, not 2 ({read} rows read)", "save the whole page")


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
