"""The five forms, written piece by piece."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad

from raregraph.bulk_dumps import Share, shares, write_graphs, write_lines
from raregraph.bulk_files import chunks
from raregraph.dumps import FORMS
from raregraph.nquads import Block, lines_of
from raregraph.triples import to_quads
from tests.test_turtle import QUADS


def sizes(quads: list[Quad]) -> dict[str, int]:
    """How many lines each graph has."""
    graphs = [str(quad.graph_name)[1:-1] for quad in quads]
    return {graph: graphs.count(graph) for graph in graphs}


@pytest.mark.parametrize("limit", [1, 10, 100_000])
def test_forms_are_those_that_are_written_at_once(limit: int, tmp_path: Path, knowledge: object) -> None:
    """Byte by byte, whether graphs are read one by one or together."""
    for number, quads in enumerate((QUADS, list(to_quads(knowledge))[::7])):  # type: ignore[arg-type]
        folder = tmp_path / str(number)
        (folder / "graphs").mkdir(parents=True)
        places = shares(sizes(quads), folder / "graphs", limit)
        seen: list[Block] = []
        drafts = write_lines(lines_of(quads), folder, places, seen.append)
        drafts |= write_graphs((graph for share in places for graph in share.read()), folder)
        for form in FORMS:
            assert b"".join(chunks(drafts[form.suffix])).decode() == form.write(quads), form.suffix
        assert [block.iri for block in seen] == sorted({str(quad.subject)[1:-1] for quad in quads})


def test_shares_hold_neighbours_up_to_a_limit(tmp_path: Path) -> None:
    """Small graphs are together, a large one is alone."""
    found = shares({"a": 1, "b": 2, "c": 9, "d": 1, "e": 1}, tmp_path, 3)
    assert found == [
        Share(tmp_path / "000000", ("a", "b")),
        Share(tmp_path / "000001", ("c",)),
        Share(tmp_path / "000002", ("d", "e")),
    ]
