"""The checks with tools of others: how they are run, and, where their environments are, what they say of a release."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from raregraph.compatibility import page, read, write
from tests.compat import matrix, mutations
from tests.compat.checks import checks
from tests.compat.graphs import by_id, differences
from tests.compat.harness import Check, Fault, Outcome, Ran, Twin, environments, perform, view

TABLE = "id\tname\nA:1\tone\nA:2\ttwo\n"
LINES = '{"id": "A:1", "name": "one"}\n{"id": "A:2", "name": "two"}\n'
CHECK = Check(
    name="words-count",
    tool="words",
    package="pytest",
    reads=("table.tsv",),
    command="grep -c two table.tsv",
    holds="There is a two.",
    twin=Twin("there is no two", mutations.without_line("table.tsv", "two")),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A release of one table and some lines, as it is shown to checks."""
    release = tmp_path / "made"
    release.mkdir()
    (release / "table.tsv").write_text(TABLE, encoding="utf-8")
    (release / "lines.jsonl").write_text(LINES, encoding="utf-8")
    return view(release, tmp_path / "release")


@pytest.fixture(autouse=True)
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """An environment `words`, whose Python is this one; the tests on real tools keep theirs."""
    if "check" in request.fixturenames:
        return
    python = tmp_path / "environments" / "words" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setenv("COMPAT_ENVIRONMENTS", str(tmp_path / "environments"))


def ran(check: Check, source: Path, tmp_path: Path) -> Outcome:
    """A check on the release of `source`."""
    return perform(check, source, source, tmp_path / "scratch")


@pytest.mark.parametrize(
    ("put", "name", "after"),
    [
        (mutations.replaced("table.tsv", "o", "0"), "table.tsv", "id\tname\nA:1\t0ne\nA:2\ttwo\n"),
        (mutations.replaced_everywhere("table.tsv", "o", "0"), "table.tsv", "id\tname\nA:1\t0ne\nA:2\ttw0\n"),
        (mutations.without_line("table.tsv", "A:"), "table.tsv", "id\tname\nA:2\ttwo\n"),
        (mutations.with_line("table.tsv", "A:3\tthree"), "table.tsv", TABLE + "A:3\tthree\n"),
        (mutations.cell("table.tsv", "name", "", row=2), "table.tsv", "id\tname\nA:1\tone\nA:2\t\n"),
        (mutations.with_field("lines.jsonl", "id", 3, ("name", "two")), "lines.jsonl", LINES.replace('"A:2"', "3")),
        (mutations.without_field("lines.jsonl", "name"), "lines.jsonl", LINES.replace(', "name": "one"', "")),
    ],
)
def test_a_fault_is_small_and_where_it_should_be(put: mutations.Put, name: str, after: str, tmp_path: Path) -> None:
    """One thing of one file is otherwise."""
    (tmp_path / name).write_text(TABLE if name == "table.tsv" else LINES, encoding="utf-8")
    put(tmp_path)
    assert (tmp_path / name).read_text(encoding="utf-8") == after


