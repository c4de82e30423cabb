"""The command line: what it prints where, its exit statuses, and its own pages of help."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from raregraph import __version__, build, cli
from raregraph.facts import facts_of
from raregraph.rows import parse
from tests.commands import PAGE, commands, text
from tests.making import REPO, copy_checkout, run

CAUSE = REPO / "tests" / "pages" / "cause.txt"
NAMES = [name for name, _ in commands()]


def called(*arguments: str | Path) -> int:
    """The exit status of a command line."""
    try:
        return cli.main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shows_an_example_of_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Under `Examples:`, one a line, beginning with the command."""
    assert called(name, "--help") == 0
    _, found, examples = capsys.readouterr().out.partition("Examples:\n")
    lines = [line.strip() for line in examples.splitlines() if line.strip()]
    assert found
    assert lines
    assert [line for line in lines if shlex.split(line)[:2] != ["raregraph", name]] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_use_options_that_exist(name: str) -> None:
    """An example can be copied."""
    command = dict(commands())[name]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    used = set(re.findall(r"(?<!\S)--[a-z-]+", command.epilog or ""))
    assert used <= known


def test_the_page_of_commands_is_what_help_prints() -> None:
    """`python tests/commands.py` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_is_for(name: str) -> None:
    """No option without help."""
    command = dict(commands())[name]
    assert command.help
    silent = [item.name for item in command.params if isinstance(item, click.Option) and not item.help]
    assert [option for option in silent if option not in ("form", "help")] == []


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """On stdout."""
    assert called("--version") == 0
    assert capsys.readouterr().out == f"raregraph, version {__version__}\n"


def test_help_is_short_to_ask_for(capsys: pytest.CaptureFixture[str]) -> None:
    """-h and --help."""
    assert called("-h") == 0
    short = capsys.readouterr().out
    assert called("--help") == 0
    assert capsys.readouterr().out == short
    assert all(f"  {name} " in short for name in NAMES)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["buidl"], "No such command 'buidl'. Did you mean 'build'?"),
        (["build", "--pagse", "x"], "No such option '--pagse'. Did you mean '--pages'?"),
        (["verify"], "Missing option '--pages'"),
        (["ingest"], "Missing argument 'PAGES...'"),
        (["validate", "x", "--format", "xml"], "'xml' is not one of 'table', 'turtle', 'json'"),
        (["correct", "x"], "Missing option '--verdict'"),
    ],
)
def test_wrong_usage_is_told_with_the_way_to_help(
    arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, nothing on stdout, the nearest name where there is one."""
    assert called(*arguments) == 2
    out, err = capsys.readouterr()
    assert (out, "--help' for help" in err) == ("", True)
    assert hint in err


def test_ingest_prints_rows_and_reports_beside_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Data on stdout, the report on stderr."""
    assert called("ingest", CAUSE) == 0
    out, err = capsys.readouterr()
    assert facts_of(parse(out, "x.yaml")).version is not None
    assert "not understood: " in err


def test_ingest_writes_a_file_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And then nothing on stdout."""
    assert called("ingest", CAUSE, "--out", tmp_path / "x.yaml") == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "x.yaml").read_text(encoding="utf-8").startswith('page: "GARD:0005786"\n')


def test_ingest_finds_words(capsys: pytest.CaptureFixture[str]) -> None:
    """As a passage for a row."""
    assert called("ingest", CAUSE, "--find", "can cause familial ALS") == 0
    assert "\nat: [{start: " in capsys.readouterr().out


def test_diff_prints_a_table_and_writes_rdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same changes in both."""
    assert called("diff", "2013-01-11", "2020-07-01", "--out", tmp_path / "changes.ttl") == 0
    count = int(re.search(r"^(\d+) differences", capsys.readouterr().out, re.MULTILINE).group(1))  # type: ignore[union-attr]
    assert (tmp_path / "changes.ttl").read_text(encoding="utf-8").count(" a rg:Change ") == count


def test_explain_tells_of_each_statement_found(capsys: pytest.CaptureFixture[str]) -> None:
    """A block each."""
    assert called("explain", "ALS", "riluzole") == 0
    assert all("  said by    " in block for block in capsys.readouterr().out.split("\n\n"))


def test_correct_prints_a_row_and_appends_it(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only with --write is anything written."""
    assert called("explain", "SOD1", "familial ALS") == 0
    id_ = re.search(r"st:([0-9a-f]{32})", capsys.readouterr().out).group(1)  # type: ignore[union-attr]
    path = graph / "corrections.yaml"
    before = path.read_text(encoding="utf-8") if path.exists() else None
    assert called("correct", id_, "--verdict", "misread") == 0
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == before
    row = capsys.readouterr().out
    assert called("correct", id_, "--verdict", "misread", "--write") == 0
    assert path.read_text(encoding="utf-8").endswith(row)


