"""What the saved queries answer, kept beside them: the expected rows of each, and docs/queries.md with real results.

`python -m raregraph.querydocs` writes both anew; look at every row that changes before you commit it.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

from raregraph import content, dataset
from raregraph.answers import run
from raregraph.errors import RaregraphError
from raregraph.ids import contract
from raregraph.knowledge import from_content
from raregraph.queries import EVIDENT, Query, bind, saved
from raregraph.results import Answer, Cell, Table, Triples, show, to_turtle
from raregraph.triples import to_quads

SHOWN = 8
"""Rows of each answer that the page shows."""
DESCRIBED_AS = "example"
"""The release that the description in the graph speaks of; only monarch-version asks for it."""
CORPUS = "corpus"
"""The tag of queries that ask about many pages; they are answered and shown on a sample of a corpus, in tests/."""
_MIXED = "*"
HEAD = (
    "# The saved queries",
    "",
    "Each is a file in `queries/` that runs unchanged in any SPARQL editor against the whole graph. The results below",
    "are those of the ALS graph: what GARD pages of 2013 to 2020 said, as of the dates shown; not medical advice.",
    "",
    "Write `raregraph query NAME`, with `--format csv` (table, json, xml, tsv; turtle or jsonld for a graph),",
    "`--param NAME=VALUE` for another disease or day, and `--evidence` for the passages behind each row.",
    "This page is written by `python -m raregraph.querydocs`.",
    "",
    "| query | question |",
    "|---|---|",
)


def example_store() -> Store:
    """The ALS graph with its description, as a release holds it."""
    knowledge = from_content()
    quads = list(to_quads(knowledge))
    store = Store()
    store.bulk_extend([*quads, *dataset.described(knowledge, quads).quads(DESCRIBED_AS)])
    return store


def of_one_disease() -> tuple[Query, ...]:
    """The saved queries that the ALS graph answers: all but those for a corpus."""
    return tuple(query for query in saved() if CORPUS not in query.tags)


def answers_of(queries: Iterable[Query], store: Store) -> dict[str, Answer]:
    """What each query answers with its own parameters, by name."""
    return {query.name: run(bind(query, {}), store, str(query.where)) for query in queries}


def expected_file(query: Query, folder: Path) -> Path:
    """The file beside a query that holds what it answers."""
    suffix = ".expected.ttl" if query.form in ("CONSTRUCT", "DESCRIBE") else ".expected.csv"
    return folder / (query.name + suffix)


def to_expected(answer: Answer) -> str:
    """An answer as its file keeps it: Turtle, or CSV with typed columns.

    A column's header tells the type of all its cells: `label@en`, `asOf^^xsd:date`, `note^^xsd:string`, nothing for
    IRIs, which stand as CURIEs; under `other*` the cells are of several types and tell their own. An empty cell is not
    bound.
    """
    if isinstance(answer, Triples):
        return to_turtle(answer)
    if not isinstance(answer, Table):
        return f"{answer.value}\n".lower()
    types = [_type(row[at] for row in answer.rows) for at in range(len(answer.columns))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column + type_ for column, type_ in zip(answer.columns, types, strict=True)])
    writer.writerows([_cell(cell, type_) for cell, type_ in zip(row, types, strict=True)] for row in answer.rows)
    return out.getvalue()


def _type(cells: Iterable[Cell]) -> str:
    found = {_type_of(cell) for cell in cells if cell is not None}
    return found.pop() if len(found) == 1 else _MIXED if found else ""


def _type_of(cell: Cell) -> str:
    if not isinstance(cell, Literal):
        return ""
    return f"@{cell.language}" if cell.language else "^^" + contract(cell.datatype.value)


def _cell(cell: Cell, type_: str) -> str:
    if cell is None or type_ != _MIXED or not isinstance(cell, Literal):
        return show(cell)
    return str(Literal(cell.value)) + _type_of(cell)


def to_markdown(queries: Iterable[Query], answers: Mapping[str, Answer], head: Iterable[str] = HEAD) -> str:
    """docs/queries.md: every query with its question, its parameters and the first rows of its answer."""
    queries = tuple(queries)
    lines = [*head, *(f"| [{query.name}](#{query.name}) | {query.summary} |" for query in queries), ""]
    return "\n".join([*lines, *(line for query in queries for line in _section(query, answers[query.name]))])


def _section(query: Query, answer: Answer) -> Iterator[str]:
    yield from (f"## {query.name}", "", query.summary, "", query.description, "")
    for parameter in query.parameters:
        default = "required" if parameter.required else f"`{parameter.default}` unless given"
        yield f"- `{parameter.name}` ({parameter.type}): {parameter.about}; {default}"
    yield from (["", *_shown(query, answer), ""] if query.parameters else [*_shown(query, answer), ""])


def _shown(query: Query, answer: Answer) -> Iterator[str]:
    evidence = ", evidence can be shown" if query.has_evidence else ""
    if isinstance(answer, Table):
        yield from (f"{len(answer.rows)} {'row' if len(answer.rows) == 1 else 'rows'}{evidence}:", "")
        yield from _rows(answer)
        if len(answer.rows) > SHOWN:
            yield from ("", f"… and {len(answer.rows) - SHOWN} more.")
    elif isinstance(answer, Triples):
        yield from (f"{len(answer.triples)} triples, such as:", "", "```turtle", *_first_block(answer), "```")


def _rows(table: Table) -> Iterator[str]:
    """The header and the first rows; the ids of statements and findings are left out, for nobody reads them here."""
    kept = [at for at, column in enumerate(table.columns) if column not in EVIDENT]
    yield "| " + " | ".join(table.columns[at] for at in kept) + " |"
    yield "|" + "---|" * len(kept)
    yield from ("| " + " | ".join(_markdown(row[at]) for at in kept) + " |" for row in table.rows[:SHOWN])


def _markdown(cell: Cell) -> str:
    text = show(cell).replace("|", "\\|").replace("<", "&lt;")
    text = " ".join(text.split())
    return f"`{text}`" if isinstance(cell, NamedNode) else text


def _first_block(answer: Triples) -> list[str]:
    """The first lines below the prefixes."""
    lines = [line for line in to_turtle(answer).split("\n") if not line.startswith("@prefix")]
    return [line for line in lines if line][:12]


def main() -> int:
    """Write the expected rows and the page; name on stderr what changed."""
    store = example_store()
    queries = of_one_disease()
    answers = answers_of(queries, store)
    texts = {expected_file(query, content.QUERIES): to_expected(answers[query.name]) for query in queries}
    texts[content.ROOT / "docs" / "queries.md"] = to_markdown(queries, answers)
    for path, text in texts.items():
        if not path.exists() or path.read_bytes() != text.encode():
            path.write_bytes(text.encode())
            sys.stderr.write(f"changed: {content.shown(path)}\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RaregraphError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
