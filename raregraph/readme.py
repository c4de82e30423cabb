"""The README of a release: what each file is and for whom, on what terms, how to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from raregraph.dataset import Described
from raregraph.holdings import FILES
from raregraph.ids import ours
from raregraph.parts import PAGES, Part, licences

_HEAD = """\
# raregraph {version}

What pages on rare diseases say, as a knowledge graph: each statement with the passage that makes it, its date, how
sure it is, and what disagrees with it. Newest source: {date}.

**Read from pages of the dates below; not current medical advice.** Approvals of drugs are as of their date.
"""

_USE = """\
## How to read it

Tables: open `start-here/*.tsv` in a spreadsheet, tab-separated, without text delimiter.

```r
read.delim("start-here/phenotypes.tsv", quote = "", fileEncoding = "UTF-8")   # R
```

```python
import pandas, pyoxigraph, rdflib, sqlite3

pandas.read_csv("start-here/phenotypes.tsv", sep="\\t", quoting=3)
rdflib.Graph().parse("raregraph.ttl")                  # one graph; raregraph.trig for a Dataset
pyoxigraph.Store().bulk_load(path="raregraph.nq")      # quick, with the named graphs
pandas.read_csv("kgx/monarch/raregraph_edges.tsv", sep="\\t", quoting=3, dtype=str)
sqlite3.connect("raregraph.db").execute("SELECT subject, object_label FROM denormalized_edges")
```

A SPARQL endpoint on this machine, with Oxigraph:

```sh
oxigraph load --location store --file raregraph.nq
oxigraph serve-read-only --location store --union-default-graph   # http://localhost:7878
```

In R, with the package rdflib: `rdf_parse("raregraph.nt", format = "ntriples")`.

Each statement is a node with a label, `rg:kind`, `rg:disease`, `rg:asOf`, `rg:standing`, `rg:certainty` and
`rg:evidenceLink`; plain triples (`MONDO:0004976 biolink:has_phenotype HP:0000716`) are there for those that are stated
or likely, not denied and not superseded. What is only possible has predicates of its own (`rg:mayContributeTo`).

Whole and unchanged? `sha256sum --check --quiet MANIFEST.sha256`
"""


def to_text(described: Described, version: str) -> str:
    """The whole page, as Markdown."""
    blocks = [
        _HEAD.format(version=version, date=described.date),
        _section("Files", _files()),
        _section("Counts", _counts(described)),
        _USE,
        _section("Sources, licences, credits", _terms(described)),
    ]
    return "\n".join(blocks)


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", *lines]) + "\n"


def _files() -> Iterator[str]:
    yield from ("| file | what it is | for |", "|---|---|---|")
    for file in FILES:
        packed = ", also as `.gz`" if file.packed else ""
        yield f"| `{file.path}`{packed} | {file.title} | {file.audience} |"
    yield "| `MANIFEST.sha256` | the SHA-256 of every other file | whoever wants to be sure |"


def _counts(described: Described) -> Iterator[str]:
    yield from ("| what | number |", "|---|--:|")
    yield from (f"| {name} | {number:,} |" for name, number in described.counts.items())
    yield ""
    yield "Statements by kind: " + ", ".join(f"{name} {number}" for name, number in described.kinds.items()) + "."
    yield "Triples and quads are counted without the description of the release itself (graph/dataset)."


def _terms(described: Described) -> Iterator[str]:
    yield "The merged dumps and the tables have mixed terms: each named graph has its own licence and credit line."
    yield ""
    yield from ("| named graph | what it is | date | licence | credit |", "|---|---|---|---|---|")
    yield from _graphs(described.parts)
    if described.lenders:
        yield from ("", "Ids and labels in `entities` are those of:", "")
        yield from (f"- {part.credit} ({licences().names[part.licence]}), {part.url}" for part in described.lenders)
    cited = [part for part in described.parts if part.citation]
    if cited:
        yield from ("", "Please cite with them:", "", *(f"- {part.citation}" for part in cited))


_MANY = 20
"""Page versions that are listed one by one."""


def _graphs(parts: Sequence[Part]) -> Iterator[str]:
    """A row for each named graph; one for all versions of pages where they are many."""
    pages = [part for part in parts if part.iri.startswith(ours("graph/gard-"))]
    listed = parts if len(pages) <= _MANY else [part for part in parts if not part.iri.startswith(ours("graph/gard-"))]
    yield from (_row(part.iri.rpartition("/graph/")[2], part) for part in listed)
    if len(pages) > _MANY:
        yield _row("gard-*", _all_of(pages))


def _all_of(pages: Sequence[Part]) -> Part:
    dates = sorted({part.date for part in pages if part.date})
    title = f"{len(pages):,} versions of pages, a graph each: see dataset.ttl"
    credit = licences().graphs[PAGES].credit.format(label="GARD pages", date="")
    return replace(pages[0], title=title, date=" to ".join(dict.fromkeys([*dates[:1], *dates[-1:]])), credit=credit)


def _row(name: str, part: Part) -> str:
    licence = f"[{licences().names[part.licence]}]({part.licence})"
    return f"| `{name}` | {part.title} | {part.date} | {licence} | {part.credit} |"
