"""Pages of saved queries and of answers: parameters, evidence, colours, and why an answer is empty."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from raregraph.answers import run
from raregraph.queries import EVIDENT, find, saved
from raregraph.results import Table
from raregraph.site import answer_table, people, query_page
from raregraph.site.empty import asked, explain_empty
from raregraph.site.highlight import highlight
from raregraph.site.opened import Opened
from raregraph.site.patterns import patterns
from raregraph.site.query_page import plain

NAMES = [query.name for query in saved()]


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_can_be_left_out(name: str) -> None:
    """The query without one of its patterns is a query; a query has some."""
    found = patterns(find(name).text)
    assert found
    for pattern in found:
        Store().query(pattern.without)


def test_patterns_of_a_subject_stand_apart() -> None:
    """Commas and semicolons are written out; what is optional is no pattern that empties an answer."""
    text = "SELECT * { ?a a ?b ; <urn:p>/<urn:q>* ?c , 'x'@en . OPTIONAL { ?a <urn:r> ?d } FILTER (?c > 1) }"
    assert [pattern.text for pattern in patterns(text)] == [
        "?a a ?b", "?a <urn:p>/<urn:q>* ?c", "?a <urn:p>/<urn:q>* 'x'@en", "FILTER (?c > 1)",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "{", "}}}", "SELECT", "SELECT * { ?a", "\x00", "FILTER", "VALUES ?x {", "{ ?a ["])
def test_what_is_no_query_has_no_patterns(text: str) -> None:
    """Nothing hangs, nothing breaks."""
    assert patterns(text) == ()


@pytest.mark.parametrize("name", NAMES)
def test_colours_keep_the_text(name: str) -> None:
    """Joined, the stretches are the query."""
    text = find(name).text
    assert "".join(stretch.text for stretch in highlight(text)) == text


def test_colours_say_what_a_word_is() -> None:
    """Keywords, variables, names, strings and comments."""
    looks = {stretch.text: stretch.look for stretch in highlight('SELECT ?a # why\n{ ?a rdfs:label "x"@en }')}
    assert looks["SELECT"] == "keyword"
    assert (looks["?a"], looks["rdfs:label"], looks['"x"@en'], looks["# why"]) == (
        "variable",
        "name",
        "string",
        "comment",
    )


def test_the_pattern_that_empties_an_answer_is_named(opened: Opened) -> None:
    """Without it there are rows."""
    text = (
        "PREFIX rg: <https://w3id.org/raregraph/vocab/> PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_> "
        "SELECT ?s { ?s rg:kind rg:gene ; rg:disease MONDO:0005144 ; rg:quantity rg:all }"
    )
    why = explain_empty(opened, text)
    assert [pattern.text for pattern in why.culprits] == ["?s rg:quantity rg:all"]
    assert (why.tried, why.total) == (3, 3)


def test_the_nearest_term_is_named(opened: Opened) -> None:
    """For a misspelt predicate, one that the release has."""
    text = "PREFIX rg: <https://w3id.org/raregraph/vocab/> SELECT ?s { ?s rg:kinds rg:gene }"
    [unknown] = explain_empty(opened, text).unknown
    assert (unknown.term, unknown.nearest[0].text) == ("rg:kinds", "kind")


def test_a_text_without_its_language_is_explained(opened: Opened) -> None:
    """Labels are in English, and say so."""
    text = 'PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?s { ?s rdfs:label "Anxiety" }'
    assert [unknown.note for unknown in explain_empty(opened, text).unknown] == [
        'the release has it in English: write "Anxiety"@en'
    ]


def test_a_page_shows_what_the_query_answers(opened: Opened) -> None:
    """Row for row, with labels for ids, and who says so."""
    of = query_page.view("genes", opened, {})
    assert of.answer is not None
    answer = run(find("genes").text, opened.store)
    assert isinstance(answer, Table)
    assert of.answer.total == len(answer.rows) == len(of.answer.rows) == 23
    assert of.answer.columns[-1] == "who says so"
    first = of.answer.rows[0].cells
    assert [cell.thing.text if cell else "" for cell in first[:4]] == [
        "ALS2", "ALS2", "causes", "familial amyotrophic lateral sclerosis",
    ]  # fmt: skip
    assert of.explanation is None


def test_parameters_are_set_and_kept_in_the_form(opened: Opened) -> None:
    """Another disease, another answer; links and snippets carry it."""
    of = query_page.view("genes", opened, {"disease": "MONDO:0005145"})
    assert of.answer is not None
    assert of.answer.total == 8
    assert [(field.name, field.value) for field in of.fields] == [("disease", "MONDO:0005145")]
    assert of.files[0] == ("CSV", "/queries/genes.csv?disease=MONDO%3A0005145")
    assert dict(of.snippets)["Python"].splitlines()[2] == "rows = ask(\"genes\", disease='MONDO:0005145')"


def test_a_value_that_does_not_fit_is_explained(opened: Opened) -> None:
    """The page says what is wrong, and has the status of a bad request."""
    of = query_page.view("genes", opened, {"disease": "four"})
    assert of.answer is None
    assert of.problem.startswith("'four' is neither a CURIE nor an IRI")
    view = people.queries(opened, "/queries/genes", {"disease": "four"})
    assert view is not None
    assert view.status == 400


def test_an_empty_answer_explains_itself(opened: Opened) -> None:
    """Here nobody has that disease."""
    of = query_page.view("genes", opened, {"disease": "MONDO:0000001"})
    assert of.answer is not None
    assert of.answer.empty
    assert of.explanation is not None
    assert "VALUES ?disease { <http://purl.obolibrary.org/obo/MONDO_0000001> }" in [
        pattern.text for pattern in of.explanation.culprits
    ]
    assert [unknown.term for unknown in of.explanation.unknown] == ["MONDO:0000001"]


def test_evidence_on_demand(opened: Opened) -> None:
    """The passages behind each row; a row of Mondo has its file."""
    of = query_page.view("genes", opened, {"evidence": "1"})
    assert of.answer is not None
    [place] = of.answer.rows[0].evidence
    assert (place.section, place.date, place.words) == ("cause", "2013-01-11", "ALS2")
    assert all(row.evidence for row in of.answer.rows)
    assert query_page.view("genes", opened, {}).answer.rows[0].evidence == ()  # type: ignore[union-attr]


def test_long_answers_say_what_is_not_shown(opened: Opened) -> None:
    """Rows beyond the limit are counted, never dropped in silence."""
    answer = run("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 700", opened.store)
    of = answer_table.page_of(answer, opened)
    assert (len(of.rows), of.total, of.rest) == (500, 700, 200)
    assert b"500 of 700 rows are shown, 200 are not" in people.answers_html(opened, "SELECT …", answer)


def test_answers_of_every_form_have_a_page(opened: Opened) -> None:
    """A truth, a graph, nothing."""
    assert b"<strong>yes</strong>" in people.asked_html(opened, "ASK { ?s ?p ?o }")
    assert b"1 triples" in people.asked_html(opened, "CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}")
    assert b"Why nothing was found" in people.asked_html(opened, "SELECT ?s { ?s <urn:none> 1 }")
    assert b"no good" in people.problem_html(opened, "SELECT", "no good")


@pytest.mark.parametrize(
    ("default", "shown"),
    [("MONDO:0004976", "MONDO:0004976"), ('"2018-12-31"^^xsd:date', "2018-12-31"), ("5", "5"), ("rg:a rg:b", "rg:a"),
     ("<https://example.org/a>", "https://example.org/a")],
)  # fmt: skip
def test_defaults_are_shown_as_people_type_them(default: str, shown: str) -> None:
    """Without SPARQL's quotes and datatypes."""
    assert plain(default) == shown


