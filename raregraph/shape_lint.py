"""What makes a shape untrustworthy: each fault of shapes/ that a SHACL engine passes over in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from raregraph.errors import GateError, RaregraphError, nearest, raise_all
from raregraph.ids import contract
from raregraph.shape_terms import (
    ANNOTATIONS,
    BOOLEANS,
    CLASSES,
    IDLE,
    INTEGERS,
    IRIS,
    LISTS,
    NEEDS,
    ONCE,
    PATHS,
    PROPERTIES,
    PROPERTY_ONLY,
    SEVERITIES,
    STRINGS,
    TERMS,
)  # fmt: skip
from raregraph.shape_text import fault, pattern_faults, query_faults
from raregraph.shapes import CONSTRAINTS, FIRST, NIL, SH, TARGETS, Node, Shapes, Term, sh
from raregraph.vocabulary import NAMESPACE, Vocabulary

XSD = "http://www.w3.org/2001/XMLSchema#"


def check_shapes(shapes: Shapes, vocabulary: Vocabulary) -> None:
    """Raise GateError, or Faults of several, for every fault of the shapes."""
    checks = (_terms, _values, _structure, _links, _paths, _vocabulary_faults, pattern_faults, query_faults)
    raise_all(_distinct(fault for check in checks for fault in check(shapes, vocabulary)))


def _distinct(faults: Iterator[RaregraphError]) -> list[RaregraphError]:
    return list({str(fault): fault for fault in faults}.values())


def _terms(shapes: Shapes, _: Vocabulary) -> Iterator[GateError]:
    """Terms in SHACL's namespace that it does not have, and predicates that are no business of shapes."""
    for triple in shapes.triples:
        for term in (triple.predicate, triple.object):
            name = term.value.removeprefix(SH) if isinstance(term, ox.NamedNode) and term.value.startswith(SH) else ""
            if name and name not in TERMS:
                yield fault(
                    shapes,
                    triple.subject,
                    f"sh:{name} is not a term of SHACL that the gate knows",
                    nearest(name, TERMS),
                    f"sh:{name}",
                )
        predicate = triple.predicate.value
        if not predicate.startswith(SH) and predicate not in ANNOTATIONS:
            yield fault(
                shapes,
                triple.subject,
                f"{contract(predicate)} means nothing to SHACL",
                nearest(contract(predicate), _known_predicates()),
            )


def _known_predicates() -> list[str]:
    return [f"sh:{name}" for name in TERMS] + [contract(iri) for iri in ANNOTATIONS]


_FORMS: tuple[tuple[tuple[str, ...], Callable[[Shapes, Term], bool], str], ...] = (
    (
        INTEGERS,
        lambda _, value: _typed(value, "integer") and _text(value).isdigit(),
        "a whole number, as in sh:{name} 1",
    ),
    (BOOLEANS, lambda _, value: _typed(value, "boolean"), "true or false, unquoted"),
    (STRINGS, lambda _, value: _typed(value, "string"), "a plain string"),
    (IRIS, lambda _, value: isinstance(value, ox.NamedNode), "an IRI"),
    (
        LISTS,
        lambda shapes, value: value != NIL and shapes.well_formed(value),
        "a list with members, as in sh:{name} ( … )",
    ),
    (("severity",), lambda _, value: value in {sh(name) for name in SEVERITIES}, "sh:Violation, sh:Warning or sh:Info"),
)


def _text(value: Term) -> str:
    return value.value if isinstance(value, ox.Literal) else ""


def _typed(value: Term, type_: str) -> bool:
    return isinstance(value, ox.Literal) and value.datatype.value == XSD + type_


def _values(shapes: Shapes, _: Vocabulary) -> Iterator[GateError]:
    """Values of the wrong form, said twice, or with which the constraint cannot fail."""
    for node, row in shapes.described.items():
        for names, fits, form in _FORMS:
            for name in names:
                if not all(fits(shapes, value) for value in row.get(sh(name), ())):
                    yield fault(shapes, node, f"the value of sh:{name} does not fit", f"write {form.format(name=name)}")
        for name in ONCE:
            if len(row.get(sh(name), ())) > 1:
                yield fault(shapes, node, f"sh:{name} is said twice", "keep one of them")
        for name, idle in IDLE.items():
            if any(isinstance(value, ox.Literal) and value.value == idle for value in row.get(sh(name), ())):
                yield fault(shapes, node, f"sh:{name} {idle} can never fail", "remove it, or ask for something")


