"""What a query answers, and how it is written: a table, CSV, TSV, JSON or XML; Turtle or JSON-LD for a graph."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Triple, serialize

from raregraph import jsonld, turtle
from raregraph.errors import UsageError
from raregraph.ids import contract
from raregraph.turtle import XSD

Term = NamedNode | BlankNode | Literal
Cell = Term | None
"""A term, or None where a variable is not bound."""

NARROWEST = 12
"""No column of a table is made narrower than this, in characters, nor than its longest word: ids stay whole."""


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT: variables and rows in the query's order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer of an ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer of a CONSTRUCT or DESCRIBE: distinct triples, sorted by their N-Triples text."""

    triples: tuple[Triple, ...]


Answer = Table | Truth | Triples


def table_of(found: QuerySolutions) -> Table:
    """The solutions of a SELECT. Raises UsageError for a triple as a value, which no result format here can hold."""
    columns = tuple(variable.value for variable in found.variables)
    return Table(columns, tuple(tuple(cell_of(row[column]) for column in columns) for row in found))


def cell_of(term: Cell | Triple) -> Cell:
    """A term as a cell. Raises UsageError for a triple."""
    if isinstance(term, Triple):
        raise UsageError("query", f"answers with a triple as a value: {term}", "ask for its parts instead")
    return term


def triples_of(found: Iterable[Triple]) -> Triples:
    """Distinct triples in order."""
    return Triples(tuple(sorted(set(found), key=str)))


def formats_of(answer: Answer) -> tuple[str, ...]:
    """The names of the formats an answer can be written in, the usual one first."""
    return tuple(_WRITERS[type(answer)])


def check_format(name: str, form: str) -> None:
    """Raise UsageError where a query of a form (SELECT, …) cannot be answered in a format."""
    known = tuple(_WRITERS[_ANSWER_OF.get(form, Table)])
    if name not in known:
        problem = f"{name!r} does not fit the answer of {'an' if form == 'ASK' else 'a'} {form}"
        raise UsageError("format", problem, f"choose one of {', '.join(known)}")


def to_text(answer: Answer, name: str = "", width: int = 0) -> str:
    """An answer in a format, the usual one when none is named; `width` is the screen's in characters, 0 for no limit.

    Raises UsageError where the format does not fit the answer.
    """
    writers = _WRITERS[type(answer)]
    name = name or next(iter(writers))
    if name not in writers:
        raise UsageError("format", f"{name!r} does not fit this answer", f"choose one of {', '.join(writers)}")
    return to_table(answer, width) if name == "table" and isinstance(answer, Table) else writers[name](answer)


def show(cell: Cell) -> str:
    """A cell as people read it: a CURIE where there is one, the text of a literal, nothing where it is not bound."""
    if cell is None:
        return ""
    return contract(cell.value) if isinstance(cell, NamedNode) else str(cell.value)


def to_table(table: Table, width: int = 0) -> str:
    """Aligned columns under a header and a rule; cells are wrapped where the whole is wider than `width`."""
    return "\n".join(table_lines(table, width)) + "\n"


def table_lines(table: Table, width: int = 0) -> list[str]:
    """A table's header, its rule, and a text for each row, of several lines where its cells are wrapped."""
    cells = [[" ".join(show(cell).split()) for cell in row] for row in table.rows]
    widths = _widths([list(table.columns), *cells], width)
    rule = "  ".join("-" * size for size in widths)
    return [_line(list(table.columns), widths), rule, *(_line(row, widths) for row in cells)]


def _widths(rows: list[list[str]], limit: int) -> list[int]:
    """The width of each column; the widest give way first until the row fits."""
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    floors = [
        max(NARROWEST, *(len(word) for cell in column for word in cell.split())) for column in zip(*rows, strict=True)
    ]
    while limit and sum(sizes) + 2 * (len(sizes) - 1) > limit:
        loose = [at for at, size in enumerate(sizes) if size > floors[at]]
        if not loose:
            break
        sizes[max(loose, key=sizes.__getitem__)] -= 1
    return sizes


def _line(row: list[str], widths: list[int]) -> str:
    columns = [textwrap.wrap(cell, max(size, 1)) or [""] for cell, size in zip(row, widths, strict=True)]
    height = max(map(len, columns), default=0)
    parts = (
        "  ".join(
            (column[at] if at < len(column) else "").ljust(size) for column, size in zip(columns, widths, strict=True)
        )
        for at in range(height)
    )
    return "\n".join(part.rstrip() for part in parts)


