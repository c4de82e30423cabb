"""A release: what it holds, what it is called, and that only its content decides its bytes."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from raregraph import __version__, content, gate
from raregraph.errors import GateError, ReleaseError
from raregraph.holdings import FILES
from raregraph.knowledge import Knowledge
from raregraph.manifest import content_hash, faults, is_promised
from raregraph.release import DRAFT, read_release, write_release
from tests.verdicts import PASSED, REFUSED

ROOT = Path(__file__).resolve().parent.parent


def files_of(release: Path) -> dict[str, bytes]:
    """Every file of a release by path."""
    paths = (path for path in release.rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


def test_release_holds_what_its_table_says(released: Path) -> None:
    """The files are those of the table, the gzip copies and the manifest; no other, and none is empty."""
    wanted = {file.path for file in FILES} | {f"{file.path}.gz" for file in FILES if file.packed} | {"MANIFEST.sha256"}
    files = files_of(released)
    assert set(files) == wanted
    assert [path for path, data in files.items() if not data] == []


def test_manifest_is_true(released: Path) -> None:
    """Every file but the manifest is listed with its SHA-256, sorted, in the form sha256sum reads."""
    assert list(faults(released)) == []
    lines = (released / "MANIFEST.sha256").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line[66:])
    assert all(re.fullmatch(r"[0-9a-f]{64}  [a-zA-Z_./-]+[a-z0-9]", line) for line in lines)
    result = subprocess.run(["sha256sum", "--check", "--quiet", "MANIFEST.sha256"], cwd=released, check=False)
    assert result.returncode == 0


def test_version_is_the_hash_of_the_content(released: Path) -> None:
    """With the version's hash written as zeros, the files hash to it: anyone can check the name."""
    assert re.fullmatch(re.escape(__version__) + r"-[0-9a-f]{12}", released.name)
    drawn = {
        path: data.replace(released.name.encode(), DRAFT.encode())
        for path, data in files_of(released).items()
        if is_promised(path) and path not in ("MANIFEST.sha256", "dataset.ttl", "metadata.yaml")
    }
    assert f"{__version__}-{content_hash(drawn)}" == released.name


def test_gzip_copies_are_equal(released: Path) -> None:
    """A gzip copy unpacks to its file."""
    packed = [released / f"{file.path}.gz" for file in FILES if file.packed]
    assert len(packed) == 6
    assert [
        path.name for path in packed if gzip.decompress(path.read_bytes()) != path.with_suffix("").read_bytes()
    ] == []


def test_every_turtle_and_json_file_parses(released: Path) -> None:
    """Nothing in a release is broken for the reader of its suffix."""
    for path in released.rglob("*.ttl"):
        assert list(parse(path.read_bytes(), format=RdfFormat.TURTLE)), path.name
    json.loads((released / "shacl-report.json").read_text(encoding="utf-8"))


def test_text_has_only_line_feeds(released: Path) -> None:
    """Every text is UTF-8 with LF and one line feed at its end."""
    for path, data in files_of(released).items():
        if is_promised(path):
            assert b"\r" not in data, path
            assert data.endswith(b"\n"), path
            data.decode("utf-8")


KGX_SAYS = "is unknown in the current Biolink Model"
"""What kgx prints of a twin, in COMPATIBILITY.md."""


def test_no_file_says_current(released: Path) -> None:
    """Nothing old is passed off as today's: the word stands only in what is denied, or printed by a tool of others."""
    for path, data in files_of(released).items():
        if path.endswith((".md", ".tsv")) or path in ("queries.ttl", "dataset.ttl"):
            text = data.decode().replace("not current medical advice", "").replace(KGX_SAYS, "")
            assert not re.search(r"\bcurrent(ly)?\b", text), path


