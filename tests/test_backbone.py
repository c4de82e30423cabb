"""The backbone: the excerpt of Mondo, HPO and HGNC that the graph stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.backbone import read_backbone, read_backbone_of, walk
from raregraph.errors import ContentError
from tests.making import ALS, FAMILIAL


def test_walking_reaches_everything_once() -> None:
    """A start counts only where an edge leads to it; circles end."""
    assert walk({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["b"]}, ["a"]) == ("b", "c", "d")
    assert walk({"a": ["a"]}, ["a"]) == ("a",)
    assert walk({}, ["a"]) == ()


def test_terms_have_labels_and_ancestors() -> None:
    """Mondo's tree: familial ALS is an ALS."""
    backbone = read_backbone()
    assert backbone.label(ALS) == "amyotrophic lateral sclerosis"
    assert backbone.label("MONDO:9999999") == ""
    assert backbone.is_a(FAMILIAL, ALS)
    assert backbone.is_a(ALS, ALS)
    assert not backbone.is_a(ALS, FAMILIAL)


def test_releases_are_told() -> None:
    """Name, release, licence and credit of each, and the files it was taken from."""
    sources = read_backbone().sources
    assert {name: source.graph for name, source in sources.items()}["mondo"] == "mondo-2026-08-04"
    assert sources["hpo"].graph == "hpo-2025-01-16"
    for source in sources.values():
        assert source.licence.startswith("http")
        assert source.credit
        assert all(len(file.sha256) == 64 for file in source.files)


def test_every_parent_is_a_term_of_the_backbone() -> None:
    """No edge leads out of it."""
    terms = read_backbone().terms
    assert {parent for term in terms.values() for parent in term.parents} <= set(terms)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("\nHP:", "\nHP:x", "does not fit its prefix"),
        ("\nid\t", "\nids\t", "the columns are"),
        ("# release", "# relaese", "the head has no 'release'"),
    ],
)
def test_a_faulty_table_is_an_error(graph: Path, old: str, new: str, problem: str) -> None:
    """With its file."""
    path = graph / "backbone" / "hpo.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        read_backbone_of(graph / "backbone")
