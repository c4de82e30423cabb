"""Layouts: how a saved page is recognised and divided into sections, as rows of graph/layouts.yaml."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, PageError, Where
from raregraph.facts import Section
from raregraph.rows import Row, read_file

Patterns = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Part:
    """A section as a layout names it: where it begins, and whether a whole page may lack it."""

    name: str
    start: Patterns
    optional: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The symptom table: the patterns of its lines."""

    begin: Patterns
    total: Patterns
    classes: Patterns
    id: Patterns
    cut: Patterns


@dataclass(frozen=True, slots=True)
class Layout:
    """One row of graph/layouts.yaml; see the head of that file for what each part means."""

    name: str
    markers: tuple[Patterns, ...]
    title: Patterns
    date: Patterns
    end: Patterns
    parts: tuple[Part, ...]
    runs: Mapping[str, Patterns]
    headings: frozenset[str]
    table: Table | None


def pattern(text: str, where: Where) -> Patterns:
    """Compile a row's regular expression, ^ and $ at line ends. Raises ContentError naming the place in the pattern."""
    try:
        return re.compile(text, re.MULTILINE)
    except re.error as error:
        raise ContentError(where, f"not a regular expression: {error}: {text[:80]!r}", "mend the pattern") from None


def read_layouts(path: Path) -> tuple[Layout, ...]:
    """Read a table of layouts, in the order in which they are tried."""
    top = read_file(path)
    top.check_keys({"layouts"}, {"layouts"})
    return tuple(_layout(row) for row in top.rows("layouts"))


@cache
def layouts() -> tuple[Layout, ...]:
    """The project's own layouts, read once."""
    return read_layouts(content.GRAPH / "layouts.yaml")


_KEYS = {"layout", "markers", "title", "date", "end", "sections", "runs", "headings", "table"}


def _layout(row: Row) -> Layout:
    row.check_keys(_KEYS, {"layout", "markers", "title", "date", "end", "sections"})
    table = row.row("table")
    return Layout(
        name=row.word("layout"),
        markers=tuple(pattern(text, row.where) for text in row.texts("markers")),
        title=_pattern(row, "title"),
        date=_pattern(row, "date"),
        end=_pattern(row, "end"),
        parts=tuple(map(_part, row.rows("sections"))),
        runs={item.word("section"): _pattern(item, "words") for item in row.rows("runs")},
        headings=frozenset(row.texts("headings")),
        table=_table(table) if table else None,
    )


def _pattern(row: Row, key: str) -> Patterns:
    return pattern(row.text(key), row.where)


def _part(row: Row) -> Part:
    row.check_keys({"section", "start", "optional"}, {"section", "start"})
    return Part(row.word("section"), _pattern(row, "start"), row.boolean("optional", False))


def _table(row: Row) -> Table:
    keys = ("begin", "total", "class", "id", "cut")
    row.check_keys({*keys}, {*keys})
    return Table(*(_pattern(row, key) for key in keys))


def section_names() -> frozenset[str]:
    """Every section name that some layout gives."""
    return frozenset(name for layout in layouts() for name in (*(part.name for part in layout.parts), *layout.runs))


def recognise(folded: str, where: Where) -> Layout:
    """The layout of a page's folded text. Raises PageError where none fits."""
    for layout in layouts():
        if all(marker.search(folded) for marker in layout.markers):
            return layout
    raise PageError(
        where,
        "not a GARD page of a known layout",
        "give a saved GARD page, or describe its layout in graph/layouts.yaml",
    )


def sections_of(folded: str, layout: Layout, where: Where) -> tuple[Section, ...]:
    """Divide a page into sections that cover it. Raises PageError where one that every page has is missing."""
    starts = list(_starts(folded, layout, where))
    ends = [start for _, start in starts[1:]] + [len(folded)]
    return tuple(
        section
        for (name, start), end in zip(starts, ends, strict=True)
        for section in _dated(folded, name, start, end, layout, where)
    )


def _starts(folded: str, layout: Layout, where: Where) -> Iterator[tuple[str, int]]:
    position = 0
    for part in layout.parts:
        match = part.start.search(folded, position)
        if match:
            position = max(match.end(), match.start())
            yield part.name, match.start()
        elif not part.optional:
            raise PageError(
                where,
                f"the page is cut: no {part.name} section in its {len(folded):,} characters",
                "save the whole page",
            )


def _dated(folded: str, name: str, start: int, end: int, layout: Layout, where: Where) -> Iterator[Section]:
    """A section, and the dated runs that follow its date line: each is closed by the next date line."""
    used: set[str] = set()
    for index, (begin, stop, date) in enumerate(_runs(folded, start, end, layout, where)):
        run = name if index == 0 else _run_name(folded, begin, stop, layout, used, where)
        used.add(run)
        yield Section(run, begin, stop, date)


def _runs(folded: str, start: int, end: int, layout: Layout, where: Where) -> list[tuple[int, int, str]]:
    """Start, end and ISO date of each run; what is blank after the last date line belongs to the last run."""
    found: list[tuple[int, int, str]] = []
    begin = start
    for match in layout.date.finditer(folded, start, end):
        found.append((begin, match.end(), _iso(match, where)))
        begin = match.end()
    if found and not folded[begin:end].strip():
        last = found.pop()
        return [*found, (last[0], end, last[2])]
    return [*found, (begin, end, "")]


def _iso(match: re.Match[str], where: Where) -> str:
    try:
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError as error:
        raise PageError(
            where, f"{match[0].strip()!r} at offset {match.start()}: {error}", "check the saved page"
        ) from None


def _run_name(folded: str, start: int, end: int, layout: Layout, used: set[str], where: Where) -> str:
    """The unused run whose words occur most often between two offsets."""
    counts = {name: len(words.findall(folded, start, end)) for name, words in layout.runs.items() if name not in used}
    best = max(counts, key=lambda name: counts[name], default="")
    if not best or not counts[best]:
        raise PageError(
            where,
            f"no section known for the part at offset {start}",
            "add a row of words to runs in graph/layouts.yaml",
        )
    return best
