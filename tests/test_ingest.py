"""Reading pages for people: rows, places of words, reports, coverage."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import UsageError, Where
from raregraph.facts import facts_of
from raregraph.ingest import coverage_pages, coverage_text, covered, name_of, outputs, places, read, report
from raregraph.pages import Page, page_of
from raregraph.rows import parse
from tests.making import REPO

CAUSE, FULL = (REPO / "tests" / "pages" / name for name in ("cause.txt", "full.txt"))


def page(path: Path) -> Page:
    """A page of tests/pages."""
    return page_of(path.read_bytes(), Where(path.name))


def test_good_and_bad_pages_are_told_apart(tmp_path: Path) -> None:
    """The bad one is named, the good one read."""
    (tmp_path / "bad.txt").write_text("nothing", encoding="utf-8")
    good, [fault] = read([CAUSE, tmp_path / "bad.txt"])
    assert [item.version.date for item in good] == ["2013-01-11"]
    assert "bad.txt: not a GARD page" in str(fault)


def test_the_rows_of_a_page_are_rows() -> None:
    """What is written is read as graph/ is."""
    [(target, text)] = outputs([page(CAUSE)], None)
    assert target is None
    assert {fact.kind for fact in facts_of(parse(text, "x.yaml")).facts} >= {"name", "gene", "reference"}


def test_several_pages_go_into_a_folder(tmp_path: Path) -> None:
    """A file a version, named after it."""
    pages = [page(CAUSE), page(FULL)]
    targets = [target for target, _ in outputs(pages, tmp_path)]
    assert targets == [tmp_path / f"{name_of(item)}.yaml" for item in pages]
    assert name_of(pages[0]) == f"gard-5786-{pages[0].version.short}"
    with pytest.raises(UsageError, match="is no folder, and 2 pages are given"):
        list(outputs(pages, tmp_path / "file"))


@pytest.mark.parametrize(
    ("words", "count"),
    [("example name", 1), ("AAA1 and BBB2", 1), ("als", 3)],
)
def test_words_are_found_with_their_places(words: str, count: int) -> None:
    """Case does not matter; the places can be copied into a row."""
    found = places([page(CAUSE)], words)
    assert found.count("at: [{start: ") == count


def test_words_that_are_not_on_the_page_are_wrong_usage() -> None:
    """Nothing, and no words."""
    for words in ("mercury", ""):
        with pytest.raises(UsageError, match="these words are not in cause.txt"):
            places([page(CAUSE)], words)


def test_places_are_those_of_the_page_where_case_changes_lengths() -> None:
    """Some letters have more code points in lower case; offsets are of the page's own text."""
    text = CAUSE.read_text(encoding="utf-8").replace("• Example name", "• \u0130\u0130\u0130 Example name")
    found = page_of(text.encode(), Where("x"))
    start = int(places([found], "Example name").split("start: ")[1].split(",")[0])
    assert found.text[start:].startswith("Example name")


def test_the_report_says_what_got_no_id_and_what_was_not_understood() -> None:
    """Counts by kind, labels without an id, runs of text in no class."""
    text = report(page(CAUSE))
    assert text.startswith("cause.txt: ")
    assert "no id for the gene 'AAA1'" in text
    assert "not understood: " in text


def test_coverage_of_a_page_sorts_every_character(tmp_path: Path) -> None:
    """In figures, and as a page of its own."""
    measured = covered(page(CAUSE))
    assert coverage_text(measured).startswith("GARD:0005786 ")
    [(target, html)] = coverage_pages([(page(CAUSE), measured)], tmp_path)
    assert target == tmp_path / f"{name_of(page(CAUSE))}.html"
    assert "AAA1" in html


def test_the_saved_pages_are_reproduced_exactly(shared: Path) -> None:
    """`ingest` writes what graph/extracted keeps, byte for byte."""
    pages, faults = read([shared / "seeds"])
    assert not faults
    for item, (_, text) in zip(pages, outputs(pages, content.GRAPH), strict=True):
        assert (content.GRAPH / "extracted" / f"{name_of(item)}.yaml").read_text(encoding="utf-8") == text


def test_the_saved_pages_are_understood(shared: Path) -> None:
    """At most 3 % of each page's characters are in no class."""
    pages, _ = read([shared / "seeds"])
    assert [covered(item).share("neither") <= 0.03 for item in pages] == [True, True]
