"""The texts in shapes: patterns that could take for ever, and what a query is found in."""

import pytest

from raregraph.shape_text import _bare, nests_quantifiers


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a*)*", "((ab)+c)*", "(?:a+)+", "(a{2,})+", "(x(a+)y)*"])
def test_nested_quantifiers_are_seen(pattern: str) -> None:
    """A repeated group that holds an open quantifier: such a pattern can hang the gate."""
    assert nests_quantifiers(pattern)


@pytest.mark.parametrize(
    "pattern", ["^[0-9a-f]{32}$", "(a|b)+c", "a+b+", r"\(a+\)+", "[(a+)]+", "(ab){3}", "(a+){2}", ""]
)
def test_patterns_that_end_are_let_pass(pattern: str) -> None:
    """Escapes, classes, alternatives and counted repetitions are no nesting."""
    assert not nests_quantifiers(pattern)


def test_words_in_strings_iris_and_comments_are_no_part_of_the_query() -> None:
    """SERVICE in a label is not a call."""
    bare = _bare('SELECT $this { $this <urn:SERVICE> "FROM" } # MINUS')
    assert not {"SERVICE", "FROM", "MINUS"} & set(bare.split())
    assert "SELECT" in bare
