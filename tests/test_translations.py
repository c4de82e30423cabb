"""Labels in other languages: what becomes a label, what stays a candidate, what is no translation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from raregraph.backbone import Backbone, Source, Term
from raregraph.errors import ContentError
from raregraph.ids import Curie
from raregraph.translations import Translation, lines_of, read_translations

HPO = Source(
    "hpo", "HPO", "2025-01-16", "https://hpo.jax.org/app/license", "http://x.example/hp.obo", "cited", "",
    "infores:hpo", (),
)  # fmt: skip
COLUMNS = ("subject_id", "predicate_id", "source_value", "translation_value", "translation_status")
PROPTOSIS = ("HP:0000520", "rdfs:label", "Proptosis")


def write(folder: Path, *rows: tuple[str, ...], name: str = "hp-fr-preprocessed.babelon.tsv") -> None:
    """A table of a reference folder."""
    (folder / "hpo").mkdir(exist_ok=True)
    text = "".join("\t".join(row) + "\n" for row in (COLUMNS, *rows))
    (folder / "hpo" / name).write_text(text, encoding="utf-8")


def backbone(labels: Mapping[str, str]) -> Backbone:
    """Terms without parents."""
    return Backbone(
        {name: Term(Curie(name), label, (), (), False, HPO) for name, label in labels.items()}, (), (), {"hpo": HPO}
    )


def read(folder: Path, *rows: tuple[str, ...]) -> Translation:
    """The one table of a folder."""
    write(folder, *rows)
    (found,) = read_translations(folder, HPO)
    return found


def said(folder: Path, *rows: tuple[str, ...]) -> list[str]:
    """What rows say of one term: property and literal."""
    found = lines_of([read(folder, *rows)], backbone({"HP:0000520": "Proptosis"}))
    return sorted(line.split(" ", 1)[1].partition(" <https://w3id.org/raregraph/graph/")[0] for line in found)


LABEL, CANDIDATE = "<http://www.w3.org/2000/01/rdf-schema#label>", "<https://w3id.org/raregraph/vocab/candidateLabel>"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([("Proptose", "OFFICIAL")], [f'{LABEL} "Proptose"@fr']),
        ([("Proptose", "CANDIDATE")], [f'{CANDIDATE} "Proptose"@fr']),
        ([("NA", "OFFICIAL")], []),
        ([("NA", "CANDIDATE")], []),
        ([("", "OFFICIAL")], []),
        ([("Proptose", "NOT_TRANSLATED")], []),
        ([("Proptose", "OFFICIAL"), ("Proptose", "OFFICIAL")], [f'{LABEL} "Proptose"@fr']),
        ([("A", "OFFICIAL"), ("C", "CANDIDATE")], [f'{LABEL} "A"@fr', f'{CANDIDATE} "C"@fr']),
        ([("A", "OFFICIAL"), ("B", "OFFICIAL")], [f'{LABEL} "A"@fr', f'{CANDIDATE} "B"@fr']),
        ([(" Deux   mots ", "OFFICIAL")], [f'{LABEL} "Deux mots"@fr']),
        ([('"Dit ""oui"""', "OFFICIAL")], [f'{LABEL} "Dit \\"oui\\""@fr']),
    ],
)  # fmt: skip
def test_only_what_is_official_is_a_label(rows: list[tuple[str, str]], lines: list[str], tmp_path: Path) -> None:
    """A candidate is none, and what stands for no translation is nothing."""
    assert said(tmp_path, *((*PROPTOSIS, *row) for row in rows)) == sorted(lines)


def test_of_two_official_labels_that_of_the_english_one_of_today_counts(tmp_path: Path) -> None:
    """A term has one label in a language."""
    old = ("HP:0000520", "rdfs:label", "Protruding eyes", "Vieux", "OFFICIAL")
    assert said(tmp_path, old, (*PROPTOSIS, "Neuf", "OFFICIAL")) == [f'{LABEL} "Neuf"@fr', f'{CANDIDATE} "Vieux"@fr']


def test_definitions_and_terms_that_nobody_mentions_are_left_out(tmp_path: Path) -> None:
    """Only labels, only of the backbone."""
    definition = ("HP:0000520", "IAO:0000115", "An eye", "Un oeil", "OFFICIAL")
    other = ("HP:0000001", "rdfs:label", "All", "Tous", "OFFICIAL")
    assert said(tmp_path, definition, other) == []


def test_each_language_has_a_graph_with_its_licence_and_file(tmp_path: Path) -> None:
    """The graph is named by language and release, its source by path and hash."""
    found = read(tmp_path, (*PROPTOSIS, "Proptose", "OFFICIAL"))
    assert (found.source.graph, found.source.licence, found.language) == ("hpo-fr-2025-01-16", HPO.licence, "fr")
    assert [(file.path, len(file.sha256)) for file in found.source.files] == [
        ("hpo/hp-fr-preprocessed.babelon.tsv", 64)
    ]
    (line,) = lines_of([found], backbone({"HP:0000520": "Proptosis"}))
    assert line.endswith(" <https://w3id.org/raregraph/graph/hpo-fr-2025-01-16> .")


def test_a_folder_without_tables_has_no_translations(tmp_path: Path) -> None:
    """They are an extra."""
    assert read_translations(tmp_path, HPO) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("subject_id\tpredicate_id\n", "the table has no column source_value, translation_status, translation_value"),
        ("\t".join(COLUMNS) + "\nHP:0000520\trdfs:label\n", "a row is cut, or longer than the head"),
        ("\t".join(COLUMNS) + "\nHP:520\trdfs:label\tA\tB\tOFFICIAL\n", "'HP:520' does not fit its prefix"),
    ],
)
def test_a_table_at_fault_is_told(text: str, message: str, tmp_path: Path) -> None:
    """With the file and what to do."""
    (tmp_path / "hpo").mkdir()
    (tmp_path / "hpo" / "hp-de.babelon.tsv").write_text(text)
    with pytest.raises(ContentError) as fault:
        read_translations(tmp_path, HPO)
    assert fault.value.problem.startswith(message)
    assert "hp-de.babelon.tsv" in str(fault.value)


def test_a_table_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    """With the byte."""
    (tmp_path / "hpo").mkdir()
    (tmp_path / "hpo" / "hp-de.babelon.tsv").write_bytes(b"subject_id\xff")
    with pytest.raises(ContentError, match="byte 10 is not UTF-8"):
        read_translations(tmp_path, HPO)


def test_the_tables_of_the_reference_have_no_na_and_one_label_each(shared: Path) -> None:
    """In all five languages, over every term."""
    found = read_translations(shared / "reference", HPO)
    assert [one.language for one in found] == ["de", "es", "fr", "ja", "pt"]
    every = backbone({term: "" for one in found for term in one.rows})
    labels = [line for line in lines_of(found, every) if f" {LABEL} " in line]
    assert not any('"NA"@' in line for line in labels)
    assert len({(line.split(" ")[0], line.rsplit(" ", 2)[1]) for line in labels}) == len(labels)
