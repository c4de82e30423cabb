"""What people decided: signed rows are checked, kept, and change what a build knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from raregraph.accepted import MappingRow, accept, names_of, read_accepted, to_sssom
from raregraph.errors import ContentError
from raregraph.world import with_accepted
from tests.evaluating import ACANTHOMA, world

LABEL = MappingRow(
    "", "Sticking-out eyes", "rdfs literal", "phenotype", "skos:exactMatch", "", "HP:0000520", "Proptosis",
    "semapv:ManualMappingCuration", "a curator", "2026-11-21", "",
)  # fmt: skip
PAGE = replace(
    LABEL, subject_id=ACANTHOMA, subject_label="Acanthoma", subject_type="", subject_category="",
    object_id="MONDO:0007041", object_label="Apert syndrome",
)  # fmt: skip
NAME = replace(
    LABEL, subject_id=ACANTHOMA, subject_label="A  Name", subject_category="name", object_id="GARD:0005833",
    object_label="Apert syndrome",
)  # fmt: skip


def filled(folder: Path, *rows: MappingRow) -> Path:
    """A filled-in review."""
    path = folder / "filled.sssom.tsv"
    path.write_text(to_sssom(rows, "review", "labels"), encoding="utf-8")
    return path


def test_a_confirmed_label_is_grounded() -> None:
    """And nothing is when nobody confirmed it: a close match is none."""
    assert world().hpo.find("sticking-out eyes") is None
    close = replace(LABEL, predicate_id="skos:closeMatch")
    assert with_accepted(world(), [close]).hpo.find("sticking-out eyes") is None
    match = with_accepted(world(), [LABEL]).hpo.find("sticking-out eyes")
    assert match is not None
    assert (match.curie, match.rule) == ("HP:0000520", "confirmed by a person")


def test_a_confirmed_disease_is_the_pages() -> None:
    """By its GARD id; a close match is not."""
    assert with_accepted(world(), [PAGE]).gard.diseases[ACANTHOMA].curie == "MONDO:0007041"
    close = replace(PAGE, predicate_id="skos:closeMatch")
    assert ACANTHOMA not in with_accepted(world(), [close]).gard.diseases


def test_a_mapping_of_mondo_can_be_denied() -> None:
    """Its set is not without errors; the page is then published under its own id."""
    denied = replace(PAGE, subject_id="GARD:0005833", predicate_modifier="Not")
    assert world().gard.diseases["GARD:0005833"].curie == "MONDO:0007041"
    assert "GARD:0005833" not in with_accepted(world(), [denied]).gard.diseases


def test_a_confirmed_name_is_the_pages_too() -> None:
    """As it is looked up."""
    assert names_of([NAME, LABEL]) == {ACANTHOMA: {"a name"}}


def test_signed_rows_are_taken_and_others_left(tmp_path: Path) -> None:
    """In a file for each kind; a later decision on the same pair takes the earlier one's place."""
    open_ = replace(LABEL, subject_label="open", author_label="")
    folder = tmp_path / "accepted"
    assert accept(filled(tmp_path, LABEL, PAGE, NAME, open_), folder) == (LABEL, PAGE, NAME)
    later = replace(PAGE, predicate_id="skos:closeMatch")
    accept(filled(tmp_path, later), folder)
    assert set(read_accepted(folder)) == {LABEL, later, NAME}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (replace(LABEL, predicate_id="skos:exact"), "predicate_id 'skos:exact'"),
        (replace(LABEL, predicate_modifier="no"), "predicate_modifier 'no'"),
        (replace(LABEL, object_id="HP:520"), "does not fit its prefix"),
        (replace(LABEL, mapping_justification="semapv:LexicalMatching"), "how and when it was decided"),
        (replace(LABEL, mapping_date="today"), "how and when it was decided"),
        (replace(LABEL, subject_category="thing"), "unknown subject_category 'thing'"),
        (replace(LABEL, author_label=""), "no row is signed"),
    ],
)
def test_a_row_that_is_not_well_filled_in_is_refused(row: MappingRow, problem: str, tmp_path: Path) -> None:
    """With its line."""
    with pytest.raises(ContentError, match=problem):
        accept(filled(tmp_path, row), tmp_path / "accepted")


def test_one_thing_is_not_two(tmp_path: Path) -> None:
    """Also against what was accepted before, which stays."""
    folder = tmp_path / "accepted"
    accept(filled(tmp_path, LABEL), folder)
    with pytest.raises(ContentError, match="is the same as HP:0000316 and as HP:0000520"):
        accept(filled(tmp_path, replace(LABEL, object_id="HP:0000316")), folder)
    assert read_accepted(folder) == (LABEL,)


def test_a_term_of_another_release_is_refused() -> None:
    """Rather than left out in silence."""
    with pytest.raises(ContentError, match="HP:9999999 is no current term"):
        with_accepted(world(), [replace(LABEL, object_id="HP:9999999")])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (replace(LABEL, object_id="HP:0000316"), "HP:0000316 is called 'Hypertelorism', the row says 'Proptosis'"),
        (replace(PAGE, object_id="MONDO:9999999"), "MONDO:9999999 is no term of these releases"),
        (replace(LABEL, subject_category="gene", object_id="HGNC:1"), "HGNC:1 is no term of these releases"),
    ],
)
def test_a_mistyped_id_is_told_by_its_label(row: MappingRow, problem: str) -> None:
    """Before it says something false, or nothing."""
    with pytest.raises(ContentError, match=problem):
        with_accepted(world(), [row])


def test_that_there_is_no_term_may_be_said(tmp_path: Path) -> None:
    """A signed row without a term is kept, so that it is not asked again, and changes nothing."""
    none = replace(LABEL, object_id="sssom:NoTermFound", object_label="")
    accept(filled(tmp_path, none), tmp_path / "accepted")
    (kept,) = read_accepted(tmp_path / "accepted")
    assert kept == none
    assert with_accepted(world(), [kept]).hpo.find("sticking-out eyes") is None
