"""The historic table: its columns, its ids, and what is left out."""

from __future__ import annotations

import csv
from pathlib import Path

from raregraph.export.about import About
from raregraph.export.hpoa import Found, losses_of, read_found, to_dropped, to_text, write_hpoa
from raregraph.ids import expand, ours
from raregraph.nquads import Block

ONE, TWO, NONE, SHARED = "MONDO:0000001", "MONDO:0000002", "GARD:0000003", "MONDO:0000004"
ABOUT = About("0.1.0-0", "2026-08-04", {"hpo": "2025-01-16"})


def block(iri: str, said: dict[str, list[str]]) -> Block:
    """A subject; `=` marks a text."""
    return Block(iri, {str(expand(name)): [_text(value) for value in values] for name, values in said.items()})


def _text(value: str) -> str:
    return f'"{value[1:]}"@en' if value.startswith("=") else f"<{value if '//' in value else expand(value)}>"


def disease(id_: str, *matches: str) -> Block:
    """A disease with exact matches."""
    return block(expand(id_), {"rdfs:label": [f"=disease {id_[-1]}"], "skos:exactMatch": list(matches)})


def statement(of: str, predicate: str = "biolink:has_phenotype", **more: str) -> Block:
    """A row of a page's symptoms table."""
    said = {
        "rdf:subject": of,
        "rdf:predicate": predicate,
        "rdf:object": "HP:0003324",
        "rg:certainty": "rg:stated",
        "rg:standing": "rg:latest",
        "rg:page": ours("page/gard-5786"),
        "rg:asOf": "=2020-07-01",
        "biolink:primary_knowledge_source": "=infores:hpo-annotations",
        "biolink:has_evidence": "ECO:0000033",
    } | {name.replace("_", ":", 1): value for name, value in more.items()}
    return block(ours(f"statement/{of[-1]}"), {name: [value] for name, value in said.items()})


DISEASES = (
    disease(ONE, "OMIM:105400", "Orphanet:803"),
    disease(TWO, "OMIM:105401", "OMIM:105402", "Orphanet:804"),
    disease(NONE),
    disease(SHARED, "OMIM:105400"),
)


def rows(*blocks: Block) -> list[dict[str, str]]:
    """The rows of the table of subjects."""
    text = to_text(read_found(blocks), ABOUT)
    return list(csv.DictReader((line for line in text.splitlines() if line[0] != "#"), delimiter="\t"))


def test_a_row_has_the_twelve_columns_of_today() -> None:
    """With the page as reference and its date as that of the curation."""
    assert rows(DISEASES[0], statement(ONE, biolink_frequency_qualifier="HP:0040281")) == [
        {
            "database_id": "OMIM:105400",
            "disease_name": "disease 1",
            "qualifier": "",
            "hpo_id": "HP:0003324",
            "reference": "GARD:0005786",
            "evidence": "TAS",
            "onset": "",
            "frequency": "HP:0040281",
            "sex": "",
            "modifier": "",
            "aspect": "P",
            "biocuration": "GARD:historic[2020-07-01]",
        }
    ]


def test_a_count_goes_before_its_class_and_a_denied_row_is_not() -> None:
    """As HPO writes them."""
    said = statement(
        ONE, biolink_negated="=true", biolink_has_count="=3", biolink_has_total="=7", biolink_frequency_qualifier="HP:1"
    )
    [row] = rows(DISEASES[0], said)
    assert (row["qualifier"], row["frequency"]) == ("NOT", "3/7")


def test_a_percentage_has_its_sign_and_a_course_its_aspect() -> None:
    """7.5 of a hundred."""
    [row] = rows(DISEASES[0], statement(ONE, "rg:hasClinicalCourse", biolink_has_percentage="=7.5"))
    assert (row["frequency"], row["aspect"]) == ("7.5%", "C")


def test_the_one_orphanet_match_serves_where_omim_has_several() -> None:
    """Or where another disease has the same."""
    assert [row["database_id"] for row in rows(*DISEASES, statement(TWO))] == ["ORPHA:804"]
    assert [row["database_id"] for row in rows(*DISEASES, statement(ONE))] == ["ORPHA:803"]


def test_a_disease_without_a_match_of_its_own_is_listed() -> None:
    """With what it has."""
    found = read_found([*DISEASES, statement(NONE), statement(SHARED)])
    assert to_dropped(found).splitlines() == [
        "disease\tname\texact_matches\tannotations",
        f"{NONE}\tdisease 3\tnone\t1",
        f"{SHARED}\tdisease 4\tnot its own: OMIM:105400\t1",
    ]


def test_what_is_old_or_unsure_or_not_of_hpo_is_no_row() -> None:
    """Prose is a loss."""
    old = statement(ONE, rg_standing="rg:older")
    unsure = statement(ONE, rg_certainty="rg:possible")
    prose = statement(ONE, biolink_primary_knowledge_source="=infores:gard")
    found = read_found([DISEASES[0], old, unsure, prose])
    assert (dict(found.annotations), found.others) == ({}, [ours("statement/1")])


def test_the_head_says_what_the_table_is_not() -> None:
    """And of which release it is."""
    head = [line for line in to_text(Found(), ABOUT).splitlines() if line.startswith("#")]
    assert (
        "#warning: do not merge with phenotype.hpoa: its current rows replace these, and HPO may have withdrawn some"
        in head
    )
    assert head[-3:] == ["#version: 2026-08-04", "#raregraph-version: 0.1.0-0", "#hpo-version: 2025-01-16"]


def test_a_release_gives_the_flagship_by_its_orphanet_id(released: Path, tmp_path: Path) -> None:
    """Mondo has no OMIM entry for it; nobody is left out."""
    table, left = write_hpoa(released, tmp_path)
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    assert {line.split("\t")[0] for line in lines} == {"ORPHA:803"}
    assert (len(lines), len(left.read_text(encoding="utf-8").splitlines())) == (29, 1)
    assert {loss.reason for loss in losses_of(released)} == {"not-hpo"}