def test_every_query_stands_on_one_shelf() -> None:
    """And only one."""
    assert sorted(query.name for shelf in query_page.shelves() for query in shelf.queries) == sorted(NAMES)
    assert EVIDENT == ("statement", "finding")


@pytest.mark.parametrize(
    ("text", "asked_"),
    [
        ("SELECT ?a { ?a a ?b } LIMIT 3", "ASK { ?a a ?b }"),
        ("CONSTRUCT { ?a a 1 } WHERE { ?a a 2 }", "ASK { ?a a 2 }"),
        ("SELECT ?a { { SELECT ?a { ?a a 1 } } } ORDER BY ?a", "ASK { { SELECT ?a { ?a a 1 } } }"),
        ("ASK { ?a a 1 }", "ASK { ?a a 1 }"),
    ],
)
def test_whether_there_is_anything_is_asked_without_order_or_limit(text: str, asked_: str) -> None:
    """So that the first row is enough."""
    assert asked(text) == asked_


def test_no_more_patterns_are_tried_than_there_is_time_for(opened: Opened) -> None:
    """Whoever asks may stop it; the page says how many were tried."""
    turns = iter((True, True, False))
    why = explain_empty(opened, find("genes").text.replace("0004976", "0000001"), lambda: next(turns))
    assert (why.tried, why.total) == (2, 13)
