"""The formats of every release."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.export.defaults import write_defaults
from raregraph.export.graph import blocks_of
from raregraph.holdings import FILES
from raregraph.manifest import is_promised
from raregraph.release import DRAFT


@pytest.fixture(scope="module")
def written(released: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The formats of the release of graph/, made again from its graph alone."""
    folder = tmp_path_factory.mktemp("defaults")
    return folder, write_defaults(blocks_of(released), folder / "made", folder / "scratch")


def test_they_are_made_again_from_a_release(written: tuple[Path, list[str]], released: Path) -> None:
    """A release says in raregraph.nt all that they need: every byte is as it was released."""
    folder, paths = written
    assert [path for path in paths if (folder / "made" / path).read_bytes() != (released / path).read_bytes()] == []


def test_each_is_explained_in_the_release(written: tuple[Path, list[str]]) -> None:
    """The table of the release's files has a row for each, in a folder or by a name that is theirs alone."""
    listed = [file.path for file in FILES]
    assert [path for path in written[1] if listed.count(path) != 1] == []
    assert "kgx/monarch/raregraph_edges.tsv" in written[1]


def test_nothing_else_is_written(written: tuple[Path, list[str]]) -> None:
    """What is returned is all that lies there."""
    made = written[0] / "made"
    assert [path.relative_to(made).as_posix() for path in sorted(made.rglob("*")) if path.is_file()] == sorted(
        written[1]
    )


def test_what_a_library_packs_holds_no_version(released: Path) -> None:
    """The name of a release is put into texts only, so that bytes of other kinds need not be written again."""
    binary = [file.path for file in FILES if not is_promised(file.path)]
    assert [path for path in binary if DRAFT.encode() in (released / path).read_bytes()] == []
