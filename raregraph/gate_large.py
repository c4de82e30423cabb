"""The gate for graphs of any size: the same shapes and the same verdicts as raregraph.gate, by our own engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from raregraph.gate import idle, trusted_shapes
from raregraph.report import Report, Result
from raregraph.shacl.compile import compile_shapes
from raregraph.shacl.engine import run
from raregraph.shacl.index import Index
from raregraph.shapes import Shapes
from raregraph.vocabulary import read_vocabulary


def check_lines(lines: Iterable[str], shapes_dir: Path) -> Report:
    """Check a graph given as N-Quads lines; its named graphs are merged.

    A target class without instances is an Info. Raises GateError for shapes that cannot be trusted, or that the engine
    leaves to pyshacl (none of ours).
    """
    trusted = trusted_shapes(shapes_dir, read_vocabulary())
    index = Index(merged(lines))
    results = [*run(index, compile_shapes(trusted.shapes.triples)), *_idle(index, trusted.shapes)]
    return Report.of(results, index.size, len(trusted.shapes.shapes))


def merged(lines: Iterable[str]) -> Iterator[str]:
    """Lines without their named graph."""
    return (line[:-2].rsplit(" <", 1)[0] + " ." for line in lines)


def _idle(index: Index, shapes: Shapes) -> Iterator[Result]:
    for class_, users in shapes.target_classes.items():
        if not any(True for _ in index.instances(f"<{class_}>")):
            yield idle(ox.NamedNode(class_), len(users), strict=False)
