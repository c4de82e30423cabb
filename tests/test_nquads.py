"""Lines of N-Quads as text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from raregraph.errors import ReleaseError
from raregraph.ids import ours
from raregraph.nquads import Block, gathered, in_order, lines_of, literal, plain, split
from tests.test_turtle import QUADS

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
S, P, G = NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), NamedNode("https://example.org/g")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "en", "typed"]), st.booleans())
def test_a_line_is_cut_where_its_terms_meet(text: str, tail: str, named: bool) -> None:
    """Whatever a literal holds, quotes and angle brackets too; and it is read back as it was."""
    value = Literal(text, language="en") if tail == "en" else Literal(text, datatype=P if tail else None)
    quad = Quad(S, P, value, G) if named else Quad(S, P, value)
    assert split(lines_of([quad])[0]) == (str(S), str(P), str(value), str(G) if named else "")
    assert plain(str(value)) == text
    assert literal(str(value)) == (text, "en" if tail == "en" else "", P.value if tail == "typed" else "")


def test_a_block_has_what_all_graphs_say_of_a_subject() -> None:
    """A triple of two graphs stands once; objects are sorted; a label is an English one."""
    quads = [
        Quad(S, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal("s", language="de"), G),
        Quad(S, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal("S", language="en"), G),
        Quad(S, P, Literal("b"), G),
        Quad(S, P, Literal("a"), G),
        Quad(S, P, Literal("a"), P),
    ]
    [block] = gathered(lines_of(quads))
    assert (block.iri, block.name, block.values[P.value]) == (S.value, "S", ['"a"', '"b"'])
    assert (block.one("rdf:type"), block.texts("rdf:type")) == ("", [])


def test_blocks_come_in_the_order_of_their_iris() -> None:
    """A page before its versions, 57 before 578, a passage before its selector: sorted lines have it the other way."""
    paths = ["passage/aa", "passage/aa/selector", "page/gard-57", "page/gard-57/ab", "page/gard-578", "statement/ab"]
    iris = [ours(path) for path in paths] + ["http://identifiers.org/hgnc/1", "http://identifiers.org/hgnc/11"]
    lines = lines_of(Quad(NamedNode(iri), P, S, G) for iri in iris)
    assert [block.iri for block in gathered(lines)] != sorted(iris)
    assert [block.iri for block in in_order(gathered(lines))] == sorted(iris)


def test_blocks_out_of_order_are_an_error() -> None:
    """Rather than a dump that is not sorted."""
    blocks = [Block(ours("statement/b"), {}), Block(ours("finding/a"), {})]
    with pytest.raises(ReleaseError, match="stands behind"):
        list(in_order(blocks))


def test_lines_are_sorted_and_distinct() -> None:
    """Whatever order the quads come in."""
    shuffled = random.Random(1).sample(QUADS * 2, len(QUADS) * 2)
    assert lines_of(shuffled) == sorted({f"{quad} ." for quad in QUADS})
