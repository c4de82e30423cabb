"""What lets pages be judged one by one, in the shapes and in their queries."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from raregraph import content
from raregraph.shacl.compile import compile_shapes
from raregraph.shacl.index import Index
from raregraph.shacl.patterns import plan
from raregraph.shacl.verdicts import Judge, Page, Rules, changed, rules_of, several
from raregraph.shapes import read_shapes

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> .\n"


def rules(shapes: str) -> Rules | None:
    """The rules of some shapes; None where there are none."""
    triples = [quad.triple for quad in parse((HEAD + shapes).encode(), format=RdfFormat.TURTLE)]
    return rules_of(compile_shapes(triples))


def test_the_shapes_of_the_project_let_pages_be_judged() -> None:
    """Every shape has its place, and none that names a node has to look at the whole."""
    found = rules_of(compile_shapes(read_shapes(content.SHAPES).triples))
    assert found is not None
    assert len(found.named) == 12
    assert found.fixed == ()
    assert len(found.asking) == 5


@pytest.mark.parametrize(
    ("where", "alone"),
    [
        ("?a :p ?b", True),
        ("?a :p ?b ; :q ?c", True),
        ("?a :p ?b . ?b :q ?c", False),
        ("?a :p ?b . FILTER NOT EXISTS { ?c :q ?a }", True),
        ("?a :p ?b . FILTER(?b != :x && NOT EXISTS { ?c :q ?a })", True),
        ("?a :p ?b . FILTER(?b = :x || NOT EXISTS { ?c :q ?a })", False),
        ("?a :p ?b . FILTER(!(NOT EXISTS { ?c :q ?a }))", False),
        ("?a :p ?b . FILTER EXISTS { ?c :q ?a }", False),
        ("?a :p ?b . FILTER NOT EXISTS { ?c :q ?a FILTER NOT EXISTS { ?c :r ?b } }", False),
        ("?a :p ?b . OPTIONAL { ?a :q ?c }", False),
        ("?a :p ?b . BIND(NOT EXISTS { ?c :q ?a } AS ?d)", False),
        ("?a :p/:q ?b", False),
    ],
)
def test_a_query_that_can_be_asked_page_by_page(where: str, alone: bool) -> None:
    """One subject, and further triples can only take solutions away."""
    assert plan(f"SELECT ?a WHERE {{ {where} }}", (("", "urn:"),)).alone is alone


def test_a_query_of_several_subjects_needs_the_whole() -> None:
    """There are no rules then."""
    query = 'sh:sparql [ sh:select "SELECT $this ?a WHERE { ?a <urn:p> ?b . ?b <urn:q> $this }" ]'
    assert rules(f":s a sh:NodeShape ; sh:targetNode :x ; {query} .") is None


def test_a_count_of_what_points_at_a_node_is_for_the_background() -> None:
    """It cannot be summed up from pages."""
    path = "sh:path [ sh:inversePath :p ] ; sh:maxCount 1"
    found = rules(f":s a sh:PropertyShape ; sh:targetNode :x ; {path} .")
    assert found is not None
    assert (len(found.named), len(found.fixed)) == (0, 1)
    background = Index(["<urn:x> <urn:q> <urn:y> ."])
    assert Judge(found, background).of_background(lambda _: Index(())) is None


def test_a_page_is_parted_by_its_subjects() -> None:
    """What is common belongs to no page."""
    lines = ["<urn:own/1> <urn:p> <urn:t> .", "<urn:own/2> <urn:p> <urn:t> .", "<urn:t> <urn:p> <urn:t> ."]
    assert Page.of(lines, ("<urn:own/",)) == Page(tuple(lines[:2]), frozenset(lines[2:]))
    assert Page.of(lines, ("<urn:own/",), {"<urn:own/2>"}) == Page(tuple(lines[:1]), frozenset(lines[1:]))


def test_what_changed_is_named_by_its_subject_and_what_shapes_follow_back_to() -> None:
    """The object counts where a shape follows the property backwards."""
    found = rules(":s a sh:PropertyShape ; sh:targetClass :C ; sh:path [ sh:inversePath :p ] ; sh:maxCount 1 .")
    assert found is not None
    judge = Judge(found, Index(()))
    before = {"<urn:a> <urn:p> <urn:b> .", "<urn:c> <urn:q> <urn:d> .", "<urn:e> <urn:q> <urn:f> ."}
    assert changed(before, {"<urn:e> <urn:q> <urn:f> ."}, judge) == {"<urn:a>", "<urn:b>", "<urn:c>"}


def test_what_is_claimed_twice() -> None:
    """By whomever."""
    assert several([{"a", "b"}, {"b", "c"}, {"c"}]) == {"b", "c"}
