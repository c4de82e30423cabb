"""The tables of start-here/."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from raregraph.knowledge import Knowledge
from raregraph.nquads import gathered, in_order, lines_of
from raregraph.starthere import to_tables
from raregraph.triples import to_quads

NAMES = ("names", "phenotypes", "genes", "drugs-and-decisions", "findings")


def rows(released: Path, name: str) -> list[dict[str, str]]:
    """A table as a spreadsheet reads it: tabs between cells, nothing quoted."""
    with (released / "start-here" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_every_cell(released: Path, name: str) -> None:
    """Each line has as many cells as the header, and each row its date, link, source and id."""
    lines = (released / "start-here" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert len({line.count("\t") for line in lines}) == 1
    for row in rows(released, name):
        assert row["who says so"]
        assert row["evidence link"]
        assert row["finding id" if name == "findings" else "statement"].startswith("https://w3id.org/raregraph/")


def test_phenotypes_are_by_frequency(released: Path) -> None:
    """The most frequent come first, with the place on the page and the id; body regions are not phenotypes."""
    found = rows(released, "phenotypes")
    depression = next(row for row in found if row["phenotype"] == "Depression")
    wanted = {
        "frequency": "30–79 %",
        "printed as": "Depressivity",
        "said how": "stated",
        "as of": "2020-07-01",
        "standing": "latest",
        "who says so": "hpo-annotations by way of gard",
        "place": "symptoms 3800–3831: Depressivity Depression 0000716",
        "phenotype id": "HP:0000716",
        "disease id": "MONDO:0004976",
    }
    assert {key: depression[key] for key in wanted} == wanted
    frequencies = [row["frequency"] for row in found]
    assert frequencies[:4] == ["100 %", "80–99 %", "80–99 %", "30–79 %"]
    assert "" not in frequencies[: frequencies.index("5–29 %")]
    assert not [row for row in found if row["phenotype"] in ("arms", "legs")]


def test_genes_say_how_sure(released: Path) -> None:
    """The page's two claims on a gene stand beside Mondo's."""
    found = [tuple(row.values())[:7] for row in rows(released, "genes") if row["gene"] == "SOD1"]
    assert found == [
        ("SOD1", "causes", "amyotrophic lateral sclerosis type 1", "stated", "2026-08-04", "latest", "mondo"),
        ("SOD1", "causes", "familial amyotrophic lateral sclerosis", "stated, some", "2013-01-11", "unknown", "gard"),
        (
            "SOD1",
            "contributes to",
            "sporadic amyotrophic lateral sclerosis",
            "possible",
            "2013-01-11",
            "unknown",
            "gard",
        ),
    ]


def test_decisions_begin_with_their_date(released: Path) -> None:
    """The first column is the as-of date, so that no one takes an old decision for today's."""
    found = rows(released, "drugs-and-decisions")
    assert next(iter(found[0])) == "as of"
    assert all(row["as of"] for row in found)
    assert {row["jurisdiction"] for row in found} >= {"US", "Japan", "South Korea"}


def test_retracted_statements_are_left_out(knowledge: Knowledge) -> None:
    """What was our error is in the graph with its reason, not in the tables for readers."""
    shown = to_tables(list(in_order(gathered(lines_of(to_quads(knowledge))))))
    for statement in knowledge.statements:
        if statement.standing == "retracted":
            assert not any(statement.iri in text for name, text in shown.items() if name != "findings")


def test_findings_have_a_place_where_their_statements_have(released: Path) -> None:
    """A finding without a place of its own points at what it is about."""
    found = [row for row in rows(released, "findings") if row["type"] in ("conflict", "duplicate")]
    assert len(found) > 5
    assert all(row["place"] and row["as of"] for row in found)


def test_names_of_the_disease_come_first(released: Path) -> None:
    """A reader finds what the disease is called before what its symptoms are called."""
    found = rows(released, "names")
    last = max(number for number, row in enumerate(found) if row["id"] == "MONDO:0004976")
    assert {row["id"] for row in found[: last + 1]} == {"MONDO:0004976"}
    charcot = next(row for row in found if row["name"] == "Charcot disease")
    assert (charcot["scope"], charcot["type"], charcot["as of"]) == ("related synonym", "eponym", "2020-07-01")
