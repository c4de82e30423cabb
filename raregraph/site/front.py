"""The first page: what this is and is not, how big, how fresh, how to query, download and cite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.ids import contract, expand, ours
from raregraph.queries import Query, find
from raregraph.site.opened import Opened
from raregraph.site.reading import Reader, Thing
from raregraph.site.remarks import all_remarks

MOST = 24
"""Diseases that the first page names; the lists of names have them all."""
ASKED = ("at-a-glance", "als-phenotypes", "drugs-and-decisions", "disagreements", "what-is-unknown", "find-id")
"""Saved queries to begin with."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where statements come from: what it is, its date, and how many triples its graph has."""

    thing: Thing
    date: str
    triples: int


@dataclass(frozen=True, slots=True)
class Front:
    """The first page. `diseases` are those with the most statements; `kinds` counts statements."""

    statements: int
    passages: int
    findings: int
    diseases: int
    pages: int
    oldest: str
    newest: str
    first: tuple[tuple[Thing, int], ...]
    kinds: tuple[tuple[Thing, int], ...]
    sources: tuple[Source, ...]
    queries: tuple[Query, ...]
    citation: str


def view(opened: Opened) -> Front:
    """The first page of a release."""
    reader = opened.reader
    counts = dict(_by(reader, "rg:disease"))
    kinds = sorted(_by(reader, "rg:kind"), key=lambda item: (-item[1], item[0]))
    dates = sorted({date for version in reader.subjects("rdf:type", expand("rg:PageVersion"))
                    for date in reader.values(version, "dct:modified")})  # fmt: skip
    ranked = sorted(counts, key=lambda iri: (-counts[iri], iri))[:MOST]
    return Front(
        sum(count for _, count in kinds), len(reader.subjects("rdf:type", expand("oa:SpecificResource"))),
        sum(map(len, all_remarks(reader).values())), len(counts),
        len(reader.subjects("rdf:type", expand("rg:PageVersion"))), min(dates, default=""), max(dates, default=""),
        tuple((opened.thing(iri), counts[iri]) for iri in ranked),
        tuple((opened.thing(iri), count) for iri, count in kinds),
        tuple(_sources(reader)), tuple(map(find, ASKED)), citation(opened),
    )  # fmt: skip


def _by(reader: Reader, predicate: str) -> Iterator[tuple[str, int]]:
    """How many things say a predicate of each of its objects."""
    found: dict[str, set[str]] = {}
    for quad in reader.store.quads_for_pattern(None, NamedNode(expand(predicate)), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found.setdefault(quad.object.value, set()).add(quad.subject.value)
    yield from ((iri, len(found[iri])) for iri in sorted(found))


def _sources(reader: Reader) -> Iterator[Source]:
    """The graphs of reference releases: those with a version that are no page."""
    for iri in reader.subjects("rdf:type", expand("void:Dataset")):
        name, triples = contract(iri), reader.value(iri, "void:triples")
        if name.startswith("graph:") and not name.startswith("graph:gard-") and reader.value(iri, "pav:version"):
            yield Source(reader.thing(iri), reader.value(iri, "dct:issued"), int(triples or 0))


def citation(opened: Opened) -> str:
    """How to cite the release."""
    return (
        f"raregraph, release {opened.version}, sources up to {opened.modified}. {ours('release/' + opened.version)}. "
        "Cite the statement you use as well: each has its own page, with who says so."
    )
