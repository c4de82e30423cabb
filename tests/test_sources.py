"""The table of sources."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import ContentError, UsageError
from raregraph.reference_files import HGNC, HPO, HPO_GENES, HPOA, MONDO_EDGES, MONDO_NODES, MONDO_TERMS, NEEDED
from raregraph.rows import read_file
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
    assert (file.also, file.sha256, file.folder, file.most_bytes) == ((), "", "", 200_000_000)
    assert (file.licence, file.credit) == ("https://example.org/l", "One, 2020")


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"url": "file:///etc/passwd"}, "is not a web address"),
        ({"also": ["ftp://example.org/x"]}, "is not a web address"),
        ({"file": "../x"}, "is no place in the cache"),
        ({"file": "/x"}, "is no place in the cache"),
        ({"file": "a/.."}, "is no place in the cache"),
        ({"sha256": "12"}, "is not 64 hex digits"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_a_row_that_is_not_clean_is_named(tmp_path: Path, keys: dict[str, object], problem: str) -> None:
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


def test_a_file_has_its_own_terms_where_it_says_so() -> None:
    """Symbols of HGNC are public domain, though they come by way of Mondo."""
    known = {file.file: file for source in sources() for file in source.files}
    assert known[HGNC].licence == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert known[MONDO_EDGES].licence == "https://creativecommons.org/licenses/by/4.0/"


def test_all_that_a_build_reads_has_an_address() -> None:
    """What is needed, the annotations that `evaluate` reads, and the languages."""
    known = {file.file for source in sources() for file in source.files}
    languages = [row.text("file") for row in read_file(content.GRAPH / "translations.yaml").rows("translations")]
    needed = {*NEEDED, HPOA, HPO_GENES, *languages} - {MONDO_TERMS} | {MONDO_NODES}
    assert needed - known == set()


def test_a_pinned_hash_is_that_of_the_release(shared: Path) -> None:
    """The three files of HPO that a package carries unaltered."""
    pinned = {file.file: file.sha256 for source in sources() for file in source.files if file.sha256}
    assert sorted(pinned) == [HPO_GENES, HPO, HPOA]
    hashes = {name: hashlib.sha256((shared / "reference" / name).read_bytes()).hexdigest() for name in pinned}
    assert hashes == pinned


def test_good_files_begin_as_the_table_says(shared: Path) -> None:
    """The check against error pages lets the real files in."""
    files = [file for source in sources() for file in source.files if (shared / "reference" / file.file).is_file()]
    assert len(files) == 22
    for file in files:
        with (shared / "reference" / file.file).open("rb") as opened:
            assert opened.read(len(file.begins)) == file.begins, file.file
