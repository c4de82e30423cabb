"""The forms a description is written in: suffix, media type, writer. All of them say the same triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import Quad, RdfFormat, serialize

from raregraph.ids import prefixes
from raregraph.jsonld import to_jsonld
from raregraph.nquads import lines_of
from raregraph.turtle import to_turtle

FORMS: Mapping[str, str] = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
"""Media type by suffix; the first is what is given where nothing is asked for."""
TEXT = frozenset(("html", "ttl", "css", "txt", "xml", "svg"))
"""Forms whose media type is sent with its charset; that of the others is UTF-8 by definition, or in the document."""


def media_type(form: str, types: Mapping[str, str] = FORMS) -> str:
    """The media type of a form as it is sent."""
    return types[form] + ("; charset=utf-8" if form in TEXT else "")


def write(quads: Iterable[Quad], form: str) -> bytes:
    """Triples in a form but html; the same triples give the same bytes, and literals keep their lexical form."""
    return _WRITERS[form](list(quads))


def _n_triples(quads: list[Quad]) -> bytes:
    return "".join(f"{line}\n" for line in lines_of(quads)).encode()


def _rdf_xml(quads: list[Quad]) -> bytes:
    """Sorted by subject, so that each stands once."""
    found = sorted(set(quads), key=str)
    used = {
        name: iri for name, iri in prefixes().items() if any(quad.predicate.value.startswith(iri) for quad in found)
    }
    return (serialize(found, format=RdfFormat.RDF_XML, prefixes=used) or b"") + b"\n"


_WRITERS: Mapping[str, Callable[[list[Quad]], bytes]] = {
    "ttl": lambda quads: to_turtle(quads).encode(),
    "jsonld": lambda quads: to_jsonld(quads).encode(),
    "rdf": _rdf_xml,
    "nt": _n_triples,
}
