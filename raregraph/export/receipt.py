"""metadata.yaml: a release in the shape of Monarch's build receipt, sources within sources, each with its version.

The shape is the class Release of monarch-initiative/kozahub-metadata-schema. A key that has no truthful value is left
out: there is no `generated_at` and no `retrieved_at`, since no clock is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from raregraph.ids import ours
from raregraph.manifest import sha256
from raregraph.nquads import Block

RECEIPT = "metadata.yaml"
"""Its name in a release."""
_GRAPHS, _PAGES = ours("graph/"), ours("page/")
_PAGE_SOURCE = "infores:gard"
_PAGE_TITLE = "Pages of the Genetic and Rare Diseases Information Center (GARD)"
_TOP = (
    ("id", ours("dataset")),
    ("name", "raregraph: what rare-disease pages say, as a knowledge graph"),
)
_HEAD = """\
# The build receipt: what this release was made of, in which versions. No clock is read, so it names no time.
# Files whose bytes another zlib or SQLite would write otherwise have their SHA-256 in MANIFEST.sha256 alone.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """What a release was made of; `files` are paths with their SHA-256, empty texts are not known."""

    id: str
    name: str = ""
    version: str = ""
    method: str = ""
    urls: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(slots=True)
class Seen:
    """The sources of a graph, as its subjects go by in any order; all else is forgotten at once."""

    _pages: list[tuple[str, Source]] = field(default_factory=list)
    _graphs: list[Block] = field(default_factory=list)
    _hashes: dict[str, str] = field(default_factory=dict)

    def see(self, block: Block) -> None:
        """Take note of a version of a page, a reference release, or a file of one."""
        if block.iri.startswith(_PAGES) and (digest := block.one("spdx:checksumValue")):
            self._pages.append(_page(block, digest))
        elif block.iri.startswith(_GRAPHS):
            self._see_graph(block)

    def _see_graph(self, block: Block) -> None:
        if digest := block.one("spdx:checksumValue"):
            self._hashes[block.iri] = digest
        elif any(iri.startswith(f"{block.iri}/") for iri in block.plain("dct:source")):
            self._graphs.append(block)

    def sources(self) -> tuple[Source, ...]:
        """What made the release: the pages, then the reference releases, sorted by id."""
        pages = [_of_pages(self._pages)] if self._pages else []
        return (*pages, *self._references())

    def _references(self) -> Iterator[Source]:
        """A source for each publisher, which names its releases: Monarch's readers look for them one level down."""
        by_name: dict[str, list[Source]] = {}
        for block in sorted(self._graphs, key=lambda block: block.iri):
            name = block.iri.removeprefix(_GRAPHS).partition("-")[0]
            by_name.setdefault(name, []).append(self._release(block, f"infores:{name}"))
        for name, found in sorted(by_name.items()):
            whole = found[0]
            yield Source(f"infores:{name}", whole.name, whole.version, whole.method, whole.urls, (), tuple(found))

    def _release(self, block: Block, publisher: str) -> Source:
        """A release of a publisher; one in another language has no infores id, but its own IRI."""
        version = block.one("pav:version")
        whole = block.iri == f"{_GRAPHS}{publisher.removeprefix('infores:')}-{version}"
        origins = block.plain("dct:source")
        files = sorted(iri for iri in origins if iri in self._hashes)
        return Source(
            id=publisher if whole else block.iri,
            name=block.name,
            version=version,
            method="release_of_the_source",
            urls=tuple(sorted(set(origins) - set(files))),
            files=tuple((iri.removeprefix(f"{block.iri}/"), self._hashes[iri]) for iri in files),
        )


def read_sources(blocks: Iterable[Block]) -> tuple[Source, ...]:
    """The sources that a graph names."""
    seen = Seen()
    for block in blocks:
        seen.see(block)
    return seen.sources()


def _page(block: Block, digest: str) -> tuple[str, Source]:
    """A version of a page, by where it can be had: an address, or nothing for a private copy."""
    place = block.one("rg:obtainableFrom")
    address = place if place.startswith("http") else ""
    return address, Source(block.iri, block.name, digest, "sha256_of_the_text", (address,) if address else ())


def _of_pages(pages: Iterable[tuple[str, Source]]) -> Source:
    """The pages; those of a collection are its sources."""
    by_place: dict[str, list[Source]] = {}
    for place, page in sorted(pages, key=lambda item: item[1].id):
        by_place.setdefault(place, []).append(page)
    inner = list(by_place.pop("", []))
    inner += [_many(place, place.rpartition("/")[2], (place,), found) for place, found in sorted(by_place.items())]
    whole = _many(_PAGE_SOURCE, _PAGE_TITLE, (), inner)
    return Source(whole.id, whole.name, whole.version, whole.method, whole.urls, (), (whole,))


def _many(id_: str, name: str, urls: tuple[str, ...], found: Iterable[Source]) -> Source:
    """A source that has no version of its own: the hash of those of its parts stands for one."""
    parts = tuple(found)
    version = sha256("".join(f"{part.version}\n" for part in parts).encode())[:12]
    return Source(id_, name, version, "sha256_of_the_versions_of_its_sources", urls, (), parts)


def to_text(sources: Iterable[Source], version: str, artifacts: Mapping[str, str]) -> str:
    """The receipt as YAML.

    Args:
        sources: what the release was made of.
        version: the release's.
        artifacts: the SHA-256 of each file by its path below the release; empty where another machine may write
            other bytes.
    """
    lines = [f"{name}: {_quoted(value)}" for name, value in _TOP]
    lines += [f"version: {_quoted(version)}", 'version_method: "sha256_of_the_content"', "sources:"]
    lines += [line for source in sources for line in _item(source, "")]
    lines += ["artifacts:", *(line for path in sorted(artifacts) for line in _artifact(path, artifacts[path], ""))]
    return _HEAD + "\n".join(lines) + "\n"


def _item(source: Source, indent: str) -> Iterator[str]:
    """A source as an item of a list, with what it was made of itself."""
    named = (("id", source.id), ("name", source.name), ("version", source.version), ("version_method", source.method))
    told = [f"{name}: {_quoted(value)}" for name, value in named if value]
    yield f"{indent}- {told[0]}"
    inner = indent + "  "
    yield from (inner + line for line in told[1:])
    if source.urls:
        yield f"{inner}urls:"
        yield from (f"{inner}- {_quoted(url)}" for url in source.urls)
    if source.files:
        yield f"{inner}artifacts:"
        yield from (line for path, digest in source.files for line in _artifact(path, digest, inner))
    if source.sources:
        yield f"{inner}sources:"
        yield from (line for part in source.sources for line in _item(part, inner))


def _artifact(path: str, digest: str, indent: str) -> Iterator[str]:
    yield f"{indent}- path: {_quoted(path)}"
    if digest:
        yield f"{indent}  sha256: {_quoted(digest)}"
    yield f"{indent}  format: {_quoted(path.rpartition('/')[2].partition('.')[2])}"


def _quoted(text: str) -> str:
    """A string of JSON is one of YAML."""
    return json.dumps(text, ensure_ascii=False)
