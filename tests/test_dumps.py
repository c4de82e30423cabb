"""The five forms of one graph."""

from __future__ import annotations

import gzip
import warnings
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Quad

from raregraph.content import GRAPH as CONTENT
from raregraph.dumps import (
    FORMS,
    TURTLE,
    Form,
    als_turtle,
    check_same,
    compress,
    dump,
    to_nquads,
    to_ntriples,
)
from raregraph.errors import ReleaseError
from raregraph.knowledge import Knowledge
from raregraph.triples import to_quads
from tests.test_turtle import QUADS


def test_nquads_are_sorted_and_distinct() -> None:
    """One line a quad, in the order of its bytes, whatever order they come in."""
    lines = to_nquads([*reversed(QUADS), *QUADS]).splitlines()
    assert lines == sorted(lines, key=str.encode)
    assert len(lines) == len(QUADS)


def test_ntriples_merge_the_graphs() -> None:
    """A triple of two graphs is written once."""
    assert to_ntriples(QUADS).count("example.org") == 1


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.suffix)
def test_every_form_reads_back(form: Form) -> None:
    """What a form writes is the same graph, with lexical forms and graphs where it keeps them."""
    check_same(QUADS, dump(QUADS, form), form)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.suffix)
def test_a_form_that_loses_something_is_refused(form: Form) -> None:
    """A dump that lacks a quad, or cannot be read, is an error, not a release."""
    with pytest.raises(ReleaseError, match="do not read back, such as"):
        check_same(QUADS, form.write(QUADS[1:]).encode(), form)
    with pytest.raises(ReleaseError, match="does not read back"):
        check_same(QUADS, form.write(QUADS).encode()[:-9] + b"\x00<", form)


def test_a_changed_lexical_form_is_refused() -> None:
    """05 is not 5, and 7.50 is not 7.5."""
    changed = [quad for quad in QUADS if "05" not in str(quad.object)]
    with pytest.raises(ReleaseError):
        check_same(QUADS, dump(changed, TURTLE), TURTLE)


def test_gzip_has_neither_name_nor_time() -> None:
    """The header is fixed, and the bytes come back."""
    packed = compress(b"graph")
    assert packed[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
    assert gzip.decompress(packed) == b"graph"


def rdflib_quads(path: Path, form: str) -> set[tuple[object, ...]]:
    """The quads rdflib reads from a file; the graph by its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset = rdflib.Dataset()
        dataset.parse(path, format=form)
        return set(dataset.quads())


def test_rdflib_reads_the_same_graph_from_every_form(released: Path) -> None:
    """It finds the same triples in Turtle and N-Triples, and the same quads in N-Quads, TriG and JSON-LD."""
    turtle, triples = rdflib.Graph().parse(released / "raregraph.ttl"), rdflib.Graph().parse(released / "raregraph.nt")
    assert set(turtle) == set(triples)
    quads = rdflib_quads(released / "raregraph.nq", "nquads")
    assert rdflib_quads(released / "raregraph.trig", "trig") == quads
    assert rdflib_quads(released / "raregraph.jsonld", "json-ld") == quads
    assert {quad[:3] for quad in quads} == set(triples)


def test_rdflib_keeps_our_lexical_forms(released: Path) -> None:
    """No literal of the release is one that rdflib rewrites: its N-Triples are ours."""
    ours = (released / "raregraph.nt").read_text(encoding="utf-8").splitlines()
    graph = rdflib.Graph().parse(released / "raregraph.nt")
    assert len(graph) == len(ours)
    written = {line for line in graph.serialize(format="nt", encoding="utf-8").decode().splitlines() if line}
    assert {line for line in ours if "\\" not in line} <= written


def test_committed_turtle_is_what_graph_says(knowledge: Knowledge) -> None:
    """graph/als.ttl is the Turtle of graph/, without the description of a release."""
    quads: list[Quad] = list(to_quads(knowledge))
    path = CONTENT / "als.ttl"
    assert path.read_text(encoding="utf-8") == als_turtle(quads), "run: python publish.py build"
