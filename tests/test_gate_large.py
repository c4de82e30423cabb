"""The gate for large graphs says what the gate says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Quad, RdfFormat, Triple, parse

from raregraph import content, gate
from raregraph.gate_large import check_lines, merged
from raregraph.knowledge import Knowledge
from raregraph.triples import to_quads

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
RG = "https://w3id.org/raregraph/vocab/"


@pytest.fixture(scope="module")
def quads(knowledge: Knowledge) -> list[Quad]:
    """The graph that graph/ makes."""
    return list(to_quads(knowledge))


def test_the_graph_of_als_gets_the_same_report(quads: list[Quad]) -> None:
    """Every result, with its words, and the counts."""
    ours = check_lines([f"{quad} ." for quad in quads], content.SHAPES)
    assert ours == gate.check([quad.triple for quad in quads], content.SHAPES, strict=False)
    assert ours.conforms


def _without(text: str) -> Callable[[str], str]:
    return lambda line: "" if text in line else line


def _instead(old: str, new: str) -> Callable[[str], str]:
    return lambda line: line.replace(old, new)


BROKEN: dict[str, Callable[[str], str]] = {
    "no as-of date": _without(f"<{RG}asOf>"),
    "a standing nobody knows": _instead(f"<{RG}latest>", f"<{RG}lates>"),
    "passages that end before they begin": _instead(f"<{RG}start> ", f"<{RG}end> "),
    "nothing has a label": _without(LABEL),
}


def test_a_broken_graph_gets_the_same_report(quads: list[Quad]) -> None:
    """All faults at once: focus node, path, constraint, shape, value, severity, message."""
    lines = [f"{quad} ." for quad in quads]
    for number, change in enumerate(BROKEN.values()):
        half = range(number, len(lines), len(BROKEN))
        for at in half:
            lines[at] = change(lines[at])
    lines = [line for line in lines if line]
    ours = check_lines(lines, content.SHAPES)
    assert not ours.conforms
    assert ours.counts["Violation"] > 100
    assert ours == gate.check(_triples(lines), content.SHAPES, strict=False)


def _triples(lines: list[str]) -> list[Triple]:
    return sorted({quad.triple for quad in parse("\n".join(lines).encode(), format=RdfFormat.N_QUADS)}, key=str)


def test_named_graphs_are_merged() -> None:
    """Only the last IRI of a line is its graph; words with angle brackets stay."""
    line = '<https://a> <https://b> "a <c> ." <https://graph> .'
    assert list(merged([line])) == ['<https://a> <https://b> "a <c> ." .']
