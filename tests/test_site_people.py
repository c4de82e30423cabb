"""The pages for people as HTML: which view is whose, what is escaped, and that each is well-formed and complete."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from raregraph.ids import ours
from raregraph.queries import saved
from raregraph.site import people
from raregraph.site.layout import lay_out
from raregraph.site.opened import Opened
from raregraph.site.routes import render

ALS = "/term/MONDO_0004976"
VOID = {"meta", "link", "input", "br", "hr", "img", "wbr"}
PAGES = ("/", "/search", "/names/", "/names/a", "/queries/", "/sparql", "/findings/", ALS, "/page/gard-5786",
         "/page/gard-5786/0d97d85dcf34", "/statement/0c26bf587c6ad438458480cbf2948dd1",
         "/finding/02361dd5785fe4dbc25dc0b3cefb9669", "/queries/genes", "/queries/schema-org")  # fmt: skip


class Outline(HTMLParser):
    """Reads a page: its open elements, ids, headings and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.targets: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is to be checked."""
        given = dict(attrs)
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.targets += [value for key, value in attrs if key == "href" and value and value.startswith("#")]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "style" in given or any(key.startswith("on") for key in given):
            self.wrong.append(f"{tag}: {given}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing that is closed where it is opened."""
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """An element is closed by its own tag."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


def outline(opened: Opened, path: str) -> tuple[Outline, str]:
    """A page, read, and its text."""
    reply = render(opened, path, "html", {})
    assert reply.status == 200
    text, found = reply.body.decode(), Outline()
    found.feed(text)
    return found, text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed(path: str, opened: Opened) -> None:
    """Every element is closed, no id is there twice, fragments lead somewhere; no style or script in it.

    Only the editor of queries has scripts, and they are files of ours.
    """
    found, text = outline(opened, path)
    assert found.open == []
    assert found.wrong == []
    assert sorted(found.ids) == sorted(set(found.ids))
    assert {target[1:] for target in found.targets} - set(found.ids) == set()
    scripts = re.findall(r"<script[^>]*>", text.replace('<script type="application/ld+json">', ""))
    assert [script for script in scripts if " src=" not in script] == []
    assert path == "/sparql" or scripts == []


@pytest.mark.parametrize("path", PAGES)
def test_headings_go_down_by_one(path: str, opened: Opened) -> None:
    """One h1, and no level left out."""
    headings = outline(opened, path)[0].headings
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(headings, headings[1:], strict=False))


@pytest.mark.parametrize("path", PAGES)
def test_the_same_bytes_again(path: str, opened: Opened) -> None:
    """No clock, no order of sets."""
    assert render(opened, path, "html", {}).body == render(opened, path, "html", {}).body


def test_the_first_line_of_a_disease(opened: Opened) -> None:
    """Before anything else: of which dates, no advice, drug decisions as of when."""
    text = outline(opened, ALS)[1]
    main = text[text.index("<main") :]
    notice = main[main.index('<p class="notice">') : main.index("<header")]
    assert " ".join(re.sub(r"<[^>]+>", "", notice).split()) == (
        "Read from GARD pages of 2013-01-11, 2017-05-09, 2018-09-27, 2020-07-01; not current medical advice; "
        "drug decisions as of 2018-09-27."
    )


@pytest.mark.parametrize("word", ["survival", "death", "2–10 years"])
def test_survival_is_in_no_header_and_no_preview(word: str, opened: Opened) -> None:
    """It is below care, folded."""
    text = outline(opened, ALS)[1]
    assert text[: text.index('id="names"')].count(word) == 0
    assert text[text.index('<details class="folded" id="course-folded">') :].count(word) > 0


def test_a_statement_on_survival_has_a_quiet_title(opened: Opened) -> None:
    """Previews of links show the title."""
    [iri] = opened.reader.subjects("rdf:predicate", ours("vocab/hasCauseOfDeath"))
    view = people.of_statement(opened, "/" + iri.removeprefix(ours("")), {})
    assert view is not None
    assert (view.title, view.preview.split(":")[0]) == ("A statement on survival", "A statement on survival")


def test_every_row_has_who_says_so_and_a_correction(opened: Opened) -> None:
    """A link to the statement, and one to the row that corrects it."""
    text = outline(opened, ALS)[1]
    rows = [row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if 'data-label="who says so"' in row]
    assert len(rows) > 300
    assert [row for row in rows if 'class="who"' not in row or "#correct" not in row] == []


def test_the_correction_row_is_on_the_page_it_is_linked_to(opened: Opened) -> None:
    """To be copied."""
    text = outline(opened, "/statement/0c26bf587c6ad438458480cbf2948dd1")[1]
    row = "- {statement: &#34;0c26bf587c6ad438458480cbf2948dd1&#34;, verdict: &#34;misread&#34;"
    assert text.count(row) == 1


def test_what_a_visitor_sends_is_text(opened: Opened) -> None:
    """Markup in a search is shown, not obeyed."""
    body = render(opened, "/search", "html", {"q": '"><script>alert(1)</script>'}).body
    assert body.count(b"<script>alert") == 0
    assert body.count(b"&lt;script&gt;alert(1)&lt;/script&gt;") == 1
    sparql = lay_out(opened, "/sparql", people.sparql(opened, "/sparql", {"query": "</textarea><script>x"}))
    assert sparql.count(b"<script>x") == 0


@pytest.mark.parametrize("start", ["-1", "x", "99999999999999", "²", ""])
def test_an_odd_place_in_the_hits_is_no_error(start: str, opened: Opened) -> None:
    """It is the first one, or beyond the last."""
    assert render(opened, "/search", "html", {"q": "als", "from": start}).status == 200


@pytest.mark.parametrize("path", ["/names/zz", "/queries/none", "/statement/" + "0" * 32, "/term/MONDO_9999999"])
def test_what_is_not_there_is_not_found(path: str, opened: Opened) -> None:
    """404, with a page."""
    assert render(opened, path, "html", {}).status == 404


def test_every_saved_query_has_a_page_with_its_answer(opened: Opened) -> None:
    """All of them, with their own parameters."""
    for query in saved():
        reply = render(opened, f"/queries/{query.name}", "html", {})
        assert (query.name, reply.status) == (query.name, 200)
        assert (query.name, reply.body.count(b'id="answer"')) == (query.name, 1)


def test_every_statement_has_a_page(opened: Opened) -> None:
    """Of every kind."""
    for iri in opened.reader.subjects("rg:disease", "http://purl.obolibrary.org/obo/MONDO_0004976"):
        assert render(opened, "/" + iri.removeprefix(ours("")), "html", {}).status == 200


def test_home_counts_what_there_is(opened: Opened) -> None:
    """Statements, passages, findings, and how fresh."""
    view = people.home(opened, "/", {})
    of = view.values["of"]
    assert (of.statements, of.passages, of.findings, of.pages) == (406, 431, 68, 2)  # type: ignore[attr-defined]
    assert (of.oldest, of.newest) == ("2013-01-11", "2020-07-01")  # type: ignore[attr-defined]
