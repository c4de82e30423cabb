"""Each measure on the sample corpus, against HPO's tables in a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from raregraph import corpus
from raregraph.errors import ContentError
from raregraph.evaluate import Given
from raregraph.evaluation.annotations import class_of, read_annotations
from raregraph.evaluation.diseases import BROADER, OTHER, SAME, SUBTYPE, UNKNOWN, Diseases, answer
from raregraph.evaluation.drift import Comparison, all_drift, comparison, drift_finding, drift_lines
from raregraph.evaluation.genes import compare_genes, is_causal, precision
from raregraph.evaluation.inheritance import compare_modes
from raregraph.evaluation.listed import counted, rows_section
from raregraph.evaluation.tables import Section, table, to_markdown
from tests.evaluating import APERT, HPOA, MUENKE, reference, sample


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """The sample corpus and what it is compared with."""
    return sample(tmp_path_factory.mktemp("measures"))


@pytest.mark.parametrize(
    ("printed", "rows"),
    [
        ("Anosmia 90% Deafness - Gait, 2-3 step 3/4 Pain 12 of 20 Rash %", 5),
        ("Anosmia 90 % Deafness 7.5%", 2),
        ("", 0),
    ],
)
def test_rows_are_counted_without_the_reader(printed: str, rows: int, tmp_path: Path) -> None:
    """By the words that are values; a hyphen within a label is none."""
    path = tmp_path / "page.xml"
    head = "Approximate number of patients (when available)"
    path.write_text(f"<x>{head} {printed} The Human Phenotype Ontology (HPO) has collected</x>", encoding="utf-8")
    assert counted(path) == rows


def test_rows_read_are_the_rows_counted(found: Given) -> None:
    """On every page of the sample."""
    totals, differ, *_ = rows_section(found.collected).tables
    assert (dict(totals.rows)["rows read"], differ.rows) == (dict(totals.rows)["rows by the independent count"], ())


@pytest.mark.parametrize(
    ("frequency", "curie"),
    [("HP:0040283", "HP:0040283"), ("1/1", "HP:0040280"), ("0/9", "HP:0040285"), ("29.5%", "HP:0040283"), ("0/0", "")],
)
def test_annotations_have_classes(frequency: str, curie: str) -> None:
    """Of a class, a count or a percentage."""
    assert class_of(frequency) == curie


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HPOA.replace("#version", "#date"), "names no version"),
        (HPOA.replace("aspect", "kind"), "the columns are"),
        (HPOA + "OMIM:1\tcut\n", "2 cells: the file is cut"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    """Rather than compared with."""
    with pytest.raises(ContentError, match=problem):
        read_annotations(reference(tmp_path, text))


@pytest.mark.parametrize(
    ("disease", "verdict"),
    [("M:same", SAME), ("M:up", SUBTYPE), ("M:down", BROADER), ("M:else", OTHER), ("M:nobody", UNKNOWN)],
)
def test_the_nearest_answer_counts(disease: str, verdict: str) -> None:
    """For the disease, for a subtype, for a broader one; another answer, or none."""
    parents = {"M:same": ("M:up",), "M:down": ("M:same",), "M:up": (), "M:else": (), "M:nobody": ()}
    children = {"M:up": ("M:same",), "M:same": ("M:down",)}
    genes = {"M:same": frozenset({"ABC1"}), "M:else": frozenset({"XYZ2"})}
    diseases = Diseases(parents, children, {}, genes)

    def of(group: object) -> frozenset[str]:
        return frozenset(gene for name in group for gene in genes.get(name, ()))  # type: ignore[attr-defined]

    assert answer(disease, lambda group: "ABC1" in group, of, diseases) == verdict


def test_genes_are_compared_and_missed_ones_told(found: Given) -> None:
    """FGFR2 causes Apert syndrome by both sources; HPO's other gene is not on the page."""
    genes = compare_genes(found.collected, found.annotations, found.diseases)
    causal = [item for item in genes.compared if is_causal(item.said) and item.page.page == APERT]
    assert [(item.said.subject_label, item.verdict) for item in causal] == [("FGFR2", SAME)]
    assert precision(causal) == (1, 1)
    [apert] = [item for item in genes.recalled if item.page.page == APERT]
    assert (apert.known, apert.printed, apert.said) == ({"FGFR2", "FGFR9"}, {"FGFR2"}, {"FGFR2"})


def test_modes_are_compared(found: Given) -> None:
    """Dominant, as HPOA has it for one disease; recessive, as the test has it for another."""
    modes = {item.page.page: item.verdict for item in compare_modes(found.collected, found.annotations, found.diseases)}
    assert (modes[APERT], modes[MUENKE]) == (SAME, OTHER)


def test_drift_is_told_by_disease(found: Given) -> None:
    """Kept, with another class, no longer there, new; what HPOA excludes counts as not there."""
    [apert] = [item for item in all_drift(found.collected, found.annotations, found.diseases) if item.page == APERT]
    assert [item.object for item in apert.kept] == ["HP:0001363"]
    assert [item.object for item in apert.reclassified] == ["HP:0000316"]
    assert "HP:0001159" in {item.object for item in apert.dropped}
    assert apert.added == ("HP:0009804",)


def test_drift_is_a_finding(found: Given) -> None:
    """About the page, the disease, and the statements that changed."""
    [apert] = [item for item in all_drift(found.collected, found.annotations, found.diseases) if item.page == APERT]
    finding = drift_finding(apert, "2025-01-16")
    changed = {item.iri for item in (*apert.reclassified, *apert.dropped)}
    assert changed < set(finding.about)
    lines = drift_lines(apert, "2025-01-16")
    assert len(list(parse("\n".join(lines).encode(), RdfFormat.N_QUADS))) == len(lines)


def test_a_build_finds_the_drift_of_each_page(found: Given) -> None:
    """The finding that `evaluate` tells of, made of one page alone; a page that HPOA does not know has none."""
    compared = Comparison(found.annotations, found.diseases)
    world = found.collected.world
    drift = {item.page: item for item in all_drift(found.collected, found.annotations, found.diseases)}
    for page in found.collected.pages:
        assert page.read.file.version
        known = corpus.knowledge_of([page.read], [], [], world)
        expected = [drift_finding(drift[page.page], found.annotations.release)] if page.page in drift else []
        assert list(compared(page.read.file.version, known, world)) == expected
    assert 0 < len(drift) < len(found.collected.pages)


def test_without_annotations_nothing_is_compared(found: Given, tmp_path: Path) -> None:
    """A build needs neither table."""
    assert comparison(tmp_path, found.collected.world) is None


def test_findings_of_a_comparison_are_the_part_s(found: Given) -> None:
    """They are written and counted with the page's own."""
    [apert] = [item for item in found.collected.pages if item.page == APERT]
    given = ([apert.read], [], [], found.collected.world)
    without, with_ = corpus.part(*given), corpus.part(*given, Comparison(found.annotations, found.diseases))
    assert with_.findings["drift"] == without.findings.get("drift", 0) + 1
    added = set(with_.lines) - set(without.lines)
    assert any("against HPOA" in line for line in added)


def test_a_section_is_markdown() -> None:
    """With its command; a bar in a cell is escaped, an empty table says so."""
    section = Section("x", "X", "Text.", (table("One", ("a", "b"), [("c|d", 1000)]), table("None", ("a",), [])))
    assert to_markdown(section, "evaluate") == (
        "## X\n\nText.\n\n    evaluate --only x\n\n**One**\n\n| a | b |\n| --- | --- |\n| c\\|d | 1,000 |\n\n"
        "**None**\n\nnone\n"
    )
