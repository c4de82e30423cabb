"""W3C's SHACL test suite, by our engine and by pyshacl."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox
import pytest

from raregraph import gate
from raregraph.errors import GateError
from raregraph.report import Result
from raregraph.shacl.compile import Program, compile_shapes
from raregraph.shacl.engine import run
from raregraph.shacl.index import Index
from tests.conftest import SHARED
from tests.shacl_suite import Case, Row, read_tests, row

FOLDER = SHARED / "suites" / "w3c" / "data-shapes-test-suite" / "tests"


@cache
def read(name: str) -> list[Case]:
    """The tests of a part of the suite; none where ../shared is absent."""
    return read_tests(FOLDER / name) if FOLDER.is_dir() else []


def cases(name: str) -> list[object]:
    """The tests of a part of the suite as pytest has them, or one that is skipped."""
    skipped = pytest.param(None, marks=pytest.mark.skip(reason="needs ../shared: suites/w3c/data-shapes-test-suite"))
    return [pytest.param(case, id=case.name) for case in read(name)] or [skipped]


def by_pyshacl(data: Iterable[ox.Triple], shapes: Iterable[ox.Triple]) -> list[Result]:
    """The results of the reference engine."""
    return gate.run(gate.to_rdflib(data), gate.to_rdflib(shapes))


def by_us(case: Case, program: Program) -> list[Result]:
    """The results of our engine, what it leaves over by the reference engine."""
    return run(Index(map(str, case.data)), program, lambda _, left: by_pyshacl(case.data, left.rest))


def rows(results: Iterable[Result]) -> frozenset[Row]:
    """Results as W3C compares them."""
    return frozenset(map(row, results))


NOT_AS_EXPECTED = "property/uniqueLang-002"
"""sh:uniqueLang "1"^^xsd:boolean is to do nothing; pyshacl takes it for true, and so do we."""


def parts(results: Iterable[Result]) -> set[tuple[object, ...]]:
    """All that two engines must agree on: everything but the words of a message."""
    return {(one.severity, one.focus, one.path, one.value, one.component, one.shape) for one in results}


@pytest.mark.parametrize("case", cases("core"))
def test_core(case: Case) -> None:
    """Every core test has the results W3C expects, and those of pyshacl; our engine leaves nothing over."""
    program = compile_shapes(case.shapes)
    found = by_us(case, program)
    assert program.left == ()
    assert rows(found) == case.expected or case.name == NOT_AS_EXPECTED
    assert parts(found) == parts(by_pyshacl(case.data, case.shapes))


NOT_BY_PYSHACL = "node/prefixes-001"
"""It has its prefixes from an owl:imports, and rdflib stops with a bare Exception."""


@pytest.mark.parametrize("case", cases("sparql"))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sparql(case: Case) -> None:
    """Every SPARQL test has the results of pyshacl, which refuses some and is not right on all."""
    program = compile_shapes(case.shapes)
    if case.name == NOT_BY_PYSHACL:
        assert program.left != ()
        return
    try:
        expected = rows(by_pyshacl(case.data, case.shapes))
    except (GateError, NotImplementedError) as error:
        with pytest.raises(type(error)):
            by_us(case, program)
    else:
        assert rows(by_us(case, program)) == expected


def test_sparql_here() -> None:
    """What our engine has of SPARQL, it runs itself: nothing is left to pyshacl without need."""
    if not read("sparql"):
        pytest.skip("needs ../shared: suites/w3c/data-shapes-test-suite")
    here = [case.name for case in read("sparql") if not compile_shapes(case.shapes).left]
    assert here == [
        "node/sparql-001",
        "node/sparql-002",
        "node/sparql-003",
        "pre-binding/pre-binding-001",
        "pre-binding/pre-binding-002",
        "pre-binding/pre-binding-004",
        "property/sparql-001",
    ]
