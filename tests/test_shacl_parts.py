"""A graph checked in parts has the results of the whole, however it is parted."""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

import pyoxigraph as ox
import pytest

from raregraph import content
from raregraph.errors import ContentError, GateError
from raregraph.knowledge import Knowledge
from raregraph.report import Result
from raregraph.shacl.compile import Program, compile_shapes
from raregraph.shacl.engine import run
from raregraph.shacl.index import SUBCLASS, Index
from raregraph.shacl.parts import Load, run_parts, shared_subjects
from raregraph.shapes import read_shapes
from raregraph.triples import to_quads
from tests.shacl_faults import with_faults

OWN = tuple(f"<https://w3id.org/raregraph/{name}/" for name in ("statement", "passage", "page", "finding", "reference"))
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> .\n"


@cache
def program() -> Program:
    """The shapes of shapes/, compiled."""
    return compile_shapes(read_shapes(content.SHAPES).triples)


@pytest.fixture(scope="module")
def als(knowledge: Knowledge) -> list[ox.Triple]:
    """The triples of the ALS graph, sorted."""
    return sorted({quad.triple for quad in to_quads(knowledge)}, key=str)


def parted(triples: list[ox.Triple], count: int, seed: int) -> tuple[list[Load], Index]:
    """Parts with the subjects of one dealt out at random; the background has what is no page's, a tenth more, and the
    classes.
    """
    rng, home = random.Random(seed), {}
    parts: list[list[str]] = [[] for _ in range(count)]
    background = []
    for triple in triples:
        line, subject = str(triple), str(triple.subject)
        place = home.setdefault(subject, rng.randrange(count) if subject.startswith(OWN) and rng.random() < 0.9 else -1)
        (background if place < 0 else parts[place]).append(line)
    classes = {str(triple.subject) for triple in triples if str(triple.predicate) == SUBCLASS}
    moved = [line for part in parts for line in part if line.split(" ", 1)[0] in classes]
    kept = [[line for line in part if line.split(" ", 1)[0] not in classes] for part in parts]
    return [partial(list, part) for part in kept], Index([*background, *moved])


def whole(triples: list[ox.Triple]) -> set[Result]:
    """The results of the graph at once."""
    return {*run(Index(map(str, triples)), program())}


@pytest.mark.parametrize(("count", "seed", "faults"), [(1, 0, 0), (3, 1, 0), (7, 2, 300), (2, 3, 300), (40, 4, 300)])
def test_any_parts(als: list[ox.Triple], count: int, seed: int, faults: int) -> None:
    """Statements torn from their passages, pages from their versions, with faults and without: the results are those
    of the whole.
    """
    triples = with_faults(als, seed, faults)
    parts, background = parted(triples, count, seed)
    assert {*run_parts(parts, background, program())} == whole(triples)


def test_other_processes(als: list[ox.Triple]) -> None:
    """Checkers, parts and outcomes travel to other processes and back."""
    triples = with_faults(als, 5, 200)
    parts, background = parted(triples, 4, 5)
    with ProcessPoolExecutor(2) as pool:
        assert {*run_parts(parts, background, program(), partial(pool.map, chunksize=2))} == whole(triples)


