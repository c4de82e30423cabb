"""Ids: CURIEs are checked against their prefix's pattern and expanded here, and nowhere else."""

from __future__ import annotations

import re
from functools import cache
from typing import NewType

from curies import Converter, Record

from raregraph import content
from raregraph.errors import ContentError, Where, nearest
from raregraph.rows import read_file

Curie = NewType("Curie", str)
Iri = NewType("Iri", str)

BASE = "https://w3id.org/raregraph/"
"""Everything of ours lives below this."""

_CURIE = re.compile(r"[A-Za-z][A-Za-z0-9.]*:[^\s/][^\s]*\Z")


@cache
def converter() -> Converter:
    """The prefix map of graph/prefixes.yaml, with the pattern of each local id."""
    rows = read_file(content.GRAPH / "prefixes.yaml").rows("prefixes")
    records = [
        Record(prefix=row.text("prefix"), uri_prefix=row.text("iri"), pattern=f"^{row.text('pattern')}$")
        for row in rows
    ]
    return Converter(records)


@cache
def prefixes() -> dict[str, str]:
    """Prefix to namespace IRI, sorted by prefix."""
    return dict(sorted(converter().bimap.items()))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {record.prefix: re.compile(record.pattern or "") for record in converter().records}


def looks_like_curie(text: str) -> bool:
    """Whether the text has the form prefix:local with a known prefix; a label with a colon is not one."""
    return bool(_CURIE.match(text)) and text.split(":", 1)[0] in _patterns()


def curie(text: str, where: Where) -> Curie:
    """Check a CURIE. Raises ContentError for an unknown prefix or an id that does not fit its prefix."""
    prefix, _, local = text.partition(":")
    pattern = _patterns().get(prefix)
    if pattern is None:
        raise ContentError(where, f"{text!r} has an unknown prefix", nearest(prefix, _patterns()))
    if not pattern.match(local):
        raise ContentError(
            where, f"{text!r} does not fit its prefix", f"a {prefix} id looks like {prefix}:{pattern.pattern[1:-1]}"
        )
    return Curie(text)


@cache
def expand(text: str) -> Iri:
    """The IRI of a checked CURIE."""
    prefix, _, local = text.partition(":")
    return Iri(prefixes()[prefix] + local)


def contract(iri: str) -> str:
    """The CURIE of an IRI with the longest fitting namespace, or the IRI itself."""
    return converter().compress(iri) or iri


def ours(path: str) -> Iri:
    """An IRI of ours from its path, e.g. `graph/direct`."""
    return Iri(BASE + path)
