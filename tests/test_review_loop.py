"""A curator's way, by the commands: build, review, fill in rows, feed them back, build again, see what changed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from raregraph import cli
from tests.conftest import forget
from tests.corpora import REFERENCE, folder_of, page_xml

ROWS = "Craniosynostosis 90% Wide proptosis 7.5% Hypertelorism 3/7"
PAGES = {
    "a.xml": page_xml(5833, "Toe disease", rows=ROWS),
    "b.xml": page_xml(9001, "Achondroplasia, mild", names=["Toe disease"]),
}
DENIED = "GARD:0005833", "MONDO:0007041"
SIGNED = {
    "author_label": "A. Curator", "mapping_date": "2026-11-21", "mapping_justification": "semapv:ManualMappingCuration",
    "predicate_id": "skos:exactMatch",
}  # fmt: skip
HAS_PHENOTYPE = "<https://w3id.org/biolink/vocab/has_phenotype> <http://purl.obolibrary.org/obo/HP_"


@pytest.fixture
def desk(graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the pages, and a graph/ and cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder_of(tmp_path / "pages", PAGES)
    return tmp_path


def called(*arguments: str | Path) -> int:
    """The exit status of a command line."""
    try:
        return cli.main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def build(desk: Path) -> list[str]:
    """The lines of the release of the pages."""
    forget()
    assert called("build", "--pages", desk / "pages", "--out", desk / "out", "--reference", REFERENCE) == 0
    return (desk / "out" / "current" / "raregraph.nt").read_text(encoding="utf-8").splitlines()


def reviewed(desk: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table that the review writes."""
    forget()
    asked = "review", "--corpus", desk / "pages", "--reference", REFERENCE, "--out", desk / "review"
    assert called(*asked) == 0
    with (desk / "review" / f"{name}.sssom.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE))


def fill_in(desk: Path, name: str, subject: tuple[str, str], candidate: str, **cells: str) -> None:
    """Fill in a row of a table in place, as in an editor, and take the table back."""
    path = desk / "review" / f"{name}.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    columns = next(line for line in lines if line[0] != "#").split("\t")
    for at, line in enumerate(lines):
        row = dict(zip(columns, line.split("\t"), strict=False))
        if (row.get("subject_id"), row.get("subject_label"), row.get("object_id")) == (*subject, candidate):
            lines[at] = "\t".join((row | SIGNED | cells)[column] for column in columns)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert called("review", "--accept", path) == 0


def phenotypes(lines: list[str], disease: str) -> int:
    """How many phenotypes a disease has, as plain triples."""
    return len([line for line in lines if line.startswith(f"<{disease}> {HAS_PHENOTYPE}")])


def test_three_rows_change_the_next_release(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A label is grounded, a name is the page's too, a page loses Mondo's term; none is asked again."""
    mondo, gard = "http://purl.obolibrary.org/obo/MONDO_0007041", "https://rarediseases.info.nih.gov/diseases/0005833"
    before = build(desk)
    assert (phenotypes(before, mondo), phenotypes(before, gard)) == (2, 0)
    [wide, *_] = [row for row in reviewed(desk, "labels") if row["subject_label"] == "Wide proptosis"]
    assert (wide["object_id"], wide["comment"]) == ("HP:0000520", "words in common; once, first on GARD:0005833")
    [name] = reviewed(desk, "names")
    assert (name["subject_id"], name["subject_label"], name["object_id"]) == ("GARD:0009001", "Toe disease", DENIED[0])
    assert DENIED in [(row["subject_id"], row["object_id"]) for row in reviewed(desk, "diseases")]
    fill_in(desk, "labels", ("", "Wide proptosis"), "HP:0000520")
    fill_in(desk, "names", ("GARD:0009001", "Toe disease"), DENIED[0])
    fill_in(desk, "diseases", (DENIED[0], "Toe disease"), DENIED[1], predicate_modifier="Not")
    assert capsys.readouterr().err.count("1 decision taken into graph/accepted") == 3
    after = build(desk)
    assert (phenotypes(after, mondo), phenotypes(after, gard)) == (0, 3)
    synonym = '<http://www.geneontology.org/formats/oboInOwl#hasExactSynonym> "Toe disease"@en'
    assert [any(synonym in line for line in lines) for lines in (before, after)] == [False, True]
    assert [row for row in reviewed(desk, "labels") if row["subject_label"] == "Wide proptosis"] == []
    assert reviewed(desk, "names") == []
    assert DENIED not in [(row["subject_id"], row["object_id"]) for row in reviewed(desk, "diseases")]


def test_a_mistyped_id_stops_the_next_build(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its label, with the file it is kept in; the release before stays."""
    before = build(desk)
    reviewed(desk, "labels")
    fill_in(desk, "labels", ("", "Wide proptosis"), "HP:0000520", object_id="HP:0000316")
    forget()
    pages = "--pages", desk / "pages", "--out", desk / "out", "--reference", REFERENCE
    capsys.readouterr()
    assert called("build", *pages) == 1
    [message] = capsys.readouterr().err.splitlines()
    assert message == (
        "error: graph/accepted/labels.sssom.tsv: HP:0000316 is called 'Hypertelorism', the row says 'Proptosis'; "
        "mend the id or the label"
    )
    after = (desk / "out" / "current" / "raregraph.nt").read_text(encoding="utf-8").splitlines()
    assert after == before
