"""The rows as a DuckDB file, and the hash that two files of the same content share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from raregraph.errors import ReleaseError, UsageError
from raregraph.export.columns import Cell, kind
from raregraph.export.rows import Rows
from raregraph.export.tables import Table, tables_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "raregraph.duckdb"
HASHES = "raregraph.duckdb.content.sha256"
"""The hash of each table's content; not of the file, whose bytes DuckDB never makes twice."""
TYPES = {"text": "VARCHAR", "list": "VARCHAR[]", "truth": "BOOLEAN", "count": "BIGINT", "number": "DOUBLE"}
"""The types of DuckDB, those that koza gives its columns."""
_FETCHED = 10_000
"""Rows that are held at a time."""


def write_duckdb(rows: Rows, folder: Path) -> list[Path]:
    """Write `raregraph.duckdb`: the tables of the SQLite file, with lists and numbers as such, and three more.

    `information_content` and `annotation_information_content` (term, ic) and `closure_size` (entity, size) are for
    engines of semantic similarity. What is not said is NULL. A second file has the hash of each table's content; see
    `content_hash`.

    Returns the paths written. Raises UsageError without the package duckdb, ReleaseError when DuckDB cannot write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".duckdb-") as scratch:
        with database_of(rows, Path(scratch)) as database:
            lines = [f"{content_hash(database, name)}  {name}\n" for name in table_names(database)]
        (Path(scratch) / FILE).replace(folder / FILE)
    (folder / HASHES).write_text("".join(lines), encoding="utf-8", newline="\n")
    return [folder / FILE, folder / HASHES]


@contextmanager
def database_of(rows: Rows, scratch: Path) -> Iterator[DuckDBPyConnection]:
    """A new DuckDB file `FILE` in a folder for what is not finished, with all tables, open."""
    try:
        import duckdb
    except ImportError:
        fix = "run: pip install 'raregraph[duckdb]'"
        raise UsageError("export", "the package duckdb is not installed", fix) from None
    try:
        with closing(duckdb.connect(str(scratch / FILE))) as database:
            database.execute(f"SET threads = 1; SET memory_limit = {quoted(_MEMORY)}")
            database.execute(f"SET temp_directory = {quoted(scratch)}")
            with tables_of(rows) as tables:
                for table in tables.values():
                    _load(database, table, scratch / "rows.json")
            yield database
    except duckdb.Error as error:
        problem, fix = f"DuckDB cannot write it: {error}", "check the disk; where it has room, report it"
        raise ReleaseError(FILE, problem, fix) from None


_MEMORY = "512MB"
"""What DuckDB may hold; beyond it, it writes to the disk."""


def _load(database: DuckDBPyConnection, table: Table, file: Path) -> None:
    """By way of a file of JSON lines, which DuckDB reads in bulk; it is slow to take rows one by one."""
    types = {column: TYPES[kind(column)] for column in table.columns}
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(f"{_line(table.columns, row)}\n" for row in table.rows())
    columns = ", ".join(f"{quoted(column)}: {quoted(type_)}" for column, type_ in types.items())
    read = f"read_json({quoted(file)}, format = 'newline_delimited', columns = {{{columns}}})"
    database.execute(f"CREATE TABLE {table.name} AS SELECT * FROM {read}")


def quoted(value: object) -> str:
    """A text of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def _line(columns: Iterable[str], row: Iterable[Cell]) -> str:
    said = {column: cell for column, cell in zip(columns, row, strict=True) if not _unsaid(cell)}
    return json.dumps(said, ensure_ascii=False)


def _unsaid(cell: Cell) -> bool:
    """Empty text, no texts, false; a count of nothing is said."""
    return cell in ("", ()) or cell is False


def table_names(database: DuckDBPyConnection) -> list[str]:
    """The tables of a database, sorted."""
    return [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]


def content_hash(database: DuckDBPyConnection, table: str) -> str:
    """The SHA-256 of what a table holds, in hex, whatever the order of its rows and the version of DuckDB.

    Each row as JSON is hashed; the hashes, in hex, sorted, a line each, are hashed again. DuckDB sorts, on disk if need
    be. `table` is the name of one, or the path of a Parquet file in quotes.
    """
    found = database.execute(f"SELECT sha256(to_json(t)::VARCHAR) AS hash FROM {table} AS t ORDER BY hash")
    total = hashlib.sha256()
    while lines := found.fetchmany(_FETCHED):
        total.update("".join(f"{line}\n" for (line,) in lines).encode())
    return total.hexdigest()
