"""Running compiled shapes over a graph: the same results as pyshacl, in a fraction of its time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from raregraph.errors import GateError, Where
from raregraph.report import Result
from raregraph.shacl.compile import Program
from raregraph.shacl.constraints import Breach
from raregraph.shacl.index import Index, View
from raregraph.shacl.terms import to_node

Reference = Callable[[Index, Program], Iterable[Result]]
"""Runs the shapes that are left over, `Program.rest`, by the reference engine."""


def run(graph: Index, program: Program, reference: Reference | None = None) -> list[Result]:
    """Every result of a graph, in no order; the same result may be there twice, as in pyshacl.

    Raises GateError where shapes are left over and there is no reference engine to run them.
    """
    if program.left and reference is None:
        shape, reason = program.left[0]
        raise GateError(Where("shapes"), f"{shape} cannot be run: {reason}", "mend the shape, or validate by pyshacl")
    found = [to_result(breach) for breach in breaches(graph, program)]
    return [*found, *reference(graph, program)] if program.left and reference else found


def breaches(view: View, program: Program) -> Iterator[Breach]:
    """Every breach of the compiled shapes, by what the graph makes a focus node and by what the shapes name."""
    for shape in program.shapes:
        nodes = shape.targets.among(view) | dict.fromkeys(shape.targets.nodes)
        yield from (breach for _, breach in shape.run(view, nodes))


def to_result(breach: Breach) -> Result:
    """A breach as reports have it."""
    shape = breach.shape
    return Result(
        severity=shape.severity,
        focus=to_node(breach.focus),
        path=breach.path or (shape.path.text if shape.path else ""),
        value=None if breach.value is None else to_node(breach.value),
        component=breach.component,
        shape=shape.iri,
        message=shape.message if breach.message is None else breach.message,
    )
