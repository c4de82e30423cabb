"""Asking from the command line: the list, parameters, answers as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import UsageError
from raregraph.queries import saved
from raregraph.questions import answered, listing, values


def ask(question: str, release: Path, form: str = "csv", evidence: bool = False, **given: str) -> str:
    """The answer of a query from a release."""
    return answered(question, given, form, width=0, evidence=evidence, endpoint="", timeout=1, release=release)


def test_every_saved_query_is_listed_with_its_question() -> None:
    """At least 30, one a line."""
    lines = listing().splitlines()
    assert len(lines) == len(saved()) >= 30
    assert all(f"  {query.summary}" in line for query, line in zip(saved(), lines, strict=True))


def test_parameters_are_name_and_value() -> None:
    """`disease` has an option of its own; a value may hold an equals sign."""
    assert values(["years=5", "text=a=b"], "MONDO:0004976") == {"disease": "MONDO:0004976", "years": "5", "text": "a=b"}


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        (["years"], "is not NAME=VALUE"),
        (["=5"], "is not NAME=VALUE"),
        (["a=1", "a=2"], "'a' is given twice"),
        (["disease=x"], "'disease' is given twice"),
    ],
)
def test_a_parameter_at_fault_is_wrong_usage(pairs: list[str], problem: str) -> None:
    """With an example."""
    with pytest.raises(UsageError, match=problem):
        values(pairs, "MONDO:0004976")


def test_answers_are_text(released: Path) -> None:
    """In the form asked for; a parameter changes them."""
    table = ask("als-phenotypes", released)
    assert table.splitlines()[0].split(",")[:2] == ["frequency", "label"]
    assert len(ask("als-phenotypes", released, disease="MONDO:0005144").splitlines()) < len(table.splitlines())


def test_evidence_widens_the_answer(released: Path) -> None:
    """Each row with its passages: indented lines for people, columns for programs."""
    people = ask("als-phenotypes", released, "table", evidence=True)
    assert any(line.startswith("    ") for line in people.splitlines())
    assert "evidenceStart" in ask("als-phenotypes", released, "csv", evidence=True).splitlines()[0]


def test_evidence_needs_a_statement(released: Path) -> None:
    """A query that counts has none."""
    with pytest.raises(UsageError, match=r"no column \?statement, so no evidence to show"):
        ask("counts", released, evidence=True)
