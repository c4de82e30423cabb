"""The table of formats, and what an export writes."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from raregraph.errors import ReleaseError, UsageError
from raregraph.export import formats
from raregraph.export.formats import FORMATS, Format, export, format_of, listing, release_of


def test_kgx_comes_in_both_profiles_with_one_loss_report(released: Path, tmp_path: Path) -> None:
    """And with Monarch's archive."""
    written = export("kgx", released, tmp_path / "out", tmp_path / "scratch")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in written.files] == [
        "kgx/monarch/raregraph_nodes.tsv",
        "kgx/monarch/raregraph_nodes.jsonl",
        "kgx/monarch/raregraph_edges.tsv",
        "kgx/monarch/raregraph_edges.jsonl",
        "kgx/monarch/raregraph-kg.tar.gz",
        "kgx/biolink/raregraph_nodes.tsv",
        "kgx/biolink/raregraph_nodes.jsonl",
        "kgx/biolink/raregraph_edges.tsv",
        "kgx/biolink/raregraph_edges.jsonl",
        "kgx/loss.tsv",
    ]
    assert len(written.files[-1].read_text(encoding="utf-8").splitlines()) == 1 + len(list(written.losses()))


def test_two_exports_have_the_same_bytes(released: Path, tmp_path: Path) -> None:
    """The archive too."""
    first, second = (export("kgx", released, tmp_path / name, tmp_path / f"s{name}").files for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_archive_holds_both_tables_in_no_folder(released: Path, tmp_path: Path) -> None:
    """As Monarch's does."""
    files = export("kgx", released, tmp_path / "out", tmp_path / "scratch", profile="monarch").files
    with tarfile.open(next(path for path in files if path.name.endswith(".tar.gz"))) as archive:
        assert archive.getnames() == ["raregraph_edges.tsv", "raregraph_nodes.tsv"]


def test_a_missing_package_is_named_with_the_extra_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is read."""
    needy = Format("a test", "kgx.write_kgx", needs=("raregraph_has_no_such_package", "duckdb"))
    monkeypatch.setattr(formats, "FORMATS", {"needy": needy})
    with pytest.raises(UsageError, match=r"is not installed; run: pip install 'raregraph\[duckdb\]'"):
        format_of("needy")


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    """Or the list of what there is."""
    with pytest.raises(UsageError, match="did you mean 'kgx'"):
        format_of("kg")


def test_a_release_is_its_folder_or_the_one_above(released: Path, tmp_path: Path) -> None:
    """`dist` will do for `dist/current`."""
    (tmp_path / "current").symlink_to(released)
    assert release_of(released) == released
    assert release_of(tmp_path) == tmp_path / "current"
    with pytest.raises(ReleaseError, match="no release is there"):
        release_of(tmp_path / "other")


def test_the_list_has_every_format() -> None:
    """A line each, with what it is."""
    assert [line.split()[0] for line in listing().splitlines()] == list(FORMATS)
