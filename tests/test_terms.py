"""Terms: labels and ids to terms, by table and never by guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError, Where
from raregraph.terms import read_entities, read_groundings, terms
from tests.making import HERE

HEADER = "subject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\n"
EXACT, MANUAL = "skos:exactMatch", "semapv:ManualMappingCuration"


def mapping(*cells: str) -> str:
    """A line of a mapping set."""
    return "\t".join([cells[0], EXACT, *cells[1:], MANUAL]) + "\n"


@pytest.mark.parametrize("label", ["SOD1", "sod1", "  SOD1 ", "SOD1\u00a0", "HGNC:11179"])
def test_a_label_is_found_however_it_is_printed(label: str) -> None:
    """Case, blanks and no-break spaces do not matter; an id is its own label."""
    term = terms().find(label, ("gene",), HERE)
    assert (term.iri, term.label, term.category) == ("http://identifiers.org/hgnc/11179", "SOD1", "gene")


def test_what_was_found_is_remembered() -> None:
    """Every term looked up gets its type and label in the graph."""
    lookup = terms()
    term = lookup.find("ALS", ("disease",), HERE)
    assert list(lookup.seen.values()) == [term]
    assert not lookup.minted


@pytest.mark.parametrize(
    ("label", "problem"),
    [
        ("SODI", "no table grounds 'SODI' as gene; did you mean 'sod1'?"),
        ("HGNC:1", "HGNC:1 is in no table of graph/"),
        ("HGNC:x", "'HGNC:x' does not fit its prefix"),
    ],
)
def test_an_unknown_label_is_an_error_where_rows_are_ours(label: str, problem: str) -> None:
    """Nothing is guessed: the message names the nearest label."""
    with pytest.raises(ContentError) as caught:
        terms(strict=True).find(label, ("gene",), HERE)
    assert problem in str(caught.value)


def test_an_unknown_label_of_a_page_becomes_an_entity_of_ours_and_is_listed() -> None:
    """A page is read whole, and what has no id is told."""
    lookup = terms(strict=False)
    term = lookup.find("Gene  SODI", ("gene",), HERE)
    assert (term.iri, term.label) == ("https://w3id.org/raregraph/entity/gene-sodi", "Gene SODI")
    assert list(lookup.minted.values()) == [term]


def test_a_label_is_looked_up_in_its_category(graph: Path) -> None:
    """The same word may be a phenotype and an outcome."""
    (graph / "groundings" / "outcome.sssom.tsv").write_text(
        HEADER + mapping("Fatigue", "HP:0012378", "Fatigue"), encoding="utf-8"
    )
    lookup = terms()
    assert lookup.find("fatigue", ("outcome",), HERE).category == "outcome"
    assert lookup.find("fatigue", ("phenotype",), HERE).category == "phenotype"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("geen", HEADER, "unknown category 'geen'; did you mean 'gene'?"),
        ("gene", "", "unknown column ''"),
        ("gene", HEADER.replace("object_id", "objekt_id"), "unknown column 'objekt_id'; did you mean 'object_id'?"),
        ("gene", HEADER.replace("\n", "\tobject_id\n"), "duplicate column 'object_id'"),
        ("gene", HEADER + "SOD1\n", "1 cells, but 5 columns"),
        ("gene", HEADER + mapping("SOD1", "HGNC:x", "SOD1"), "'HGNC:x' does not fit its prefix"),
        ("gene", HEADER + mapping("SOD1", "HGNC:11179", "SOD2"), "'SOD2' is not the label of HGNC:11179; write 'SOD1'"),
        (
            "gene",
            HEADER + mapping("SOD1", "HGNC:11179", "SOD1") + mapping("sod1", "HGNC:483", "ANG"),
            "'sod1' is grounded to HGNC:11179 and to HGNC:483; keep one of the two",
        ),
    ],
)
def test_a_faulty_mapping_set_is_an_error_with_its_line(graph: Path, name: str, text: str, problem: str) -> None:
    """Columns, ids, labels, and one meaning a label."""
    (graph / "groundings" / f"{name}.sssom.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        terms()
    assert problem in str(caught.value)


def test_a_fault_names_the_line_of_the_file(tmp_path: Path) -> None:
    """The comment lines of the head count."""
    path = tmp_path / "gene.sssom.tsv"
    path.write_text("#mapping_set_id: x\n" + HEADER + mapping("SOD1", "HGNC:x", "SOD1"), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_groundings(tmp_path)
    assert caught.value.where == Where(str(path), 3)


def test_an_entity_of_ours_is_a_line(tmp_path: Path) -> None:
    """Its IRI is made of its label."""
    (tmp_path / "entities.tsv").write_text("label\tcategory\tdefinition\nspeech therapist\tprofession\tWho helps.\n")
    [(where, term)] = read_entities(tmp_path)
    assert (term.iri, where.line) == ("https://w3id.org/raregraph/entity/speech-therapist", 2)


def test_an_entity_has_a_known_category(tmp_path: Path) -> None:
    """With the nearest named."""
    (tmp_path / "entities.tsv").write_text("label\tcategory\tdefinition\nx\tprofesion\ty\n")
    with pytest.raises(ContentError, match="unknown category 'profesion'; did you mean 'profession'?"):
        read_entities(tmp_path)


def test_two_entities_do_not_share_an_iri(graph: Path) -> None:
    """Labels that differ in punctuation alone would be one thing."""
    text = "label\tcategory\tdefinition\nspeech aid\taction\tx\nspeech-aid\taction\ty\n"
    (graph / "entities-a.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="'speech-aid' has the IRI of 'speech aid'"):
        terms()
