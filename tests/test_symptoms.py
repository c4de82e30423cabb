"""The symptom table: rows with their places, checked against the total."""

from __future__ import annotations

import pytest

from raregraph.errors import PageError, Where
from raregraph.layouts import Table, layouts
from raregraph.symptoms import symptom_rows
from raregraph.text import fold

PAGE = """Showing of 3 |
Medical Terms Other Names
Learn More:
HPO ID
100% of people have these symptoms
Fatigue
Tired
Tiredness
[ more ]
0012378
Pain 0012531
Percent of people who have these symptoms is not available through HPO
Hyperreflexia
Increased reflexes
0001347
Showing of 3 |
"""


def table() -> Table:
    """The table of the full page."""
    return next(layout.table for layout in layouts() if layout.table)


def rows(page: str) -> list[tuple[str, tuple[str, ...], str, bool, str]]:
    """Label, names, id, whether cut, and frequency as printed."""
    folded = fold(page)
    return [
        (
            folded[slice(*row.label)], tuple(folded[slice(*name)] for name in row.names), folded[slice(*row.id)],
            row.cut is not None, row.frequency,
        )
        for row in symptom_rows(folded, table(), Where("x"))
    ]  # fmt: skip


def test_rows_are_read_with_names_and_class() -> None:
    """On one line or several; a cut list is marked."""
    assert rows(PAGE) == [
        ("Fatigue", ("Tired", "Tiredness"), "0012378", True, "100%"),
        ("Pain", (), "0012531", False, "100%"),
        ("Hyperreflexia", ("Increased reflexes",), "0001347", False, ""),
    ]


def test_no_table_is_no_row() -> None:
    """A page may lack it."""
    assert rows("nothing of the kind") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Pain 0012531\n", "", "the symptom table says 3 rows, 2 were read"),
        ("Pain 0012531\n", "Pain 0012531\nAche 0012532\n", "the symptom table says 3 rows, 4 were read"),
        ("0001347\nShowing of 3 |\n", "0001347\n", "prints its total 1 times, not 2"),
    ],
)
def test_a_table_that_was_cut_or_altered_is_refused(old: str, new: str, problem: str) -> None:
    """With both numbers."""
    with pytest.raises(PageError) as caught:
        rows(PAGE.replace(old, new))
    assert problem in str(caught.value)
