"""The parts of the front that need no server: negotiation, the screen, lexical forms, paths, ranges of files."""

from __future__ import annotations

import time

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `serve`")

from pyoxigraph import Literal, NamedNode

from raregraph.engine import Limits
from raregraph.ids import prefixes
from raregraph.lexical import forms_of
from raregraph.results import Table
from raregraph.web.negotiation import choose, takes_gzip
from raregraph.web.problem import Problem
from raregraph.web.request import form_of, path_of
from raregraph.web.respond import since
from raregraph.web.restoring import concerned, restored
from raregraph.web.screen import check, tokens

JSON, CSV, HTML = "application/sparql-results+json", "text/csv", "text/html"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
OA_START, XSD = "http://www.w3.org/ns/oa#start", "http://www.w3.org/2001/XMLSchema#"
FIVE = Literal("5", datatype=NamedNode(XSD + "nonNegativeInteger"))


@pytest.mark.parametrize(("accept", "chosen"), [
    (None, JSON), ("", JSON), ("*/*", JSON), (BROWSER, HTML), ("text/*", CSV), ("text/csv;q=0.5, text/html;q=0.4", CSV),
    ("text/html;q=0, */*;q=0.1", JSON), ("image/png", None), ("application/sparql-results+json;q=0", None),
    ("TEXT/HTML", HTML), ("text/csv;charset=utf-8", CSV), ("rubbish", JSON), ("text/csv;q=2, text/html", HTML),
])  # fmt: skip
def test_the_form_that_is_wanted_most(accept: str | None, chosen: str | None) -> None:
    """By q-value, then by the order of what is offered; what cannot be read counts for nothing."""
    assert choose(accept, (JSON, CSV, HTML)) == chosen


