"""The table of graph/biolink.yaml: what a profile says otherwise, and that it says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError, UsageError
from raregraph.export.profiles import alike, check_included, check_profile, differences, read_table, reasons, table

EDGE = '{predicate: "biolink:causes", class: "biolink:X", subject: ["biolink:Gene"], object: ["biolink:Disease"]'


def written(tmp_path: Path, edge: str) -> Path:
    """A table with one row."""
    path = tmp_path / "biolink.yaml"
    path.write_text(f"nodes: []\nincluded: []\nlosses: []\nedges:\n  - {edge}\n", encoding="utf-8")
    return path


def test_a_profile_may_have_another_class_and_says_why(tmp_path: Path) -> None:
    """The other profile keeps the one of the graph."""
    path = written(tmp_path, EDGE + ', monarch: {class: "biolink:Y"}, why: "Monarch has no X"}')
    rule = read_table(path).edges["biolink:causes", "biolink:X"]
    assert (rule.classes, rule.why) == ({"monarch": "biolink:Y", "biolink": "biolink:X"}, "Monarch has no X")


@pytest.mark.parametrize("more", [', monarch: {class: "biolink:Y"}}', ', why: "because"}'])
def test_a_difference_without_a_reason_or_a_reason_without_a_difference_is_refused(tmp_path: Path, more: str) -> None:
    """Else the documentation could not tell."""
    with pytest.raises(ContentError, match="a row has `why` if a profile differs"):
        read_table(written(tmp_path, EDGE + more))


def test_a_row_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """Else the last one would win silently."""
    with pytest.raises(ContentError, match="is there twice"):
        read_table(written(tmp_path, EDGE + "}\n  - " + EDGE + "}"))


def test_the_documented_differences_name_the_genes_that_contribute() -> None:
    """Class in the graph, in biolink, in monarch, and the reason."""
    row = next(line for line in differences().splitlines() if "CorrelatedGeneToDiseaseAssociation" in line)
    assert row.startswith("| edge | `biolink:contributes_to`, `biolink:GeneToDiseaseAssociation` |")


def test_a_row_is_either_different_or_alike() -> None:
    """No row is left out of the documentation."""
    rows = [line for text in (differences(), alike()) for line in text.splitlines()[2:] if "node |" not in line]
    assert len(rows) == len(table().edges)


def test_every_reason_of_a_loss_is_explained() -> None:
    """In the documentation and in the summary."""
    assert "| `no-mondo` | the page has no term of Mondo: a GARD id may be a cross-reference only |" in reasons()


def test_unknown_names_are_refused_with_the_nearest() -> None:
    """Both of the profile and of what is to be included."""
    with pytest.raises(UsageError, match="did you mean 'biolink'"):
        check_profile("biolnk")
    with pytest.raises(UsageError, match="did you mean 'disputed'"):
        check_included(["disputd"])
