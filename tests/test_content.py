"""Content: where graph/, shapes/ and queries/ are."""

from __future__ import annotations

from pathlib import Path

from raregraph import content


def test_a_checkout_has_its_content_beside_the_package() -> None:
    """The three folders of curators."""
    assert all(folder.is_dir() for folder in (content.GRAPH, content.SHAPES, content.QUERIES))
    assert Path(__file__).resolve().parents[1] == content.ROOT


def test_messages_show_paths_from_the_root_of_the_content(tmp_path: Path) -> None:
    """A file of ours by its place in the project, any other as it was given."""
    assert content.shown(content.GRAPH / "kinds.yaml") == "graph/kinds.yaml"
    assert content.shown(tmp_path / "page.txt") == str(tmp_path / "page.txt")
    assert content.shown(Path("page.txt")).endswith("page.txt")


def test_content_holds_no_code() -> None:
    """A curator never has to open a .py file."""
    folders = (content.GRAPH, content.SHAPES, content.QUERIES)
    assert [path for folder in folders for path in folder.rglob("*.py")] == []
