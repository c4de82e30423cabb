"""The gate: a graph is checked against shapes/ by SHACL, and nothing passes because a check was not run."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from raregraph.content import shown
from raregraph.errors import ContentError, GateError, Where
from raregraph.ids import BASE, expand
from raregraph.kinds import kinds
from raregraph.report import SHAPES, Report, Result
from raregraph.shape_lint import check_shapes
from raregraph.shapes import Shapes, read_shapes
from raregraph.text import short_hash
from raregraph.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "Report",
    "Result",
    "Trusted",
    "check",
    "idle",
    "read_graph",
    "run",
    "to_rdflib",
    "trusted_shapes",
    "validate",
]

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".n3": ox.RdfFormat.N3,
}
"""The files the gate reads, by suffix; of N-Quads and TriG the union of the graphs is checked."""
_GENID = BASE + ".well-known/genid/"
"""Where blank nodes of a graph given by a user go, so that reports have none."""


def check(
    data: Iterable[ox.Triple] | Path, shapes_dir: Path, *, strict: bool, vocabulary: Vocabulary | None = None
) -> Report:
    """Check a graph, given as triples or as a file, against the shapes of a folder.

    A target class without instances is an Info; with `strict` (the ALS release) a Violation, but for those of a corpus.
    Raises GateError for shapes that cannot be trusted, ContentError for a file that is no graph or has no triples.
    """
    shapes = trusted_shapes(shapes_dir, vocabulary or read_vocabulary())
    triples = read_graph(data) if isinstance(data, Path) else list(data)
    if not triples:
        raise ContentError(Where("graph"), "the graph has no triples", "give a graph: nothing passes by being empty")
    return validate(triples, shapes, strict=strict)


@dataclass(frozen=True, slots=True)
class Trusted:
    """Shapes that were found fit to judge, and the same as pyshacl takes them."""

    shapes: Shapes
    graph: rdflib.Graph


def trusted_shapes(folder: Path, vocabulary: Vocabulary) -> Trusted:
    """The shapes of a folder. Raises GateError, or Faults of several, where a shape could pass a graph unchecked."""
    shapes = read_shapes(folder)
    check_shapes(shapes, vocabulary)
    return Trusted(shapes, to_rdflib(shapes.triples))


def read_graph(path: Path) -> list[ox.Triple]:
    """The triples of a file, its named graphs merged, blank nodes under stable labels.

    Raises ContentError for a file that cannot be read, an unknown suffix, and broken syntax (line and column).
    """
    where, form = Where(shown(path)), FORMATS.get(path.suffix)
    if path.is_dir():
        raise ContentError(where, "is a folder", "give one RDF file")
    if form is None:
        raise ContentError(
            where, f"{path.suffix or 'no suffix'} is no form of RDF the gate reads", f"name it {', '.join(FORMATS)}"
        )
    try:
        quads = ox.Dataset(ox.parse(path.read_bytes(), format=form, base_iri="urn:graph:"))
    except OSError as error:
        raise ContentError(where, f"cannot be read: {error.strerror}", "check the file and its permissions") from None
    except SyntaxError as error:
        place, column = Where(where.file, error.lineno or 0), f" (column {error.offset})" if error.offset else ""
        raise ContentError(place, f"broken syntax{column}: {error.msg}", "mend the line") from None
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted({quad.triple for quad in quads}, key=str)


def validate(triples: Iterable[ox.Triple], trusted: Trusted, *, strict: bool = False) -> Report:
    """Run trusted shapes over triples."""
    graph = to_rdflib(triples)
    results = [*run(graph, trusted.graph), *_idle_targets(graph, trusted.shapes, strict)]
    return Report.of(results, len(graph), len(trusted.shapes.shapes))


def run(graph: rdflib.Graph, shapes: rdflib.Graph) -> list[Result]:
    """Run pyshacl with every option spelt out here, and none passed through: it ignores a misspelt one."""
    try:
        with _quiet():
            _, found, text = pyshacl.validate(
                graph,
                shacl_graph=shapes,
                ont_graph=None,
                advanced=False,
                inference="none",
                inplace=True,
                abort_on_first=False,
                allow_infos=False,
                allow_warnings=False,
                meta_shacl=False,
                do_owl_imports=False,
                js=False,
                debug=False,
            )
    except (ReportableRuntimeError, ValidationFailure) as error:
        raise GateError(Where("shapes"), f"the shapes cannot be run: {error}", "mend the shape it names") from None
    if not isinstance(found, rdflib.Graph):
        raise GateError(Where("shapes"), f"the shapes cannot be run: {text}", "mend the shape it names")
    return [_result(found, node, shapes) for node in found.objects(None, SH.result)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib still, which logs and warns of each ill-typed literal: the shapes report it."""
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


