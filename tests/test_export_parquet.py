"""Parquet, read by DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from raregraph.export.duck import content_hash, write_duckdb
from raregraph.export.parquet import write_parquet
from raregraph.export.tables import LAYOUT, SIMILARITY
from tests import export_rows as made


@pytest.fixture
def duckdb() -> Any:
    """The package, or a skip."""
    return pytest.importorskip("duckdb", reason="needs the extra `duckdb`")


def test_there_is_a_file_for_each_table_and_nothing_else(tmp_path: Path, duckdb: Any) -> None:
    """What was needed to make them is gone."""
    paths = write_parquet(made.rows_of(), tmp_path)
    assert [path.stem for path in paths] == sorted((*LAYOUT, *SIMILARITY))
    assert sorted(tmp_path.iterdir()) == paths


def test_lists_are_lists(tmp_path: Path, duckdb: Any) -> None:
    """As in the DuckDB file."""
    write_parquet(made.rows_of(), tmp_path)
    found = duckdb.execute(f"SELECT xref FROM '{tmp_path}/nodes.parquet' WHERE id = ?", [made.ALS])
    assert found.fetchone() == (["GARD:0005786", "OMIM:105400"],)


def test_each_file_has_the_content_of_its_table(tmp_path: Path, duckdb: Any) -> None:
    """By the hashes beside the DuckDB file."""
    [_, hashes] = write_duckdb(made.rows_of(), tmp_path)
    with duckdb.connect() as reader:
        found = {path.stem: content_hash(reader, f"'{path}'") for path in write_parquet(made.rows_of(), tmp_path)}
    assert [f"{found[name]}  {name}" for name in sorted(found)] == hashes.read_text().splitlines()


def test_the_same_rows_give_the_same_bytes(tmp_path: Path, duckdb: Any) -> None:
    """With one version of DuckDB."""
    first, second = (write_parquet(made.rows_of(), tmp_path / name) for name in ("1", "2"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
