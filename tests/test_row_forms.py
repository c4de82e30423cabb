"""Row forms: a page whose rows are ready comes to the same part as one that goes the general way."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raregraph import corpus
from raregraph.corpus import Part
from raregraph.evaluation.said import said_of
from raregraph.findings import Finding
from raregraph.knowledge import Knowledge
from raregraph.medquad import medquad_files, survey
from raregraph.row_forms import RowForms
from raregraph.symptom_list import symptom_list
from raregraph.world import Listed, World, with_pages
from tests.corpora import PAGES, folder_of, page_xml

LABELS = ["Craniosynostosis", "Hypertelorism", "Ocular hypertelorism", "Proptosis", "Hydrocephalus", "Nothing known"]
VALUES = ["90%", "7.5%", "5%", "12%", "120%", "0%", "3/7", "2 of 3", "7 of 0", "-", "%", "100%"]


def parts_of(paths: list[Path], sample: World, *, ready: bool) -> tuple[list[Part], RowForms]:
    """The parts of pages, with or without forms."""
    found = survey(paths, symptom_list)
    known = with_pages(sample, found.named)
    forms = RowForms(known)
    reads = [corpus.read(path, known, found.titles, forms if ready else None) for path in found.files]
    return [corpus.part([read], [], [], known) for read in reads], forms


def told(part: Part) -> tuple[object, ...]:
    """All that a part says, in any form."""
    faults = [str(fault) for fault in (*part.faults, *part.ungrounded)]
    return (
        part.lines, part.mentioned, dict(part.statements), dict(part.findings), part.rows, dict(part.grounded),
        sorted(map(str, part.unplaced)), faults, part.phenotypes,
    )  # fmt: skip


def compared(paths: list[Path], sample: World) -> int:
    """Both ways say the same; how many forms there were."""
    general, _ = parts_of(paths, sample, ready=False)
    quick, forms = parts_of(paths, sample, ready=True)
    assert [told(part) for part in quick] == [told(part) for part in general]
    return sum(form is not None for form in forms.known.values())


def test_the_sample_comes_to_the_same_both_ways(sample: World) -> None:
    """Every page of it."""
    assert compared(medquad_files(PAGES), sample) > 20


def all_phenotypes(known: Knowledge, ready: Sequence[Listed]) -> list[Finding]:
    """A finding about each phenotype of a page, whichever way it came."""
    said = {item.iri: item for item in said_of(known) if item.kind == "phenotype" and item.sure}
    rows = [*ready, *(Listed(item.object, item.frequency, item.iri) for item in said.values())]
    return [Finding("drift", (row.iri,), f"{row.object} {row.frequency}") for row in rows]


def test_what_stands_beside_a_page_sees_rows_either_way(sample: World) -> None:
    """The same phenotypes, classes of frequency and statements."""
    assert compared(medquad_files(PAGES), replace(sample, beside=all_phenotypes)) > 20


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(VALUES)), min_size=1, max_size=7))
def test_any_rows_come_to_the_same_both_ways(sample: World, rows: list[tuple[str, str]]) -> None:
    """Rows twice, two values of one term, values that cannot be, labels that mean nothing; on two pages."""
    text = " ".join(f"{label} {value}" for label, value in rows)
    with tempfile.TemporaryDirectory() as name:
        pages = {f"{number}.xml": page_xml(number, f"Disease {number}", rows=text) for number in (9001, 9002)}
        compared(medquad_files(folder_of(Path(name), pages)), sample)


@pytest.mark.parametrize("title", ["Hypertelorism", "Proptosis", 'A "quoted" disease'])
def test_a_disease_that_is_called_as_its_row(title: str, sample: World, tmp_path: Path) -> None:
    """The wording of the row is the disease's own there, and on the other page it is not."""
    pages = {"a.xml": page_xml(9001, "Another disease"), "b.xml": page_xml(9002, title)}
    assert compared(medquad_files(folder_of(tmp_path, pages)), sample) == 3


def test_rows_of_one_meaning_have_no_form(sample: World, tmp_path: Path) -> None:
    """They may be one statement, or disagree."""
    rows = "Hypertelorism 90% Hypertelorism 5%"
    assert compared(medquad_files(folder_of(tmp_path, {"a.xml": page_xml(9001, "A", rows=rows)})), sample) == 0


def test_forms_are_found_anew_when_there_are_too_many(
    sample: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory does not grow with the pages."""
    monkeypatch.setattr("raregraph.row_forms._MOST", 1)
    pages = {f"{number}.xml": page_xml(number, f"D {number}") for number in (9001, 9002)}
    assert compared(medquad_files(folder_of(tmp_path, pages)), sample) == 3
