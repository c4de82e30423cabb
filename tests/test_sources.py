"""The table of sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from raregraph.errors import ContentError, UsageError
from raregraph.sources import read_sources, sources, sources_named

FILE = {"file": "a/hp.obo", "url": "https://example.org/hp.obo", "begins": "format-version: "}
SOURCE = {
    "source": "one", "title": "One", "licence": "https://example.org/l", "credit": "One, 2020",
    "homepage": "https://example.org/", "published": "2020-01-31",
}  # fmt: skip


def written(folder: Path, *files: dict[str, object]) -> Path:
    """A table of one source with some files."""
    path = folder / "sources.yaml"
    path.write_text(json.dumps({"sources": [{**SOURCE, "files": list(files)}]}))
    return path


def test_a_row_is_read(tmp_path: Path) -> None:
    """What it does not say has its default."""
    (source,) = read_sources(written(tmp_path, FILE))
    (file,) = source.files
    assert (source.name, source.published, file.begins) == ("one", "2020-01-31", b"format-version: ")
    assert (file.sha256, file.folder, file.most_bytes) == ("", "", 200_000_000)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"url": "file:///etc/passwd"}, "is not a web address"),
        ({"file": "../x"}, "is no place in the cache"),
        ({"file": "/x"}, "is no place in the cache"),
        ({"file": "a/.."}, "is no place in the cache"),
        ({"sha256": "12"}, "is not 64 hex digits"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_a_row_that_is_not_clean_is_named(tmp_path: Path, keys: dict[str, str], problem: str) -> None:
    """Addresses are of the web, places below the cache."""
    with pytest.raises(ContentError, match=problem):
        read_sources(written(tmp_path, FILE | keys))


def test_a_place_is_of_one_file(tmp_path: Path) -> None:
    """Two rows would write over one another."""
    with pytest.raises(ContentError, match="'a/hp.obo' is there 2 times"):
        read_sources(written(tmp_path, FILE, FILE))


def test_the_projects_own_table_is_clean() -> None:
    """Four sources; a name that is none of them is wrong usage."""
    assert [source.name for source in sources()] == ["medquad", "hpo", "mondo", "gard"]
    assert [source.name for source in sources_named(["gard", "hpo", "gard"])] == ["gard", "hpo"]
    with pytest.raises(UsageError, match="did you mean 'mondo'"):
        sources_named(["mundo"])


def test_good_files_begin_as_the_table_says(shared: Path) -> None:
    """The check against error pages lets the real files in."""
    files = [file for source in sources() for file in source.files if (shared / "reference" / file.file).is_file()]
    assert len(files) == 16
    for file in files:
        with (shared / "reference" / file.file).open("rb") as opened:
            assert opened.read(len(file.begins)) == file.begins, file.file
