"""The dumps of a release: five forms of one graph, written from quads (never from a store), sorted, and read back."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import Quad, RdfFormat, parse

from raregraph.errors import ReleaseError
from raregraph.jsonld import to_jsonld
from raregraph.turtle import merged, to_trig, to_turtle


def to_ntriples(quads: Iterable[Quad]) -> str:
    """The union of all graphs as sorted N-Triples."""
    return to_nquads(merged(quads))


def to_nquads(quads: Iterable[Quad]) -> str:
    """Sorted N-Quads, each once."""
    return "".join(f"{line} .\n" for line in sorted({str(quad) for quad in quads}))


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the graph; `whole` is whether it keeps the named graphs."""

    suffix: str
    media_type: str
    format: RdfFormat
    write: Callable[[Iterable[Quad]], str]
    whole: bool


FORMS = (
    Form("ttl", "text/turtle", RdfFormat.TURTLE, to_turtle, False),
    Form("nt", "application/n-triples", RdfFormat.N_TRIPLES, to_ntriples, False),
    Form("nq", "application/n-quads", RdfFormat.N_QUADS, to_nquads, True),
    Form("trig", "application/trig", RdfFormat.TRIG, to_trig, True),
    Form("jsonld", "application/ld+json", RdfFormat.JSON_LD, to_jsonld, True),
)


TURTLE, N_TRIPLES = FORMS[0], FORMS[1]


def dump(quads: list[Quad], form: Form) -> bytes:
    """The graph in a form. Raises ReleaseError for a blank node, or a text that does not read back the same."""
    data = form.write(quads).encode()
    check_same(quads, data, form)
    return data


def check_same(quads: Iterable[Quad], data: bytes, form: Form) -> None:
    """Raise ReleaseError unless the data reads as the same graph, literals in the same lexical form."""
    wanted = set(quads if form.whole else merged(quads))
    found = set(_read(data, form))
    if wanted != found:
        odd = min(map(str, wanted ^ found))
        problem = f"{len(wanted ^ found)} quads of {len(wanted)} do not read back, such as {odd}"
        raise ReleaseError(f"the {form.suffix} form", problem, "report it: this is a fault of the writer")


def _read(data: bytes, form: Form) -> list[Quad]:
    try:
        return list(parse(data, format=form.format))
    except SyntaxError as error:
        fix = "report it: this is a fault of the writer"
        raise ReleaseError(f"the {form.suffix} form", f"does not read back: {error}", fix) from None


def compress(data: bytes) -> bytes:
    """Gzip without name and time, at level 9: equal for equal data and zlib."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def als_turtle(quads: Iterable[Quad]) -> str:
    """The Turtle of graph/als.ttl: without the release's description, so that it changes with the facts alone."""
    return to_turtle(quads)
