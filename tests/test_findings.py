"""Findings: what code sees by comparing, and what rows say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from raregraph.backbone import read_backbone
from raregraph.errors import ContentError
from raregraph.facts import FindingRow, facts_of
from raregraph.findings import TYPES, computed, curated, type_label, with_unmatched
from raregraph.ids import expand, ours
from raregraph.rows import parse
from raregraph.statements import Statement
from raregraph.terms import Term
from tests.making import at, claim, judged, source, version

OLD = source(version("a", ("names", ""), ("cause", "2013-01-11")))
NEW = source(version("b", ("names", ""), ("symptoms", "2020-07-01")))
NAMES, SECOND = at(10, 20), at(110, 120)


def found(*statements: Statement) -> list[tuple[str, str]]:
    """Type and note of what is computed."""
    return [(item.type, item.note) for item in computed(list(statements), read_backbone(), {})]


def notes(type_: str, *statements: Statement) -> list[str]:
    """The notes of one type."""
    return sorted(note for name, note in found(*statements) if name == type_)


def test_statements_that_disagree_are_one_conflict() -> None:
    """A pair is told once, with both labels."""
    row = '{{kind: onset, subject: "ALS", object: {}, {}}}'
    statements = judged(claim(row.format(55, NAMES), NEW), claim(row.format(56, SECOND), NEW))
    [note] = notes("conflict", *statements)
    assert " — but: " in note
    assert all(item.label in note for item in statements)


def test_a_section_that_is_gone_is_a_loss() -> None:
    """It names the section and how many statements are of unknown standing, and is about the version and them."""
    gene = '{{kind: gene, subject: "{}", object: "ALS", {}}}'
    name = f'{{kind: name, subject: "ALS", object: "ALS", {NAMES}}}'
    statements = judged(
        claim(gene.format("SOD1", SECOND), OLD), claim(gene.format("FUS", SECOND), OLD), claim(name, NEW)
    )
    [finding] = [item for item in computed(statements, read_backbone(), {}) if item.type == "loss"]
    assert "the section 'cause' of page:gard-5786/aaaaaaaaaaaa: its 2 statements" in finding.note
    assert finding.about[0] == OLD.iri
    assert len(finding.about) == 3


def test_an_undated_version_has_lost_nothing() -> None:
    """Whether there is a newer one is not known."""
    undated = source(version("c", ("names", ""), ("cause", "")))
    gene = f'{{kind: gene, subject: "SOD1", object: "ALS", {SECOND}}}'
    name = f'{{kind: name, subject: "ALS", object: "ALS", {NAMES}}}'
    assert notes("loss", *judged(claim(gene, undated), claim(name, NEW))) == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ('denotes: "MONDO:0007103"', ["“ALS1” denotes MONDO:0007103, and is printed as a name of MONDO:0004976"]),
        ("ambiguous: true", ["“ALS1” is ambiguous, and is printed as a name of MONDO:0004976"]),
        ("ambiguous: false", []),
        ('scope: "rg:abbreviation"', []),
    ],
)
def test_a_name_of_something_else_is_an_ambiguity(columns: str, expected: list[str]) -> None:
    """ "ALS1" is printed as a name of ALS and denotes one type."""
    row = f'{{kind: name, subject: "ALS", object: "ALS1", {columns}, {NAMES}}}'
    assert notes("ambiguity", *judged(claim(row, NEW))) == expected


def test_a_disease_among_its_own_phenotypes_is_flagged() -> None:
    """Where the row says so."""
    row = '{{kind: phenotype, subject: "ALS", object: "HP:0007354", self: {}, {}}}'
    [note] = notes("self-reference", *judged(claim(row.format("true", NAMES), NEW)))
    assert note.startswith("HP:0007354 is the disease itself")
    assert notes("self-reference", *judged(claim(row.format("false", NAMES), NEW))) == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("Depressivity", ["HP:0000716 is printed as “Depressivity”, HPO now calls it “Depression”"]), ("depression", [])],
)
def test_a_label_that_differs_from_hpo_s_has_drifted(printed: str, expected: list[str]) -> None:
    """Case aside; only table rows, which copy HPO's labels."""
    row = f'{{kind: phenotype, subject: "ALS", object: "HP:0000716", basis: "rg:class", printed: "{printed}", {NAMES}}}'
    assert notes("drift", *judged(claim(row, NEW))) == expected
    prose = row.replace('basis: "rg:class", ', "")
    assert notes("drift", *judged(claim(prose, NEW))) == []


