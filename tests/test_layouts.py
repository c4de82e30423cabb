"""Layouts: how a page is recognised and divided, as rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError, PageError, Where
from raregraph.layouts import layouts, pattern, read_layouts, recognise, section_names, sections_of
from tests.making import HERE

ROW = """layouts:
- layout: small
  markers: ['^Names$']
  title: '^(?P<title>.+)$'
  date: '^Updated (?P<month>\\d+)/(?P<day>\\d+)/(?P<year>\\d{4})$'
  end: '\\Z'
  sections:
  - {section: header, start: '\\A'}
  - {section: names, start: '^Names$'}
  - {section: more, start: '^More$', optional: true}
  - {section: end, start: '^End$'}
  runs:
  - {section: cause, words: 'caus'}
"""
PAGE = "Title\nNames\na b\nUpdated 5/9/2017\nThe cause\nUpdated 9/27/2018\nEnd"


def small(folder: Path, text: str = ROW) -> Path:
    """A table with one layout."""
    path = folder / "layouts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def divided(folder: Path, page: str) -> list[tuple[str, str, str]]:
    """Name, text and date of each section."""
    [layout] = read_layouts(small(folder))
    found = sections_of(page, layout, HERE)
    return [(part.name, page[part.start : part.end].strip(), part.date) for part in found]


def test_a_page_is_divided_without_gaps(tmp_path: Path) -> None:
    """Dated parts inside of a section are named by their words; the date line ends its part."""
    assert divided(tmp_path, PAGE) == [
        ("header", "Title", ""),
        ("names", "Names\na b\nUpdated 5/9/2017", "2017-05-09"),
        ("cause", "The cause\nUpdated 9/27/2018", "2018-09-27"),
        ("end", "End", ""),
    ]


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (PAGE.removesuffix("\nEnd"), "the page is cut: no end section"),
        (PAGE.replace("5/9", "13/9"), "'Updated 13/9/2017' at offset 16: month must be in 1..12"),
        (PAGE.replace("The cause", "Other"), "no section known for the part at offset"),
    ],
)
def test_a_page_that_does_not_fit_is_refused(tmp_path: Path, page: str, problem: str) -> None:
    """Cut, with a date that is none, or with a part nobody described."""
    with pytest.raises(PageError) as caught:
        divided(tmp_path, page)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("^Names$'}", "^(Names$'}", "not a regular expression"),
        ("optional: true", "optionel: true", "unknown key 'optionel'; did you mean 'optional'?"),
        ("  title:", "  titel:", "unknown key 'titel'; did you mean 'title'?"),
    ],
)
def test_a_faulty_row_is_an_error(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """With its line."""
    with pytest.raises(ContentError) as caught:
        read_layouts(small(tmp_path, ROW.replace(old, new)))
    assert problem in str(caught.value)


def test_a_pattern_names_its_place() -> None:
    """Line ends are those of lines."""
    assert pattern("^b$", HERE).search("a\nb\nc")
    with pytest.raises(ContentError, match=r"row\.yaml:1: not a regular expression"):
        pattern("(", HERE)


def test_what_no_layout_knows_is_refused() -> None:
    """With what to do."""
    with pytest.raises(PageError, match="x: not a GARD page of a known layout; give a saved GARD page"):
        recognise("nothing", Where("x"))


def test_both_layouts_of_the_project_are_there() -> None:
    """The page of 2013 and that of 2018 to 2020."""
    assert {"cause-page", "full-page"} <= {layout.name for layout in layouts()}
    assert {"symptoms", "inheritance", "cause", "references"} <= section_names()
