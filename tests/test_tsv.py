"""Tables with a head."""

from pathlib import Path

import pytest

from raregraph.errors import ContentError
from raregraph.tsv import read_table, to_text

TEXT = "# source: x\n# file: a\n# file: b\nid\tlabel\nA\t\nB\tbee\n"


def test_a_table_is_written_sorted_and_read_back(tmp_path: Path) -> None:
    """Rows are sorted and distinct, the head keeps its order and its repeated keys."""
    rows = [{"id": "B", "label": "bee"}, {"id": "A", "label": ""}, {"id": "B", "label": "bee"}]
    path = tmp_path / "x.tsv"
    path.write_text(to_text([("source", "x"), ("file", "a"), ("file", "b")], ("id", "label"), rows), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == TEXT
    table = read_table(path, ("id", "label"))
    assert table.records() == [{"id": "A", "label": ""}, {"id": "B", "label": "bee"}]
    assert (table.of("source"), table.all_of("file")) == ("x", ("a", "b"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id\tname\n", r"x\.tsv:1: the columns are id, name; they must be id, label"),
        ("# a: b\nid\tlabel\nA\n", r"x\.tsv:3: 1 cells, but 2 columns"),
        ("", r"x\.tsv:1: the columns are ; they must be id, label"),
    ],
)
def test_a_faulty_table_is_an_error_with_its_line(text: str, problem: str, tmp_path: Path) -> None:
    """Columns and cells are checked."""
    path = tmp_path / "x.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        read_table(path, ("id", "label"))


def test_a_table_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """A missing file is one line."""
    with pytest.raises(ContentError, match="cannot be read: No such file"):
        read_table(tmp_path / "x.tsv")
