"""The gate's report: sorted, for people, as Turtle and as JSON."""

from __future__ import annotations

import json
import random

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from raregraph.report import Report, Result, shown

SH = "http://www.w3.org/ns/shacl#"


def result(severity: str, focus: str, message: str = "m", value: NamedNode | Literal | None = None) -> Result:
    """A result of one shape."""
    return Result(
        severity, NamedNode(focus), f"<{SH}path>", value, SH + "MinCountConstraintComponent", "http://x/shape", message
    )


RESULTS = [
    result("Violation", "http://x/a"),
    result("Violation", "http://x/b", value=Literal('5–10 "%"\n', language="en")),
    result("Warning", "http://x/a"),
    result("Info", "http://x/a"),
]


def test_results_are_sorted_and_kept_once() -> None:
    """Whatever the order and number they come in."""
    shuffled = RESULTS * 2
    random.Random(1).shuffle(shuffled)
    assert Report.of(shuffled, 9, 2) == Report.of(RESULTS, 9, 2)
    assert [item.severity for item in Report.of(shuffled, 9, 2).results] == [
        "Violation",
        "Violation",
        "Warning",
        "Info",
    ]


@pytest.mark.parametrize(
    ("results", "conforms", "counted"),
    [
        (RESULTS, False, "2 violations, 1 warning, 1 info"),
        (RESULTS[2:], True, "no violation, 1 warning, 1 info"),
        ([], True, "no violation, no warning, no info"),
    ],
)
def test_only_violations_stop(results: list[Result], conforms: bool, counted: str) -> None:
    """Warnings and infos are counted."""
    report = Report.of(results, 9, 2)
    assert (report.conforms, report.counted()) == (conforms, counted)


def test_people_see_the_first_of_many_and_how_many_more() -> None:
    """Nothing is cut in silence; programs get all."""
    many = Report.of([result("Warning", f"http://x/{number:04d}") for number in range(1022)], 9, 2)
    table = many.to_table().splitlines()
    assert table[2] == "Warning: http://x/shape (sh:MinCount), 1,022 ×"
    assert table[-2:] == ["    http://x/0019 sh:path", "    … 1,002 more: the report as Turtle or JSON lists all"]
    assert len(json.loads(many.to_json())["results"]) == 1022


def test_people_see_each_message_once() -> None:
    """With all it is about."""
    table = Report.of(RESULTS[:2], 1234, 2).to_table()
    assert table.startswith("The graph does not conform: 2 violations, no warning, no info (1,234 triples, 2 shapes).")
    assert table.count("  m\n") == 1
    assert "http://x/a" in table
    assert "http://x/b" in table


def test_turtle_is_shacl_s_own_report_without_blank_nodes() -> None:
    """It parses, and has every result."""
    triples = list(parse(Report.of(RESULTS, 9, 2).to_turtle(), format=RdfFormat.TURTLE))
    assert not [item for item in triples if isinstance(item.subject, BlankNode) or isinstance(item.object, BlankNode)]
    assert sum(item.predicate.value == SH + "result" for item in triples) == 4
    values = [item.object for item in triples if item.predicate.value == SH + "value"]
    assert values == [RESULTS[1].value]


def test_json_has_the_same_results() -> None:
    """With full IRIs and the ids of the Turtle."""
    report = Report.of(RESULTS, 9, 2)
    data = json.loads(report.to_json())
    assert (data["conforms"], data["triples"], len(data["results"])) == (False, 9, 4)
    assert all(row["id"] in report.to_turtle() for row in data["results"])


def test_iris_are_shown_as_curies() -> None:
    """Also inside of a path."""
    assert shown("http://purl.obolibrary.org/obo/MONDO_0004976") == "MONDO:0004976"
    assert shown("<http://www.w3.org/ns/shacl#path>/<http://x/y>") == "sh:path/http://x/y"
