"""The list of a release's files."""

from __future__ import annotations

from pathlib import Path

from raregraph.manifest import content_hash, faults, read_files, to_manifest

FILES = {"b/c.txt": b"", "a.txt": b"abc"}
MANIFEST = (
    b"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\n"
    b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b/c.txt\n"
)


def test_manifest_is_sorted_with_two_spaces() -> None:
    """One line a file: hash, two spaces, path with slashes."""
    assert to_manifest(FILES) == MANIFEST


def test_content_hash_is_the_start_of_the_manifests() -> None:
    """Twelve hex that change with any byte or name."""
    assert content_hash(FILES) == content_hash(dict(reversed(FILES.items())))
    assert len({content_hash(FILES), content_hash(FILES | {"a.txt": b"abd"}), content_hash({"b": b"abc"})}) == 3


def test_faults_name_what_differs(tmp_path: Path) -> None:
    """A whole folder has none; a changed, a missing and an added file are told apart."""
    (tmp_path / "b").mkdir()
    for path, data in FILES.items():
        (tmp_path / path).write_bytes(data)
    (tmp_path / "MANIFEST.sha256").write_bytes(to_manifest(FILES))
    assert (list(faults(tmp_path)), read_files(tmp_path)) == ([], FILES)
    (tmp_path / "a.txt").write_bytes(b"abcd")
    (tmp_path / "b" / "c.txt").rename(tmp_path / "b" / "d.txt")
    assert list(faults(tmp_path)) == [
        "a.txt has been changed",
        "b/c.txt is missing",
        "b/d.txt is not in MANIFEST.sha256",
    ]
