"""Bad input: one clear message, no traceback, no partial output, the old release intact."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from raregraph import cli, content
from tests.conftest import forget
from tests.documents import Block, blocks
from tests.making import REPO, copy_checkout, run

CAUSE, FULL = (REPO / "tests" / "pages" / name for name in ("cause.txt", "full.txt"))
TEXT = CAUSE.read_text(encoding="utf-8")
MESSAGE = re.compile(r"(error|rejected): (?P<where>.+?): (?P<problem>.+?); (?P<fix>.+)\n", re.DOTALL)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with a release in it, which must stay as it is."""
    release = tmp_path / "dist" / "0.0.0-000000000000"
    release.mkdir(parents=True)
    (release / "raregraph.ttl").write_text("# old\n", encoding="utf-8")
    (tmp_path / "dist" / "current").symlink_to(release.name)
    return tmp_path / "dist"


def state(folder: Path) -> list[tuple[str, str]]:
    """Every path below a folder, with what it holds or points at."""
    return sorted((str(path), str(path.readlink()) if path.is_symlink() else path.read_text() if path.is_file() else "") for path in folder.rglob("*"))  # fmt: skip  # noqa: E501


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path, status: int = 1) -> str:
    """The one message of a command that is refused: nothing on stdout, where, problem and fix on stderr."""
    try:
        code = cli.main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    printed, told = capsys.readouterr()
    assert (code, printed) == (status, "")
    assert MESSAGE.fullmatch(told), told
    assert "Traceback" not in told
    return told


def write(data: bytes) -> Callable[[Path], None]:
    """A page of these bytes."""
    return lambda path: path.write_bytes(data) and None


def sparse(path: Path) -> None:
    """A file of 50 MB that takes no room."""
    with path.open("wb") as file:
        file.truncate(50_000_000)


