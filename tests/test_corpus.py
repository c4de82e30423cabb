"""Pages of a corpus one by one: a part is its page's alone; versions without a date judge no other."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from raregraph import corpus
from raregraph.corpus import Part, Read
from raregraph.errors import PageError
from raregraph.knowledge import Knowledge, fact_files
from raregraph.medquad import medquad_files, survey
from raregraph.symptom_list import symptom_list
from raregraph.world import World, with_pages
from tests.corpora import folder_of, page_xml

ALS = page_xml(5786, "Amyotrophic lateral sclerosis")
RG = "https://w3id.org/raregraph/vocab/"


def reads_of(place: Path, text: str, sample: World) -> tuple[list[Read], World]:
    """A page as read, and the world that knows it."""
    found = survey(medquad_files(folder_of(place, {"a.xml": text})), symptom_list)
    known = with_pages(sample, found.named)
    return [corpus.read(path, known, found.titles) for path in found.files], known


def part_of(place: Path, text: str, sample: World) -> Part:
    """The part of a page by itself."""
    reads, known = reads_of(place, text, sample)
    return corpus.part(reads, [], [], known)


def test_every_row_of_a_list_is_accounted_for(sample: World, tmp_path: Path) -> None:
    """Asserted, not grounded, or rejected; and counted by the rule that grounds its label."""
    rows = "Craniosynostosis 90% Ocular hypertelorism 5% Nothing known 5% Proptosis 120% Hydrocephalus 7 of 0"
    part = part_of(tmp_path, page_xml(9001, "One disease", rows=rows), sample)
    assert (part.rows, dict(part.statements)) == (5, {"phenotype": 2})
    assert [(row.label, row.value) for row in part.unplaced] == [("Nothing known", "5%")]
    assert [fault.problem.partition(": ")[2] for fault in part.faults] == [
        "'Proptosis' has 120%, more than all", "'Hydrocephalus' has 7 of 0, which is no share",
    ]  # fmt: skip
    assert dict(part.grounded) == {"label": 1, "exact synonym": 1}


def test_a_label_that_is_not_grounded_is_a_finding_with_its_places(sample: World, tmp_path: Path) -> None:
    """Never a statement."""
    part = part_of(tmp_path, page_xml(9001, "One disease", rows="Nothing known 5% Proptosis 5%"), sample)
    assert part.findings["unmatched"] == 1
    [label] = [
        line for line in part.lines if line.startswith("<https://w3id.org/raregraph/finding/") and "known" in line
    ]
    assert "(5%) in a list of symptoms: no term has this label" in label


def test_a_part_is_sorted_lines_and_can_be_kept(sample: World, tmp_path: Path) -> None:
    """Each line once, in the order of the file; the part crosses to another process as it is."""
    part = part_of(tmp_path, ALS, sample)
    assert list(part.lines) == sorted(set(part.lines))
    assert pickle.loads(pickle.dumps(part)) == part


def test_what_is_undated_is_dated_by_the_dataset(sample: World, tmp_path: Path) -> None:
    """The day of the data set, said to be one; whether it still stands nobody knows."""
    part = part_of(tmp_path, ALS, sample)

    def values(name: str) -> set[str]:
        return {line.split(" ")[2] for line in part.lines if f"<{RG}{name}>" in line and "/statement/" in line}

    assert values("asOf") == {'"2019-10-22"^^<http://www.w3.org/2001/XMLSchema#date>'}
    assert values("dateBasis") == {f"<{RG}datasetDate>"}
    assert sum(part.statements.values()) == 3


def test_a_version_without_a_date_changes_the_standing_of_none(sample: World, tmp_path: Path) -> None:
    """Two versions of ALS from graph/, then MedQuAD's as a third: their statements are what they were, in full."""
    files = fact_files()
    others = [file for file in files if file.version]
    hashes = {file.sha256 for file in others}
    curated = [file for file in files if not file.version and file.sha256 in hashes]
    reads, known = reads_of(tmp_path, ALS, sample)

    def standings(found: Knowledge) -> dict[str, tuple[str, str, str]]:
        return {item.id: (item.standing, item.successor, item.as_of) for item in found.statements}

    two = standings(corpus.knowledge_of([], others, curated, known))
    three = standings(corpus.knowledge_of(reads, others, curated, known))
    assert {key: three[key] for key in two} == two
    assert {standing for standing, _, _ in two.values()} == {"latest", "older", "unknown"}
    assert {value for key, value in three.items() if key not in two} == {("unknown", "", "2019-10-22")}
    assert len(three) - len(two) == 3


def test_titles_of_other_pages_are_candidates(sample: World, tmp_path: Path) -> None:
    """The page's own synonyms are names."""
    [path] = medquad_files(folder_of(tmp_path, {"a.xml": page_xml(9001, "One disease", names=["Other", "OD1"])}))
    known = with_pages(sample, {"GARD:0009001": "One disease"})
    found = corpus.read(path, known, {"other": ("GARD:0009002",)})
    assert [(one.name, one.others) for one in found.candidates] == [("Other", ("GARD:0009002",))]
    assert [fact.object for fact in found.file.facts if fact.kind == "name"] == ["OD1"]


def test_a_cut_page_is_refused_as_a_whole(sample: World, tmp_path: Path) -> None:
    """No part of it is read."""
    [path] = medquad_files(folder_of(tmp_path, {"a.xml": page_xml(9001, "One disease", ends=False)}))
    with pytest.raises(PageError, match="the page is cut"):
        corpus.read(path, with_pages(sample, {"GARD:0009001": "One disease"}), {})
