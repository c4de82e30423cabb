"""The page of the files: what each is and for whom, how large, its hash, its terms, one line that loads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from raregraph.dataset import MIXED
from raregraph.holdings import FILES, ReleaseFile
from raregraph.ids import ours
from raregraph.manifest import MANIFEST
from raregraph.site.layout import View
from raregraph.site.opened import Opened, ServedFile
from raregraph.site.reading import Thing

_TABLES = "text/tab-separated-values"
LOADS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "application/n-quads": (
        ("Oxigraph", "oxigraph load --location store --file {file}"),
        ("rdflib", 'rdflib.Dataset().parse("{file}", format="nquads")'),
    ),
    "application/trig": (("rdflib", 'rdflib.Dataset().parse("{file}", format="trig")'),),
    "application/ld+json": (("rdflib", 'rdflib.Dataset().parse("{file}", format="json-ld")'),),
    "text/turtle": (
        ("Oxigraph", "oxigraph load --location store --file {file}"),
        ("rdflib", 'rdflib.Graph().parse("{file}")'),
    ),
    "application/n-triples": (
        ("Oxigraph", "oxigraph load --location store --file {file}"),
        ("rdflib", 'rdflib.Graph().parse("{file}", format="nt")'),
        ("R", 'rdflib::rdf_parse("{file}", format = "ntriples")'),
    ),
    _TABLES: (
        ("R", 'read.delim("{file}", quote = "", fileEncoding = "UTF-8")'),
        ("DuckDB", "SELECT * FROM read_csv('{file}', delim = '\\t', quote = '', header = true)"),
        ("pandas", 'pandas.read_csv("{file}", sep="\\t", quoting=3)'),
    ),
    "application/json": (("DuckDB", "SELECT * FROM read_json('{file}')"),),
    "application/x-ndjson": (
        ("pandas", 'pandas.read_json("{file}", lines=True)'),
        ("DuckDB", "SELECT * FROM read_json('{file}', format = 'newline_delimited')"),
    ),
    "application/vnd.sqlite3": (
        ("Python", 'sqlite3.connect("{file}").execute("SELECT * FROM edges")'),
        ("R", 'DBI::dbReadTable(DBI::dbConnect(RSQLite::SQLite(), "{file}"), "edges")'),
    ),
    "application/gzip": (("tar", "tar --extract --gzip --file {file}"),),
}
"""By media type: what loads a file, a line each. `{file}` stands for its path below the release."""
_MAPPINGS = (
    ("pandas", 'pandas.read_csv("{file}", sep="\t", quoting=3, comment="#")'),
    ("sssom", 'sssom.parsers.parse_sssom_table("{file}")'),
)
"""The same for mapping sets, which say what they are in comments above the table."""
_COUNT = re.compile(r"^\| ([a-z ]+) \| ([0-9,]+) \|$", re.MULTILINE)
_NEWEST = re.compile(r"Newest source: ([0-9-]+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A file as the page shows it. `triples` is 0 where it is no graph, `packed` the size of its gzip copy or 0."""

    file: ServedFile
    about: ReleaseFile
    packed: int
    triples: int
    licence: Thing | None
    loads: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another release that lies beside this one, with what its README counts."""

    version: str
    newest: str
    counts: Mapping[str, int]


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """The page of the files of a release."""
    values = {
        "rows": rows(opened),
        "base": ours("files/"),
        "manifest": MANIFEST,
        "mixed": MIXED,
        "now": earlier(opened.folder),
        "others": tuple(others(opened.folder)),
        "total": sum(file.size for file in opened.files),
    }
    preview = f"Every file of release {opened.version}: sizes, hashes, licences, and a line that loads it."
    return View("downloads.html", "Downloads", values, preview, (("Downloads", ""),))


@lru_cache(maxsize=2)
def rows(opened: Opened) -> tuple[Row, ...]:
    """The files in the order of the release's README, each with its gzip copy.

    Found once for all pages: workers of a server cannot read files, but inherit what was found.
    """
    return tuple(_rows(opened))


def _rows(opened: Opened) -> Iterator[Row]:
    by_path = {file.path: file for file in opened.files}
    for about in (about for about in FILES if about.path in by_path):
        packed = by_path.get(f"{about.path}.gz")
        licence = opened.thing(about.licence) if about.licence else None
        yield Row(
            by_path[about.path], about, packed.size if packed else 0, triples(opened, about), licence,
            loads(about.media_type, about.path),
        )  # fmt: skip


def loads(media_type: str, file: str) -> tuple[tuple[str, str], ...]:
    """What loads a file, and how."""
    lines = _MAPPINGS if file.endswith(".sssom.tsv") else LOADS.get(media_type, ())
    return tuple((tool, line.format(file=file)) for tool, line in lines)


def triples(opened: Opened, file: ReleaseFile) -> int:
    """The triples of a file, 0 for what is no graph: as the release describes itself, or a line each."""
    if not file.rdf:
        return 0
    me = ours(f"release/{opened.version}/{file.path}")
    text = opened.reader.value(opened.reader.value(me, "dct:isFormatOf") or me, "void:triples")
    if text or not file.path.endswith(".nt"):
        return int(text or 0)
    with (opened.folder / file.path).open("rb") as lines:
        return sum(1 for _ in lines)


def earlier(folder: Path) -> Earlier:
    """A release as its README counts it."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    newest = _NEWEST.search(text)
    counts = {name: int(number.replace(",", "")) for name, number in _COUNT.findall(text)}
    return Earlier(folder.name, newest[1] if newest else "", counts)


def others(folder: Path) -> Iterator[Earlier]:
    """The other releases in the folder of a release, by the date of their newest source and version, newest first."""
    beside = (path for path in folder.parent.iterdir() if path != folder and not path.is_symlink())
    found = [earlier(path) for path in beside if (path / MANIFEST).is_file() and (path / "README.md").is_file()]
    yield from sorted(found, key=lambda item: (item.newest, item.version), reverse=True)