@pytest.mark.parametrize(("header", "takes"), [
    ("", False), ("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("*", True), ("*;q=0", False),
    ("identity", False),
])  # fmt: skip
def test_gzip_is_sent_to_who_takes_it(header: str, takes: bool) -> None:
    """And to nobody else."""
    assert takes_gzip(header) is takes


def refused(text: str) -> Problem:
    """The problem of a query with small limits."""
    with pytest.raises(Problem) as caught:
        check(text, Limits(query=200, depth=5), prefixes())
    return caught.value


@pytest.mark.parametrize(("text", "status", "words"), [
    ("ASK {} #" + "x" * 200, 413, "longer than 200 bytes"),
    ("ASK {{{{{{ ?s ?p ?o }}}}}}", 400, "nested deeper than 5 (line 1, column 10)"),
    ("ASK { FILTER(!!!!!!true) }", 400, "nested deeper than 5"),
    ("# SELECT\n DROP ALL", 400, "DROP would change the graph (line 2, column 2)"),
    ("PREFIX a: <urn:a> INSERT DATA { a:b a:c a:d }", 400, "INSERT would change the graph"),
    ("ASK { SERVICE <http://x/> {} }", 400, "SERVICE is not answered: nothing is fetched from elsewhere"),
    ("", 400, "no SELECT, ASK, CONSTRUCT, DESCRIBE in it"),
    ("ASK { ?s foo:a ?o }", 400, "the prefix of 'foo:a' is not declared (line 1, column 10)"),
])  # fmt: skip
def test_the_screen_refuses(text: str, status: int, words: str) -> None:
    """Before any parser has it, with the place and the reason."""
    found = refused(text)
    assert (found.status, words in found.detail) == (status, True), found.detail


@pytest.mark.parametrize("text", [
    "SERVICESILENT<http://x/>{}", "SERVICE x:{}", "SERVICEx:y{}", "?s ?p 1SERVICE ?x {}", "?s ?p trueSERVICE:x {}",
    "FILTER(1<2)SERVICE?x#>\n{ }", "?s <http://x/\\u0041#> ?o . SERVICE <http://x/> {}", "service silent $x{}",
    "SERVICE # {\n x:\\#y {}",
])  # fmt: skip
def test_the_screen_sees_service_where_the_parser_may(text: str) -> None:
    """Words may touch for the parser, and what looks like an IRI or a comment may be none."""
    found = refused("PREFIX http: <urn:x> PREFIX x: <urn:x> SELECT * { " + text + " }")
    assert found.detail.startswith("SERVICE is not answered")


def test_a_prefix_is_hinted_at() -> None:
    """The nearest that is known."""
    assert refused("ASK { ?s rgg:a ?o }").fix.startswith("did you mean 'rg'?")


@pytest.mark.parametrize("text", [
    'ASK { ?s ?p "SERVICE {{{{{{{{{{" }', "ASK { ?s ?p <urn:SERVICE> } # DROP {{{{{{{{",
    "ASK { ?s rg:SERVICE ?o }",
    "PREFIX foo: <urn:x> ASK { ?s foo:a ?o }", "BASE <urn:x:> SELECT * {}", "describe MONDO:0004976",
])  # fmt: skip
def test_the_screen_lets_pass(text: str) -> None:
    """Words and brackets in texts, IRIs, names and comments are no words and brackets of the query."""
    assert check(text, Limits(query=200, depth=5), prefixes())


def test_the_screen_is_quick_on_what_never_ends() -> None:
    """A text that is opened and never closed takes time in proportion to its length."""
    assert len(tokens('"' * 60_000)) >= 1
    assert len(tokens("'''" + "''" * 30_000 + "\\")) >= 1
    start = time.process_time()
    assert len(tokens("a." * 30_000)) == 60_000
    assert refused("service:" * 20).detail.startswith("no SELECT")
    assert time.process_time() - start < 2


def test_a_column_behind_a_predicate_has_the_forms_of_the_dump() -> None:
    """?x of oa:start ?x."""
    forms = forms_of([(OA_START, f'"5"^^<{XSD}nonNegativeInteger>')])
    found = tokens("SELECT ?x { ?s oa:start ?x }")
    assert concerned(found, ("x",), forms, prefixes())
    assert restored(Table(("x",), ((Literal(5),),)), found, forms, prefixes()).rows == ((FIVE,),)


def test_a_column_behind_a_predicate_that_is_answered_too() -> None:
    """?o of ?s ?p ?o, where ?p is oa:start in that row, and only there."""
    forms = forms_of([(OA_START, f'"5"^^<{XSD}nonNegativeInteger>')])
    found = tokens("SELECT ?p ?o { ?s ?p ?o }")
    rows = ((NamedNode(OA_START), Literal(5)), (NamedNode("urn:other"), Literal(5)))
    assert restored(Table(("p", "o"), rows), found, forms, prefixes()).rows[0][1] == FIVE
    assert restored(Table(("p", "o"), rows), found, forms, prefixes()).rows[1][1] == Literal(5)


def test_what_is_computed_stays_as_it_is() -> None:
    """An expression has no predicate."""
    forms = forms_of([(OA_START, f'"5"^^<{XSD}nonNegativeInteger>')])
    found = tokens("SELECT (MIN(?x) AS ?least) { ?s oa:start ?x }")
    assert not concerned(found, ("least",), forms, prefixes())


def test_a_path_is_decoded() -> None:
    """UTF-8, percent-encoded or not."""
    assert path_of(b"/term/MONDO_0004976") == "/term/MONDO_0004976"
    assert path_of(b"/names/%C3%84") == "/names/Ä"


@pytest.mark.parametrize("raw", [b"/a%2fb", b"/a%00", b"/a%5Cb", b"/../a", b"/a/..", b"/./a", b"/a\\b", b"/%ff", b"a"])
def test_a_path_that_leads_elsewhere_is_refused(raw: bytes) -> None:
    """Encoded slashes, NUL, backslashes, dots, what is not UTF-8, what is not from the root."""
    with pytest.raises(Problem):
        path_of(raw)


def test_a_form_has_its_names_again_and_again() -> None:
    """In order, with blanks for plus signs."""
    assert form_of(b"a=1+2&b=&a=%2B") == [("a", "1 2"), ("b", ""), ("a", "+")]


def test_a_date_that_is_none_counts_for_nothing() -> None:
    """The answer is sent."""
    assert since("Wed, 05 Aug 2026 00:00:00 GMT", "Tue, 04 Aug 2026 00:00:00 GMT")
    assert not since("Mon, 01 Jan 99999999999 00:00:00 GMT", "Tue, 04 Aug 2026 00:00:00 GMT")
    assert not since("yesterday", "Tue, 04 Aug 2026 00:00:00 GMT")
    assert not since("Mon, 03 Aug 2026 00:00:00 GMT", "Tue, 04 Aug 2026 00:00:00 GMT")
