"""The review: every question with its candidates, nothing of it identity, what was decided not asked again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from raregraph.accepted import MappingRow, accept, read_accepted, to_sssom
from raregraph.corpus_build import Summary
from raregraph.errors import ContentError
from raregraph.evaluation.said import Collected, collect
from raregraph.facts import Passage
from raregraph.medquad import NameCandidate, medquad_files
from raregraph.review import Review, lines_of_review, mentioned, review, write_review
from raregraph.symptom_list import Unplaced
from raregraph.world import with_accepted
from tests.evaluating import ACANTHOMA, APERT, SAMPLE, world

AT = Passage(0, 1, "0" * 64, "x", "")
LEFT = Summary(
    unplaced=(
        Unplaced(APERT, "Proptosiss", "90%", "no term has this label", AT),
        Unplaced(APERT, "Wide proptosis", "90%", "no term has this label", AT),
        Unplaced(APERT, "Variable expressivity", "-", "no kind of statement says it: a clinical modifier", AT),
    ),
    candidates=(NameCandidate(ACANTHOMA, "Apert syndrome", (APERT,), AT),),
    ungrounded=(ContentError("page", "no table grounds 'QQQ1' as gene", "add it"), ContentError("page", "odd", "mend")),
)
CLOSE = "<http://www.w3.org/2004/02/skos/core#closeMatch>"


def signed(row: MappingRow, **changes: str) -> MappingRow:
    """A row as a person fills it in."""
    by_hand = replace(row, mapping_justification="semapv:ManualMappingCuration")
    return replace(by_hand, author_label="a curator", mapping_date="2026-11-21", **changes)


def proptosis(found: Review) -> list[MappingRow]:
    """The rows that ask for one label, with one candidate."""
    return [row for row in found.rows if row.subject_label == "Wide proptosis" and row.object_id == "HP:0000520"]


@pytest.fixture(scope="module")
def collected() -> Collected:
    """The sample corpus as read."""
    return collect(medquad_files(SAMPLE / "pages"), world())


def made(collected: Collected, left: Summary = LEFT, decided: tuple[MappingRow, ...] = ()) -> Review:
    """The review of the sample."""
    pages = [(page.page, page.path) for page in collected.pages]
    return review(left, pages, collected.world, SAMPLE / "reference", decided)


def test_labels_have_candidates(collected: Collected) -> None:
    """From HPO where words are common; else the row says that there is none."""
    labels = {row.subject_label: row for row in made(collected).rows if row.file == "labels"}
    assert labels["Wide proptosis"].object_id == "HP:0000520"
    assert (labels["Proptosiss"].object_id, labels["QQQ1"].subject_category) == ("sssom:NoTermFound", "gene")


def test_nothing_is_asked_as_identity(collected: Collected) -> None:
    """Every candidate is a close match that nobody signed."""
    assert {(row.predicate_id, row.author_label) for row in made(collected).rows} == {("skos:closeMatch", "")}


def test_a_name_of_another_page_is_asked(collected: Collected) -> None:
    """With the page that is called so."""
    [row] = [row for row in made(collected).rows if row.file == "names"]
    assert (row.subject_id, row.subject_label, row.object_id) == (ACANTHOMA, "Apert syndrome", APERT)


def test_what_is_not_believed_is_listed(collected: Collected) -> None:
    """With the reason; what has candidates is not here."""
    assert [reason for _, _, reason in made(collected).not_believed] == [
        "odd; mend", "no kind of statement says it: a clinical modifier",
    ]  # fmt: skip


def test_pages_without_mondo_are_published_with_candidates(collected: Collected) -> None:
    """As closeMatch and a finding, never as exactMatch or owl:sameAs; statements are elsewhere."""
    candidate = MappingRow(
        ACANTHOMA, "Acanthoma", "", "", "skos:closeMatch", "", "MONDO:0007041", "Apert syndrome", "", "", "", "why"
    )
    found = replace(made(collected), without={ACANTHOMA: ("Acanthoma", (candidate,))})
    lines = lines_of_review(found, collected.world)
    text = "\n".join(lines)
    assert f"<https://rarediseases.info.nih.gov/diseases/0008604> {CLOSE} " in text
    assert "exactMatch" not in text
    assert lines == sorted(set(lines))
    assert mentioned(found) == {"MONDO:0007041"}


def test_a_page_without_a_candidate_is_asked_too(collected: Collected) -> None:
    """A person may know its term; signed as it is, the row says that there is none."""
    rows = [row for row in made(collected).rows if row.subject_id == ACANTHOMA and row.file == "diseases"]
    assert [(row.object_id, row.comment) for row in rows] == [("sssom:NoTermFound", "no candidate")]
    rest = made(collected, decided=(signed(rows[0]),))
    assert [row for row in rest.rows if row.file == "diseases" and row.subject_id == ACANTHOMA] == []


def test_what_was_denied_is_not_asked_again(collected: Collected) -> None:
    """Nor published."""
    [asked] = proptosis(made(collected))
    assert proptosis(made(collected, decided=(signed(asked, predicate_modifier="Not"),))) == []


def test_a_filled_in_review_changes_the_next_build(collected: Collected, tmp_path: Path) -> None:
    """From the file that review writes, by way of graph/accepted, to a label that is grounded."""
    write_review(made(collected), tmp_path / "review")
    written = (tmp_path / "review" / "labels.sssom.tsv").read_text(encoding="utf-8")
    assert "Wide proptosis\trdfs literal\tphenotype\tskos:closeMatch\t\tHP:0000520\tProptosis" in written
    [asked] = proptosis(made(collected))
    filled = tmp_path / "filled.sssom.tsv"
    same = signed(asked, predicate_id="skos:exactMatch")
    filled.write_text(to_sssom([same], "review", "labels"), encoding="utf-8")
    accept(filled, tmp_path / "accepted")
    assert world().hpo.find("Wide proptosis") is None
    assert with_accepted(world(), read_accepted(tmp_path / "accepted")).hpo.find("Wide proptosis") is not None
