"""Evidence: the passages behind the rows of an answer."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from raregraph.errors import UsageError
from raregraph.evidence import COLUMNS, Evidence, find_evidence, to_blocks, widen
from raregraph.results import Answer, Table

ONE, OTHER = NamedNode("http://x/1"), NamedNode("http://x/2")
TABLE = Table(("label", "statement"), ((Literal("a"), ONE), (Literal("b"), OTHER), (Literal("c"), None)))
PLACE = (
    NamedNode("http://x/v"),
    Literal("2020-07-01"),
    Literal("symptoms"),
    Literal("3"),
    Literal("9"),
    Literal("w"),
    None,
)


def run(text: str) -> Answer:
    """One passage for the first statement, whatever is asked."""
    assert "<http://x/1> <http://x/2>" in text
    return Table(("statement", *COLUMNS), ((ONE, *PLACE),))


def test_each_row_gets_its_passages() -> None:
    """One without any keeps its place with empty columns."""
    wide = widen(TABLE, find_evidence(TABLE, run))
    assert wide.columns == ("label", "statement", *COLUMNS)
    assert [row[2:] for row in wide.rows] == [PLACE, (None,) * 7, (None,) * 7]


def test_people_see_passages_below_the_row() -> None:
    """Version, section, date, place and words."""
    lines = to_blocks(TABLE, find_evidence(TABLE, run)).splitlines()
    assert "symptoms, 2020-07-01, 3–9: “w”" in lines[3]
    assert [line for line in lines if line == "    no passage"] == ["    no passage"] * 2


def test_a_table_without_statements_has_no_evidence() -> None:
    """The fix names the column."""
    with pytest.raises(UsageError, match=r"the answer has no column \?statement; add \?statement to the query"):
        find_evidence(Table(("label",), ()), run)


def test_evidence_reads_as_a_line() -> None:
    """What is not known is left out."""
    assert str(Evidence(None, None, Literal("row 7"), None, None, None, None)) == "row 7"
