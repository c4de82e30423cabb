"""The passages behind a row: page version, date, section, start, end, first and last words.

For a finding, its own passages and those of the statements it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields

from pyoxigraph import NamedNode

from raregraph.errors import UsageError
from raregraph.queries import EVIDENT, Query
from raregraph.results import Answer, Cell, Table, show, table_lines

BATCH = 500
"""Statements looked up at once, so that a remote query stays of a size that endpoints take."""

_QUERY = """
PREFIX rg: <https://w3id.org/raregraph/vocab/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT DISTINCT ?statement ?source ?date ?section ?start ?end ?first ?last
WHERE {
  VALUES ?statement { %s }
  {
    ?statement rg:about?/prov:wasDerivedFrom ?passage .
    ?passage oa:hasSource ?source ; oa:hasSelector ?selector ; rg:firstWords ?first .
    ?selector oa:start ?start ; oa:end ?end .
    OPTIONAL { ?passage rg:lastWords ?last }
    OPTIONAL { ?passage oa:hasScope ?scope }
    OPTIONAL { ?passage oa:hasScope/dct:modified ?sectionDate }
    OPTIONAL { ?source dct:modified ?versionDate }
    BIND (STRAFTER(STR(?scope), CONCAT(STR(?source), "/")) AS ?section)
    BIND (COALESCE(?sectionDate, ?versionDate) AS ?date)
  } UNION {
    ?statement rg:sourceFile ?source ; rg:sourceRow ?section ; rg:asOf ?date .
  } UNION {
    ?statement rg:curationReference ?source ; rg:curationDate ?date .
  }
}
ORDER BY ?statement ?source ?start ?end
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where it is said: a page version, section and passage; a data file and its row (as section); a reference."""

    source: Cell
    date: Cell
    section: Cell
    start: Cell
    end: Cell
    first: Cell
    last: Cell

    def __str__(self) -> str:
        place = [show(self.source), show(self.section), show(self.date)]
        if self.start is not None:
            place.append(f"{show(self.start)}–{show(self.end)}")
        words = " … ".join(filter(None, (show(self.first), show(self.last))))
        return ", ".join(filter(None, place)) + (f": “{words}”" if words else "")


COLUMNS = tuple("evidence" + field.name.capitalize() for field in fields(Evidence))
"""The columns that evidence adds to a table."""
_NONE = Evidence(None, None, None, None, None, None, None)

Found = Mapping[str, tuple[Evidence, ...]]
"""Evidence by the IRI of the statement."""


def check_evidence(query: Query) -> None:
    """Raise UsageError for a query whose rows name neither a statement nor a finding."""
    if not query.has_evidence:
        fix = f"leave --evidence out, or add a column ?{EVIDENT[0]} to the query"
        raise UsageError(query.name, f"no column ?{EVIDENT[0]}, so no evidence to show", fix)


def find_evidence(table: Table, run: Callable[[str], Answer]) -> Found:
    """The evidence of every statement of a table; `run` answers a query where the table came from."""
    statements = sorted({cell.value for cell in _statements(table) if isinstance(cell, NamedNode)})
    found: dict[str, list[Evidence]] = defaultdict(list)
    for start in range(0, len(statements), BATCH):
        batch = run(_QUERY % " ".join(f"<{iri}>" for iri in statements[start : start + BATCH]))
        for statement, *cells in batch.rows if isinstance(batch, Table) else ():
            if statement is not None:
                found[str(statement.value)].append(Evidence(*cells))
    return {statement: tuple(rows) for statement, rows in found.items()}


def _statements(table: Table) -> Iterator[Cell]:
    names = [name for name in EVIDENT if name in table.columns]
    if not names:
        raise UsageError("evidence", f"the answer has no column ?{EVIDENT[0]}", f"add ?{EVIDENT[0]} to the query")
    at = table.columns.index(names[0])
    return (row[at] for row in table.rows)


def _of(cell: Cell, found: Found) -> tuple[Evidence, ...]:
    return found.get(str(cell.value), ()) if cell is not None else ()


def widen(table: Table, found: Found) -> Table:
    """The table with the columns of the evidence: a row for each passage, or one with empty columns."""
    rows = [
        (*row, *(getattr(item, field.name) for field in fields(Evidence)))
        for row, cell in zip(table.rows, _statements(table), strict=True)
        for item in _of(cell, found) or (_NONE,)
    ]
    return Table((*table.columns, *COLUMNS), tuple(rows))


def to_blocks(table: Table, found: Found, width: int = 0) -> str:
    """The table for people, each row followed by its passages, indented."""
    head, rule, *lines = table_lines(table, width)
    parts: list[str] = []
    for line, cell in zip(lines, _statements(table), strict=True):
        parts += [line, *(f"    {item}" for item in _of(cell, found) or ("no passage",))]
    return "\n".join([head, rule, *parts]) + "\n"
