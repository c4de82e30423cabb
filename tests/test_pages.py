"""pages: what is read as a page of which version, and what is refused with which words."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raregraph.errors import PageError, Where
from raregraph.facts import Section
from raregraph.pages import Page, find_pages, listed_pages, page_of, read_page, read_pages
from raregraph.text import MAX_BYTES

PAGES = Path(__file__).parent / "pages"
FULL = (PAGES / "full.txt").read_text(encoding="utf-8")
CAUSE = (PAGES / "cause.txt").read_text(encoding="utf-8")


def page(text: str) -> Page:
    """The page of a text."""
    return page_of(text.encode(), Where("page.txt"))


def refused(text: str | bytes) -> PageError:
    """The fault a text is refused with."""
    with pytest.raises(PageError) as caught:
        page_of(text if isinstance(text, bytes) else text.encode(), Where("page.txt"))
    return caught.value


def test_the_full_page_is_divided_into_dated_sections() -> None:
    """Sections come in order, parts without a heading are named by their words, undated ones have no date."""
    found = page(FULL)
    assert found.version.layout == "full-page"
    assert found.version.title == "Amyotrophic lateral sclerosis"
    assert found.version.page == "GARD:0005786"
    assert [(section.name, section.date) for section in found.version.sections] == [
        ("header", ""),
        ("names", ""),
        ("subtypes", ""),
        ("summary", "2018-09-27"),
        ("symptoms", "2020-07-01"),
        ("inheritance", "2017-05-09"),
        ("learn-more", ""),
        ("questions", ""),
        ("references", ""),
    ]
    assert found.version.date == "2020-07-01"


def test_the_cause_page_is_divided_into_dated_sections() -> None:
    """The older layout has four sections, one with a date."""
    found = page(CAUSE)
    assert found.version.layout == "cause-page"
    assert [(section.name, section.date) for section in found.version.sections] == [
        ("header", ""),
        ("names", ""),
        ("cause", "2013-01-11"),
        ("references", ""),
    ]


@pytest.mark.parametrize("text", [FULL, CAUSE])
def test_sections_cover_the_page(text: str) -> None:
    """Each section begins where the one before it ends; together they are the whole text."""
    found = page(text)
    sections: tuple[Section, ...] = found.version.sections
    assert [section.start for section in sections] == [0, *(section.end for section in sections[:-1])]
    assert sections[-1].end == len(found.text) == found.version.length


def test_the_symptom_table_is_read() -> None:
    """A row has its label, other names, id, frequency as printed, and the mark of a cut list."""
    found = page(FULL)
    rows = [
        (
            found.text[slice(*row.label)],
            [found.text[slice(*name)] for name in row.names],
            found.text[slice(*row.id)],
            row.frequency,
            row.cut is not None,
        )
        for row in found.rows
    ]
    assert rows == [
        ("Amyotrophic lateral sclerosis", [], "0007354", "100%", False),
        ("Pain", ["Ache", "Sore feeling"], "0012531", "5%-29%", True),
        ("Autosomal dominant inheritance", [], "0000006", "", False),
        ("Fatigue", ["Tired"], "0012378", "", False),
    ]


@given(
    st.booleans(),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.text(" \t\n"),
    st.booleans(),
    st.sampled_from([FULL, CAUSE]),
)
def test_how_a_file_is_stored_changes_nothing(mark: bool, line_end: str, tail: str, apart: bool, text: str) -> None:
    """A byte order mark, other line ends, white space at the end and decomposed accents all give the same version."""
    data = (unicodedata.normalize("NFD", text) if apart else text) + tail
    stored = data.replace("\n", line_end).encode("utf-8-sig" if mark else "utf-8")
    assert page_of(stored, Where("page.txt")).version == page(text).version


HEADING = "\nAmyotrophic lateral sclerosis\n"
TABLE_DATE = "Last updated: 7/1/2020\n"
REFUSED = {
    "empty": ("", "page.txt: the file is empty; save the page again"),
    "blank": (" \n \n", "page.txt: the file is empty; save the page again"),
    "NUL": (b"Title\0", "a NUL byte at offset 5"),
    "UTF-16": (FULL.encode("utf-16"), "the file is UTF-16"),
    "Latin-1": ("Información en español".encode("latin-1"), "is not UTF-8"),
    "large": (b"a" * (MAX_BYTES + 1), "bytes, more than the"),
    "HTML": ("<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>", "HTML, not the text of a page"),
    "other text": ("A recipe.\n\nTake two eggs.", "not a GARD page of a known layout"),
    "other disease": (FULL.replace(HEADING, "\nExample disease\n"), "a page about 'Example disease'"),
    "no references": (FULL[: FULL.index("  1. Doe")], "the page is cut: no references section"),
    "table cut": (FULL[: FULL.index("Autosomal dominant")], "says 4 rows, 2 were read"),
    "row gone": (FULL.replace("Amyotrophic lateral sclerosis 0007354\n", ""), "says 4 rows, 3 were read"),
    "total gone": (FULL.replace("Showing of 4 |\nLast", "Last"), "prints its total 1 times, not 2 (4 rows read)"),
    "reference gone": (FULL[: FULL.index("  2. Another")], "reference 2 is cited, 1 are listed"),
    "reference cut": (FULL[: FULL.index("http://example.org/page")] + "http://example.", "reference 2 is not whole"),
    "number cut": (FULL[: FULL.index("Never cited")], "reference 2 is not whole"),
    "numbers jump": (FULL.replace("  2. Another", "  4. Another"), "references are numbered 1, 4, 3"),
    "no such day": (FULL.replace("7/1/2020", "7/41/2020"), "'Last updated: 7/41/2020' at offset"),
    "unknown part": (FULL.replace(TABLE_DATE, TABLE_DATE + "\nWords.\nLast updated: 1/1/2019\n"), "no section known"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_whole_page_is_refused(name: str) -> None:
    """Each fault has the file, the problem with its value, and what to do."""
    text, problem = REFUSED[name]
    fault = refused(text)
    assert problem in str(fault)
    assert str(fault.where) == "page.txt"
    assert fault.fix


def test_a_title_near_a_listed_one_is_named() -> None:
    """A misprinted title is refused with the title that was perhaps meant."""
    fault = refused(FULL.replace(HEADING, "\nAmyotrophic lateral scelerosis\n"))
    assert fault.fix == "did you mean 'amyotrophic lateral sclerosis'?"


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """A missing file, a folder, a pipe and a file over the limit each have their words."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(50_000_000)
    problems = {}
    for name in ("missing", "folder", "pipe", "large"):
        with pytest.raises(PageError) as caught:
            read_page(tmp_path / name)
        problems[name] = caught.value.problem
    assert problems == {
        "missing": "no such file",
        "folder": "a folder, not a saved page",
        "pipe": "not a plain file, not a saved page",
        "large": "50,000,000 bytes, over the 20,000,000 a page may have",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    """The system's reason is kept."""
    path = tmp_path / "page.txt"
    path.write_text(FULL, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(PageError, match="cannot be read: Permission denied"):
        read_page(path)


def test_pages_are_found_in_folders_in_order(tmp_path: Path) -> None:
    """Folders give their .txt files; the result is sorted and names each file once."""
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(FULL, encoding="utf-8")
    found = find_pages([tmp_path / "b.txt", tmp_path])
    assert [path.name for path in found] == ["a.txt", "b.txt"]


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    """Nothing to read is an error, not an empty result."""
    with pytest.raises(PageError, match=r"a folder without \.txt files"):
        find_pages([tmp_path])


def written(folder: Path, **texts: str) -> list[Path]:
    """Files of these texts."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [folder / f"{name}.txt" for name in texts]


def test_the_same_text_given_twice_is_one_page(tmp_path: Path) -> None:
    """Copies are read once; pages are sorted by date."""
    pages, faults = read_pages(written(tmp_path, a=FULL, b=CAUSE, c=FULL + "\n"))
    assert [page.version.date for page in pages] == ["2013-01-11", "2020-07-01"]
    assert faults == ()


def test_two_texts_of_one_page_and_date_are_both_rejected(tmp_path: Path) -> None:
    """One of them is false, and nothing says which; other pages are still read."""
    other = FULL.replace("Is it common?", "Is it rare?")
    pages, faults = read_pages(written(tmp_path, a=FULL, b=other, c=CAUSE, d="Nothing."))
    assert [page.version.date for page in pages] == ["2013-01-11"]
    assert [(Path(str(fault.where)).name, fault.problem.split(",")[0]) for fault in faults] == [
        ("a.txt", f"another text of GARD:0005786 with 2020-07-01 than {tmp_path / 'b.txt'}"),
        ("b.txt", f"another text of GARD:0005786 with 2020-07-01 than {tmp_path / 'a.txt'}"),
        ("d.txt", "not a GARD page of a known layout"),
    ]


def test_listed_pages_have_a_disease_and_a_copy() -> None:
    """The list has the page on amyotrophic lateral sclerosis."""
    assert [(row.id, row.disease, row.obtainable_from) for row in listed_pages()][0] == (
        "GARD:0005786",
        "MONDO:0004976",
        "private copy",
    )


def test_both_saved_pages_are_read(shared: Path) -> None:
    """The real pages: layouts, dates, rows."""
    pages, faults = read_pages(find_pages([shared / "seeds"]))
    assert faults == ()
    assert [(page.version.short, page.version.layout, page.version.date, len(page.rows)) for page in pages] == [
        ("83181a80f9f5", "cause-page", "2013-01-11", 0),
        ("0d97d85dcf34", "full-page", "2020-07-01", 29),
    ]


def test_no_cut_of_the_newer_page_is_read(shared: Path) -> None:
    """Cut at any line end, or anywhere in its last thousand characters, the page is refused."""
    data = next((shared / "seeds").glob("003_*.txt")).read_bytes()
    cuts = [index for index, byte in enumerate(data) if byte == 10] + list(range(len(data) - 1000, len(data)))
    whole = []
    for cut in cuts:
        try:
            page_of(data[:cut], Where("cut"))
            whole.append(cut)
        except PageError:
            pass
    assert whole == []
