"""The SQLite file, read by SQLite."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from raregraph.errors import ReleaseError
from raregraph.export import sqlite
from raregraph.export.rows import Edge, Rows
from raregraph.export.sqlite import write_sqlite
from raregraph.export.tables import LAYOUT
from tests import export_rows as made


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The file of the rows made by hand, open."""
    [path] = write_sqlite(made.rows_of(), tmp_path)
    with closing(sqlite3.connect(path)) as found:
        found.row_factory = sqlite3.Row
        yield found


def test_the_tables_are_those_of_monarch_and_the_file_is_sound(database: sqlite3.Connection) -> None:
    """In Monarch's names."""
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert (tuple(tables), database.execute("PRAGMA integrity_check").fetchone()[0]) == (LAYOUT, "ok")


def test_nothing_is_null(database: sqlite3.Connection) -> None:
    """monarch-py splits what it reads, and cannot split NULL."""
    null = [
        (table, column)
        for table in LAYOUT
        for row in database.execute(f"SELECT * FROM {table}")
        for column in row.keys()  # noqa: SIM118 - a row of sqlite3 is no mapping
        if row[column] is None
    ]
    assert null == []


def test_cells_are_texts_joined_by_bars_and_counts_are_numbers(database: sqlite3.Connection) -> None:
    """What an edge says of a number stays as it was written."""
    query = "SELECT publications, evidence_count, negated FROM denormalized_edges WHERE object = ? ORDER BY id"
    assert tuple(database.execute(query, (made.GENERAL,)).fetchone()) == ("PMID:1|PMID:2", 2, "")
    query = "SELECT has_percentage, negated FROM edges WHERE object = ? ORDER BY id"
    assert [tuple(row) for row in database.execute(query, (made.CRAMP,))] == [("7.5", ""), ("", "true")]


def test_what_monarch_asks_is_answered_by_the_closure(database: sqlite3.Connection) -> None:
    """What has weakness, or anything below it: in the way of monarch-py's query."""
    query = (
        "SELECT subject FROM denormalized_edges WHERE predicate = 'biolink:has_phenotype' "
        "AND (object = 'HP:0001324' OR object_closure LIKE '%HP:0001324%') ORDER BY subject"
    )
    assert [subject for (subject,) in database.execute(query)] == [made.ALS, made.FAMILIAL]


def test_an_edge_is_found_by_an_index(database: sqlite3.Connection) -> None:
    """Without reading the table."""
    plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM denormalized_edges WHERE subject = 'x'").fetchone()
    assert "denormalized_edges_subject" in plan["detail"]


def test_a_bar_inside_of_a_text_becomes_a_blank(tmp_path: Path) -> None:
    """Else there would be one text more."""
    [path] = write_sqlite(made.rows_of((), [made.node(made.ALS, "ALS", "Disease", synonym=("a|b", "c"))]), tmp_path)
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("SELECT synonym FROM nodes").fetchall() == [("a b|c",)]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    """The version of the library is not in them."""
    first, second = (write_sqlite(made.rows_of(), tmp_path / name)[0].read_bytes() for name in ("1", "2"))
    assert first == second
    assert int.from_bytes(first[96:100], "big") == 3_040_000


def test_a_full_disk_is_an_error_that_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier file stays as it was."""
    (tmp_path / "raregraph.db").write_bytes(b"earlier")
    monkeypatch.setattr(sqlite, "_SETTINGS", (*sqlite._SETTINGS, "PRAGMA max_page_count = 3"))
    with pytest.raises(ReleaseError, match="database or disk is full"):
        write_sqlite(made.rows_of(), tmp_path)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("raregraph.db", b"earlier")]


def test_edges_are_never_all_in_memory(tmp_path: Path) -> None:
    """Three hundred of ten thousand characters are written within a megabyte."""

    def edges() -> Iterator[Edge]:
        for number in range(300):
            yield made.edge(number, made.ALS, "has_phenotype", made.CRAMP, original_object=f"{number:010000}")

    rows = made.rows_of()
    tracemalloc.start()
    [path] = write_sqlite(Rows("monarch", rows.nodes, edges, rows.losses), tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (path.stat().st_size > 6_000_000, peak < 1_000_000) == (True, True)
