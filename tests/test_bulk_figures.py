"""Figures counted subject by subject."""

from __future__ import annotations

from pathlib import Path

from raregraph.bulk_figures import Contents, Figures, survey
from raregraph.dataset import described, newest
from raregraph.figures import statistics
from raregraph.knowledge import Knowledge
from raregraph.nquads import lines_of
from raregraph.parts import lenders, lenders_of, parts, parts_of
from raregraph.triples import to_quads


def test_figures_are_those_counted_at_once(knowledge: Knowledge, tmp_path: Path) -> None:
    """Triples, subjects, objects, partitions and graphs; counts, kinds, dates, parts and lenders."""
    quads = list(to_quads(knowledge))
    figures, contents = Figures(tmp_path / "distinct", 1000), Contents()
    survey(lines_of(quads), figures, contents.see)
    found, wanted = figures.statistics(), described(knowledge, quads)
    assert found == statistics(quads)
    assert figures.quads == wanted.counts["quads"]
    assert {name: contents.counts[name] for name in ("statements", "passages", "findings", "page versions")} == {
        name: wanted.counts[name] for name in ("statements", "passages", "findings", "page versions")
    }
    assert dict(sorted(contents.kinds.items())) == wanted.kinds
    releases = [source.release for source in knowledge.backbone.sources.values()]
    assert max(contents.newest, *releases) == newest(knowledge)
    assert parts_of(contents.origins, knowledge.backbone, found.graphs) == parts(knowledge, found.graphs)
    assert lenders_of(contents.lent) == lenders(knowledge)
