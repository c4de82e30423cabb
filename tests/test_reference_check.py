"""Reference data that is missing, cut, or of another release is found before a build begins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from raregraph.errors import ContentError, RaregraphError
from raregraph.reference_check import check_reference
from raregraph.reference_files import NEEDED
from tests.corpora import REFERENCE

FILES = sorted(path.relative_to(REFERENCE).as_posix() for path in REFERENCE.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample's reference data."""
    return shutil.copytree(REFERENCE, tmp_path / "reference")


def problem(folder: Path) -> str:
    """What the check says of a folder."""
    with pytest.raises(RaregraphError) as caught:
        check_reference(folder)
    return str(caught.value)


def test_whole_data_passes(folder: Path) -> None:
    """Also without languages and further mapping sets."""
    check_reference(folder)
    (folder / "hpo" / "hp-de.babelon.tsv").unlink()
    (folder / "mondo" / "mondo_exactmatch_doid.sssom.tsv").unlink()
    check_reference(folder)


def test_the_projects_own_passes(shared: Path) -> None:
    """What ../shared has."""
    check_reference(shared / "reference")


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_file_is_named_with_the_commands_that_cure_it(name: str, folder: Path) -> None:
    """Fetch, then the same again."""
    (folder / name).unlink()
    assert f"not here: {name}; run `publish.py fetch hpo mondo gard`, then this command again" in problem(folder)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_is_refused(name: str, share: float, folder: Path) -> None:
    """Wherever the cut is within a line."""
    path = folder / name
    data = path.read_bytes()
    end = int(len(data) * share)
    path.write_bytes(data[: end - 1] if data[end - 1 : end] == b"\n" else data[:end])
    assert str(path) in problem(folder)


def test_an_ontology_cut_between_two_terms_lacks_a_parent(folder: Path) -> None:
    """Its terms are sorted by id, their parents are not."""
    path = folder / "hpo" / "hp.obo"
    text = path.read_text(encoding="utf-8")
    middle = text.index("[Term]", len(text) // 2)
    path.write_text(text[:middle], encoding="utf-8")
    assert "the parent of a term, is not in it" in problem(folder)


@pytest.mark.parametrize("name", ["hpo/hp.obo", "mondo/mondo_hasdbxref_gard.sssom.tsv"])
def test_another_release_is_refused(name: str, folder: Path) -> None:
    """The file, what it names and what it should name."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    right = "2025-01-16" if "hpo" in name else "2026-08-04"
    path.write_text(text.replace(f"releases/{right}", "releases/2018-03-08"), encoding="utf-8")
    assert f"it names 2018-03-08, graph/sources.yaml {right}" in problem(folder)


def test_annotations_of_another_release_are_refused(folder: Path) -> None:
    """They stand beside the ontology."""
    (folder / "hpo" / "phenotype.hpoa").write_text("#version: 2024-01-11\ndatabase_id\n", encoding="utf-8")
    assert "it names 2024-01-11" in problem(folder)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    """Each by its file."""
    for name in NEEDED[:3]:
        (folder / name).write_bytes(b"\xff\xfe")
    assert problem(folder).count("not UTF-8 at byte 0") == 3


def test_a_folder_without_any_is_one_fault(tmp_path: Path) -> None:
    """Not one for each file."""
    with pytest.raises(ContentError, match="no reference data here"):
        check_reference(tmp_path)
