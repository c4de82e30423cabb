"""The headers of a resource: what it is, whose, in which other forms (signposting, RFC 8288), since when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime

from pyoxigraph import NamedNode

from raregraph.ids import BASE, expand, ours
from raregraph.site.forms import FORMS
from raregraph.site.links import canonical, file_of, root_of
from raregraph.site.opened import Opened

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
_SCHEMA: Mapping[str, str] = {
    "": "https://schema.org/Dataset",
    "statement": "https://schema.org/Claim",
    "release": "https://schema.org/Dataset",
    "graph": "https://schema.org/Dataset",
    "vocab": "https://schema.org/DefinedTerm",
    "term": "https://schema.org/DefinedTerm",
}
"""What a page is about, by the first name of its path; `type` links name it beside schema:AboutPage."""
ABOUT_PAGE = "https://schema.org/AboutPage"


def etag(body: bytes) -> str:
    """A strong entity tag: of the bytes and nothing else."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def last_modified(opened: Opened) -> str:
    """The release's date as HTTP writes it, at midnight."""
    day = date.fromisoformat(opened.modified[:10])
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)


def licences_of(opened: Opened, iri: str) -> tuple[str, ...]:
    """The licences of the named graphs that say something of an IRI, sorted; CC0 for a description."""
    found = {licence for graph in opened.graphs(iri) for licence in opened.reader.values(graph, "dct:license")}
    return tuple(sorted(found)) or (CC0,)


def of_page(
    opened: Opened, path: str, form: str, body: bytes, forms: Iterable[str], iri: str = ""
) -> tuple[tuple[str, str], ...]:
    """The headers of a page or a description in a form; `forms` are all of its forms, `iri` what it is about."""
    found = [
        ("vary", "Accept"),
        ("content-location", root_of(path) + file_of(path, form)),
        ("last-modified", last_modified(opened)),
        ("etag", etag(body)),
    ]
    return (*found, *(("link", link) for link in links(opened, path, form, forms, iri)))


def links(opened: Opened, path: str, form: str, forms: Iterable[str], iri: str) -> Iterator[str]:
    """The values of the Link header: relative ones resolve against the address that was asked."""
    here = root_of(path)
    for other in forms:
        if other != form and other in FORMS:
            relation = "describedby alternate" if other == "ttl" else "alternate"
            yield f'<{here}{file_of(path, other)}>; rel="{relation}"; type="{FORMS[other]}"'
    yield f'<{iri if iri.startswith(BASE) else canonical(path)}>; rel="cite-as"'
    yield from (f'<{licence}>; rel="license"' for licence in (licences_of(opened, iri) if iri else (CC0,)))
    yield from (f'<{kind}>; rel="type"' for kind in (ABOUT_PAGE, _SCHEMA.get(path.split("/")[1], "")) if kind)
    if iri:
        yield f'<{ours("dataset")}>; rel="collection"'


def tombstone(opened: Opened, iri: str) -> bool:
    """Whether an IRI was released once and is withdrawn."""
    quads = opened.store.quads_for_pattern(
        NamedNode(iri), NamedNode(expand("rdf:type")), NamedNode(expand("rg:Tombstone")), None
    )
    return next(quads, None) is not None
