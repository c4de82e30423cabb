"""Semantic similarity in Monarch's shape, and the saved queries beside it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from raregraph.answers import run
from raregraph.api.data import Data
from raregraph.api.semsim import known_of
from raregraph.export.closure import read_closure
from raregraph.export.graph import blocks_of, read_rows
from raregraph.queries import bind, find
from raregraph.results import Table, show
from raregraph.site.opened import Opened
from tests.making import ALS
from tests.tabled import ask, faults, read

SPASM, TWITCH, WEAK = "HP:0003394", "HP:0002380", "HP:0001324"
SUBJECTS, OBJECTS = [SPASM, "HP:0003324"], [TWITCH, WEAK, "HP:0000716"]
PAIRS = f"/semsim/compare/{','.join(SUBJECTS)}/{','.join(OBJECTS)}"
DISEASES = f"/semsim/search/{SPASM},{TWITCH}/Human%20Diseases"


def asked(opened: Opened, name: str, **values: list[str]) -> list[dict[str, str]]:
    """The rows of a saved query, by column."""
    found = run(bind(find(name), values), opened.store, name)
    assert isinstance(found, Table)
    return [dict(zip(found.columns, map(show, row), strict=True)) for row in found.rows]


def test_the_best_match_tells_what_both_are(tables: Data) -> None:
    """Spasm and weakness are both abnormal muscle physiology; 5 of the 7 terms above either are above both."""
    found = read(tables, f"/semsim/compare/{SPASM}/{TWITCH},{WEAK}?metric=jaccard_similarity")
    best = found["subject_best_matches"][SPASM]
    names = [best[name] for name in ("match_target", "match_target_label", "match_subsumer", "match_subsumer_label")]
    assert (names, best["score"]) == ([WEAK, "Muscle weakness", "HP:0011804", "Abnormal muscle physiology"], 5 / 7)


def test_the_saved_query_has_the_pairs_of_each_best_match(tables: Data, opened: Opened) -> None:
    """Each best match is the pair of its term that scores most, with the same ancestor, content and share."""
    rows = asked(opened, "monarch-semsim-compare", subject=SUBJECTS, object=OBJECTS)
    pairs = {(row["subject"], row["object"]): scored(row) for row in rows}
    found = read(tables, PAIRS)
    for side, term in ((0, SPASM), (1, TWITCH)):
        match = found[("subject_best_matches", "object_best_matches")[side]][term]["similarity"]
        of_term = {pair: alike for pair, alike in pairs.items() if pair[side] == term}
        assert of_term[match["subject_id"], match["object_id"]] == told(match)
        assert max(content for _, content, _ in of_term.values()) == told(match)[1]


def scored(row: dict[str, str]) -> tuple[str, float, float]:
    """The ancestor, its content in bits and the share, as a row has them."""
    bits = math.log2(int(row["terms"]) / int(row["below"]))
    return row["ancestor"], round(bits, 6), round(float(row["jaccard"]), 6)


def told(match: dict[str, Any]) -> tuple[str, float, float]:
    """The same, as a similarity has them."""
    bits, share = match["ancestor_information_content"], match["jaccard_similarity"]
    return match["ancestor_id"], round(bits, 6), round(share, 6)


def test_the_saved_query_finds_the_same_diseases(tables: Data, opened: Opened) -> None:
    """With the same scores, to six digits."""
    rows = asked(opened, "monarch-semsim-search", term=[SPASM, TWITCH])
    found = read(tables, f"{DISEASES}?metric=jaccard_similarity")
    assert [(row["disease"], row["label"], float(row["score"])) for row in rows] == [
        (entry["subject"]["id"], entry["subject"]["name"], round(entry["score"], 6)) for entry in found
    ]


def test_a_disease_is_none_of_its_own_phenotypes(tables: Data) -> None:
    """HP:0007354 is ALS itself, as HPO lists it; it says nothing about what ALS is like."""
    found = read(tables, DISEASES)
    assert (found[0]["subject"]["id"], "HP:0007354" in found[0]["similarity"]["subject_termset"]) == (ALS, False)


@pytest.mark.parametrize("direction", ["bidirectional", "subject_to_object", "object_to_subject"])
def test_what_is_found_scores_as_its_comparison(tables: Data, direction: str) -> None:
    """The disease's phenotypes are the subjects, the terms asked for the objects."""
    found = read(tables, f"{DISEASES}?directionality={direction}")
    assert found[0]["score"] == found[0]["similarity"]["average_score"]


def test_post_answers_as_get(tables: Data) -> None:
    """The terms are in the body, and so is the rest."""
    pairs = {"subjects": SUBJECTS, "objects": OBJECTS}
    search = {"termset": [SPASM, TWITCH], "group": "Human Diseases"}
    for address, body, same in (("/semsim/compare", pairs, PAIRS), ("/semsim/search", search, DISEASES)):
        assert json.loads(ask(tables, address, "POST", json.dumps(body)).body) == read(tables, same)


def test_a_term_that_is_not_known_scores_nothing(tables: Data) -> None:
    """It is told of with neither label nor ancestor, as in Monarch."""
    found = read(tables, f"/semsim/compare/HP:9999999/{TWITCH}")
    best = found["subject_best_matches"]["HP:9999999"]
    assert (best["score"], best["match_source_label"], best["match_subsumer"]) == (0.0, None, None)


def test_a_group_without_phenotypes_finds_nothing(tables: Data) -> None:
    """Monarch has phenotypes of mouse genes; this graph has none of any gene."""
    assert read(tables, f"/semsim/search/{SPASM}/Mouse%20Genes") == []


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (f"/semsim/search/{SPASM}/Human%20Fish", "path.group"),
        (f"/semsim/search/{SPASM}/MONDO", "path.group"),
        (f"{DISEASES}?limit=51", "query.limit"),
        (f"{DISEASES}?limit=0", "query.limit"),
        (f"{DISEASES}?directionality=up", "query.directionality"),
        (f"{PAIRS}?metric=cosine_similarity", "query.metric"),
    ],
)
def test_what_monarch_refuses_is_refused(tables: Data, address: str, place: str) -> None:
    """A group goes by its name, not by its prefix; at most 50 are given."""
    assert [at for _, at, _ in faults(tables, address)] == [place]


def test_terms_are_compared_on_the_closure_of_the_exports(tables: Data, released: Path, tmp_path: Path) -> None:
    """The same terms with the same above them, so that the contents are those that koza works out from the tables."""
    closure = read_closure(read_rows(blocks_of(released), "monarch", tmp_path))
    assert known_of(tables).closure.above == {term: frozenset(above) for term, above in closure.above.items()}
