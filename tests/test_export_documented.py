"""What docs/exports.md says of the databases, tried on the release of what graph/ holds."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from raregraph.export.closure import write_closure
from raregraph.export.columns import DENORMALIZED_EDGES
from raregraph.export.duck import write_duckdb
from raregraph.export.graph import blocks_of, read_rows
from raregraph.export.rows import Rows
from raregraph.export.sqlite import write_sqlite
from tests.making import REPO


@pytest.fixture
def rows(released: Path, tmp_path: Path) -> Rows:
    """The rows of the release."""
    return read_rows(blocks_of(released), "monarch", tmp_path / "scratch")


def section(heading: str) -> str:
    """A section of docs/exports.md."""
    page = (REPO / "docs" / "exports.md").read_text(encoding="utf-8")
    [found] = [part for part in re.split(r"^## ", page, flags=re.MULTILINE) if part.startswith(f"{heading}\n")]
    return found


def queries(heading: str) -> list[str]:
    """The SQL of a section, query by query."""
    blocks = re.findall(r"^```sql\n(.+?)^```$", section(heading), flags=re.DOTALL | re.MULTILINE)
    return [query for block in blocks for query in block.split(";") if query.strip()]


def test_the_lines_of_the_closure_are_in_the_file(rows: Rows, tmp_path: Path) -> None:
    """Header and example."""
    [path] = write_closure(rows, tmp_path)
    [block] = re.findall(r"^```\n(.+?)^```$", section("Closure"), flags=re.DOTALL | re.MULTILINE)
    assert set(block.splitlines()) - set(path.read_text(encoding="utf-8").splitlines()) == set()


def test_the_query_of_sqlite_finds_kinds_of_weakness(rows: Rows, tmp_path: Path) -> None:
    """Through the closure."""
    [path], [query] = write_sqlite(rows, tmp_path), queries("SQLite")
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(query).fetchall()
    assert ("amyotrophic lateral sclerosis", "Generalized muscle weakness") in found


def test_the_queries_of_duckdb_run(rows: Rows, tmp_path: Path) -> None:
    """With one disease nothing has information content."""
    duckdb = pytest.importorskip("duckdb", reason="needs the extra `duckdb`")
    with duckdb.connect(str(write_duckdb(rows, tmp_path)[0]), read_only=True) as database:
        content, phenotypes = (database.execute(query).fetchall() for query in queries("DuckDB"))
    assert {ic for _, ic in content} == {0.0}
    assert ("Generalized muscle weakness",) in phenotypes


def test_the_columns_named_are_columns() -> None:
    """Of the wide edges."""
    [row] = [line for line in section("SQLite").splitlines() if line.startswith("| `denormalized_edges` |")]
    named = re.findall(r"`([a-z_]+)`", row)
    ends = tuple(DENORMALIZED_EDGES)
    assert [name for name in named[1:] if not any(column.endswith(name) for column in ends)] == []
