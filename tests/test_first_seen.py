"""What the files of a cache were when they first came."""

from __future__ import annotations

from pathlib import Path

from raregraph.first_seen import LOCK, keep_first_seen, read_first_seen


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    """By place and address; the later word counts; lines are sorted."""
    keep_first_seen(tmp_path, "b", "https://example.org/b", "2" * 64)
    keep_first_seen(tmp_path, "a", "https://example.org/a", "1" * 64)
    keep_first_seen(tmp_path, "b", "https://example.org/b", "3" * 64)
    assert read_first_seen(tmp_path) == {
        ("a", "https://example.org/a"): "1" * 64,
        ("b", "https://example.org/b"): "3" * 64,
    }
    lines = (tmp_path / LOCK).read_text().splitlines()[1:]
    assert lines == [f"a\thttps://example.org/a\t{'1' * 64}", f"b\thttps://example.org/b\t{'3' * 64}"]


def test_nothing_is_known_of_an_empty_cache_or_a_spoilt_file(tmp_path: Path) -> None:
    """A file that is no text, and a line that is cut."""
    assert read_first_seen(tmp_path) == {}
    (tmp_path / LOCK).write_bytes(b"\xff\xfe")
    assert read_first_seen(tmp_path) == {}
    (tmp_path / LOCK).write_text("a\thttps://example.org/a\n")
    assert read_first_seen(tmp_path) == {}