def test_readme_names_every_file_and_the_terms(released: Path) -> None:
    """A person finds what each file is, of what date the pages are, on what terms, and that it is no advice."""
    text = (released / "README.md").read_text(encoding="utf-8")
    assert [file.path for file in FILES if f"`{file.path}`" not in text] == []
    for words in (
        released.name,
        "not current medical advice",
        "2020-07-01",
        "2013-01-11",
        "CC BY 4.0",
        "release 2025-01-16",
    ):
        assert words in text


def test_readme_commands_work(released: Path) -> None:
    """The Python lines of the release's README run, where the packages they name are installed."""
    pytest.importorskip("pandas")
    text = (released / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    result = subprocess.run([sys.executable, "-c", code[1]], cwd=released, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr


def test_release_is_read_again(released: Path) -> None:
    """A release is found by its folder or by the folder of releases, with its counts."""
    release = read_release(released.parent)
    assert (release, release.version) == (read_release(released), released.name)
    assert set(release.counts) >= {"statements", "findings", "triples", "quads", "named graphs"}
    assert release.counts["triples"] > 10_000


def test_equal_release_changes_nothing(knowledge: Knowledge, released: Path) -> None:
    """Writing the same again is a no-op."""
    again = write_release(knowledge, released.parent, report=PASSED)
    assert (again.changed, again.path.name) == (False, released.name)


def test_refused_graph_is_not_released(knowledge: Knowledge, tmp_path: Path) -> None:
    """What the gate refused leaves no trace."""
    with pytest.raises(GateError):
        write_release(knowledge, tmp_path / "dist", report=REFUSED)
    assert not (tmp_path / "dist").exists()


def test_what_is_released_passes_the_gate(released: Path) -> None:
    """The dump itself conforms, its description included: `raregraph validate` on a release finds nothing."""
    report = gate.check(released / "raregraph.nq", content.SHAPES, strict=True)
    assert report.conforms, report.to_table()


def test_where_there_is_no_release(tmp_path: Path) -> None:
    """Reading names what is missing and what to do."""
    with pytest.raises(ReleaseError, match="holds no release; build one: make publish"):
        read_release(tmp_path)


def test_altered_release_is_not_read(tmp_path: Path) -> None:
    """A release that was edited is named with the file."""
    (tmp_path / "MANIFEST.sha256").write_text("0" * 64 + "  README.md\n")
    with pytest.raises(ReleaseError, match="is not as it was released: README.md is missing"):
        read_release(tmp_path)


CODE = """
import locale, sys, time
locale.setlocale(locale.LC_ALL, "")
from pathlib import Path
from raregraph.knowledge import from_content
from raregraph.release import write_release
from tests.verdicts import PASSED
write_release(from_content(), Path(sys.argv[1]), report=PASSED)
"""
SURROUNDINGS = (
    {"PYTHONHASHSEED": "1", "TZ": "LINT-14", "LC_ALL": "C", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "2", "TZ": "NST3:30NDT", "LC_ALL": "C.UTF-8"},
)


def test_surroundings_do_not_change_a_byte(released: Path, tmp_path: Path) -> None:
    """Another hash seed, time zone, locale and working folder give the same manifest."""
    runs = [started(tmp_path / str(number), each) for number, each in enumerate(SURROUNDINGS)]
    for number, process in enumerate(runs):
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        manifest = tmp_path / str(number) / "current" / "MANIFEST.sha256"
        assert differences(manifest, released / "MANIFEST.sha256") == []


def started(out: Path, surroundings: dict[str, str]) -> subprocess.Popen[str]:
    """A build in other surroundings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    environment = kept | {"PYTHONPATH": str(ROOT), "PYTHONCOERCECLOCALE": "0"} | surroundings
    return subprocess.Popen(
        [sys.executable, "-c", CODE, out], cwd=out.parent, env=environment, stderr=subprocess.PIPE, text=True
    )


def differences(one: Path, other: Path) -> Iterable[str]:
    """The lines that only one of two manifests has."""
    return sorted(set(one.read_text().splitlines()) ^ set(other.read_text().splitlines()))
