"""metadata.yaml: what a release was made of, for readers of Monarch's receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from raregraph.export.receipt import Source, read_sources, to_text
from raregraph.manifest import is_promised, listed_in
from raregraph.nquads import gathered

PAGE = "<https://w3id.org/raregraph/page/gard-1/aa>"
LINES = (
    f"{PAGE} <http://spdx.org/rdf/terms#checksumValue> \"aa11\" .",
    f"{PAGE} <http://www.w3.org/2000/01/rdf-schema#label> \"GARD page on gout\"@en .",
    f"{PAGE} <https://w3id.org/raregraph/vocab/obtainableFrom> \"https://example.com/Pages\" .",
)  # fmt: skip
RECEIPT = """\
id: "https://w3id.org/raregraph/dataset"
name: "raregraph: what rare-disease pages say, as a knowledge graph"
version: "0.1.0-abc"
version_method: "sha256_of_the_content"
sources:
- id: "infores:mondo"
  version: "2026"
  artifacts:
  - path: "mondo.owl"
    sha256: "beef"
    format: "owl"
artifacts:
- path: "a.tsv"
  sha256: "cafe"
  format: "tsv"
- path: "b.db"
  format: "db"
"""


@pytest.fixture(scope="module")
def receipt(released: Path) -> dict[str, Any]:
    """The receipt of the release of graph/."""
    found = yaml.safe_load((released / "metadata.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def within(source: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A source and all its sources."""
    yield source
    for part in source.get("sources", ()):
        yield from within(part)


def test_a_receipt_is_this_text() -> None:
    """Keys without a value are left out; a file that another library writes otherwise has no hash."""
    mondo = Source("infores:mondo", version="2026", files=(("mondo.owl", "beef"),))
    text = to_text([mondo], "0.1.0-abc", {"b.db": "", "a.tsv": "cafe"})
    assert "".join(line for line in text.splitlines(keepends=True) if line[0] != "#") == RECEIPT


def test_a_page_is_a_source_of_where_it_can_be_had() -> None:
    """GARD names the collection, the collection the page, the page the hash of its text."""
    [gard] = read_sources(gathered(LINES))
    [[collection]] = [inner.sources for inner in gard.sources]
    assert (gard.id, collection.id, collection.name) == ("infores:gard", "https://example.com/Pages", "Pages")
    [page] = collection.sources
    assert (page.name, page.version, page.urls) == ("GARD page on gout", "aa11", ("https://example.com/Pages",))


def test_sources_are_found_where_monarch_looks(receipt: dict[str, Any], released: Path) -> None:
    """A version by infores id one level below what brought it in; the release by its own name."""
    found = {child["id"]: child["version"] for source in receipt["sources"] for child in source["sources"]}
    assert {name: found[name] for name in ("infores:hgnc", "infores:hpo", "infores:mondo")} == {
        "infores:hgnc": "2021-08-18",
        "infores:hpo": "2025-01-16",
        "infores:mondo": "2026-08-04",
    }
    assert (receipt["id"], receipt["version"]) == ("https://w3id.org/raregraph/dataset", released.name)


def test_every_page_and_file_has_its_hash(receipt: dict[str, Any]) -> None:
    """Both pages on ALS by the hash of their text, hp.obo by that of its bytes."""
    found = [source for top in receipt["sources"] for source in within(top)]
    pages = [source["version"][:12] for source in found if "/page/" in source["id"]]
    assert pages == ["0d97d85dcf34", "83181a80f9f5"]
    files = {file["path"]: file["sha256"][:12] for source in found for file in source.get("artifacts", ())}
    assert files["hpo/hp.obo"] == "6b77de067eec"


def test_its_hashes_are_those_of_the_manifest(receipt: dict[str, Any], released: Path) -> None:
    """Every file but itself, what describes it, and gzip copies; those of which the bytes are promised have a hash."""
    manifest = listed_in(released)
    told = {file["path"]: file.get("sha256") for file in receipt["artifacts"]}
    copies = {path for path in manifest if path.removesuffix(".gz") in manifest and path.endswith(".gz")}
    assert told == {
        path: digest if is_promised(path) else None
        for path, digest in manifest.items()
        if path not in {"metadata.yaml", "dataset.ttl", *copies}
    }


def test_it_names_no_time(receipt: dict[str, Any]) -> None:
    """No clock is read, so neither the time of the build nor that of a download is told."""
    keys = {key for top in receipt["sources"] for source in within(top) for key in source} | set(receipt)
    assert keys & {"generated_at", "retrieved_at"} == set()
