"""The text of a query: form, prefixes, columns, and where it is at fault."""

from __future__ import annotations

import pytest

from raregraph.errors import UsageError
from raregraph.sparql import check_form, columns_of, declared_prefixes, form_of, iris_of

QUERY = "PREFIX rg: <http://x/>\nSELECT ?s ?o WHERE { ?s rg:a ?o . ?s <http://y/b> 'SELECT rg:c' } # rg:d"


def test_strings_and_comments_are_no_query() -> None:
    """Only the IRIs that patterns name count."""
    assert iris_of(QUERY) == {"http://x/a", "http://y/b"}
    assert declared_prefixes(QUERY) == {"rg": "http://x/"}


@pytest.mark.parametrize(
    ("text", "form"),
    [(QUERY, "SELECT"), ("ASK { ?s ?p ?o }", "ASK"), ("# SELECT\nCONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"), ("", "")],
)
def test_the_form_is_the_first_word_that_is_one(text: str, form: str) -> None:
    """Comments aside."""
    assert form_of(text) == form


def test_an_update_is_refused() -> None:
    """Data is changed in graph/."""
    with pytest.raises(UsageError, match="q: no .* in it; write a SPARQL query"):
        check_form("INSERT DATA { <a:a> <a:b> <a:c> }", "q")


def test_columns_are_in_the_order_of_the_query() -> None:
    """What a SELECT answers with."""
    assert columns_of(QUERY, "q") == ("s", "o")


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("SELECT ?s\nWHERE { ?s ?p }", "q:2", "not valid SPARQL at line 2, column"),
        ("SELECT ?s WHERE {", "q:1", "at the end of the query"),
        ("SELECT ?s\nWHERE { ?s foo:a ?o }", "q:2", "the prefix of 'foo:a' is not declared"),
    ],
)
def test_a_syntax_error_is_shown_with_its_position(text: str, where: str, problem: str) -> None:
    """On one line."""
    with pytest.raises(UsageError) as caught:
        columns_of(text, "q")
    assert str(caught.value).startswith(where)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
