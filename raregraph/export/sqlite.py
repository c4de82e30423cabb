"""The rows as an SQLite file in Monarch's layout."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from raregraph.errors import ReleaseError
from raregraph.export.columns import Cell, counted
from raregraph.export.rows import Rows
from raregraph.export.tables import LAYOUT, Table, tables_of

FILE = "raregraph.db"
BETWEEN = "|"
"""What stands between the texts of a cell, as in Monarch's file; within a text a blank stands for it, as in KGX."""

_SETTINGS = (
    "PRAGMA page_size = 4096",
    "PRAGMA auto_vacuum = NONE",
    "PRAGMA encoding = 'UTF-8'",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
)
"""Fixed, for they decide bytes; without a journal, for a file that is not whole is thrown away."""
_LIBRARY_AT = 96
"""Where the header has the version of the library that wrote last: four bytes, big-endian (fileformat2, 1.3)."""
_LIBRARY = 3_040_000
"""What stands there in place of it, so that the bytes are those of the content."""


def write_sqlite(rows: Rows, folder: Path) -> list[Path]:
    """Write `raregraph.db`: the tables of `LAYOUT` with their indexes, the same bytes each time with one SQLite.

    No cell is NULL: what is not said is empty text. Several texts are joined by `|`; `negated` is `true` or empty.

    Returns the path written. Raises ReleaseError when SQLite cannot write it, and then leaves no file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".sqlite-") as scratch:
        unfinished = Path(scratch) / FILE
        try:
            _fill(rows, unfinished)
        except sqlite3.Error as error:
            problem, fix = f"SQLite cannot write it: {error}", "check the disk; where it has room, report it"
            raise ReleaseError(str(folder / FILE), problem, fix) from None
        unfinished.replace(folder / FILE)
    return [folder / FILE]


def _fill(rows: Rows, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, tables_of(rows) as tables:
        for setting in _SETTINGS:
            database.execute(setting)
        for name in LAYOUT:
            _write(database, tables[name])
        database.commit()
    with path.open("r+b") as file:
        file.seek(_LIBRARY_AT)
        file.write(_LIBRARY.to_bytes(4, "big"))


def _write(database: sqlite3.Connection, table: Table) -> None:
    places = ", ".join("?" * len(table.columns))
    defined = ", ".join(f'"{column}" {"INTEGER" if counted(column) else "TEXT"}' for column in table.columns)
    database.execute(f'CREATE TABLE "{table.name}" ({defined})')
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', _told(table.rows()))
    for column in table.indexed:
        database.execute(f'CREATE INDEX "{table.name}_{column}" ON "{table.name}" ("{column}")')


def _told(rows: Iterable[tuple[Cell, ...]]) -> Iterator[tuple[str | int, ...]]:
    return (tuple(cell if isinstance(cell, str) else _cell(cell) for cell in row) for row in rows)


def _cell(cell: tuple[str, ...] | float) -> str | int:
    if isinstance(cell, tuple):
        return _joined(cell)
    return ("true" if cell else "") if isinstance(cell, bool) else int(cell)


def _joined(texts: tuple[str, ...]) -> str:
    joined = BETWEEN.join(texts)
    if joined.count(BETWEEN) < len(texts):
        return joined
    return BETWEEN.join(text.replace(BETWEEN, " ") for text in texts)
