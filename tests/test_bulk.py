"""A release of any size."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from raregraph import lines
from raregraph.bulk import write_bulk
from raregraph.bulk_sort import Limits
from raregraph.errors import GateError, ReleaseError
from raregraph.knowledge import Knowledge
from raregraph.manifest import faults
from raregraph.release import Release, read_release
from tests.test_release import files_of
from tests.verdicts import PASSED, REFUSED

ROOT = Path(__file__).resolve().parent.parent
STEPS = 7
"""Stages that are announced."""


@pytest.fixture(scope="module")
def source(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lines of what graph/ holds."""
    path = tmp_path_factory.mktemp("source") / "raregraph.nq"
    found = lines.merged((lines.of_knowledge(knowledge), lines.of_backbone(knowledge.backbone)))
    path.write_text("".join(f"{line}\n" for line in found), encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def bulk(source: Path, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Those lines, released."""
    return write_bulk(source, tmp_path_factory.mktemp("bulk"), backbone=knowledge.backbone, report=PASSED)


def unpacked(folder: Path) -> dict[str, bytes]:
    """The files of a release, gzip copies unpacked: how they are packed is not decided by what they hold."""
    files = {path: data for path, data in files_of(folder).items() if path != "MANIFEST.sha256"}
    return {path: gzip.decompress(data) if path.endswith(".gz") else data for path, data in files.items()}


def test_it_is_the_release_that_is_made_in_memory(bulk: Release, released: Path) -> None:
    """Version, counts and every byte."""
    assert bulk.version == released.name
    assert bulk.counts == read_release(released).counts
    ours, theirs = unpacked(bulk.path), unpacked(released)
    assert sorted(ours) == sorted(theirs)
    assert [path for path in ours if ours[path] != theirs[path]] == []


def test_nothing_is_left_beside_it(bulk: Release) -> None:
    """The release is true to its manifest, `current` points at it, the workshop is gone."""
    assert list(faults(bulk.path)) == []
    assert sorted(path.name for path in bulk.path.parent.iterdir()) == sorted([bulk.version, "current"])
    assert (bulk.path.parent / "current").readlink() == Path(bulk.version)


def test_bytes_depend_on_neither_jobs_nor_memory(
    bulk: Release, source: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    """Two processes, and graphs, rows and counts that hardly fit, give the same manifest."""
    little = Limits(run=20, budget=20_000, share=50)
    again = write_bulk(source, tmp_path, backbone=knowledge.backbone, report=PASSED, jobs=2, limits=little)
    assert (again.path / "MANIFEST.sha256").read_bytes() == (bulk.path / "MANIFEST.sha256").read_bytes()


def test_an_equal_release_is_left_alone(bulk: Release, source: Path, knowledge: Knowledge) -> None:
    """Not even a time changes."""
    before = [(path, path.lstat().st_mtime_ns) for path in sorted(bulk.path.rglob("*"))]
    again = write_bulk(source, bulk.path.parent, backbone=knowledge.backbone, report=PASSED)
    assert (again.changed, again.version) == (False, bulk.version)
    assert [(path, path.lstat().st_mtime_ns) for path in sorted(bulk.path.rglob("*"))] == before


def test_a_refused_graph_leaves_no_trace(source: Path, knowledge: Knowledge, tmp_path: Path) -> None:
    """Not even the folder."""
    with pytest.raises(GateError):
        write_bulk(source, tmp_path / "dist", backbone=knowledge.backbone, report=REFUSED)
    assert not (tmp_path / "dist").exists()


def test_lines_that_do_not_read_back_are_not_released(source: Path, knowledge: Knowledge, tmp_path: Path) -> None:
    """A line that no reader takes is found in the dump, and the folder is as it was: absent."""
    broken = tmp_path / "broken.nq"
    text = source.read_text(encoding="utf-8")
    broken.write_text(text.replace('"@en <', '"@e n <', 1), encoding="utf-8", newline="\n")
    with pytest.raises(ReleaseError, match="read"):
        write_bulk(broken, tmp_path / "dist", backbone=knowledge.backbone, report=PASSED)
    assert not (tmp_path / "dist").exists()


KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from raregraph.bulk import write_bulk
from raregraph.knowledge import from_content
from tests.verdicts import PASSED

left = int(sys.argv[3])

def step(name):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

write_bulk(Path(sys.argv[1]), Path(sys.argv[2]), backbone=from_content().backbone, report=PASSED, progress=step)
"""


@pytest.mark.parametrize("step", [1, STEPS - 1])
def test_a_killed_build_leaves_the_old_release(
    step: int, bulk: Release, source: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    """Whatever stage it was killed in; the next build sweeps up and succeeds."""
    (tmp_path / "old").mkdir()
    (tmp_path / "current").symlink_to("old")
    command = [sys.executable, "-c", KILLED, str(source), str(tmp_path), str(step)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert (tmp_path / "current").readlink() == Path("old")
    assert any(path.name.startswith(".staging-") for path in tmp_path.iterdir())
    again = write_bulk(source, tmp_path, backbone=knowledge.backbone, report=PASSED)
    assert (again.version, again.changed) == (bulk.version, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["old", "current", bulk.version])