TABLE = FULL.read_text(encoding="utf-8")
BAD_PAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "no such file"),
    "folder": (Path.mkdir, "a folder without .txt files"),
    "unreadable": (lambda path: path.symlink_to(path), "cannot be read: Too many levels of symbolic links"),
    "empty": (write(b""), "the file is empty"),
    "blank": (write(b" \r\n\n"), "the file is empty"),
    "NUL": (write(b"Amyotrophic\0"), "a NUL byte at offset 11"),
    "UTF-16": (write(TEXT.encode("utf-16")), "the file is UTF-16"),
    "Latin-1": (write("Ménière".encode("latin-1")), "byte 1 is not UTF-8 (Latin-1?)"),
    "50 MB": (sparse, "50,000,000 bytes"),
    "HTML": (write(b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"), "HTML, not the text of a page"),
    "another page": (write(b"Instructions for the washing machine\n"), "not a GARD page of a known layout"),
    "another disease": (
        write(TEXT.replace("\nAmyotrophic lateral sclerosis\n", "\nAmyotrofic lateral sclerosis\n").encode()),
        "a page about 'Amyotrofic lateral sclerosis', which graph/pages.yaml does not list",
    ),
    "truncated": (write(TEXT[: TEXT.index("  1. ")].encode()), "the page is cut"),
    "cut table": (write(TABLE.replace("Fatigue\nTired\n0012378\n", "").encode()), "4"),
}


@pytest.mark.parametrize("name", BAD_PAGES)
def test_a_bad_page_is_refused_by_build(
    name: str, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1; the page is named; OUT is as it was."""
    make, problem = BAD_PAGES[name]
    page = tmp_path / "page.txt"
    make(page)
    before = state(out)
    told = refused(capsys, "build", "--pages", page, "--out", out)
    assert told.startswith(f"error: {page}: ")
    assert problem in told
    assert state(out) == before


@pytest.mark.parametrize("name", BAD_PAGES)
def test_a_bad_page_is_refused_by_ingest(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written."""
    make, problem = BAD_PAGES[name]
    page = tmp_path / "page.txt"
    make(page)
    told = refused(capsys, "ingest", page, "--out", tmp_path / "rows.yaml")
    assert problem in told
    assert not (tmp_path / "rows.yaml").exists()


def test_a_cut_table_is_refused_with_both_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the page counts, and what is there."""
    page = tmp_path / "page.txt"
    BAD_PAGES["cut table"][0](page)
    told = refused(capsys, "ingest", page)
    assert re.search(r"\b4\b.*\b3\b|\b3\b.*\b4\b", told)


def test_one_bad_page_does_not_stop_the_others(tmp_path: Path) -> None:
    """Exit status 3: it is named on stderr with the reason, the rest is released."""
    shutil.copy(CAUSE, tmp_path / "good.txt")
    (tmp_path / "bad.txt").write_text("nothing", encoding="utf-8")
    done = run(REPO, "build", "--pages", tmp_path, "--out", tmp_path / "out")
    rejected = [line for line in done.stderr.splitlines() if line.startswith("rejected: ")]
    assert (done.returncode, done.stdout) == (3, "")
    assert [str(tmp_path / "bad.txt") in line for line in rejected] == [True]
    assert "gene 4" in done.stderr
    assert (tmp_path / "out" / "current" / "MANIFEST.sha256").is_file()


def test_without_a_good_page_every_bad_one_is_named(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line each; OUT is as it was."""
    other = tmp_path / "other.txt"
    other.write_text(TEXT.replace("Example name", "Other name"), encoding="utf-8")
    before = state(out)
    assert cli.main(["build", "--pages", str(CAUSE), "--pages", str(other), "--out", str(out)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.startswith("error: ") and "another text of GARD:0005786" in line for line in told] == [True, True]
    assert state(out) == before


CURATED = "curated/gard-5786-83181a80f9f5.yaml"
GENE = '- {kind: gene, subject: "SOD1", object: "ALS", at: [{start: 1, end: 2, sha256: "%s", first: "x"}]}\n' % (
    "0" * 64
)
BAD_ROWS = {
    "unknown key": ("- {kind: gene, subjct: 1}\n", "unknown key 'subjct'; did you mean 'subject'?"),
    "duplicate key": (GENE.replace("kind: gene", "kind: gene, kind: gene"), "duplicate key 'kind'"),
    "unknown kind": (GENE.replace("gene", "gnee"), "unknown kind 'gnee'; did you mean 'gene'?"),
    "bare id": (GENE.replace('"SOD1"', "0007354"), 'subject: 0007354 is not quoted; write subject: "0007354"'),
    "bad id": (GENE.replace("SOD1", "HGNC:SOD1"), "'HGNC:SOD1' does not fit its prefix; a HGNC id looks like"),
    "unknown id": (GENE.replace("SOD1", "HGNC:99"), "HGNC:99 is in no table of graph/"),
    "unknown label": (GENE.replace("SOD1", "SODI"), "no table grounds 'SODI' as gene; did you mean 'sod1'?"),
    "outside": (GENE.replace("end: 2", "end: 99999"), "the passage 1-99999 lies outside the page of 2065 characters"),
    "no place": ('- {kind: gene, subject: "SOD1", object: "ALS"}\n', "a fact of a page without a place on it"),
    "no YAML": ("- {kind: gene\n", "not valid YAML"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_refused_with_file_and_line(
    name: str, graph: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is released while graph/ is at fault."""
    rows, problem = BAD_ROWS[name]
    path, before = graph / CURATED, state(out)
    path.write_text(path.read_text(encoding="utf-8").replace("facts:\n", "facts:\n" + rows), encoding="utf-8")
    told = refused(capsys, "build", "--out", out)
    assert re.match(rf"error: .*{re.escape(CURATED)}:[567]: ", told)
    assert problem in told
    assert state(out) == before


def test_rows_of_a_text_that_is_gone_are_refused(graph: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A hash that no longer matches any page."""
    path, before = graph / CURATED, state(out)
    path.write_text(path.read_text(encoding="utf-8").replace("83181a80f9f5", "000000000000"), encoding="utf-8")
    assert "version 000000000000 is none of graph/extracted" in refused(capsys, "build", "--out", out)
    assert state(out) == before


def test_a_row_whose_hash_no_longer_matches_is_left_out_of_a_build_of_pages(shared: Path, tmp_path: Path) -> None:
    """Exit status 3, the row named by file and line."""
    home = copy_checkout(tmp_path / "home")
    path = home / "graph" / CURATED
    path.write_text(
        path.read_text(encoding="utf-8").replace('sha256: "ab493a64', 'sha256: "00000000'), encoding="utf-8"
    )
    done = run(home, "build", "--pages", shared / "seeds", "--out", tmp_path / "out")
    assert done.returncode == 3
    row, *findings = [line for line in done.stderr.splitlines() if line.startswith("rejected: ")]
    assert row.startswith(f"rejected: graph/{CURATED}:5: the text's hash is ab493a642d9a")
    assert all(": no statement is {" in line for line in findings)


@pytest.fixture
def shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of shapes/ that a test may edit."""
    shutil.copytree(content.SHAPES, tmp_path / "shapes")
    monkeypatch.setattr(content, "SHAPES", tmp_path / "shapes")
    forget()
    return tmp_path / "shapes"


def test_broken_turtle_in_shapes_is_refused(shapes: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With file and line."""
    before = state(out)
    (shapes / "gene.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\nsh:x sh:y ;;; .\nsh:z", encoding="utf-8"
    )
    assert re.match(r"error: .*shapes/gene\.ttl:\d+: ", refused(capsys, "build", "--out", out))
    assert state(out) == before


def test_an_empty_folder_of_shapes_is_refused(shapes: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without shapes every graph would pass."""
    shutil.rmtree(shapes)
    shapes.mkdir()
    assert "no shapes" in refused(capsys, "build", "--out", out)


BAD_COMMANDS = {
    "unknown query": (["query", "als-phenotyps"], 2, "did you mean 'als-phenotypes'?"),
    "syntax error": (["query", "SELECT ?s WHERE { ?s ?p }"], 2, "line 1, column"),
    "unknown parameter": (["query", "als-phenotypes", "--param", "desease=MONDO:0004976"], 2, "no parameter is called"),
    "bad id": (["query", "als-phenotypes", "--disease", "MONDO:4976"], 2, "does not fit its prefix"),
    "unknown format": (["query", "als-phenotypes", "--format", "xls"], 2, "choose one of"),
    "endpoint down": (["query", "counts", "--endpoint", "http://127.0.0.1:9/query"], 1, "cannot be reached"),
    "no release": (["query", "counts", "--release", "nowhere"], 1, "no release here"),
    "unknown name": (["explain", "riluzol"], 2, "did you mean 'riluzole'?"),
    "nothing about both": (["explain", "riluzole", "SOD1"], 2, "no statement is about all of these"),
    "unknown version": (["diff", "2013-01-11", "2021"], 2, "no version is named so"),
    "unknown statement": (["correct", "0" * 32, "--verdict", "misread"], 2, "no statement has this id"),
    "words not on the page": (["ingest", str(CAUSE), "--find", "mercury"], 2, "these words are not in"),
    "no graph": (["validate", "none.ttl"], 1, "cannot be read"),
    "not RDF": (["validate", str(CAUSE)], 1, "no form of RDF"),
    "no pages": (["coverage", "--pages", "none"], 1, "no such file"),
}


@pytest.mark.parametrize("name", BAD_COMMANDS)
def test_a_command_that_asks_for_what_is_not_there_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest is named where there is one."""
    arguments, status, problem = BAD_COMMANDS[name]
    assert problem in refused(capsys, *arguments, status=status)


def test_an_unknown_verdict_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With the nearest."""
    cli.main(["explain", "riluzole"])
    id_ = re.search(r"st:([0-9a-f]{32})", capsys.readouterr().out).group(1)  # type: ignore[union-attr]
    assert "did you mean 'misread'?" in refused(capsys, "correct", id_, "--verdict", "misred", status=2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """With the file that could not be written."""
    told = refused(capsys, "ingest", CAUSE, "--out", "/dev/full")
    assert "/dev/full: cannot be written: No space left on device" in told


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file stays."""
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert "out: cannot be written" in refused(capsys, "build", "--pages", CAUSE, "--out", tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def _shown(block: Block) -> list[tuple[str, str]]:
    return list(block.commands()) if block.language == "console" else []


PAGE = (REPO / "docs" / "errors.md").read_text(encoding="utf-8")
SHOWN = [pair for block in blocks(PAGE) for pair in _shown(block)]


@pytest.mark.parametrize(("command", "printed"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_page_of_errors_shows_what_is_printed(command: str, printed: str) -> None:
    """Letter by letter, by the real command."""
    done = run(REPO, *command.split()[2:])
    assert done.stdout + done.stderr == printed
    assert done.returncode != 0


def test_the_saved_pages_make_the_release_of_the_rows(shared: Path, tmp_path: Path) -> None:
    """`build --pages ../shared/seeds` gives dumps byte-equal to `build`, which leaves the checkout as it was."""
    home = copy_checkout(tmp_path / "home")
    before = state(home / "graph")
    rows = run(home, "build", "--out", tmp_path / "rows")
    pages = run(home, "build", "--pages", shared / "seeds", "--out", tmp_path / "pages")
    assert (rows.returncode, pages.returncode) == (0, 0), rows.stderr + pages.stderr
    dumps = [
        "raregraph.ttl",
        "raregraph.nt",
        "raregraph.nq",
        "raregraph.trig",
        "raregraph.jsonld",
        "raregraph-biolink.nt",
    ]
    for name in dumps:
        one, other = ((tmp_path / folder / "current" / name).read_bytes() for folder in ("rows", "pages"))
        assert one == other, name
    assert state(home / "graph") == before
