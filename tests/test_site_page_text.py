"""Pages and their versions: sections, what was read in order, the coloured text, versions side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import PageError
from raregraph.ids import ours
from raregraph.kinds import kinds
from raregraph.site import page_text
from raregraph.site.history import graph_of, read_version
from raregraph.site.opened import Opened, open_release
from raregraph.site.routes import render
from raregraph.site.texts import read_texts
from raregraph.text import sha256
from tests.corpora import PAGES

NEWER, OLDER = ours("page/gard-5786/0d97d85dcf34"), ours("page/gard-5786/83181a80f9f5")


def test_a_version_has_its_dates_and_standings(opened: Opened) -> None:
    """Sections in the order of the page, each with its own date."""
    version = read_version(OLDER, opened.reader)
    assert (version.date, version.count) == ("2013-01-11", 51)
    assert version.standings == {"latest": 5, "older": 4, "unknown": 42}
    newer = read_version(NEWER, opened.reader)
    assert {section.name: section.date for section in newer.sections if section.date} == {
        "summary": "2018-09-27", "symptoms": "2020-07-01", "inheritance": "2017-05-09", "diagnosis": "2018-09-27",
        "treatment": "2018-09-27",
    }  # fmt: skip
    assert [section.start for section in newer.sections] == sorted(section.start for section in newer.sections)


def test_what_was_read_stands_in_the_order_of_the_page(opened: Opened) -> None:
    """Section by section, passage by passage."""
    of = page_text.view(NEWER, opened.reader, {})
    starts = [reading.passage.start for part in of.parts for reading in part.readings]
    assert starts == sorted(starts)
    assert of.text is None
    assert of.count == 345
    assert [item.iri for item in of.siblings] == [OLDER]


def test_the_text_is_whole_and_coloured(opened: Opened, seeds: dict[str, str]) -> None:
    """Joined, the stretches are the page; a passage leads to its statement and says what it is."""
    text = seeds["0d97d85dcf34"]
    of = page_text.view(NEWER, opened.reader, {sha256(text): text}).text
    assert of is not None
    joined = "".join(stretch.text for stretch in of.stretches)
    assert sha256(joined) == sha256(text)
    first = next(stretch for stretch in of.stretches if stretch.text == "Charcot disease")
    assert first.path.startswith("/statement/")
    assert "is also called “Charcot disease”" in first.title
    shares = {share.sort: share.share for share in of.shares}
    assert float(shares["neither"].rstrip("%")) < 3


def test_kinds_that_stand_together_differ_in_colour() -> None:
    """Neighbours in the table have different hues."""
    hues = [page_text.hue(name) for name in kinds().kinds]
    assert all(one != other for one, other in zip(hues, hues[1:], strict=False))


def test_versions_stand_side_by_side(opened: Opened) -> None:
    """What both say is told from what one says."""
    of = page_text.page_view(ours("page/gard-5786"), opened.reader)
    assert [version.date for version in of.versions] == ["2020-07-01", "2013-01-11"]
    rows = {item.says: [len(cell) for cell in item.cells] for item in of.compared}
    name = "amyotrophic lateral sclerosis is also called “Lou Gehrig disease”"
    assert rows[name] == [1, 1]
    gene = "ALS2 causes familial amyotrophic lateral sclerosis (in some)"
    assert rows[gene] == [1, 0]


def test_a_version_has_its_named_graph() -> None:
    """Its statements are those of this graph."""
    assert graph_of(NEWER) == ours("graph/gard-5786-0d97d85dcf34")


def test_texts_are_known_by_their_hash(tmp_path: Path) -> None:
    """As offsets and hashes mean it: LF, no byte order mark, nothing at the end."""
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\n\n")
    (tmp_path / "b.md").write_text("no page", encoding="utf-8")
    assert read_texts([tmp_path]) == {sha256("one\ntwo"): "one\ntwo"}


def test_pages_of_medquad_are_texts_too() -> None:
    """All that the sample has."""
    assert len(read_texts([PAGES])) == 12


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Nobody asks for pages and gets none in silence."""
    with pytest.raises(PageError, match="no such file or folder"):
        read_texts([tmp_path / "none"])


def test_a_release_is_opened_with_the_pages_at_hand(released: Path, shared: Path) -> None:
    """Only the text of pages that are the release's own is shown: it is found by its hash."""
    with_pages = open_release(released, [shared / "seeds"])
    assert read_version(NEWER, with_pages.reader).sha256 in with_pages.texts
    reply = render(with_pages, "/statement/0c26bf587c6ad438458480cbf2948dd1", "html", {})
    assert reply.body.count(b"<mark>") == 2
