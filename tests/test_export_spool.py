"""Edges and losses on disk."""

from __future__ import annotations

from pathlib import Path

from raregraph.export.rows import Edge, Loss
from raregraph.export.spool import Spool


def edge(number: int) -> Edge:
    """An edge with a number for an id."""
    return Edge(id=f"{number:05d}", subject="A", predicate="p", object="B", category="c", publications=("PMID:1",))


def test_edges_come_back_as_they_were(tmp_path: Path) -> None:
    """More than are held at a time, as often as they are asked for."""
    spool = Spool(tmp_path / "spool")
    for number in range(2_500):
        spool.edge(edge(number))
    spool.close()
    expected = [edge(number) for number in range(2_500)]
    assert list(spool.edges()) == expected == list(spool.edges())
    assert spool.ends == {"A", "B"}


def test_losses_of_statements_and_of_terms_come_sorted(tmp_path: Path) -> None:
    """By format, reason and what they are about."""
    spool = Spool(tmp_path)
    spool.loss(Loss("kgx/biolink", "superseded", "st:1", ""))
    spool.loss(Loss("kgx/biolink", "denied", "st:2", ""))
    spool.loose += [Loss("kgx/biolink", "no-mondo", "GARD:2", ""), Loss("kgx/biolink", "no-mondo", "GARD:1", "")]
    spool.close()
    assert [loss.about for loss in spool.losses()] == ["st:2", "GARD:1", "GARD:2", "st:1"]


def test_a_spool_of_an_earlier_run_is_not_added_to(tmp_path: Path) -> None:
    """Its files are written anew."""
    for _ in range(2):
        spool = Spool(tmp_path)
        spool.edge(edge(1))
        spool.close()
    assert list(spool.edges()) == [edge(1)]
