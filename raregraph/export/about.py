"""What a release says of itself: its version, its date, the releases of ontologies it took terms from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from raregraph.errors import ReleaseError
from raregraph.ids import ours
from raregraph.nquads import Block, gathered, lines_of

DESCRIPTION = "dataset.ttl"
"""The file of a release that is read."""


@dataclass(frozen=True, slots=True)
class About:
    """Version and date (YYYY-MM-DD, that of the newest source) of a release, and the version of each ontology."""

    version: str
    issued: str
    ontologies: Mapping[str, str]


def read_about(release: Path) -> About:
    """What a release says of itself. Raises ReleaseError where it says nothing."""
    try:
        blocks = list(gathered(lines_of(parse(path=release / DESCRIPTION, format=RdfFormat.TURTLE))))
    except (OSError, SyntaxError, ValueError) as error:
        raise ReleaseError(str(release), f"{DESCRIPTION} cannot be read: {error}", "name a whole release") from None
    found = next((block for block in blocks if _is_release(block)), None)
    if found is None:
        raise ReleaseError(str(release), f"{DESCRIPTION} describes no release", "name a whole release")
    ontologies = dict(sorted(filter(None, map(_ontology, blocks))))
    return About(found.one("dcat:version"), found.one("dct:issued"), ontologies)


def _is_release(block: Block) -> bool:
    stem = ours("release/")
    return block.iri.startswith(stem) and "/" not in block.iri.removeprefix(stem)


def _ontology(block: Block) -> tuple[str, str] | None:
    """`mondo` and `2026-08-04` of the graph of a reference release; a page's version is none."""
    stem, version = ours("graph/"), block.one("dcat:version")
    name = block.iri.removeprefix(stem)
    known = block.iri.startswith(stem) and version and name.endswith(f"-{version}") and not name.startswith("gard-")
    return (name.removesuffix(f"-{version}"), version) if known else None
