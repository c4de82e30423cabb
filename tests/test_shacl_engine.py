"""Our SHACL engine on our shapes: what pyshacl finds, no more and no less."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest
import rdflib

from raregraph import content, gate
from raregraph.errors import ContentError, GateError
from raregraph.knowledge import Knowledge
from raregraph.report import Report, Result
from raregraph.shacl.compile import Program, compile_shapes
from raregraph.shacl.engine import run
from raregraph.shacl.index import Index
from raregraph.shapes import read_shapes
from raregraph.triples import to_quads
from tests.shacl_faults import with_faults
from tests.shape_cases import Case, cases

SH = "http://www.w3.org/ns/shacl#"
PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@cache
def program() -> Program:
    """The shapes of shapes/, compiled."""
    return compile_shapes(read_shapes(content.SHAPES).triples)


@pytest.fixture(scope="module")
def als(knowledge: Knowledge) -> list[ox.Triple]:
    """The triples of the ALS graph, sorted."""
    return sorted({quad.triple for quad in to_quads(knowledge)}, key=str)


def ours(triples: list[ox.Triple]) -> list[Result]:
    """What our engine finds."""
    return run(Index(map(str, triples)), program())


def parse(turtle: str) -> list[ox.Triple]:
    """Triples as Turtle with a few prefixes."""
    return [quad.triple for quad in ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)]


def both(data: str, shapes: str) -> tuple[Program, list[Result]]:
    """The results of a small graph, after both engines were found to agree on it to the letter."""
    made, triples = compile_shapes(parse(shapes)), parse(data)
    expected = gate.run(gate.to_rdflib(triples), gate.to_rdflib(parse(shapes)))
    found = run(
        Index(map(str, triples)), made, lambda _, left: gate.run(gate.to_rdflib(triples), gate.to_rdflib(left.rest))
    )
    assert Report.of(found, 0, 0) == Report.of(expected, 0, 0)
    return made, found


def test_nothing_of_ours_is_left_over() -> None:
    """Every shape of shapes/ runs in our engine."""
    assert program().left == ()


@pytest.mark.parametrize("seed", range(4))
def test_faults(als: list[ox.Triple], seed: int) -> None:
    """The ALS graph with hundreds of faults has the report that pyshacl makes, message by message, and none twice
    over.
    """
    broken = with_faults(als, seed, 300)
    expected = gate.run(gate.to_rdflib(broken), shapes_graph())
    found = ours(broken)
    assert len(found) > 200
    assert Report.of(found, 0, 0) == Report.of(expected, 0, 0)
    assert Counter(result.iri for result in found) == Counter(result.iri for result in expected)


@cache
def shapes_graph() -> rdflib.Graph:
    """The shapes of shapes/, as pyshacl takes them."""
    return gate.to_rdflib(read_shapes(content.SHAPES).triples)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_bad_cases(case: Case) -> None:
    """Each bad case of tests/shapes is refused by the named constraint and by no other, as in the gate's test."""
    found = Counter((result.shape, result.component, result.severity) for result in ours(list(case.triples)))
    assert found == case.expected


def test_every_constraint_breaks() -> None:
    """The bad cases break every constraint of shapes/ that stands alone: the two engines are compared on each."""
    assert {case.component.removeprefix(SH) for case in cases()} >= {
        f"{name}ConstraintComponent"
        for name in (
            "MinCount",
            "MaxCount",
            "Class",
            "Datatype",
            "In",
            "Pattern",
            "HasValue",
            "Equals",
            "Or",
            "Not",
            "SPARQL",
        )
    }


def test_left_over() -> None:
    """What our engine does not have is run by pyshacl, and named with the reason."""
    shapes = """:s a sh:NodeShape ; sh:targetClass :C ;
        sh:property [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:minCount 1 ] .
        :t a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; sh:node :t ; sh:maxCount 1 ] .
        :u a sh:PropertyShape ; sh:targetClass :C ;
        sh:path :p ; sh:maxCount 1 ; sh:message "two" ."""
    made, found = both(":a a :C ; :p :b, :c .", shapes)
    assert made.left == (("<urn:s>", "an inverse of more than a property"), ("<urn:t>", "it leads back to itself"))
    assert [result.shape for result in found].count("urn:u") == 1


def test_left_over_without_pyshacl() -> None:
    """Without a reference engine such shapes are refused, not passed over."""
    made = compile_shapes(
        parse(":s sh:targetClass :C ; sh:property [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:minCount 1 ] .")
    )
    with pytest.raises(GateError, match="an inverse of more than a property"):
        run(Index(()), made)


def test_custom_components_are_left_over() -> None:
    """Constraint components that a shapes graph defines are pyshacl's."""
    made = compile_shapes(
        parse(":c a sh:ConstraintComponent ; sh:parameter [ sh:path :p ] . :s sh:targetClass :C ; sh:minCount 1 .")
    )
    assert made.left == (("<urn:s>", "the shapes have constraint components of their own"),)