def test_a_fault_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    """A twin like the release would prove nothing."""
    (tmp_path / "table.tsv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(ValueError, match="changed nothing in table.tsv"):
        mutations.replaced("table.tsv", "three", "four")(tmp_path)


def test_a_check_passes_and_is_refused_on_its_twin(source: Path, tmp_path: Path) -> None:
    """The command runs in a folder with the files it reads; the release stays as it was."""
    outcome = ran(CHECK, source, tmp_path)
    assert (outcome.result, outcome.version, outcome.well) == ("passed", pytest.__version__, True)
    assert outcome.twin_result == "refused: exit status 1: 0"
    assert (source / "table.tsv").read_text(encoding="utf-8") == TABLE


def test_a_twin_that_passes_makes_the_run_fail(source: Path, tmp_path: Path) -> None:
    """A check that cannot fail is no proof."""
    blind = replace(CHECK, command="true")
    outcome = ran(blind, source, tmp_path)
    assert (outcome.result, outcome.twin_result, outcome.well) == ("passed", "NOT NOTICED", False)


def test_a_check_that_fails_tells_why_and_runs_no_twin(source: Path, tmp_path: Path) -> None:
    """The status and the last line printed."""
    outcome = ran(replace(CHECK, command="echo no such option >&2; exit 2"), source, tmp_path)
    assert (outcome.problems, outcome.twin_result, outcome.well) == (("exit status 2: no such option",), "", False)


def test_what_was_not_made_is_a_problem(source: Path, tmp_path: Path) -> None:
    """A judge may read a file without asking whether it is there."""

    def judge(found: Ran) -> list[str]:
        return [(found.stage / "out" / "made.json").read_text(encoding="utf-8")]

    outcome = ran(replace(CHECK, judge=judge), source, tmp_path)
    assert outcome.problems == ("made.json was not made; exit status 0: 1",)


@pytest.mark.parametrize(
    ("check", "result"),
    [
        (replace(CHECK, reads=("none.tsv",)), "not in this release"),
        (replace(CHECK, tool="other"), "no environment"),
    ],
    ids=["file", "environment"],
)
def test_what_is_not_there_is_no_failure(
    check: Check, result: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check is left out where its file or its environment is not there."""
    python = tmp_path / "few" / "words" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    monkeypatch.setenv("COMPAT_ENVIRONMENTS", str(tmp_path / "few"))
    outcome = perform(replace(check, package="pip"), source, source, tmp_path / "scratch")
    assert (outcome.result, outcome.well) == (result, True)


def test_no_network_but_this_machine(source: Path, tmp_path: Path) -> None:
    """What a tool wants of the network is refused, and told."""
    code = "import socket; socket.create_server(('127.0.0.1', 0)); socket.create_connection(('example.org', 80))"
    outcome = ran(replace(CHECK, command=f'python -c "{code}"'), source, tmp_path)
    assert outcome.problems == ("exit status 1: OSError: no network in these checks: example.org",)
    assert outcome.tried == ("example.org",)


def test_differences_are_told_by_column(source: Path) -> None:
    """What is missing, too many, and otherwise, each with an example."""
    one, two = by_id(source / "table.tsv"), by_id(source / "lines.jsonl")
    assert list(differences("rows", one, two)) == []
    other = {"A:2": {"id": ("A:2",), "name": ("2",)}, "A:3": {"id": ("A:3",)}}
    assert list(differences("rows", one, other)) == [
        "1 rows missing, as A:1",
        "1 rows too many, as A:3",
        "name of 1 rows is otherwise, as of A:2: 'two' became '2'",
    ]


def test_the_matrix_is_a_table_and_a_page(tmp_path: Path) -> None:
    """A row for each check and release; no time, no folder of this machine."""
    fault = replace(CHECK, twin=None, fault=Fault("It counts lines.", "https://example.org/1"))
    done = Outcome(check=fault, version="1.0", result="FAILED", problems=("no /tmp/x/made.json | none",), seconds=3.5)
    rows = matrix.merged([matrix.row(replace(done, result="passed"), "ALS")], [matrix.row(done, "ALS")])
    write(rows, tmp_path / "matrix.tsv")
    assert read(tmp_path / "matrix.tsv") == rows
    assert [row["result"] for row in rows] == ["FAILED: no made.json | none"]
    text = page(rows)
    assert "| `words-count` | pytest | 1.0 | FAILED: no made.json \\| none |  |  |" in text
    assert "| pytest 1.0 | It counts lines. | https://example.org/1 |" in text
    assert "```\ngrep -c two table.tsv\n```" in text


def test_the_page_is_that_of_the_table() -> None:
    """docs/COMPATIBILITY.md is generated: `make compat`."""
    assert matrix.PAGE.read_text(encoding="utf-8") == page(read())


def test_the_table_is_of_the_checks_as_they_are() -> None:
    """A row for each check on ALS, with the command and the twin it has now; nothing in the table failed."""
    now = {
        (check.name, " ".join(check.command.split()), check.holds, check.twin.name if check.twin else "")
        for check in checks()
    }
    rows = read()
    as_told = {
        name: {(row["check"], row["command"], row["holds"], row["twin"]) for row in rows if row["release"] == name}
        for name in ("ALS", "corpus")
    }
    assert as_told["ALS"] == now
    assert as_told["corpus"] - now == set()
    assert [row["check"] for row in rows if not row["result"].startswith("passed")] == []
    assert [row["check"] for row in rows if row["twin"] and not row["twin_result"].startswith("refused")] == []


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.name)
def test_every_check_has_a_twin_or_pins_a_fault(check: Check) -> None:
    """And is the only one of its name, in an environment that has a lock file."""
    assert [one.name for one in checks()].count(check.name) == 1
    assert check.twin or check.fault
    assert (Path(__file__).parent / "compat" / f"requirements-{check.tool}.lock").is_file()


THERE = [check for check in checks() if (environments() / check.tool / "bin" / "python").exists()]
NONE_THERE = pytest.param(None, marks=pytest.mark.skip(reason="needs the tools of others: make compat"))


@pytest.fixture(scope="session")
def shown(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of what graph/ holds, as it is shown to checks."""
    return view(released, tmp_path_factory.mktemp("compat") / "release")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("check", THERE or [NONE_THERE], ids=lambda check: check.name if check else "none")
def test_a_tool_reads_the_release(check: Check, shown: Path, released: Path, tmp_path: Path) -> None:
    """The check holds, and fails on its twin."""
    outcome = perform(check, released, shown, tmp_path)
    assert outcome.problems == ()
    assert outcome.well
