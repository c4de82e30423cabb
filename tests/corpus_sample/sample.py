"""A corpus small enough to read: 12 pages made of facts, beside the versions that graph/ keeps, as one graph.

`python -m tests.corpus_sample.sample` writes anew what the queries of the corpus answer on it: the expected rows beside
them, and docs/corpus-queries.md. Look at every row that changes before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from raregraph import content, lines, querydocs, translations
from raregraph.corpus_build import build_sorted
from raregraph.findings import Finding
from raregraph.ids import Iri, expand, ours
from raregraph.knowledge import fact_files
from raregraph.medquad import medquad_files
from raregraph.queries import Query, saved
from raregraph.world import read_world

HERE = Path(__file__).parent
PAGES, REFERENCE = HERE / "pages", HERE / "reference"
PAGE = content.ROOT / "docs" / "corpus-queries.md"
HEAD = (
    "# The saved queries for many pages",
    "",
    "Each is a file in `queries/` that runs unchanged in any SPARQL editor against the graph of a corpus. The results",
    "below are those of a sample: 12 pages made up of real diseases and terms for tests, beside the two ALS pages.",
    "They show the form of an answer; the facts in them are no medical facts.",
    "",
    "This page is written by `python -m tests.corpus_sample.sample`; the queries for one disease are in",
    "[queries.md](queries.md).",
    "",
    "| query | question |",
    "|---|---|",
)


def queries() -> tuple[Query, ...]:
    """The saved queries that are for a corpus, in their order."""
    return tuple(query for query in saved() if querydocs.CORPUS in query.tags)


def build(place: Path) -> Store:
    """The graph of the sample, by way of the same steps as a corpus build; `place` is a folder for its files."""
    world = read_world(REFERENCE)
    found = translations.read_translations(REFERENCE, world.tables.backbone.sources["hpo"])
    target = place / "sample.nq"
    extracted = [file for file in fact_files() if file.version]
    build_sorted(medquad_files(PAGES), extracted, [], world, target, translations=found)
    store = Store()
    store.bulk_load(path=str(target), format=RdfFormat.N_QUADS)
    store.bulk_load("\n".join(_drift(store)).encode(), format=RdfFormat.N_QUADS)
    return store


def _drift(store: Store) -> Iterator[str]:
    """What a comparison with HPOA would find for one disease, in the form that `evaluate` gives it."""
    listed = store.query(_LISTED, use_default_graph_as_union=True)
    (statement,) = [row["statement"].value for row in listed]  # type: ignore[union-attr]
    about = (expand("MONDO:0011274"), ours("page/gard-7097"), Iri(statement))
    counts = "2 kept, 1 reclassified, 0 dropped, 3 added"
    note = f"Muenke syndrome: of the phenotypes of its list against HPOA 2025-01-16: {counts}"
    yield from (line + lines.FINDINGS for line in lines.of_finding(Finding("drift", tuple(sorted(about)), note)))


_LISTED = """
PREFIX HP: <http://purl.obolibrary.org/obo/HP_>
PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>
PREFIX rg: <https://w3id.org/raregraph/vocab/>
SELECT ?statement { ?statement rg:kind rg:phenotype ; rg:disease MONDO:0011274 ; rg:phenotype HP:0001249 }
"""


def main() -> None:
    """Write the expected rows and the page; name on stderr what changed."""
    with tempfile.TemporaryDirectory() as place:
        answers = querydocs.answers_of(queries(), build(Path(place)))
    texts = {
        querydocs.expected_file(query, content.QUERIES): querydocs.to_expected(answers[query.name])
        for query in queries()
    }
    texts[PAGE] = querydocs.to_markdown(queries(), answers, HEAD)
    for path, text in texts.items():
        if not path.exists() or path.read_bytes() != text.encode():
            path.write_bytes(text.encode())
            sys.stderr.write(f"changed: {content.shown(path)}\n")


if __name__ == "__main__":
    main()
