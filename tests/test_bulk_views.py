"""The tables, from subjects as they go by."""

from __future__ import annotations

from pathlib import Path

from raregraph.bulk_files import chunks
from raregraph.bulk_views import Tables, View
from raregraph.knowledge import Knowledge
from raregraph.nquads import gathered, in_order, lines_of
from raregraph.starthere import to_tables
from raregraph.triples import to_quads


def test_tables_are_those_made_at_once(knowledge: Knowledge, tmp_path: Path) -> None:
    """The same text, though passages are forgotten with their graph and names are known before them."""
    quads = list(to_quads(knowledge))
    blocks = list(in_order(gathered(lines_of(quads))))
    view = View()
    for block in reversed(blocks):
        view.see(block)
    for block in blocks:
        view.see_again(block)
    tables = Tables(tmp_path / "tables", view, 20)
    for graph in sorted({str(quad.graph_name) for quad in quads}):
        lines = lines_of(quad for quad in quads if str(quad.graph_name) == graph)
        assert list(tables.watched(in_order(gathered(lines))))
    found = {name: b"".join(chunks(draft)).decode() for name, draft in tables.drafts().items()}
    assert found == to_tables(blocks)
