"""The figures of a graph."""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad

from raregraph.figures import Partition, statistics
from raregraph.turtle import RDF_TYPE


def name(local: str) -> NamedNode:
    """A name for a test."""
    return NamedNode(f"https://example.org/{local}")


def test_figures_of_a_small_graph() -> None:
    """A triple of two graphs counts once in the whole and once in each; a class has all triples of its members."""
    quads = [
        Quad(name("a"), NamedNode(RDF_TYPE), name("Class"), name("one")),
        Quad(name("a"), name("p"), name("b"), name("one")),
        Quad(name("a"), name("p"), name("b"), name("two")),
        Quad(name("a"), name("p"), name("c"), name("two")),
        Quad(name("b"), name("p"), name("c"), name("two")),
        Quad(name("b"), name("p"), name("c"), name("two")),
    ]
    found = statistics(quads)
    assert (found.triples, found.subjects, found.objects) == (4, 2, 3)
    assert found.graphs == {"https://example.org/one": 2, "https://example.org/two": 3}
    assert found.classes == (Partition("https://example.org/Class", 3, 1, 3),)
    assert found.properties == (Partition(RDF_TYPE, 1, 1, 1), Partition("https://example.org/p", 3, 2, 2))
