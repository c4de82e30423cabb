"""The page of shapes, made from the shapes."""

from __future__ import annotations

from pathlib import Path

from raregraph import content
from raregraph.shape_docs import summary, to_markdown
from raregraph.shapes import read_shapes
from tests.making import REPO


def test_the_page_is_that_of_the_shapes() -> None:
    """`python -m raregraph.shape_docs > docs/shapes.md` writes it anew."""
    page = (REPO / "docs" / "shapes.md").read_text(encoding="utf-8")
    assert page == to_markdown(read_shapes(content.SHAPES))


def test_every_file_of_shapes_has_its_part() -> None:
    """By its name, with the comment at its head."""
    page = to_markdown(read_shapes(content.SHAPES))
    files: list[Path] = sorted(content.SHAPES.glob("*.ttl"))
    assert [path.stem for path in files if f"\n## {path.stem}\n" not in page] == []
    assert [path.stem for path in files if not summary(path.read_text(encoding="utf-8"))] == []


def test_a_summary_is_the_comment_at_the_head() -> None:
    """And nothing further down."""
    assert summary("# One\n# two.\n\nrest # three") == "One two."
