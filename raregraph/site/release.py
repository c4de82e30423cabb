"""The page of a release: what it says of itself, its files, and how much each class and property is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from raregraph.ids import expand
from raregraph.nquads import Block
from raregraph.site import links, resource
from raregraph.site.describe import describe
from raregraph.site.layout import View
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing

INNER = ("dcat:distribution",)
"""Predicates that the tables of the page show."""


@dataclass(frozen=True, slots=True)
class Used:
    """A class or property with its numbers; `nodes` is 0 for a property."""

    anchor: str
    thing: Thing
    nodes: int
    triples: int
    subjects: int
    objects: int


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View | None:
    """The page of a release; of another IRI below /release/, the usual one."""
    found = describe(opened, links.iri_of(path))
    if found is None or not found.own.one("pav:version"):
        return resource.view(opened, path, parameters)
    blocks = {kind: [block for block in found.parts if block.one(f"void:{kind}")] for kind in ("class", "property")}
    own = tuple(line for line in resource.lines(opened, found.own) if line.predicate.id not in INNER)
    values = {
        "classes": tuple(used(opened, blocks["class"], "class")),
        "properties": tuple(used(opened, blocks["property"], "property")),
        "files": tuple(files(found.parts)),
        "lines": own,
        "parts": (),
    }
    view = resource.of(opened, found, "release.html")
    return replace(view, values=dict(view.values) | values)


def used(opened: Opened, blocks: Iterable[Block], kind: str) -> Iterator[Used]:
    """The partitions of a kind, the most frequent first."""
    names = ("void:entities", "void:triples", "void:distinctSubjects", "void:distinctObjects")
    rows = []
    for block in blocks:
        numbers = [int(block.one(name) or 0) for name in names]
        rows.append(Used(links.anchor(block.iri), opened.thing(block.one(f"void:{kind}")), *numbers))
    yield from sorted(rows, key=lambda row: (-row.triples, row.thing.text, row.thing.id))


def files(blocks: Iterable[Block]) -> Iterator[tuple[str, str, str, int, str]]:
    """The files by path: anchor, path, what it is, bytes, SHA-256."""
    hashes = {block.iri: block.one("spdx:checksumValue") for block in blocks}
    for block in blocks:
        if expand("dcat:Distribution") in block.plain("rdf:type"):
            path, title = block.one("dct:identifier") or block.name, block.one("dct:title").partition(": ")[2]
            sha256 = hashes.get(block.one("spdx:checksum"), "")
            yield links.anchor(block.iri), path, title, int(block.one("dcat:byteSize") or 0), sha256
