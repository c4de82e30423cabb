"""Labels to terms: what is sure, what is only a candidate, what is no file of HPO."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import ContentError, Where
from raregraph.labels import Candidate, LabelIndex, Match, branches, hpo_index, read_hpo, read_symbols

CORPUS = Path(__file__).parent / "corpus"
LINES = (CORPUS / "hp.obo").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def index() -> LabelIndex:
    """The index of the small ontology in tests/corpus."""
    return read_hpo(CORPUS / "hp.obo")


@pytest.mark.parametrize(
    ("label", "curie", "rule"),
    [
        ("Cold toe", "HP:9000002", "label"),
        ("COLD\u00a0 toe", "HP:9000002", "label"),
        ("Blue toe", "HP:9000001", "label"),
        ("toe, blue", "HP:9000001", "exact synonym"),
        ("Old toe", "HP:9000001", "replaced label"),
    ],
)
def test_a_label_is_found_by_the_surest_rule(index: LabelIndex, label: str, curie: str, rule: str) -> None:
    """A current label is its term's, also where another term has it as a synonym; case and blanks do not count."""
    assert index.find(label) == Match(curie, index.names[curie], rule)


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("Shared name", "an exact synonym of two terms"),
        ("Frozen toe", "an exact synonym of one term and the old label of another"),
        ("Dark toe", "a related synonym"),
        ("Lost toe", "an obsolete label without a replacement"),
        ("Bluish toe", "nobody's label"),
    ],
)
def test_what_is_not_sure_is_not_found(index: LabelIndex, label: str, why: str) -> None:
    """Never guessed."""
    assert index.find(label) is None


def test_candidates_say_why(index: LabelIndex) -> None:
    """By a table first, then by common words."""
    both = "exact synonym, not alone"
    assert index.candidates("Shared name") == (
        Candidate("HP:9000001", "Blue toe", both), Candidate("HP:9000002", "Cold toe", both),
    )  # fmt: skip
    assert index.candidates("Dark toe", 1) == (Candidate("HP:9000001", "Blue toe", "other synonym"),)
    assert index.candidates("Lost toe")[0].why == "to consider for an obsolete label"
    assert index.candidates("A very blue toe") == (Candidate("HP:9000001", "Blue toe", "words in common"),)
    assert index.candidates("Xyz") == ()


def test_the_index_names_its_release_and_crosses_to_a_worker(index: LabelIndex) -> None:
    """What it remembers of routes does not make it another index."""
    index.route("Blue toe")
    assert (pickle.loads(pickle.dumps(index)), index.release) == (index, "2025-01-16")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "no release or no terms of HPO"),
        (["<html>"], "no release or no terms of HPO"),
        (LINES[:20], "terms are named and not there"),
        ([line for line in LINES if line != "id: HP:0000118"], "terms are named and not there"),
    ],
)
def test_a_file_that_is_cut_or_another_is_refused(lines: list[str], problem: str) -> None:
    """A missing parent tells that the end is gone."""
    with pytest.raises(ContentError, match=problem):
        hpo_index(lines, Where("hp.obo"))


def test_a_route_names_a_kind_or_a_reason(graph: Path) -> None:
    """Not both, not neither."""
    path = content.GRAPH / "medquad.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('why: "a class of frequency"', "itself: true"))
    with pytest.raises(ContentError, match="a route needs one of kind and why"):
        branches()


def test_symbols_are_approved_ones(tmp_path: Path) -> None:
    """As written, each of one gene."""
    text = "[Term]\nid: http://identifiers.org/hgnc/{}\nname: {}\n\n"
    (tmp_path / "h.obo").write_text("".join(text.format(*row) for row in ((1, "ONE"), (2, "TWO"), (3, "TWO"))))
    assert read_symbols(tmp_path / "h.obo") == {"ONE": "HGNC:1"}
    (tmp_path / "h.obo").write_text("")
    with pytest.raises(ContentError, match="no genes of HGNC"):
        read_symbols(tmp_path / "h.obo")


def test_the_symbols_of_the_import(shared: Path) -> None:
    """Every gene of the reference file."""
    symbols = read_symbols(shared / "reference/hgnc/hgnc_import.obo")
    assert (len(symbols), symbols["SOD1"]) == (3788, "HGNC:11179")


def test_rows_that_stay_ungrounded_have_candidates(shared: Path) -> None:
    """On the real release, for labels that were HPO's once."""
    index = read_hpo(shared / "reference/hpo/hp.obo")
    assert index.find("External ear malformation") is None
    assert {one.curie for one in index.candidates("External ear malformation", 2)} == {"HP:0000356", "HP:0000377"}
    assert index.candidates("Abnormality of the femur")[0].label == "Abnormal femur morphology"
