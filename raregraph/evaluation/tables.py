"""The form of every measure: a section with a sentence or two, tables, and the figures a target is set for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption; cells are text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A measure: `name` as the command line has it, a title, what was compared with what, its tables."""

    name: str
    title: str
    text: str
    tables: tuple[Table, ...]


def share(part: int, whole: int) -> str:
    """A proportion with its counts: `95.2 % (20 of 21)`; without a whole, a dash.

    >>> share(20, 21), share(0, 0)
    ('95.2 % (20 of 21)', '–')
    """
    return f"{100 * part / whole:.1f} % ({part:,} of {whole:,})" if whole else "–"


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table of anything, in the order given; numbers get thousands separators."""
    return Table(caption, tuple(columns), tuple(tuple(map(_cell, row)) for row in rows))


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def to_markdown(found: Section, command: str) -> str:
    """A section as Markdown: every table names the command that makes it."""
    parts = [f"## {found.title}", found.text, f"    {command} --only {found.name}"]
    return "\n\n".join([*parts, *map(_markdown, found.tables)]) + "\n"


def _markdown(found: Table) -> str:
    rows = [found.columns, tuple("---" for _ in found.columns), *found.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    head = f"**{found.caption}**"
    return f"{head}\n\n" + ("\n".join(lines) if found.rows else "none")
