"""Phenotypes by body system, in Monarch's bins."""

from __future__ import annotations

import pytest

from raregraph.answers import run
from raregraph.api.data import Data
from raregraph.api.histopheno import BINS
from raregraph.queries import bind, find
from raregraph.results import Table, show
from raregraph.site.opened import Opened
from tests.making import ALS
from tests.tabled import read

NAME = "monarch-histopheno"


def test_a_bin_counts_what_is_in_a_branch(tables: Data) -> None:
    """Of the 42 associations of ALS with phenotypes, 24 are of the nervous system; the fullest bins come first."""
    found = read(tables, f"/histopheno/{ALS}")
    assert [(bin["label"], bin["count"]) for bin in found["items"][:5]] == [
        ("nervous_system", 24), ("musculature", 14), ("digestive_system", 3), ("respiratory", 3), ("head_neck", 2),
    ]  # fmt: skip


def test_bins_have_the_ids_of_monarch(tables: Data) -> None:
    """Though their terms are not in the graph; the branch of HPO is what is counted."""
    found = read(tables, f"/histopheno/{ALS}")
    assert found["items"][0] == {"label": "nervous_system", "count": 24, "id": "UPHENO:0004523", "count_direct": 24}


def test_a_disease_has_what_those_below_it_have(tables: Data) -> None:
    """Motor neuron disorder has no phenotype of its own here; ALS is below it."""
    found = read(tables, "/histopheno/MONDO:0020128")
    assert (found["items"][0]["count"], found["items"][0]["count_direct"]) == (24, 0)


def test_what_is_not_known_has_empty_bins(tables: Data) -> None:
    """All twenty, in the order of Monarch's keys; it is no fault there either."""
    found = read(tables, "/histopheno/MONDO:9999999")["items"]
    assert ([bin["label"] for bin in found], {bin["count"] for bin in found}) == (list(BINS), {0})


@pytest.mark.parametrize("disease", [ALS, "MONDO:0020128"])
def test_the_saved_query_has_the_same_rows(tables: Data, opened: Opened, disease: str) -> None:
    """In the same order."""
    rows = run(bind(find(NAME), {"disease": disease}), opened.store, NAME)
    assert isinstance(rows, Table)
    found = read(tables, f"/histopheno/{disease}")
    told = [tuple(str(bin[column]) for column in rows.columns) for bin in found["items"]]
    assert told == [tuple(show(cell) for cell in row) for row in rows.rows]
