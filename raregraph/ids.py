"""Ids: CURIEs are checked against their prefix's pattern and expanded here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NewType

from curies import Converter, Record

from raregraph import content
from raregraph.errors import ContentError, Where, nearest
from raregraph.rows import Row, read_file

Curie = NewType("Curie", str)
Iri = NewType("Iri", str)

BASE = "https://w3id.org/raregraph/"
"""Everything of ours lives below this."""

_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z")
_CURIE = re.compile(r"[A-Za-z][A-Za-z0-9.]*:[^\s/][^\s]*\Z")


@cache
def converter() -> Converter:
    """The prefix map of graph/prefixes.yaml, with the pattern of each local id."""
    rows = read_file(content.GRAPH / "prefixes.yaml").rows("prefixes")
    for row in rows:
        row.check_keys({"prefix", "iri", "pattern"}, {"prefix", "iri", "pattern"})
        _check_pattern(row)
    for key in ("prefix", "iri"):
        _check_distinct(rows, key)
    return Converter(
        [
            Record(prefix=row.text("prefix"), uri_prefix=row.text("iri"), pattern=f"^{row.text('pattern')}$")
            for row in rows
        ]
    )


def _check_pattern(row: Row) -> None:
    try:
        re.compile(row.text("pattern"))
    except re.error as error:
        raise ContentError(row.where, f"pattern: not a regular expression: {error}", "mend the pattern") from None


def _check_distinct(rows: Iterable[Row], key: str) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(row.text(key), row)
        if first is not row:
            raise ContentError(row.where, f"{key} {row.text(key)!r} is also at {first.where}", "keep one of the two")


@cache
def prefixes() -> dict[str, str]:
    """Prefix to namespace IRI, sorted by prefix."""
    return dict(sorted(converter().bimap.items()))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {record.prefix: re.compile(record.pattern or "") for record in converter().records}


@lru_cache(maxsize=1 << 15)
def looks_like_curie(text: str) -> bool:
    """Whether the text has the form prefix:local with a known prefix; a label with a colon is not one."""
    return bool(_CURIE.match(text)) and text.split(":", 1)[0] in _patterns()


def curie(text: str, where: Where) -> Curie:
    """Check a CURIE. Raises ContentError for an unknown prefix or an id that does not fit its prefix."""
    if fits_whole(text):
        return Curie(text)
    prefix, _, local = text.partition(":")
    pattern = _patterns().get(prefix)
    if pattern is None:
        raise ContentError(where, f"{text!r} has an unknown prefix", nearest(prefix, _patterns()))
    raise ContentError(
        where, f"{text!r} does not fit its prefix", f"a {prefix} id looks like {prefix}:{pattern.pattern[1:-1]}"
    )


@lru_cache(maxsize=1 << 15)
def fits_whole(text: str) -> bool:
    """Whether a text is a known prefix and a whole local id of its form."""
    prefix, _, local = text.partition(":")
    pattern = _patterns().get(prefix)
    return bool(pattern and pattern.fullmatch(local))


def check_reference(text: str, where: Where) -> str:
    """A reference, `PMID:28872912` or a URL. Raises ContentError for anything else: it cannot be followed."""
    if text.startswith("PMID:"):
        return curie(text, where)
    if not _URL.match(text):
        raise ContentError(where, f"reference: {text!r} is no PMID and no URL", 'write "PMID:28872912" or "https://…"')
    return text


def fits(text: str) -> bool:
    """Whether a CURIE has a known prefix and a local id of its form."""
    prefix, _, local = text.partition(":")
    pattern = _patterns().get(prefix)
    return bool(pattern and pattern.match(local))


@cache
def expand(text: str) -> Iri:
    """The IRI of a checked CURIE."""
    prefix, _, local = text.partition(":")
    return Iri(prefixes()[prefix] + local)


@lru_cache(maxsize=1 << 15)
def contract(iri: str) -> str:
    """The CURIE of an IRI with the longest fitting namespace, or the IRI itself."""
    return converter().compress(iri) or iri


def ours(path: str) -> Iri:
    """An IRI of ours from its path, e.g. `graph/direct`."""
    return Iri(BASE + path)