@pytest.mark.parametrize(
    ("row", "unmatched"),
    [
        ('kind: subtype, subject: "MONDO:0007103", object: "ALS"', False),
        ('kind: subtype, subject: "MONDO:0008890", object: "ALS"', True),
        ('kind: gene, subject: "SOD1", object: "ALS"', False),
        ('kind: gene, subject: "SOD1", object: "sporadic ALS"', True),
        ('kind: gene, subject: "SOD1", object: "sporadic ALS", negated: true', False),
        ('kind: exposure, subject: "mercury", object: "ALS"', False),
    ],
)
def test_what_mondo_does_not_have_is_marked_and_is_no_disagreement(row: str, unmatched: bool) -> None:
    """Open world: subtypes and genes beside Mondo's tree and axioms; a denial needs no match."""
    [item] = with_unmatched(judged(claim(f"{{{row}, {NAMES}}}", NEW)), read_backbone())
    assert item.unmatched_in == ((ours("graph/mondo-2026-08-04"),) if unmatched else ())
    assert item.disagrees == ()
    assert len(notes("unmatched", item)) == unmatched


def test_what_is_retracted_is_no_longer_odd() -> None:
    """No finding is about it."""
    row = f'{{kind: name, subject: "ALS", object: "ALS1", ambiguous: true, {NAMES}}}'
    [item] = judged(claim(row, NEW))
    assert found(replace(item, standing="retracted")) == []


def test_a_label_without_an_id_is_told() -> None:
    """What was minted is listed."""
    term = Term(ours("entity/x-ray-specs"), "X-ray specs", "procedure", "minted")
    [finding] = computed([], read_backbone(), {term.iri: term})
    assert (finding.type, finding.note) == ("unmatched", "no id is known for the procedure “X-ray specs”")


def row_of(text: str) -> FindingRow:
    """The finding of one line of YAML."""
    return facts_of(parse(f"findings:\n- {{{text}}}\n", "x.yaml")).findings[0]


GENES = [
    claim(f'{{kind: gene, subject: "{gene}", object: "ALS", printed: "{gene}", quantity: some, {SECOND}}}', OLD)
    for gene in ("SOD1", "FUS")
]


@pytest.mark.parametrize(
    ("selector", "count"),
    [
        ('{kind: "gene"}', 2),
        ('{kind: "gene", subject: "sod1"}', 1),
        ('{kind: "gene", subject: "HGNC:11179"}', 1),
        ('{kind: "gene", printed: "FUS", quantity: "some", negated: "false", section: "cause"}', 1),
        ('{kind: "gene", version: "aaaaaaaaaaaa"}', 2),
        ('"HP:0007354"', 1),
        ('"version:"', 1),
        ('"page:"', 1),
        ('"section:cause"', 1),
        ('{kind: "gene", version: "bbbbbbbbbbbb"}, "page:"', 0),
    ],
)
def test_a_finding_of_a_row_selects_what_it_is_about(selector: str, count: int) -> None:
    """By label, id, wording or section; a version that is not at hand leaves the finding out."""
    row = row_of(f'type: "drift", about: [{selector}], note: "n"')
    found = curated([row], OLD, judged(*GENES))
    assert sum(len(item.about) for item in found) == count


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('type: "drfit", about: ["page:"], note: "n"', "unknown type of finding 'drfit'; did you mean 'drift'?"),
        ('type: "drift", about: [{kind: "gene", subject: "ANG"}], note: "n"', "no statement is {'kind': 'gene'"),
        ('type: "drift", about: ["section:caus"], note: "n"', "the page has no section 'caus'; did you mean 'cause'?"),
        ('type: "drift", about: ["a gene"], note: "n"', "about: 'a gene' is neither a selector nor an id"),
        ('type: "drift", about: ["HP:7354"], note: "n"', "does not fit its prefix"),
        (f'type: "drift", about: ["page:"], note: "n", {at(999, 1001)}', "999-1001 lies outside the page"),
    ],
)
def test_a_finding_about_nothing_is_an_error(text: str, problem: str) -> None:
    """A selector that no longer selects shows that a row has changed."""
    with pytest.raises(ContentError) as caught:
        curated([row_of(text)], OLD, judged(*GENES))
    assert problem in str(caught.value)


def test_a_finding_keeps_its_passages() -> None:
    """With the section they stand in."""
    [finding] = curated([row_of(f'type: "loss", about: ["page:"], note: "n", {SECOND}')], OLD, judged(*GENES))
    assert [(place.section, place.passage.start) for place in finding.places] == [("cause", 110)]


def test_types_have_words_and_individuals() -> None:
    """Every type is an individual of the vocabulary."""
    assert type_label("mixed-lineage") == "mixed lineage"
    assert all(expand(f"rg:{name}") for name in TYPES.values())
