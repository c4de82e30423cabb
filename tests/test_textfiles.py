"""Text files: what cannot be read or written is told with its path."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError
from raregraph.textfiles import read_text, write_text


def test_text_is_written_with_lf_and_read_as_it_is(tmp_path: Path) -> None:
    """On any system, byte for byte."""
    write_text(tmp_path / "a", "é\nb\r\n")
    assert (tmp_path / "a").read_bytes() == "é\nb\r\n".encode()
    assert read_text(tmp_path / "a") == "é\nb\r\n"


@pytest.mark.parametrize(("name", "problem"), [("none", "No such file"), ("folder", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, problem: str) -> None:
    """With the system's reason."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(ContentError, match=f"{name}: cannot be read: {problem}"):
        read_text(tmp_path / name)


@pytest.mark.parametrize("name", ["none/a", "folder"])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    """A folder that is not there, or in the way."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(ContentError, match=f"{name}: cannot be written"):
        write_text(tmp_path / name, "x")