def test_validate_says_yes_or_no_by_its_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 or 1; the report on stdout, in three forms."""
    bad = tmp_path / "bad.ttl"
    bad.write_text("<http://x/a> a <https://w3id.org/biolink/vocab/Disease> .\n", encoding="utf-8")
    for form, begins in (("table", "The graph does not conform"), ("turtle", ""), ("json", "{")):
        assert called("validate", bad, "--format", form) == 1
        assert capsys.readouterr().out.startswith(begins)


def test_verify_needs_every_version(seeds: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that is missing is told, and the status is 1; with all of them it is 0."""
    for name, page in seeds.items():
        (tmp_path / f"{name}.txt").write_text(page, encoding="utf-8")
    assert called("verify", "--pages", tmp_path) == 0
    assert capsys.readouterr().out.count(" passages match ") == 2
    (tmp_path / f"{min(seeds)}.txt").unlink()
    assert called("verify", "--pages", tmp_path) == 1
    assert "not among the given pages" in capsys.readouterr().out


def test_coverage_judges_the_saved_pages(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At most 3 % in no class; a page of HTML each."""
    assert called("coverage", "--pages", shared / "seeds", "--html", tmp_path) == 0
    assert capsys.readouterr().out.count("of non-blank characters") == 2
    assert len(list(tmp_path.glob("gard-5786-*.html"))) == 2


def test_a_correction_goes_all_the_way(tmp_path: Path) -> None:
    """In a checkout: explain, correct --write, finish the row, build: the statement is retracted in the release."""
    home = copy_checkout(tmp_path / "home")
    told = run(home, "explain", "Gulf War veterans")
    id_ = re.search(r"st:([0-9a-f]{32})", told.stdout).group(1)  # type: ignore[union-attr]
    given = ["--reference", "PMID:28872912", "--curator", "A. Person", "--date", "2026-11-21", "--note", "a trial"]
    assert run(home, "correct", id_, "--verdict", "misread", *given, "--write").returncode == 0
    unfinished = run(home, "build", "--out", "dist")
    assert (unfinished.returncode, (home / "dist").exists()) == (1, False)
    assert re.fullmatch(
        r"error: graph/corrections\.yaml:\d+: the replacement says what it corrects; .+\n", unfinished.stderr
    )
    path = home / "graph" / "corrections.yaml"
    path.write_text(re.sub(r", replacement: \{.*\}\}", "}", path.read_text(encoding="utf-8")), encoding="utf-8")
    built = run(home, "build", "--out", "dist")
    assert built.returncode == 0, built.stderr
    assert "retracted 1" in built.stderr
    released = (home / "dist" / "current" / "raregraph.nt").read_text(encoding="utf-8")
    assert f'statement/{id_}> <http://www.w3.org/2002/07/owl#deprecated> "true"' in released


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """As in `raregraph explain ALS | head -1`."""
    command = f"{shlex.quote(sys.executable)} publish.py explain ALS | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=REPO, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_told() -> None:
    """In one line."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "publish.py", "explain", "ALS"], cwd=REPO, stdout=full, stderr=subprocess.PIPE, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "error: No space left on device; check the disk, the path and its permissions\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_files_get_utf_8_whatever_the_locale(encoding: str) -> None:
    """The bytes do not depend on who asks."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "publish.py", "explain", "riluzole", "ALS"], cwd=REPO, env=environment, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "–" in done.stdout.decode("utf-8")


def test_ctrl_c_stops_in_one_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 130, no traceback; what a build leaves behind is tested in test_folder."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "assemble", interrupted)
    assert called("build", "--pages", CAUSE, "--out", tmp_path / "out") == 130
    out, err = capsys.readouterr()
    assert (out, err.strip(), (tmp_path / "out").exists()) == ("", "stopped", False)


def test_a_pipe_gets_no_progress(tmp_path: Path) -> None:
    """The display is for terminals: no control characters elsewhere."""
    done = run(REPO, "build", "--pages", CAUSE, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, "")
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr
