"""A release opened for reading: its graph in a store, what else it declares beside it, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from raregraph import content, manifest
from raregraph.errors import ReleaseError
from raregraph.folder import CURRENT, explained
from raregraph.holdings import FILES, ReleaseFile
from raregraph.ids import BASE, contract, expand, ours
from raregraph.lexical import Forms, read_forms
from raregraph.site import declared
from raregraph.site.reading import Reader, Thing
from raregraph.site.texts import read_texts

DUMP = "raregraph.nq"
READ = (DUMP, "dataset.ttl", *declared.FILES)
"""The files of a release that are read when it is opened; their hashes are checked."""


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file of a release: its path below the folder, its size in bytes, its SHA-256 and what it is (None: a copy)."""

    path: str
    size: int
    sha256: str
    about: ReleaseFile | None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Opened:
    """A release opened for reading.

    `modified` is the date of the newest of its sources (ISO 8601). `store` is the graph; `declared` holds the
    vocabulary, the saved queries and the shapes. `forms` restores literals that the store rewrites. `texts` are the
    saved pages that are at hand, by their SHA-256.
    """

    folder: Path
    version: str
    modified: str
    store: Store
    declared: Store
    forms: Forms
    files: tuple[ServedFile, ...]
    reader: Reader
    texts: Mapping[str, str] = field(default_factory=dict)

    def quads(self, subject: str) -> Iterator[Quad]:
        """All that is said of an IRI, each triple as the dumps have it, without its graph; repetitions are kept."""
        for store in (self.store, self.declared):
            yield from map(self._restored, store.quads_for_pattern(NamedNode(subject), None, None, None))

    def pointing(self, target: str) -> Iterator[Quad]:
        """All triples of the graph with an IRI as their object, without their graph."""
        for quad in self.store.quads_for_pattern(None, None, NamedNode(target), None):
            yield Quad(quad.subject, quad.predicate, quad.object)

    def _restored(self, quad: Quad) -> Quad:
        found = quad.object
        if isinstance(found, Literal):
            found = self.forms.restore(quad.predicate.value, found)
        return Quad(quad.subject, quad.predicate, found)

    def known(self, iri: str) -> bool:
        """Whether the release says anything of an IRI."""
        return next(self.quads(iri), None) is not None

    def has_page(self, iri: str) -> bool:
        """Whether an IRI has a page: what the graph says something of, and of ours what is declared beside it."""
        return self.known(iri) if iri.startswith(BASE) else self.reader.known(iri)

    def thing(self, iri: str) -> Thing:
        """An IRI as a page names it: by its label in the graph, or in what is declared beside it."""
        found = self.reader.thing(iri)
        if found.text != contract(iri):
            return found
        quads = self.declared.quads_for_pattern(NamedNode(iri), NamedNode(expand("rdfs:label")), None, None)
        text = next((quad.object.value for quad in quads if isinstance(quad.object, Literal)), "")
        return Thing(text, found.id, found.path) if text else found

    def graphs(self, subject: str) -> tuple[str, ...]:
        """The named graphs that say something of an IRI, sorted."""
        found = {quad.graph_name for quad in self.store.quads_for_pattern(NamedNode(subject), None, None, None)}
        return tuple(sorted(graph.value for graph in found if isinstance(graph, NamedNode)))


def open_release(place: Path, pages: Iterable[Path] = ()) -> Opened:
    """Open the release of a folder, or the one its `current` points to; the graph is read into memory.

    `pages` are saved pages, files or folders, whose text may be shown.

    Raises ReleaseError where there is none, where a file is missing, and where one that is read is not as its
    manifest says.
    """
    folder = (place if (place / manifest.MANIFEST).is_file() else place / CURRENT).resolve()
    if not (folder / manifest.MANIFEST).is_file():
        raise ReleaseError(content.shown(place), "holds no release", "build one: make publish")
    with explained(folder, "read"):
        files = tuple(_files(folder))
        store = _loaded(folder / DUMP)
    version, modified = _dated(store, folder)
    return Opened(
        folder,
        version,
        modified,
        store,
        declared.read_declared(folder),
        read_forms(folder / DUMP),
        files,
        Reader(store),
        read_texts(pages),
    )


def _files(folder: Path) -> Iterator[ServedFile]:
    about = {file.path: file for file in FILES}
    for path, digest in sorted(manifest.listed_in(folder).items()):
        if not (folder / path).is_file():
            raise ReleaseError(content.shown(folder / path), "is missing", "build the release anew")
        if path in READ and manifest.measure(folder / path).sha256 != digest:
            raise ReleaseError(content.shown(folder / path), "has been changed", "build the release anew")
        yield ServedFile(path, (folder / path).stat().st_size, digest, about.get(path))


def _loaded(file: Path) -> Store:
    store = Store()
    try:
        store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise ReleaseError(content.shown(file), f"cannot be read: {error}", "build the release anew") from None
    return store


def _dated(store: Store, folder: Path) -> tuple[str, str]:
    """The version and the date of the release's own description."""
    reader = Reader(store)
    iri = reader.value(ours("dataset"), "dcat:hasVersion")
    version, modified = (
        reader.value(iri, "pav:version") if iri else "",
        reader.value(iri, "dct:modified") if iri else "",
    )
    if not version or not modified:
        raise ReleaseError(content.shown(folder), "does not describe itself", "build the release anew")
    return version, modified
