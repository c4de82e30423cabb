"""KGX files: what a cell and a line of JSON look like."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from raregraph.export.kgx import write_kgx
from raregraph.export.rows import Edge, Node, Rows

EDGE = Edge(
    id="https://w3id.org/raregraph/statement/00",
    subject="MONDO:0004976",
    predicate="biolink:has_phenotype",
    object="HP:0003324",
    category="biolink:DiseaseToPhenotypicFeatureAssociation",
    publications=("PMID:1", "PMID:2"),
    has_count="3",
)
NODES = {"HP:0003324": Node(id="HP:0003324", category="biolink:PhenotypicFeature", name="weak\tness")}
ROWS = Rows("biolink", NODES, lambda: iter([EDGE]), lambda: iter(()))


def test_a_table_joins_values_by_a_bar_and_leaves_empty_and_false_blank(tmp_path: Path) -> None:
    """KGX reads the text False as true."""
    write_kgx(ROWS, tmp_path)
    with (tmp_path / "raregraph_edges.tsv").open(encoding="utf-8", newline="") as table:
        row = next(csv.DictReader(table, delimiter="\t"))
    assert (row["publications"], row["negated"], row["has_total"]) == ("PMID:1|PMID:2", "", "")
    assert row["category"] == "biolink:DiseaseToPhenotypicFeatureAssociation"


def test_a_line_of_json_has_lists_and_numbers_and_no_empty_value(tmp_path: Path) -> None:
    """The category is a list there."""
    write_kgx(ROWS, tmp_path)
    assert json.loads((tmp_path / "raregraph_edges.jsonl").read_text(encoding="utf-8")) == {
        "id": "https://w3id.org/raregraph/statement/00",
        "subject": "MONDO:0004976",
        "predicate": "biolink:has_phenotype",
        "object": "HP:0003324",
        "category": ["biolink:DiseaseToPhenotypicFeatureAssociation"],
        "publications": ["PMID:1", "PMID:2"],
        "has_count": 3,
    }


def test_a_tab_in_a_name_does_not_break_the_table(tmp_path: Path) -> None:
    """It becomes a blank."""
    write_kgx(ROWS, tmp_path)
    lines = (tmp_path / "raregraph_nodes.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[1].split("\t")[2] == "weak ness"
