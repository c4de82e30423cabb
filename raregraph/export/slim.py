"""The slim Biolink view: the rows of the profile biolink as N-Triples: Biolink terms only, no evidence nodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from raregraph.export.rows import EDGE_COLUMNS, NODE_COLUMNS, Edge, Node, Rows
from raregraph.export.terms import iri
from raregraph.ground import XSD
from raregraph.lines import boolean, node, quote

SLIM_FILE = "raregraph-biolink.nt"
_NAMED = frozenset({"id", "iri", "name", "provided_by"})
"""Columns that are the subject itself, its label, or the name of a file."""
_LINKS = frozenset(
    {"category", "subject", "predicate", "object", "has_evidence", "publications", "frequency_qualifier", "qualifiers"}
)
"""Columns whose values are IRIs; KGX takes each of these as a property, whatever the order of the lines."""
_NUMBERS = {"has_count": "integer", "has_total": "integer", "has_percentage": "double", "has_quotient": "double"}


def write_slim(rows: Rows, folder: Path) -> list[Path]:
    """Write `raregraph-biolink.nt` into a folder, its lines sorted; `rows` are those of the profile biolink."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SLIM_FILE
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines(rows))
    return [path]


def lines(rows: Rows) -> Iterator[str]:
    """The lines of the view, sorted: terms are `http:`, edges `https:`."""
    for term in sorted(rows.nodes.values(), key=lambda term: f"<{term.iri}>"):
        yield from sorted(_node_lines(term))
    for edge in rows.edges():
        yield from sorted(_edge_lines(edge, rows))


def _node_lines(term: Node) -> Iterator[str]:
    if term.name:
        yield f"<{term.iri}> {node('rdfs:label')} {quote(term.name)} ."
    yield from _values(f"<{term.iri}>", term, NODE_COLUMNS)


def _edge_lines(edge: Edge, rows: Rows) -> Iterator[str]:
    """Of an edge, the ends as the nodes write them."""
    me = f"<{edge.id}>"
    for name, end in (("subject", edge.subject), ("object", edge.object)):
        yield f"{me} {node(f'biolink:{name}')} <{rows.nodes[end].iri}> ."
    yield from _values(me, edge, tuple(name for name in EDGE_COLUMNS if name not in ("subject", "object")))


def _values(me: str, row: Node | Edge, columns: tuple[str, ...]) -> Iterator[str]:
    for name in columns:
        found = getattr(row, name)
        if found and name not in _NAMED:
            values = found if isinstance(found, tuple) else (found,)
            yield from (f"{me} {node(f'biolink:{name}')} {_term(name, value)} ." for value in values)


def _term(name: str, value: str | bool) -> str:
    """A value as N-Triples text."""
    if isinstance(value, bool):
        return boolean(value)
    if name in _LINKS:
        return f"<{iri(value)}>"
    return f'"{value}"^^<{XSD}{_NUMBERS[name]}>' if name in _NUMBERS else quote(value)
