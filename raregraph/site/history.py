"""The history of a disease's pages: versions with their dates, sections, and how their statements stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.ids import expand
from raregraph.site.reading import Reader, Thing
from raregraph.site.said import STANDINGS, local


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page version: its name, its date (empty where none is printed), its place in code points."""

    name: str
    path: str
    date: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Version:
    """A saved version of a page. `standings` counts its statements; `obtainable` says where its text is to be had."""

    iri: str
    path: str
    label: str
    date: str
    sha256: str
    length: int
    layout: str
    obtainable: Thing
    page: Thing
    older: tuple[Thing, ...]
    sections: tuple[Section, ...]
    standings: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many statements rest on it."""
        return sum(self.standings.values())


def versions_of(pages: Iterable[str], reader: Reader) -> tuple[Version, ...]:
    """The versions of pages, newest first; one without a date last."""
    found = [read_version(iri, reader) for page in pages for iri in reader.subjects("prov:specializationOf", page)]
    found.sort(key=lambda version: version.iri)
    return tuple(sorted(found, key=lambda version: version.date, reverse=True))


def read_version(iri: str, reader: Reader) -> Version:
    """A version by its IRI."""
    obtainable = reader.value(iri, "rg:obtainableFrom")
    sections = sorted(
        (_section(part, reader) for part in reader.values(iri, "dct:hasPart")), key=lambda part: (part.start, part.end)
    )
    return Version(
        iri, reader.thing(iri).path, reader.label(iri), reader.value(iri, "dct:modified"),
        reader.value(iri, "spdx:checksumValue"), int(reader.value(iri, "rg:textLength") or 0),
        reader.value(iri, "rg:layout"),
        Thing(obtainable or "not said", "", obtainable if obtainable.startswith("http") else ""),
        reader.thing(reader.value(iri, "prov:specializationOf")),
        reader.things(reader.values(iri, "prov:wasRevisionOf")), tuple(sections), _standings(iri, reader),
    )  # fmt: skip


def _section(iri: str, reader: Reader) -> Section:
    start, end = (int(reader.value(iri, name) or 0) for name in ("rg:sectionStart", "rg:sectionEnd"))
    return Section(iri.rpartition("/")[2], reader.thing(iri).path, reader.value(iri, "dct:modified"), start, end)


def statements_of(version: str, reader: Reader) -> tuple[str, ...]:
    """The statements in the named graph of a version, sorted."""
    graph = graph_of(version)
    quads = reader.store.quads_for_pattern(None, NamedNode(expand("rg:kind")), None, NamedNode(graph))
    return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}))


def graph_of(version: str) -> str:
    """The named graph of a version, by its IRI."""
    head, _, tail = version.partition("/page/")
    return f"{head}/graph/{tail.replace('/', '-')}"


def _standings(version: str, reader: Reader) -> Mapping[str, int]:
    counts = Counter(local(reader.value(iri, "rg:standing")) for iri in statements_of(version, reader))
    return {name: counts[name] for name in STANDINGS if counts[name]}
