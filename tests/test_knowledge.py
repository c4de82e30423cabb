"""Knowledge: versions, rows, reference axioms, corrections and findings, brought together."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from raregraph.errors import ContentError, Faults
from raregraph.facts import Fact, FactFile, facts_of
from raregraph.knowledge import Knowledge, assemble, fact_files, from_content
from raregraph.rows import parse
from tests.making import HERE, at, fact, version

OLD = version("a", ("names", ""), ("cause", "2013-01-11"))
NEW = version("b", ("names", ""), ("symptoms", "2020-07-01"))
GENE = f'{{kind: gene, subject: "SOD1", object: "familial ALS", {at(110, 114)}}}'
AGE = f'{{kind: onset, subject: "ALS", object: 56, {at(110, 112)}}}'


def read(of: object, *facts: str) -> FactFile:
    """The extracted file of a version."""
    return FactFile(HERE, of.sha256, of, tuple(map(fact, facts)), ())  # type: ignore[attr-defined]


def curated(sha256: str, *facts: str | Fact) -> FactFile:
    """A curated file of a version, or of none."""
    return FactFile(HERE, sha256, None, tuple(fact(item) if isinstance(item, str) else item for item in facts), ())


def test_rows_of_a_version_come_from_two_files() -> None:
    """What a rule reads and what a person adds are of one version."""
    known = assemble([read(NEW, AGE)], [curated(NEW.sha256, GENE)], [], [], strict=True)
    ours = [item for item in known.statements if item.date_basis == "sectionDate"]
    assert {item.kind.name for item in ours} == {"gene", "onset", "onsetclass"}


def test_statements_versions_and_terms_are_sorted() -> None:
    """By id, by date, by IRI."""
    known = assemble([read(NEW, AGE), read(OLD, GENE)], [], [], [], strict=True)
    assert [item.id for item in known.statements] == sorted(item.id for item in known.statements)
    assert [source.version.sha256[0] for source in known.versions] == ["a", "b"]
    assert [term.iri for term in known.terms] == sorted(term.iri for term in known.terms)


def test_nothing_depends_on_the_order_of_files() -> None:
    """Folders list their files in any order."""
    files = [read(OLD, GENE, AGE), read(NEW, AGE)]
    assert assemble(files, [], [], [], strict=True) == assemble(files[::-1], [], [], [], strict=True)


def test_a_mean_age_gives_a_class_of_onset_derived_from_it() -> None:
    """Inferred, and it says from what."""
    known = assemble([read(NEW, AGE)], [], [], [], strict=True)
    by_kind = {item.kind.name: item for item in known.statements}
    assert by_kind["onsetclass"].named["object"] == "Middle age onset"
    assert by_kind["onsetclass"].inferred_from == by_kind["onset"].id


AGES = (
    '{kind: onsetage, subject: "ALS", object: "then", age_lower: %d, age_upper: %d, age_unit: "%s", '
    + at(110, 112)
    + "}"
)


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "label"),
    [(40, 60, "years", "Middle age onset"), (24, 48, "months", "Childhood onset"), (6, 30, "years", "")],
)
def test_ages_give_a_class_that_holds_them_all(lower: int, upper: int, unit: str, label: str) -> None:
    """Years or months; none where no class holds both; and it says from what."""
    known = assemble([read(NEW, AGES % (lower, upper, unit))], [], [], [], strict=True)
    by_kind = {item.kind.name: item for item in known.statements}
    assert (by_kind["onsetclass"].named["object"] if "onsetclass" in by_kind else "") == label
    if label:
        assert by_kind["onsetclass"].inferred_from == by_kind["onsetage"].id


def test_a_class_that_the_page_names_too_is_not_inferred() -> None:
    """Said and inferred in the same words, it is said."""
    named = f'{{kind: onsetclass, subject: "ALS", object: "middle age", rule: "begins-in", {at(110, 112)}}}'
    known = assemble([read(NEW, AGE, named)], [], [], [], strict=True)
    assert [item.inferred_from for item in known.statements if item.kind.name == "onsetclass"] == [""]


def test_mondo_s_axioms_stand_beside_the_page_s_genes() -> None:
    """For the genes and diseases that are named, as statements of the same shape with their own source."""
    known = assemble([read(NEW, GENE)], [], [], [], strict=True)
    mondo = [item for item in known.statements if item.date_basis == "sourceDate"]
    assert mondo
    assert {item.kind.name for item in mondo} == {"gene"}
    assert "SOD1" in {item.named["subject"] for item in mondo}
    assert {(item.as_of, item.standing) for item in mondo} == {("2026-08-04", "latest")}


def test_rows_of_a_version_that_is_not_there_are_an_error_where_graph_is_read() -> None:
    """A hash that no longer matches any text."""
    with pytest.raises(ContentError, match="version aaaaaaaaaaaa is none of graph/extracted"):
        assemble([read(NEW)], [curated(OLD.sha256, GENE)], [], [], strict=True)


def test_rows_of_a_version_that_was_not_given_are_left_out() -> None:
    """`--pages` says what the given pages say."""
    known = assemble([read(NEW, AGE)], [curated(OLD.sha256, GENE)], [], [], strict=False)
    assert not known.rejected
    assert "gene" not in {item.kind.name for item in known.statements if item.date_basis == "sectionDate"}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('{kind: gene, subject: "SOD1", object: "ALS"}', "a fact of a page without a place on it"),
        (f'{{kind: gene, subject: "SOD1", object: "ALS", {at(1, 2000)}}}', "lies outside the page of 1000 characters"),
        (f'{{kind: gene, subject: "nobody", object: "ALS", {at(1, 2)}}}', "no table grounds 'nobody' as gene"),
    ],
)
def test_a_row_that_cannot_be_used_stops_a_strict_build(row: str, problem: str) -> None:
    """Where graph/ is at fault nothing is released."""
    with pytest.raises(ContentError, match=problem):
        assemble([read(NEW)], [curated(NEW.sha256, row)], [], [], strict=True)


def test_a_row_that_cannot_be_used_is_rejected_by_a_lenient_build() -> None:
    """The rest is released, and the row is named."""
    bad = '{kind: gene, subject: "SOD1", object: "ALS"}'
    known = assemble([read(NEW, AGE)], [curated(NEW.sha256, bad)], [], [], strict=False)
    assert [str(fault) for fault in known.rejected] == [
        "row.yaml:2: a fact of a page without a place on it; add at: [{start, end, sha256, first, last}]"
    ]
    assert "onset" in {item.kind.name for item in known.statements}


FINDING = 'findings:\n- {type: "loss", about: [{kind: "gene"}], note: "n"}\n'


def test_a_finding_about_a_row_that_was_rejected_is_rejected_too() -> None:
    """And stops a strict build."""
    file = facts_of(parse(f'version: "{NEW.sha256}"\n{FINDING}', "f.yaml"))
    known = assemble([read(NEW, AGE)], [file], [], [], strict=False)
    assert [str(fault).split("; ")[0] for fault in known.rejected] == ["f.yaml:3: no statement is {'kind': 'gene'}"]
    with pytest.raises(ContentError, match="no statement is"):
        assemble([read(NEW, AGE)], [file], [], [], strict=True)


def test_a_finding_needs_a_page() -> None:
    """A file without a version holds facts that name their source, and nothing else."""
    with pytest.raises(ContentError, match="f.yaml:2: a finding of no page"):
        assemble([read(NEW, AGE)], [facts_of(parse(FINDING, "f.yaml"))], [], [], strict=True)


def test_all_faults_are_told_at_once() -> None:
    """A curator mends them in one go."""
    bad = '{kind: gene, subject: "SOD1", object: "ALS"}'
    with pytest.raises(Faults) as caught:
        assemble([read(NEW)], [curated(NEW.sha256, bad, bad)], [], [], strict=True)
    assert len(caught.value.faults) == 2


def test_a_fact_needs_a_source() -> None:
    """A file without a version holds facts that name theirs."""
    with pytest.raises(ContentError, match="a fact without a source"):
        assemble([read(NEW)], [curated("", '{kind: gene, subject: "SOD1", object: "ALS"}')], [], [], strict=True)
    given = 'source: {reference: "PMID:1", curator: "c", date: "2026-01-02"}'
    row = f'{{kind: gene, subject: "SOD1", object: "ALS", {given}}}'
    known = assemble([read(NEW)], [curated("", row)], [], [], strict=True)
    assert [item.as_of for item in known.statements if item.date_basis == "curationDate"] == ["2026-01-02"]


def test_a_page_that_is_not_listed_is_an_error() -> None:
    """graph/pages.yaml has its disease."""
    other = type(NEW)("GARD:0000001", NEW.sha256, 9, "t", "full-page", NEW.sections)
    with pytest.raises(ContentError, match="unknown page 'GARD:0000001'; did you mean 'GARD:0005786'?"):
        assemble([read(other)], [], [], [], strict=True)


def test_faults_of_several_files_are_told_at_once(graph: Path) -> None:
    """One in each of two files."""
    for path in sorted((graph / "curated").glob("*.yaml"))[:2]:
        path.write_text(path.read_text(encoding="utf-8") + "- {kind: gnee}\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        fact_files()
    assert len(caught.value.faults) == 2


def test_the_project_s_graph_is_whole(knowledge: Knowledge) -> None:
    """Every statement of a page has a passage and a date; every label has an id; at least 25 findings."""
    pages = [item for item in knowledge.statements if item.places]
    assert all(item.as_of for item in knowledge.statements)
    assert {item.date_basis for item in knowledge.statements if not item.places} <= {"sourceDate", "curationDate"}
    assert (len(knowledge.versions), knowledge.minted, knowledge.rejected) == (2, (), ())
    assert len(pages) >= 300
    assert len(knowledge.findings) >= 25


def test_every_disagreement_goes_both_ways(knowledge: Knowledge) -> None:
    """And names a statement that is there."""
    by_id = {item.id: item for item in knowledge.statements}
    pairs = {(item.id, other) for item in knowledge.statements for other in item.disagrees}
    assert pairs
    assert pairs == {(other, one) for one, other in pairs}
    assert {one for one, _ in pairs} <= by_id.keys()


def test_every_finding_is_about_what_is_there(knowledge: Knowledge) -> None:
    """Statements named by findings exist."""
    ours = "https://w3id.org/raregraph/statement/"
    named = {iri for finding in knowledge.findings for iri in finding.about if iri.startswith(ours)}
    assert named <= {item.iri for item in knowledge.statements}


def test_reading_twice_gives_the_same(knowledge: Knowledge) -> None:
    """No clock, no set order."""
    random.seed(1)
    assert from_content() == knowledge
