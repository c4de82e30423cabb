"""Tab-separated tables with a head of `# key: value` lines: the form of graph/backbone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph.content import shown
from raregraph.errors import ContentError, Where


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its head (a key may repeat), the names of its columns, its rows as text."""

    head: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    where: Where = Where("")

    def of(self, key: str) -> str:
        """The first value of a key of the head. Raises ContentError when it is missing."""
        found = self.all_of(key)
        if not found:
            raise ContentError(self.where, f"the head has no {key!r}", f"add a line `# {key}: …`")
        return found[0]

    def all_of(self, key: str) -> tuple[str, ...]:
        """Every value of a key of the head, in order."""
        return tuple(value for name, value in self.head if name == key)

    def records(self) -> list[dict[str, str]]:
        """The rows as mappings from column to text."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def read_table(path: Path, columns: tuple[str, ...] = ()) -> Table:
    """Read a table; with `columns`, raise ContentError unless it has exactly these, in this order."""
    name = shown(path)
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ContentError(Where(name), f"cannot be read: {reason}", "check the file and its permissions") from None
    head_length = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = tuple(_pair(line) for line in lines[:head_length])
    found = tuple(lines[head_length].split("\t")) if head_length < len(lines) else ()
    if columns and found != columns:
        raise ContentError(
            Where(name, head_length + 1), f"the columns are {', '.join(found)}", f"they must be {', '.join(columns)}"
        )
    rows = tuple(
        _cells(line, len(found), Where(name, number))
        for number, line in enumerate(lines[head_length + 1 :], start=head_length + 2)
    )
    return Table(head, found, rows, Where(name))


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.removeprefix("#").strip().partition(": ")
    return key, value


def _cells(line: str, width: int, where: Where) -> tuple[str, ...]:
    cells = tuple(line.split("\t"))
    if len(cells) != width:
        raise ContentError(where, f"{len(cells)} cells, but {width} columns", "separate the cells by single tabs")
    return cells


def to_text(head: Iterable[tuple[str, str]], columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    """A table as text: the head, the columns, the rows sorted, LF at every end."""
    lines = [f"# {key}: {value}" for key, value in head]
    lines.append("\t".join(columns))
    lines += sorted({"\t".join(row[column] for column in columns) for row in rows})
    return "\n".join(lines) + "\n"
