"""RO-Crate: the release with a description that its tools read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from raregraph.errors import ReleaseError
from raregraph.export.crate import write_crate
from raregraph.manifest import faults, measure


@pytest.fixture(scope="module")
def crate(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of graph/ as a crate."""
    folder = tmp_path_factory.mktemp("crate")
    write_crate(released, folder)
    return folder


@pytest.fixture(scope="module")
def entities(crate: Path) -> dict[str, dict[str, Any]]:
    """What the crate describes, by id."""
    found = json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert found["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    return {entity["@id"]: entity for entity in found["@graph"]}


def test_the_metadata_file_describes_the_folder(entities: dict[str, dict[str, Any]], released: Path) -> None:
    """As version 1.1 asks: the file is about the root, the root has a name, a description, a date and terms."""
    head, root = entities["ro-crate-metadata.json"], entities["./"]
    assert (head["about"], head["conformsTo"]) == ({"@id": "./"}, {"@id": "https://w3id.org/ro/crate/1.1"})
    assert (root["@type"], root["version"], root["datePublished"]) == ("Dataset", released.name, "2026-08-04")
    assert {"name", "description", "license", "author"} <= set(root)


def test_every_file_is_told_with_size_and_hash(entities: dict[str, dict[str, Any]], crate: Path) -> None:
    """No file of the folder is left out, none is told that is not there, and all that is told is true."""
    files = {entity["@id"]: entity for entity in entities.values() if entity["@type"] == "File"}
    there = {path.relative_to(crate).as_posix() for path in crate.rglob("*") if path.is_file()}
    assert set(files) == there - {"ro-crate-metadata.json"} == {part["@id"] for part in entities["./"]["hasPart"]}
    for path, entity in files.items():
        found = measure(crate / path)
        assert (entity["contentSize"], entity["sha256"]) == (str(found.size), found.sha256)
        assert entity["encodingFormat"]
        assert entity["description"]


def test_every_id_that_is_named_is_described(entities: dict[str, dict[str, Any]]) -> None:
    """Licences by their name, the authors by theirs."""
    named = {item["@id"] for item in entities["./"]["license"]} | {entities["./"]["author"]["@id"]}
    named |= {entity["license"]["@id"] for entity in entities.values() if isinstance(entity.get("license"), dict)}
    assert {iri: entities[iri]["name"] for iri in named}["https://hpo.jax.org/app/license"] == "the HPO licence"


def test_a_release_that_was_changed_is_no_crate(released: Path, tmp_path: Path) -> None:
    """Nothing is described that its manifest does not vouch for, and nothing is written."""
    shutil.copytree(released, tmp_path / "changed")
    (tmp_path / "changed" / "README.md").write_text("changed", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"README.md has been changed"):
        write_crate(tmp_path / "changed", tmp_path / "crate")
    assert not (tmp_path / "crate").exists()


def test_the_release_stays_as_it_is(released: Path, crate: Path) -> None:
    """The crate is a copy: a file more would not be in the manifest."""
    assert (crate / "ro-crate-metadata.json").is_file()
    assert list(faults(released)) == []


def test_a_folder_without_a_release(tmp_path: Path) -> None:
    """It is named, with what to do."""
    with pytest.raises(ReleaseError, match="holds no release"):
        write_crate(tmp_path, tmp_path / "crate")
