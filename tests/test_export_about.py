"""What a release says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ReleaseError
from raregraph.export.about import read_about


def test_a_release_names_its_ontologies(released: Path) -> None:
    """Not its pages."""
    found = read_about(released)
    assert found.ontologies == {"hgnc": "2021-08-18", "hpo": "2025-01-16", "mondo": "2026-08-04"}
    assert f"# raregraph {found.version}\n" in (released / "README.md").read_text(encoding="utf-8")


def test_a_folder_without_a_description_is_refused(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(ReleaseError, match=r"dataset\.ttl cannot be read"):
        read_about(tmp_path)


def test_a_description_of_something_else_is_refused(tmp_path: Path) -> None:
    """It has no version."""
    (tmp_path / "dataset.ttl").write_text("<https://example.org/a> a <https://example.org/B> .\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match="describes no release"):
        read_about(tmp_path)
