"""What a column holds."""

from __future__ import annotations

import pytest

from raregraph.export import columns


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("synonym", "list"),
        ("object_closure_label", "list"),
        ("negated", "truth"),
        ("has_count", "count"),
        ("evidence_count", "count"),
        ("has_percentage", "number"),
        ("category", "text"),
    ],
)
def test_a_name_says_what_a_column_holds(column: str, kind: str) -> None:
    """By its table or by its end."""
    assert columns.kind(column) == kind


def test_what_is_counted_here_is_not_what_an_edge_says() -> None:
    """A number that an edge says keeps the form it was written in."""
    assert (columns.counted("has_phenotype_count"), columns.counted("has_count")) == (True, False)


def test_nothing_said_is_of_the_kind_of_the_column() -> None:
    """Empty text, no texts, false."""
    assert columns.nothing(("source", "same_as", "deprecated")) == ("", (), False)


@pytest.mark.parametrize("found", [columns.NODES, columns.DENORMALIZED_NODES, columns.DENORMALIZED_EDGES])
def test_no_column_is_there_twice(found: tuple[str, ...]) -> None:
    """A database would refuse it."""
    assert len(set(found)) == len(found)
