"""The DuckDB file, read by DuckDB."""

from __future__ import annotations

import builtins
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from raregraph.errors import ReleaseError, UsageError
from raregraph.export.duck import content_hash, write_duckdb
from raregraph.export.rows import Rows
from raregraph.export.tables import LAYOUT, SIMILARITY
from tests import export_rows as made


def connected(folder: Path, rows: Rows | None = None) -> Any:
    """The file of rows, open for reading."""
    duckdb = pytest.importorskip("duckdb", reason="needs the extra `duckdb`")
    [path, _] = write_duckdb(rows or made.rows_of(), folder)
    return duckdb.connect(str(path), read_only=True)


def test_it_has_the_tables_of_the_sqlite_file_and_two_for_similarity(tmp_path: Path) -> None:
    """Under Monarch's names."""
    with connected(tmp_path) as database:
        names = {name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert names == {*LAYOUT, *SIMILARITY}


def test_lists_and_numbers_and_truths_are_such_and_what_is_not_said_is_null(tmp_path: Path) -> None:
    """As koza makes them."""
    query = "SELECT publications, has_percentage, negated, evidence_count FROM denormalized_edges WHERE id LIKE ?"
    with connected(tmp_path) as database:
        found = [database.execute(query, [f"%{end}"]).fetchone() for end in ("07", "08", "0a")]
    assert found == [(["PMID:1", "PMID:2"], None, None, 2), (None, 7.5, None, 1), (None, None, True, 0)]


def test_information_content_and_closure_size_are_there(tmp_path: Path) -> None:
    """For engines of similarity."""
    with connected(tmp_path) as database:
        content = database.execute(
            "SELECT ic FROM annotation_information_content WHERE term = ?", [made.GENERAL]
        ).fetchone()
        size = database.execute("SELECT size FROM closure_size WHERE entity = ?", [made.ALS]).fetchone()
    assert (content, size) == ((1.0,), (5,))


def test_two_files_of_the_same_rows_have_the_same_hashes(tmp_path: Path) -> None:
    """DuckDB does not make the same bytes twice; the content is the same, and says so."""
    for name in ("1", "2"):
        connected(tmp_path / name).close()
    first, second = ((tmp_path / name / "raregraph.duckdb.content.sha256").read_text() for name in ("1", "2"))
    assert first == second
    assert [line.split("  ")[1] for line in first.splitlines()] == sorted((*LAYOUT, *SIMILARITY))


def test_one_other_value_gives_another_hash_in_its_tables_and_in_no_other(tmp_path: Path) -> None:
    """A misspelt label is seen in nodes."""
    nodes = [made.node(made.CRAMP, "Muscle spasms") if node.id == made.CRAMP else node for node in made.NODES]
    for name, rows in (("1", made.rows_of()), ("2", made.rows_of(nodes=nodes))):
        connected(tmp_path / name, rows).close()
    one, two = (set((tmp_path / name / "raregraph.duckdb.content.sha256").read_text().splitlines()) for name in "12")
    assert {line.split("  ")[1] for line in one - two} == {"nodes", "denormalized_nodes", "denormalized_edges"}


def test_the_hash_is_that_of_the_sorted_hashes_of_the_rows(tmp_path: Path) -> None:
    """Anyone can work it out without DuckDB."""
    with connected(tmp_path) as database:
        found = content_hash(database, "closure_size")
    rows = [json.dumps({"entity": e, "size": n}, separators=(",", ":")) for e, n in ((made.ALS, 5), (made.FAMILIAL, 3))]
    lines = sorted(hashlib.sha256(row.encode()).hexdigest() for row in rows)
    assert found == hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_a_count_that_is_no_number_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    """It is not turned into NULL."""
    with pytest.raises(ReleaseError, match="many"):
        connected(tmp_path, made.rows_of([made.edge(1, made.ALS, "has_phenotype", made.CRAMP, has_count="many")]))
    assert list(tmp_path.iterdir()) == []


def test_without_duckdb_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is an extra."""
    whole = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return whole(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'raregraph\[duckdb\]'"):
        write_duckdb(made.rows_of(), tmp_path)
