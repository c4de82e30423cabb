"""How alike terms are, on a closure of seven terms: two branches, and a term with two superclasses."""

from __future__ import annotations

import math

import pytest

from raregraph.similarity import METRICS, Closure, Likeness, closure_of, compare, likeness, rank

ABOVE = {
    "HP:1": "1", "HP:2": "2 1", "HP:3": "3 1", "HP:4": "4 2 1", "HP:5": "5 2 1", "HP:6": "6 3 1", "HP:7": "7 4 5 2 1",
}  # fmt: skip
"""Each term with all above it: 1 is the root; 2 and 3 below it; 4 and 5 below 2; 6 below 3; 7 below 4 and 5."""
RESNIK, JACCARD, PHENODIGM = METRICS


@pytest.fixture
def closure() -> Closure:
    """The seven terms."""
    return closure_of((term, f"HP:{other}") for term, others in ABOVE.items() for other in others.split())


def test_the_content_is_the_share_of_terms_below(closure: Closure) -> None:
    """Of seven terms seven are the root or below it, four 2, two each 3, 4 and 5, one each 6 and 7."""
    shares = {"HP:1": 7, "HP:2": 4, "HP:3": 2, "HP:4": 2, "HP:5": 2, "HP:6": 1, "HP:7": 1}
    assert closure.bits == {term: math.log2(7 / count) for term, count in shares.items()}


def test_two_terms_share_what_is_above_both(closure: Closure) -> None:
    """4 and 5 have 1 and 2 in common, of 1, 2, 4 and 5; of the two, 2 says more."""
    assert likeness(closure, "HP:4", "HP:5") == Likeness("HP:2", math.log2(7 / 4), 0.5)


def test_a_term_is_above_itself(closure: Closure) -> None:
    """The common superclass that says most may be one of the two."""
    assert likeness(closure, "HP:7", "HP:4") == Likeness("HP:4", math.log2(7 / 2), 0.6)


def test_what_says_as_much_is_told_by_its_id() -> None:
    """1 and 2 are both above both, and say the same: the first is taken, in any order of the rows."""
    rows = [(term, above) for term in ("HP:3", "HP:4") for above in ("HP:2", "HP:1", term)]
    same = closure_of([*rows, ("HP:1", "HP:1"), ("HP:2", "HP:2")])
    assert likeness(same, "HP:3", "HP:4").ancestor == "HP:1"


def test_what_is_not_known_is_like_nothing(closure: Closure) -> None:
    """No fault, for a graph of one page lacks most of HPO."""
    assert likeness(closure, "HP:4", "HP:9") == Likeness("", 0.0, 0.0)


def test_phenodigm_is_the_geometric_mean(closure: Closure) -> None:
    """Of 4 and 5: of log2(7/4) bits and one half."""
    assert likeness(closure, "HP:4", "HP:5").phenodigm == pytest.approx(0.635356, abs=1e-6)


def test_each_term_has_its_best_match(closure: Closure) -> None:
    """4 is most like 7, 6 is most like 3: what is scored is the share of what is above them."""
    found = compare(closure, ["HP:4", "HP:6"], ["HP:7", "HP:3"], JACCARD)
    assert {term: (best.target, best.score) for term, best in found.subjects.items()} == {
        "HP:4": ("HP:7", 0.6), "HP:6": ("HP:3", 2 / 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "average"),
    [("subject_to_object", 0.6), ("object_to_subject", (0.6 + 0.25) / 2), ("bidirectional", (0.6 + 0.425) / 2)],
)
def test_an_average_has_a_direction(closure: Closure, direction: str, average: float) -> None:
    """The best of 4 is 7, with 0.6; those of 7 and 3 are both 4, with 0.6 and a quarter."""
    assert compare(closure, ["HP:4"], ["HP:7", "HP:3"], JACCARD, direction).average == pytest.approx(average)


def test_a_term_counts_once_and_an_empty_set_is_like_nothing(closure: Closure) -> None:
    """Terms given twice are one; without objects a best match is empty and scores 0."""
    found = compare(closure, ["HP:4", "HP:4"], [], RESNIK)
    assert (list(found.subjects), found.subjects["HP:4"].target, found.average, found.best) == (["HP:4"], "", 0.0, 0.0)


ENTITIES = {"MONDO:1": ["HP:4", "HP:6"], "MONDO:2": ["HP:6"], "MONDO:3": ["HP:7"], "MONDO:4": ["HP:9"]}


def test_entities_are_ranked_and_who_shares_nothing_is_left_out(closure: Closure) -> None:
    """3 has 7 alone, which is most like 5; 4 has a term that is not known."""
    assert [entity for entity, _ in rank(closure, ["HP:5"], ENTITIES, RESNIK)] == ["MONDO:3", "MONDO:1", "MONDO:2"]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("direction", ["bidirectional", "subject_to_object", "object_to_subject"])
def test_a_rank_is_the_average_of_a_comparison(closure: Closure, metric: str, direction: str) -> None:
    """The quick way and the plain one give the same numbers, to the last bit."""
    terms = ["HP:5", "HP:3", "HP:9"]
    plain = {entity: compare(closure, own, terms, metric, direction).average for entity, own in ENTITIES.items()}
    assert dict(rank(closure, terms, ENTITIES, metric, direction)) == {
        entity: plain[entity] for entity in ("MONDO:1", "MONDO:2", "MONDO:3")
    }


def test_entities_that_score_the_same_are_in_order(closure: Closure) -> None:
    """By id, whatever the order they come in."""
    assert rank(closure, ["HP:6"], {"MONDO:9": ["HP:6"], "MONDO:8": ["HP:6"]}, JACCARD) == [
        ("MONDO:8", 1.0), ("MONDO:9", 1.0),
    ]  # fmt: skip
