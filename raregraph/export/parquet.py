"""The rows as Parquet, a file for each table."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from raregraph.export.duck import database_of, quoted, table_names
from raregraph.export.rows import Rows

_OPTIONS = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000"
"""Fixed, for they decide bytes. A row group is held in memory while it is written."""


def write_parquet(rows: Rows, folder: Path) -> list[Path]:
    """Write `<table>.parquet` of each table of the DuckDB file, with the same columns, types and rows.

    Returns the paths written. Raises UsageError without the package duckdb, ReleaseError when DuckDB cannot write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(dir=folder, prefix=".parquet-") as scratch,
        database_of(rows, Path(scratch)) as database,
    ):
        paths = [folder / f"{name}.parquet" for name in table_names(database)]
        for path in paths:
            database.execute(f"COPY {path.stem} TO {quoted(path)} ({_OPTIONS})")
    return paths