def to_csv(table: Table) -> str:
    """SPARQL 1.1 results as CSV: plain values, CRLF at the end of a line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, BlankNode) else cell.value


def to_tsv(table: Table) -> str:
    """SPARQL 1.1 results as TSV: terms in Turtle's long form."""
    lines = ["\t".join(f"?{column}" for column in table.columns)]
    lines += ["\t".join("" if cell is None else _turtle(cell) for cell in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def _turtle(cell: Term) -> str:
    return str(cell).replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")


def to_json(table: Table) -> str:
    """SPARQL 1.1 results as JSON."""
    bindings = [
        {column: _json_term(cell) for column, cell in zip(table.columns, row, strict=True) if cell is not None}
        for row in table.rows
    ]
    return _json({"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}})


def _json_term(cell: Term) -> dict[str, str]:
    if not isinstance(cell, Literal):
        return {"type": "uri" if isinstance(cell, NamedNode) else "bnode", "value": cell.value}
    found = {"type": "literal", "value": cell.value}
    if cell.language:
        return found | {"xml:lang": cell.language}
    return found if cell.datatype.value == XSD + "string" else found | {"datatype": cell.datatype.value}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def to_xml(table: Table) -> str:
    """SPARQL 1.1 results as XML."""
    head = "".join(f"<variable name={quoteattr(column)}/>" for column in table.columns)
    rows = "".join(f"  <result>{_xml_row(table.columns, row)}</result>\n" for row in table.rows)
    return _xml(head, f" <results>\n{rows} </results>\n")


def _xml(head: str, body: str) -> str:
    space = "http://www.w3.org/2005/sparql-results#"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{space}">\n <head>{head}</head>\n{body}</sparql>\n'


def _xml_row(columns: tuple[str, ...], row: tuple[Cell, ...]) -> str:
    pairs = zip(columns, row, strict=True)
    return "".join(
        f"<binding name={quoteattr(column)}>{_xml_term(cell)}</binding>" for column, cell in pairs if cell is not None
    )


def _xml_term(cell: Term) -> str:
    if isinstance(cell, NamedNode):
        return f"<uri>{escape(cell.value)}</uri>"
    if isinstance(cell, BlankNode):
        return f"<bnode>{escape(cell.value)}</bnode>"
    if cell.language:
        return f"<literal xml:lang={quoteattr(cell.language)}>{escape(cell.value)}</literal>"
    plain = cell.datatype.value == XSD + "string"
    datatype = "" if plain else f" datatype={quoteattr(cell.datatype.value)}"
    return f"<literal{datatype}>{escape(cell.value)}</literal>"


def _word(answer: Truth) -> str:
    return "true" if answer.value else "false"


def to_turtle(answer: Triples) -> str:
    """Turtle as the release has it."""
    return _graph(answer, turtle.to_turtle, RdfFormat.TURTLE)


def to_jsonld(answer: Triples) -> str:
    """JSON-LD with its context inline."""
    return _graph(answer, jsonld.to_jsonld, RdfFormat.JSON_LD)


def _graph(answer: Triples, write: Callable[[Iterable[Quad]], str], form: RdfFormat) -> str:
    """By the project's own writer; it knows no blank nodes, so an answer that has some is left to pyoxigraph's."""
    if any(isinstance(term, BlankNode) for triple in answer.triples for term in triple):
        return (serialize(answer.triples, format=form) or b"").decode()
    return write(Quad(*triple) for triple in answer.triples)


_WRITERS: Mapping[type, Mapping[str, Callable[[Any], str]]] = {
    Table: {"table": to_table, "csv": to_csv, "tsv": to_tsv, "json": to_json, "xml": to_xml},
    Truth: {
        "table": lambda answer: _word(answer) + "\n",
        "json": lambda answer: _json({"head": {}, "boolean": answer.value}),
        "xml": lambda answer: _xml("", f" <boolean>{_word(answer)}</boolean>\n"),
    },
    Triples: {"turtle": to_turtle, "jsonld": to_jsonld},
}
_ANSWER_OF = {"SELECT": Table, "ASK": Truth, "CONSTRUCT": Triples, "DESCRIBE": Triples}