def small(shapes: str, background: str, *parts: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Focus node and shape of each result: of a small graph in parts, and as a whole."""
    read = [
        [quad.triple for quad in ox.parse((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)]
        for text in (shapes, background, *parts)
    ]
    made = compile_shapes(read[0])
    lines = [[str(triple) for triple in one] for one in read[1:]]
    in_parts = run_parts([partial(list, one) for one in lines[1:]], Index(lines[0]), made)
    at_once = run(Index(line for one in lines for line in one), made)
    return tuple({(str(one.focus), one.shape) for one in results} for results in (in_parts, at_once))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("shapes", "background", "parts", "expected"),
    [
        pytest.param(
            ":s sh:targetClass :C ; a sh:PropertyShape ; sh:path :p ; sh:class :D .",
            ":D :x 1 .",
            [":a a :C ; :p :b .", ":b a :D ."],
            0,
            id="a value that another part describes",
        ),
        pytest.param(
            ":s sh:targetClass :C ; a sh:PropertyShape ; sh:path :p ; sh:class :D .",
            ":D :x 1 .",
            [":a a :C ; :p :b ."],
            1,
            id="a value that nobody describes",
        ),
        pytest.param(
            ":s sh:targetClass :C ; a sh:PropertyShape ; sh:path [ sh:inversePath :p ] ; sh:maxCount 1 .",
            ":D :x 1 .",
            [":a a :C . :b :p :a .", ":c :p :a ."],
            1,
            id="another part points at a focus node",
        ),
        pytest.param(
            ":s sh:targetClass :C ; a sh:PropertyShape ; sh:path [ sh:inversePath :p ] ; sh:minCount 2 .",
            ":a a :C .",
            [":b :p :a .", ":c :p :a ."],
            0,
            id="parts point at what they share",
        ),
        pytest.param(
            ":s sh:targetNode 5 ; a sh:PropertyShape ; sh:path ( [ sh:inversePath :p ] :q ) ; sh:maxCount 1 .",
            ":D :x 1 .",
            [":a :p 5 ; :q :e .", ":b :p 5 ; :q :f ."],
            1,
            id="a literal that shapes name",
        ),
        pytest.param(
            ":s sh:targetObjectsOf :p ; a sh:PropertyShape ; sh:path ( :q :q :q ) ; sh:minCount 1 .",
            ":D :x 1 .",
            [":a :p :b .", ":b :q :c .", ":c :q :d .", ":d :q :e ."],
            0,
            id="a path through many parts",
        ),
        pytest.param(
            ":s sh:targetClass :C ; a sh:NodeShape ; sh:closed true .",
            ":D :x 1 .",
            [":a a :C ; :q 1 .", ":b a :C ."],
            2,
            id="closed",
        ),
        pytest.param(
            ":s sh:targetClass :C ; a sh:NodeShape ; sh:sparql "
            "[ sh:select 'SELECT $this WHERE { $this <urn:p> ?x . ?x <urn:q> ?y }' ] .",
            ":D :x 1 .",
            [":a a :C ; :p :b .", ":b :q 1 ."],
            1,
            id="a query",
        ),
    ],
)
def test_what_parts_do_not_know(shapes: str, background: str, parts: list[str], expected: int) -> None:
    """What a part cannot answer is fetched, as often as it takes."""
    in_parts, at_once = small(shapes, background, *parts)
    assert in_parts == at_once
    assert len(at_once) == expected


def test_left_over() -> None:
    """What only pyshacl can run is not run in parts, nor passed over."""
    with pytest.raises(GateError, match="sh:minCount without a path"):
        small(":s sh:targetClass :C ; a sh:NodeShape ; sh:minCount 1 .", ":D :x 1 .", ":a a :C .")


def test_shared_subjects() -> None:
    """What two parts describe belongs to the background."""
    parts = [partial(list, lines) for lines in (["<urn:a> <urn:p> 1", "<urn:b> <urn:p> 1"], ["<urn:b> <urn:q> 1"])]
    assert shared_subjects(parts) == {"<urn:b>"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("<urn:b> <urn:q> <urn:c>", "a part and the background both describe <urn:b>"),
        (f"<urn:c> {SUBCLASS} <urn:d>", "a part says what a class is a subclass of"),
    ],
)
def test_wrong_parts(line: str, problem: str) -> None:
    """Parts that would give wrong results are refused."""
    made = compile_shapes(
        [quad.triple for quad in ox.parse((PREFIXES + ":s sh:targetClass :C .").encode(), format=ox.RdfFormat.TURTLE)]
    )
    with pytest.raises(ContentError, match=problem):
        run_parts([partial(list, [line])], Index(["<urn:b> <urn:p> <urn:c>"]), made)