def _result(found: rdflib.Graph, node: rdflib.term.Node, shapes: rdflib.Graph) -> Result:
    path, value = found.value(node, SH.resultPath), found.value(node, SH.value)
    shape, messages = found.value(node, SH.sourceShape), sorted(map(str, found.objects(node, SH.resultMessage)))
    return Result(
        severity=_local(found.value(node, SH.resultSeverity)),
        focus=_named(found.value(node, SH.focusNode)),
        path=path_text(found, path) if path is not None else "",
        value=_named(value) if value is not None else None,
        component=str(found.value(node, SH.sourceConstraintComponent)),
        shape=str(shape) if isinstance(shape, rdflib.URIRef) else _unnamed(shapes, shape),
        message=" ".join(messages),
    )


def _local(term: rdflib.term.Node | None) -> str:
    return str(term).removeprefix(str(SH))


def _named(term: rdflib.term.Node | None) -> ox.NamedNode | ox.Literal:
    """A term of a report; a blank node of the data as an IRI made from its stable label."""
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype and not term.language else None
        return ox.Literal(str(term), language=term.language, datatype=datatype)
    return ox.NamedNode(_GENID + str(term) if isinstance(term, rdflib.BNode) else str(term))


def _unnamed(shapes: rdflib.Graph, node: rdflib.term.Node | None) -> str:
    """An IRI for a shape without one, from what it says."""
    parts = sorted(
        f"{name} {value}" for name, value in shapes.predicate_objects(node) if not isinstance(value, rdflib.BNode)
    )
    return BASE + "report/shape-" + short_hash(*parts)


_MARKS = {
    SH.inversePath: ("^", ""),
    SH.zeroOrMorePath: ("", "*"),
    SH.oneOrMorePath: ("", "+"),
    SH.zeroOrOnePath: ("", "?"),
}


def path_text(graph: rdflib.Graph, path: rdflib.term.Node) -> str:
    """A SHACL path as a SPARQL path with full IRIs: `^<…>/<…>`."""
    if isinstance(path, rdflib.URIRef):
        return f"<{path}>"
    if (path, RDF.first, None) in graph:
        return "/".join(path_text(graph, step) for step in graph.items(path))
    for mark, (before, after) in _MARKS.items():
        if (inner := graph.value(path, mark)) is not None:
            return f"{before}{path_text(graph, inner)}{after}"
    options = graph.value(path, SH.alternativePath)
    return "(" + "|".join(path_text(graph, step) for step in graph.items(options)) + ")" if options is not None else ""


def _idle_targets(graph: rdflib.Graph, shapes: Shapes, strict: bool) -> Iterator[Result]:
    """A class that shapes are about and that has no instance: those shapes checked nothing."""
    elsewhere = {expand(name) for name in kinds().of_corpora}
    for class_, users in shapes.target_classes.items():
        if not _has_instance(graph, rdflib.URIRef(class_)):
            yield idle(ox.NamedNode(class_), len(users), strict=strict and class_ not in elsewhere)


def idle(class_: ox.NamedNode, users: int, *, strict: bool) -> Result:
    """The result for a class without instances that some shapes are about."""
    fix = " A whole release has instances of every class: look for what was lost." if strict else ""
    message = f"The graph has no instance of the class, so shapes had nothing to check: {users}.{fix}"
    severity, (component, shape) = "Violation" if strict else "Info", _INSTANCES
    return Result(severity, class_, "", None, component, shape, message)


_INSTANCES = (SHAPES + "InstancesConstraintComponent", SHAPES + "instances")
"""The gate's own constraint, which SHACL has none for: that a target class has instances."""


def _has_instance(graph: rdflib.Graph, class_: rdflib.URIRef) -> bool:
    classes = graph.transitive_subjects(rdflib.RDFS.subClassOf, class_)
    return any((None, RDF.type, known) in graph for known in classes)


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


class _Graph(rdflib.Graph):
    """A graph that parses a query once: pyshacl gives the same text again for each focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> rdflib.query.Result:
        """As rdflib does, from the parsed query."""
        return super().query(
            _prepared(query_object) if isinstance(query_object, str) else query_object, *args, **kwargs
        )


def to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Triples as an rdflib graph; literals keep their lexical form."""
    graph = _Graph(bind_namespaces="none")
    terms: dict[object, rdflib.term.Node] = {}

    def term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
        if value not in terms:
            terms[value] = _to_rdflib(value)
        return terms[value]

    with _quiet():
        for triple in triples:
            graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _to_rdflib(value: object) -> rdflib.term.Node:
    if isinstance(value, ox.NamedNode):
        return rdflib.URIRef(value.value)
    if isinstance(value, ox.BlankNode):
        return rdflib.BNode(value.value)
    if not isinstance(value, ox.Literal):
        raise ContentError(
            Where("graph"), f"{value} is a triple term", "the gate checks RDF 1.1: name the triple by an IRI"
        )
    datatype = None if value.language else rdflib.URIRef(value.datatype.value)
    return rdflib.Literal(value.value, lang=value.language, datatype=datatype, normalize=False)
