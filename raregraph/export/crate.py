"""RO-Crate 1.1: a copy of a release, with a file that says what each file is, how large, on what terms."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from raregraph.errors import ReleaseError
from raregraph.ids import ours
from raregraph.manifest import MANIFEST, Measure, faults, listed_in, measure
from raregraph.nquads import Block, gathered, lines_of

METADATA = "ro-crate-metadata.json"
"""The name that RO-Crate 1.1 prescribes."""
_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
"""The context of RO-Crate 1.1 is older than the term for a SHA-256."""
_DESCRIPTION = "dataset.ttl"
Entity = dict[str, object]


def write_crate(release: Path, folder: Path) -> list[Path]:
    """Copy a release into a folder and describe it there; the release itself stays as its manifest has it.

    Raises:
        ReleaseError: the folder is no release, or its files are not as its manifest says.
    """
    if not (release / MANIFEST).is_file():
        raise ReleaseError(str(release), "holds no release", "build one: make publish")
    if wrong := list(faults(release)):
        raise ReleaseError(str(release), f"is not as it was released: {', '.join(wrong)}", "remove it and build again")
    paths = [*sorted(listed_in(release)), MANIFEST]
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(release / path, folder / path)
    (folder / METADATA).write_text(to_crate(release), encoding="utf-8", newline="\n")
    return [folder / path for path in (*paths, METADATA)]


def to_crate(release: Path) -> str:
    """The metadata of a release as JSON-LD."""
    measures = {path: measure(release / path) for path in (*listed_in(release), MANIFEST)}
    blocks = {block.iri: block for block in _described(release)}
    graph = [*_whole(blocks, sorted(measures)), *_files(blocks, measures), *_licences(blocks)]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _described(release: Path) -> Iterator[Block]:
    quads = parse(path=release / _DESCRIPTION, format=RdfFormat.TURTLE)
    return gathered(lines_of(quads))


def _whole(blocks: Mapping[str, Block], paths: Iterable[str]) -> Iterator[Entity]:
    """The crate's own entities: the metadata file, the release, and who made it."""
    summary = blocks[ours("dataset")]
    me, maker = blocks[summary.one("dcat:hasVersion")], blocks[summary.one("dct:publisher")]
    yield {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        "identifier": me.iri,
        "name": me.one("dct:title"),
        "description": f"{me.one('dct:description')} Terms are {me.one('dct:rights')}.",
        "version": me.one("pav:version"),
        "datePublished": me.one("dct:issued"),
        "keywords": summary.plain("dcat:keyword"),
        "author": {"@id": maker.iri},
        "publisher": {"@id": maker.iri},
        "license": [{"@id": iri} for iri in _terms(blocks)],
        "hasPart": [{"@id": path} for path in paths],
    }
    yield {"@id": maker.iri, "@type": "Organization", "name": maker.name, "url": ours("")}


def _files(blocks: Mapping[str, Block], measures: Mapping[str, Measure]) -> Iterator[Entity]:
    release = blocks[ours("dataset")].one("dcat:hasVersion")
    for path in sorted(measures):
        told: Entity = {"@id": path, "@type": "File", "name": path}
        told |= _said(blocks[f"{release}/{path}"]) if path != MANIFEST else _MANIFEST
        yield told | {"contentSize": str(measures[path].size), "sha256": measures[path].sha256}


_MANIFEST: Entity = {"description": "the SHA-256 of every other file of the release", "encodingFormat": "text/plain"}


def _said(block: Block) -> Entity:
    """What the release's description says of a file; one with the terms of all its sources has those of the whole."""
    packed = block.one("dcat:compressFormat").rpartition("media-types/")[2]
    said: Entity = {"description": block.one("dct:title").partition(": ")[2]}
    said["encodingFormat"] = packed or block.one("dct:format")
    if licence := block.one("dct:license"):
        said["license"] = {"@id": licence}
    return said


def _terms(blocks: Mapping[str, Block]) -> list[str]:
    """The licences of the release, by IRI."""
    return sorted({iri for block in blocks.values() for iri in block.plain("dct:license")})


def _licences(blocks: Mapping[str, Block]) -> Iterator[Entity]:
    for iri in _terms(blocks):
        name = blocks[iri].name
        yield {"@id": iri, "@type": "CreativeWork", "name": name, "description": f"The licence {name}", "url": iri}
