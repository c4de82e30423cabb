"""The page of a statement: who says so, where, how to cite it, and the row that corrects it."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.corrections import read_corrections, replacement_claims
from raregraph.errors import ContentError
from raregraph.ids import expand, ours
from raregraph.knowledge import Knowledge
from raregraph.site import statement
from raregraph.site.opened import Opened
from raregraph.site.remarks import all_remarks, read_remark
from raregraph.site.statement import Statement
from raregraph.terms import terms

EDARAVONE = ours("statement/0c26bf587c6ad438458480cbf2948dd1")
MONDO = "infores:mondo"


def seen(iri: str, opened: Opened, texts: dict[str, str] | None = None) -> Statement:
    """The view of a statement that is there."""
    found = statement.view(iri, opened.reader, "0.1.0-test", texts or {})
    assert found is not None
    return found


def test_a_statement_says_who_when_and_how_surely(opened: Opened) -> None:
    """The page it is from, its date and whose date that is, and the wording where it differs."""
    of = seen(EDARAVONE, opened)
    assert of.said.label == "edaravone for amyotrophic lateral sclerosis: approved in US, GARD 2018-09-27"
    assert [(name, thing.text) for name, thing in of.who] == [
        ("source", "GARD"), ("page", "GARD page on amyotrophic lateral sclerosis"),
    ]  # fmt: skip
    assert (of.said.as_of, of.basis) == ("2018-09-27", "the date of the section")
    assert ("printed as", "“endaravone”") in of.how
    assert of.said.standing_words == "the newest version of the page that has this section says it"


def test_without_the_page_a_passage_is_its_place_and_words(opened: Opened) -> None:
    """So that a person finds it with Ctrl-F."""
    first, second = seen(EDARAVONE, opened).passages
    assert (first.start, first.end, first.first, first.words) == (2840, 2950, "Medications specifically approved", "")
    assert second.section is not None
    assert second.section.path == "/page/gard-5786/0d97d85dcf34/treatment"


def test_with_the_page_a_passage_stands_in_its_text(opened: Opened, seeds: dict[str, str]) -> None:
    """Marked, with what is around it."""
    by_hash = {opened.reader.value(ours(f"page/gard-5786/{short}"), "spdx:checksumValue"): text
               for short, text in seeds.items()}  # fmt: skip
    first = seen(EDARAVONE, opened, by_hash).passages[0]
    text = seeds["0d97d85dcf34"]
    assert first.words == text[2840:2950]
    around = first.before.removeprefix("… ") + first.words + first.after.removesuffix(" …")
    assert text.index(around) + len(first.before.removeprefix("… ")) == 2840
    assert (first.before[:2], first.after[-2:]) == ("… ", " …")


def test_what_a_data_file_says_has_its_row(opened: Opened) -> None:
    """File, release and row stand in place of a passage."""
    genes = opened.reader.subjects("rg:disease", expand("MONDO:0007103"))
    of = seen(genes[0], opened)
    assert of.said.source == MONDO
    assert [name for name, _ in of.who] == ["source", "file", "row"]
    assert of.passages == ()


def test_a_citation_names_the_release_and_the_statement(opened: Opened) -> None:
    """As text and for BibTeX, with what TeX would take for a command escaped."""
    of = seen(EDARAVONE, opened)
    assert of.citation == (
        "GARD, as of 2018-09-27: “edaravone for amyotrophic lateral sclerosis: approved in US, GARD 2018-09-27”. "
        f"Read by raregraph, release 0.1.0-test, statement 0c26bf587c6ad438458480cbf2948dd1. {EDARAVONE}"
    )
    [weak] = [iri for iri in opened.reader.subjects("rg:phenotype", expand("HP:0003324")) if "/statement/" in iri]
    assert "Generalized muscle weakness (80-99 \\%)" in seen(weak, opened).bibtex


def test_every_correction_row_says_the_statement_it_corrects(
    opened: Opened, knowledge: Knowledge, tmp_path: Path
) -> None:
    """Filled in and built, each row grounds to the very claim it was copied from, so an edit changes just that."""
    by_id = {item.id: item for item in knowledge.statements}
    filled = {'reference: ""': 'reference: "PMID:1"', 'curator: ""': 'curator: "a"', 'date: ""': 'date: "2026-01-01"',
              'note: ""': 'note: "b"'}  # fmt: skip
    wrong = []
    for item in knowledge.statements:
        row = seen(item.iri, opened).correction
        for empty, given in filled.items():
            row = row.replace(empty, given, 1)
        (tmp_path / "corrections.yaml").write_text(f"corrections:\n{row}", encoding="utf-8")
        corrections = read_corrections(tmp_path / "corrections.yaml")
        with pytest.raises(ContentError) as caught:
            replacement_claims(corrections, by_id, terms())
        if caught.value.problem != "the replacement says what it corrects":
            wrong.append((item.label, caught.value.problem))
    assert wrong == []


def test_what_disagrees_is_named_from_both_sides(opened: Opened, knowledge: Knowledge) -> None:
    """Whichever of the two says so."""
    item = next(item for item in knowledge.statements if item.disagrees)
    other = seen(ours(f"statement/{item.disagrees[0]}"), opened)
    assert item.label in {thing.text for thing in other.disagrees}


def test_a_disagreement_with_silence_is_none(opened: Opened, knowledge: Knowledge) -> None:
    """What an ontology does not have is shown apart from what disagrees."""
    item = next(item for item in knowledge.statements if item.unmatched_in)
    of = seen(item.iri, opened)
    assert [thing.path for thing in of.unmatched] == ["/graph/mondo-2026-08-04"]


def test_what_is_no_statement_has_no_such_page(opened: Opened) -> None:
    """A phenotype is none."""
    assert statement.view(expand("HP:0003324"), opened.reader, "x", {}) is None


def test_findings_stand_by_type(opened: Opened) -> None:
    """Each with its type, note and what it is about."""
    found = all_remarks(opened.reader)
    assert len(found[ours("vocab/conflict")]) == 7
    remark = read_remark(found[ours("vocab/mixedLineage")][0], opened.reader)
    assert remark is not None
    assert (remark.type_label, len(remark.about)) == ("mixed lineage", 29)
    assert read_remark(EDARAVONE, opened.reader) is None
