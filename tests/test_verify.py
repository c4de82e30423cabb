"""Verification: passages re-hashed against the pages they point into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from raregraph.errors import Where
from raregraph.extract import extract
from raregraph.facts import FactFile
from raregraph.knowledge import Knowledge, assemble, from_content
from raregraph.pages import Page, page_of
from raregraph.verify import line, verify
from tests.making import REPO

PAGE: Page = page_of((REPO / "tests" / "pages" / "cause.txt").read_bytes(), Where("cause.txt"))
OTHER: Page = page_of((REPO / "tests" / "pages" / "full.txt").read_bytes(), Where("full.txt"))


def known(**changes: object) -> Knowledge:
    """What the page says, with the first passage of its first fact changed."""
    file = extract(PAGE)
    first = file.facts[0]
    at = (replace(first.at[0], **changes), *first.at[1:])  # type: ignore[arg-type]
    return assemble(
        [FactFile(file.where, file.sha256, file.version, (replace(first, at=at), *file.facts[1:]), ())],
        [],
        [],
        [],
        strict=False,
    )


def test_every_passage_of_a_page_matches_it() -> None:
    """What was read off the page is on the page."""
    [result], strangers = verify(known(), [PAGE])
    assert (result.faults, strangers) == ((), [])
    assert line(result) == (
        f"GARD:0005786 {PAGE.version.short} (2013-01-11): {result.matched} of {result.matched} passages match cause.txt"
    )
    assert result.matched > 5


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"sha256": "0" * 64}, "the passage says 000000000000"),
        ({"first": "other words"}, "the row says 'other words'"),
        ({"start": 0, "end": 3}, "the text's hash is"),
    ],
)
def test_a_passage_that_does_not_match_is_named(changes: dict[str, object], problem: str) -> None:
    """With its place on the page; the others still match."""
    [result], _ = verify(known(**changes), [PAGE])
    assert [problem in str(fault) for fault in result.faults] == [True]
    assert str(result.faults[0].where).startswith("cause.txt, ")
    assert f"{result.matched} of {result.matched + 1} passages" in line(result)


def test_a_passage_behind_the_page_is_named() -> None:
    """The page is not the text the row was made from."""
    short = replace(PAGE, text=PAGE.text[:60])
    [result], _ = verify(known(), [short])
    assert "the passage ends behind the page's 60 characters" in str(result.faults[0])


def test_a_version_that_is_not_given_is_told() -> None:
    """And a given page that the graph does not know."""
    [result], [stranger] = verify(known(), [OTHER])
    assert line(result).endswith("(2013-01-11): not among the given pages")
    assert f"the text's hash {OTHER.version.short} is no version of GARD:0005786 in the graph" in str(stranger)
    assert PAGE.version.short in str(stranger)


def test_every_passage_of_the_graph_matches_the_saved_pages(seeds: dict[str, str]) -> None:
    """All of graph/, those of findings too."""
    pages = [page_of(text.encode(), Where(name)) for name, text in seeds.items()]
    results, strangers = verify(from_content(), pages)
    assert strangers == []
    assert [result.faults for result in results] == [(), ()]
    assert sum(result.matched for result in results) >= 300
