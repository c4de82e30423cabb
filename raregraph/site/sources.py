"""The page of the sources: each named graph with its licence and credit line, and what else is to be cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.ids import contract, expand
from raregraph.site.layout import View
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing

PAGES = "graph:gard-"
"""How the CURIEs of the graphs of page versions begin: they share a licence and the form of their credit line."""
SHOWN = 20
"""Graphs of page versions that are listed one by one; beyond them, one row stands for all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A graph, or an ontology that lends labels: what it is, its date, licence and credit line."""

    thing: Thing
    date: str
    licence: Thing
    credit: str
    cite: tuple[str, ...]
    homepage: str


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """Every source with its licence and credit line."""
    found = tuple(rows(opened))
    graphs = [row for row in found if row.thing.path.startswith("/graph/")]
    pages = [row for row in graphs if row.thing.path.startswith("/graph/gard-")]
    values = {
        "graphs": [row for row in graphs if row not in pages],
        "pages": pages[:SHOWN],
        "page_count": len(pages),
        "lenders": [row for row in found if row not in graphs],
    }
    preview = "Where the graph comes from: licences, credit lines, dates, and what to cite."
    return View("sources.html", "Sources and licences", values, preview, (("Sources", ""),))


def rows(opened: Opened) -> Iterator[Row]:
    """What has a licence and a credit line, by label."""
    reader = opened.reader
    quads = opened.store.quads_for_pattern(None, NamedNode(expand("dct:license")), None, None)
    iris = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    for iri in sorted(iris, key=lambda iri: (reader.label(iri).casefold(), iri)):
        if contract(iri).startswith(("graph:", "en:")):
            yield Row(
                opened.thing(iri), reader.value(iri, "dct:issued"), opened.thing(reader.value(iri, "dct:license")),
                reader.value(iri, "dct:rights"), reader.values(iri, "dct:bibliographicCitation"),
                reader.value(iri, "foaf:homepage"),
            )  # fmt: skip
