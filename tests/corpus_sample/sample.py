"""A corpus small enough to read: 12 pages made of facts, beside the versions that graph/ keeps, as one graph.

`python -m tests.corpus_sample.sample` writes anew what the queries of the corpus answer on it: the expected rows beside
them, and docs/corpus-queries.md. Look at every row that changes before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from raregraph import content, querydocs, translations
from raregraph.corpus_build import build_sorted
from raregraph.evaluation.drift import drift_beside
from raregraph.knowledge import fact_files
from raregraph.medquad import medquad_files
from raregraph.queries import Query, saved
from raregraph.world import read_world

HERE = Path(__file__).parent
PAGES, REFERENCE, ANNOTATIONS = (HERE / name for name in ("pages", "reference", "annotations"))
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
    world = replace(world, beside=drift_beside(ANNOTATIONS, world))
    found = translations.read_translations(REFERENCE, world.tables.backbone.sources["hpo"])
    target = place / "sample.nq"
    extracted = [file for file in fact_files() if file.version]
    build_sorted(medquad_files(PAGES), extracted, [], world, target, translations=found)
    store = Store()
    store.bulk_load(path=str(target), format=RdfFormat.N_QUADS)
    return store


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