def _structure(shapes: Shapes, _: Vocabulary) -> Iterator[GateError]:
    """Shapes that check nothing, and parameters without the one they go with."""
    for node in shapes.shapes:
        row = {name.value.removeprefix(SH) for name in shapes.described.get(node, {})}
        if not row & set(CONSTRAINTS):
            yield fault(shapes, node, "a shape without a constraint", "say what must hold, or remove the shape")
        if "deactivated" in row:
            yield fault(shapes, node, "the shape is switched off", "remove sh:deactivated, or the shape")
        for name in (name for name in PROPERTY_ONLY if name in row and "path" not in row):
            yield fault(shapes, node, f"sh:{name} without a sh:path", "name the property it is about by sh:path")
        for name, others in NEEDS.items():
            if name in row and not row & set(others):
                yield fault(shapes, node, f"sh:{name} says nothing alone", f"add sh:{' or sh:'.join(others)}")
        is_property = sh("PropertyShape") in shapes.types(node)
        if is_property != ("path" in row) and (is_property or sh("NodeShape") in shapes.types(node)):
            yield fault(
                shapes, node, "its type and its path disagree", "a sh:PropertyShape has a sh:path, a sh:NodeShape none"
            )


def _links(shapes: Shapes, _: Vocabulary) -> Iterator[GateError]:
    """Shapes that nothing reaches, and references to shapes that are not there."""
    used = set()
    for user, name, value in shapes.references:
        used.add(value)
        row = shapes.described.get(value, {}) if isinstance(value, Node) else {}
        if not row:
            names = [
                contract(node.value)
                for node in shapes.shapes
                if isinstance(node, ox.NamedNode) and node in shapes.described
            ]
            yield fault(
                shapes, user, f"sh:{name} names {_shown(value)}, which is no shape", nearest(_shown(value), names)
            )
        elif name == "property" and sh("path") not in row:
            yield fault(
                shapes, user, f"sh:property names {_shown(value)}, which has no sh:path", "use sh:node for a node shape"
            )
    for node in shapes.shapes:
        has_target = any(shapes.values(node, sh(name)) for name in TARGETS) or node.value in shapes.target_classes
        if node not in used and not has_target and node in shapes.described:
            yield fault(
                shapes,
                node,
                "the shape has no target and no other shape uses it",
                "give it a target, as in sh:targetClass",
            )


def _shown(value: Term) -> str:
    return contract(value.value) if isinstance(value, ox.NamedNode) else str(value)


def _paths(shapes: Shapes, vocabulary: Vocabulary) -> Iterator[GateError]:
    """Paths that are not well-formed, or lead over a property that the vocabulary does not know."""
    for node in shapes.shapes:
        for path in shapes.values(node, sh("path")):
            for step in _steps(shapes, path):
                if not isinstance(step, ox.NamedNode):
                    yield fault(
                        shapes,
                        node,
                        "the path is not well-formed",
                        "write a property, a list of them, or sh:inversePath",
                    )
                elif step.value not in vocabulary.properties:
                    yield _unknown(shapes, node, "path", step.value, vocabulary.properties)


def _steps(shapes: Shapes, path: Term, depth: int = 0) -> Iterator[Term]:
    """The properties a path leads over; what is no path is given back as it is."""
    row = shapes.described.get(path, {}) if isinstance(path, ox.BlankNode) and depth < 20 else {}
    if FIRST in row and shapes.well_formed(path):
        for item in shapes.items(path):
            yield from _steps(shapes, item, depth + 1)
    elif len(row) == 1 and (inner := row.get(sh("alternativePath"))) and shapes.well_formed(inner[0]):
        for item in shapes.items(inner[0]):
            yield from _steps(shapes, item, depth + 1)
    elif len(row) == 1 and (name := next(iter(row))) in map(sh, PATHS):
        yield from _steps(shapes, row[name][0], depth + 1)
    else:
        yield path


def _unknown(shapes: Shapes, node: Node, what: str, iri: str, known: Iterable[str]) -> GateError:
    name = contract(iri)
    names = [contract(other) for other in known]
    return fault(shapes, node, f"sh:{what} {name} is not in the vocabulary", nearest(name, names), name)


def _vocabulary_faults(shapes: Shapes, vocabulary: Vocabulary) -> Iterator[GateError]:
    """Classes, properties and terms of ours that the vocabulary does not declare."""
    for node, row in shapes.described.items():
        for names, known in ((CLASSES, vocabulary.classes), (PROPERTIES, vocabulary.properties)):
            for name in names:
                for value in row.get(sh(name), ()):
                    if isinstance(value, ox.NamedNode) and value.value not in known:
                        yield _unknown(shapes, node, name, value.value, known)
        for name, iri in _named(shapes, node):
            if iri.startswith(NAMESPACE) and not vocabulary.known(iri):
                yield _unknown(shapes, node, name, iri, vocabulary.terms)


def _named(shapes: Shapes, node: Node) -> Iterator[tuple[str, str]]:
    """The IRIs a shape compares with."""
    listed = [("in", item) for head in shapes.values(node, sh("in")) for item in shapes.items(head)]
    single = [(name, value) for name in ("hasValue", "targetNode") for value in shapes.values(node, sh(name))]
    yield from ((name, value.value) for name, value in (*listed, *single) if isinstance(value, ox.NamedNode))
