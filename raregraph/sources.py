"""The sources a corpus build rests on: addresses, licences and credit, as rows of graph/sources.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, UsageError, nearest, raise_all
from raregraph.rows import Row, read_file

MOST_BYTES = 200_000_000
"""The largest file believed where a row says nothing; the largest today has 34 million."""

_PLACE = re.compile(r"[a-z0-9][\w.-]*(?:/[\w-][\w.-]*)*\Z")
_SHA256 = re.compile(r"(?:[0-9a-f]{64})?\Z")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a source; see the head of graph/sources.yaml. What is not given is empty.

    `licence` and `credit` are the source's where the row has none of its own.
    """

    file: str
    url: str
    also: tuple[str, ...]
    begins: bytes
    sha256: str
    folder: str
    most_bytes: int
    licence: str
    credit: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source: its name, what it is, on what terms, whom to credit, the date it gives itself, its files."""

    name: str
    title: str
    licence: str
    credit: str
    homepage: str
    published: str
    files: tuple[RemoteFile, ...]


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read a table of sources, in its order. Raises ContentError for a row that is not clean."""
    top = read_file(path)
    top.check_keys({"sources"}, {"sources"})
    found = tuple(map(_source, top.rows("sources")))
    _check_distinct(top, [source.name for source in found])
    _check_distinct(top, [file.file for source in found for file in source.files])
    return found


@cache
def sources() -> tuple[Source, ...]:
    """The project's own sources, read once."""
    return read_sources(content.GRAPH / "sources.yaml")


def sources_named(names: Iterable[str]) -> list[Source]:
    """The sources of some names, in their order. Raises UsageError for all that are unknown."""
    known = {source.name: source for source in sources()}
    wanted = list(dict.fromkeys(names))
    raise_all(
        UsageError(repr(name), "no source has this name", nearest(name, known)) for name in wanted if name not in known
    )
    return [known[name] for name in wanted]


_KEYS = {"source", "title", "licence", "credit", "homepage", "published", "files"}


def _source(row: Row) -> Source:
    row.check_keys(_KEYS, _KEYS)
    name, title, licence, credit, homepage = (
        row.text(key) for key in ("source", "title", "licence", "credit", "homepage")
    )
    files = tuple(_file(one, licence, credit) for one in row.rows("files"))
    return Source(name, title, licence, credit, homepage, row.date("published"), files)


_FILE_KEYS = {"file", "url", "also", "begins", "sha256", "folder", "bytes", "licence", "credit"}


def _file(row: Row, licence: str, credit: str) -> RemoteFile:
    row.check_keys(_FILE_KEYS, {"file", "url", "begins"})
    file, url, sha256 = row.text("file"), row.text("url"), row.text("sha256", "")
    also = row.texts("also") if "also" in row else ()
    if not _PLACE.match(file):
        raise ContentError(row.where, f"file: {file!r} is no place in the cache", 'write it as "hpo/hp.obo"')
    for address in (url, *also):
        if not address.startswith(("https://", "http://")):
            raise ContentError(row.where, f"url: {address!r} is not a web address", "begin it with https://")
    if not _SHA256.match(sha256):
        raise ContentError(row.where, f"sha256: {sha256!r} is not 64 hex digits", "copy it whole, in lower case")
    most = row.integer("bytes") if "bytes" in row else MOST_BYTES
    terms = row.text("licence", licence), row.text("credit", credit)
    return RemoteFile(file, url, also, row.text("begins").encode(), sha256, row.text("folder", ""), most, *terms)


def _check_distinct(top: Row, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ContentError(top.where, f"{name!r} is there {names.count(name)} times", "keep one of them")
