"""The page of coverage: every character marked, offline, in one file."""

from __future__ import annotations

import re
from html import unescape

import pytest

from raregraph.coverage import coverage
from raregraph.coverage_html import to_html
from raregraph.errors import Where
from raregraph.ingest import covered
from raregraph.pages import Page, page_of
from tests.making import REPO


@pytest.fixture(scope="module")
def page() -> Page:
    """A page of tests/pages with signs that HTML must escape."""
    text = (REPO / "tests" / "pages" / "cause.txt").read_text(encoding="utf-8")
    return page_of(text.replace("Example name", "<b>Example & name</b>").encode(), Where("x.txt"))


@pytest.fixture(scope="module")
def html(page: Page) -> str:
    """Its coverage."""
    return to_html(covered(page))


def test_the_text_of_the_page_is_there_whole(page: Page, html: str) -> None:
    """Without the marks it is the page, letter by letter."""
    [marked] = re.findall(r'<div class="page">(.*?)</div>', html, re.DOTALL)
    assert unescape(re.sub(r"<[^>]*>", "", marked)) == page.text


def test_passages_lead_to_their_statements(html: str) -> None:
    """With kind and label; what is not understood stands out."""
    assert re.search(r'<a class="statement"[^>]*href="https://w3id\.org/raregraph/statement/[0-9a-f]{32}"', html)
    assert 'class="neither"' in html
    assert "<b>Example" not in html


def test_nothing_is_loaded_from_elsewhere(html: str) -> None:
    """No script, no image, no style sheet."""
    assert not re.search(r"<script|<img|<link|@import|url\(", html)


def test_an_empty_list_of_spans_covers_nothing(page: Page) -> None:
    """No character is of a statement."""
    assert coverage(page.text, page.version, []).share("statement") == 0
    assert "<a class=" not in to_html(coverage(page.text, page.version, []))
