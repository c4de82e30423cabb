"""What is known before a page is read: the reference releases, and the disease of every page."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import ContentError
from raregraph.reference_files import NEEDED
from raregraph.world import World, default_reference, read_world, with_accepted, with_pages


def test_the_releases_are_read_whole(sample: World) -> None:
    """Terms by id and label, HPO by label, GARD ids to Mondo."""
    assert sample.hpo.release == "2025-01-16"
    assert sample.gard.release == "2026-08-04"
    assert sample.tables.by_iri["http://purl.obolibrary.org/obo/HP_0000316"].label == "Hypertelorism"
    assert sample.gard.diseases["GARD:0005833"].label == "Apert syndrome"


def test_a_page_has_mondos_disease_or_its_own_id(sample: World) -> None:
    """A page without Mondo is spoken of by its GARD id, under its title."""
    known = with_pages(sample, {"GARD:0005833": "Apert syndrome", "GARD:0009001": "One disease"})
    assert known.pages["GARD:0005833"].disease == "MONDO:0007041"
    assert known.pages["GARD:0009001"].disease == "GARD:0009001"
    assert known.tables.by_iri["https://rarediseases.info.nih.gov/diseases/0009001"].label == "One disease"


def test_listed_pages_keep_their_disease_and_are_dated_by_the_dataset(sample: World) -> None:
    """ALS is a page of graph/pages.yaml and of the corpus; only its undated version needs the day."""
    page = with_pages(sample, {"GARD:0005786": "Amyotrophic lateral sclerosis"}).pages["GARD:0005786"]
    assert (page.disease, page.published) == ("MONDO:0004976", "2019-10-22")


def test_nothing_accepted_changes_nothing(sample: World) -> None:
    """The same object."""
    assert with_accepted(sample, []) is sample


def test_reference_data_that_is_missing_is_a_fault_with_its_cure(tmp_path: Path) -> None:
    """Before anything else is done."""
    with pytest.raises(ContentError, match="run `publish.py fetch hpo mondo gard`, then this command again"):
        read_world(tmp_path / "nothing")


def test_reference_data_is_looked_for_in_the_cache_then_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache counts once it has all that is needed: `fetch` has no address for some of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_reference() == content.ROOT.parent / "shared" / "reference"
    for name in NEEDED:
        assert default_reference() == content.ROOT.parent / "shared" / "reference"
        (tmp_path / "raregraph" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raregraph" / name).touch()
    assert default_reference() == tmp_path / "raregraph"
