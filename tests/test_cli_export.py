"""The command export: its list, its files, its report, its refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from raregraph import cli_export
from raregraph.cli import cli
from raregraph.errors import UsageError
from raregraph.export import formats
from raregraph.export.formats import Format


def test_without_a_name_the_formats_are_listed() -> None:
    """On stdout."""
    assert CliRunner().invoke(cli, ["export"]).stdout.startswith("kgx")


def test_files_go_to_stdout_and_what_is_lost_to_stderr(released: Path, tmp_path: Path) -> None:
    """A profile asked for is the only one."""
    arguments = ["export", "kgx", "--profile", "biolink", "--release", str(released), "--out", str(tmp_path)]
    result = CliRunner().invoke(cli, arguments)
    assert result.stdout.splitlines()[-1] == str(tmp_path / "kgx" / "loss.tsv")
    assert not (tmp_path / "kgx" / "monarch").exists()
    assert "kgx/biolink: 11 hypothesised: said as a hypothesis" in result.stderr


def test_all_leaves_out_what_cannot_be_written_and_says_so(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit status is that of a job half done."""
    needy = Format("a test", "kgx.write_kgx", needs=("raregraph_has_no_such_package", "duckdb"))
    monkeypatch.setattr(formats, "FORMATS", {"kgx": formats.FORMATS["kgx"], "needy": needy})
    result = CliRunner().invoke(cli, ["export", "all", "--release", str(released), "--out", str(tmp_path)])
    assert result.exit_code == cli_export.PARTLY
    assert "rejected: export needy: raregraph_has_no_such_package is not installed" in result.stderr
    assert (tmp_path / "kgx" / "loss.tsv").is_file()


def test_an_unknown_profile_is_refused(released: Path, tmp_path: Path) -> None:
    """Before anything is written."""
    arguments = ["export", "kgx", "--profile", "solr", "--release", str(released), "--out", str(tmp_path / "out")]
    assert isinstance(CliRunner().invoke(cli, arguments).exception, UsageError)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("name", "word"), [("hpoa", "historic"), ("phenopackets", "templates")])
def test_what_is_easily_misused_is_written_only_as_what_it_is(
    name: str, word: str, released: Path, tmp_path: Path
) -> None:
    """The refusal names the word; nothing is written before."""
    arguments = ["export", name, "--release", str(released), "--out", str(tmp_path)]
    refused = CliRunner().invoke(cli, arguments)
    assert f"add --as {word}" in str(refused.exception)
    assert list(tmp_path.iterdir()) == []
    assert CliRunner().invoke(cli, [*arguments, "--as", word]).exit_code == 0
    assert (tmp_path / name / "loss.tsv").is_file()


@pytest.mark.parametrize(("words", "names"), [([], ["kgx"]), (["--as", "historic"], ["hpoa", "kgx"])])
def test_all_has_what_is_easily_misused_only_where_asked_for(
    words: list[str], names: list[str], released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says nothing of it otherwise."""
    few = {name: formats.FORMATS[name] for name in ("kgx", "hpoa", "phenopackets")}
    monkeypatch.setattr(formats, "FORMATS", few)
    arguments = ["export", "all", "--release", str(released), "--out", str(tmp_path), *words]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == names
