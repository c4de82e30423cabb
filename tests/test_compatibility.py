"""The table of what tools said of a release, and its page."""

from __future__ import annotations

from pathlib import Path

from raregraph.compatibility import COLUMNS, page, read, write

ROW = dict.fromkeys(COLUMNS, "") | {
    "release": "ALS",
    "check": "words-count",
    "tool": "words",
    "version": "1.0",
    "command": "words count table.tsv",
    "holds": "There is a two.",
    "result": "passed",
    "twin": "a|b",
    "twin_result": "refused: no two",
}


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Empty cells too; without a table there are no rows."""
    assert read(tmp_path / "none.tsv") == []
    write([ROW], tmp_path / "table.tsv")
    assert read(tmp_path / "table.tsv") == [ROW]


def test_the_page_has_results_faults_and_commands() -> None:
    """A check is told once, its results for each release; a bar in a cell does not end it."""
    fault = ROW | {"check": "words-fault", "fault": "It counts lines.", "issue": "https://example.org/1"}
    text = page([ROW, ROW | {"release": "corpus"}, fault])
    assert text.count("| `words-count` | words | 1.0 | passed | a\\|b | refused: no two |") == 2
    assert "| words 1.0 | It counts lines. | https://example.org/1 |" in text
    assert text.count("```\nwords count table.tsv\n```") == 2
    assert text.count("## Results on the release ") == 2