QUERY = """:s a sh:NodeShape ; sh:targetObjectsOf :p ; sh:message "own" ;
    sh:sparql [ sh:message "{{?value}} of {{$this}}, {{?n}}" ; sh:prefixes :o ;
        sh:select 'SELECT $this ?value ?n WHERE {{ {} }}' ] .
    :o sh:declare [ sh:prefix "" ; sh:namespace "urn:" ] ."""


@pytest.mark.parametrize(
    "body",
    [
        "?value :p $this ; :q ?n",
        "?value :p $this . BIND($this AS ?n)",
        "?value :p $this . FILTER NOT EXISTS { ?x :q ?n . ?x :p $this } BIND(1 AS ?n)",
        "?value :p ?n . FILTER NOT EXISTS { ?x :r ?value ; :r ?n . FILTER(?x = :z) }",
        "?value :p ?n . FILTER NOT EXISTS { ?x :r ?n ; :r ?y . FILTER(?value = :a) }",
        "?value ?anything ?value . FILTER(STRLEN(STR(?value)) > 1)",
        "?value :p $this . FILTER(?value IN (:a, :b))",
        "?value :q ?n . FILTER(?n = 5)",
        "?value :q 5 . BIND(?value AS ?n)",
        "?value :q true . BIND(?value AS ?n)",
        "?value :q ?n . ?other :q ?n . FILTER(?value != $this)",
        "?value :q ?n . OPTIONAL { ?n :p ?m }",
    ],
)
def test_queries(body: str) -> None:
    """Queries find what rdflib finds in them, to the letter of the message: also odd numbers, blank nodes, joins that
    must not match.
    """
    data = """:a :p :b, "x", [ :q 1e400 ] ; :q 05, 5.0, "2020-01-01"^^xsd:date ; :r :b, :a .
        :b :p :b, :a ; :q "1"^^xsd:boolean ; :r :b .
        :z :r :b, :a . :a :a :a ."""
    both(data, QUERY.format(body))


def test_planned_queries_are_run_here() -> None:
    """A query that compares numbers by value is pyshacl's; one that compares IRIs is ours."""
    by_value, by_name = (
        compile_shapes(parse(QUERY.format(f"?value :q ?n . FILTER(?n = {what})"))) for what in ("5", ":a")
    )
    assert by_value.left == (("<urn:s>", "a query that looks at the values of literals"),)
    assert by_name.left == ()


@pytest.mark.filterwarnings("ignore:NotImplemented should not:DeprecationWarning")
def test_comparisons() -> None:
    """Bounds and orders are those of the reference engine, for every pair of literals that it does not stop at."""
    plain = """1, 01, 1.0, "1", "a"@en, "a", "b"@de, "2020-01-01"^^xsd:date, true, 1e0, :i,
        "2020-01-01T00:00:00"^^xsd:dateTime, "-1"^^xsd:nonNegativeInteger"""
    odd = """, "1"^^xsd:date, "2020-01-01T00:00:00Z"^^xsd:dateTime, "x"^^:other, "12:00:00"^^xsd:time,
        "P1D"^^xsd:duration"""
    shapes = " ".join(
        f":{name}{place} sh:targetSubjectsOf :p ; sh:path :p ; a sh:PropertyShape ; sh:{name} {bound} ."
        for name in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
        for place, bound in enumerate(
            ("1", '"a"', '"2020-01-01"^^xsd:date', '"2020-01-01T00:00:00"^^xsd:dateTime', "1.0")
        )
    )
    for name in ("lessThan", "lessThanOrEquals"):
        shapes += f":{name} a sh:PropertyShape ; sh:targetSubjectsOf :q ; sh:path :q ; sh:{name} :r ."
    data = parse(f":x :p {plain} {odd} . :y :q {plain} ; :r {plain} .")
    expected = gate.run(gate.to_rdflib(data), gate.to_rdflib(parse(shapes)))
    found = run(Index(map(str, data)), compile_shapes(parse(shapes)))
    assert {result.key[:-1] for result in found} == {result.key[:-1] for result in expected}
    assert len(found) == len(expected) > 150


def test_triple_terms_are_refused() -> None:
    """A triple about a triple is no RDF 1.1."""
    with pytest.raises(ContentError, match="triple term"):
        Index(["<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> ."])


def test_queries_of_literals() -> None:
    """A query that would have a literal for a predicate is refused: it cannot be asked."""
    made = compile_shapes(
        parse(":s sh:targetObjectsOf :p ; sh:sparql [ sh:select 'SELECT $this WHERE { ?x $this ?y }' ] .")
    )
    with pytest.raises(GateError, match="cannot be asked of the literal"):
        run(Index(map(str, parse(":a :p 5 ."))), made)
