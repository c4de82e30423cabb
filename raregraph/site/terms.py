"""The pages of the vocabulary and the shapes: what terms there are, what they mean, how much they are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from pyoxigraph import Literal, NamedNode

from raregraph.ids import contract, expand, ours
from raregraph.site import resource
from raregraph.site.declared import sources
from raregraph.site.describe import describe
from raregraph.site.layout import ALTERNATES, View
from raregraph.site.links import iri_of
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing
from raregraph.turtle import to_turtle
from raregraph.vocabulary import NAMESPACE, Vocabulary, read_vocabulary_of

SORTS = (("Classes", "class"), ("Properties", "property"), ("Individuals", "individual"))
"""The chapters of the vocabulary."""
SHAPES = ours("shapes/")
EXAMPLES = 5
"""Statements or nodes that a term's page shows as examples."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the vocabulary with the number of its uses in this release, 0 where there is none."""

    thing: Thing
    definition: str
    uses: int
    near: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape: what it is about, and what it says when it is broken."""

    thing: Thing
    target: Thing | None
    path: Thing | None
    severity: str
    message: str


def vocabulary(opened: Opened) -> Vocabulary:
    """The vocabulary of a release."""
    return read_vocabulary_of(opened.folder / "vocabulary.ttl")


def uses(opened: Opened) -> Mapping[str, int]:
    """How often each class and property is used, as the release's description counts: entities, or triples."""
    found: dict[str, int] = {}
    for kind, count in (("class", "void:entities"), ("property", "void:triples")):
        for quad in opened.store.quads_for_pattern(None, NamedNode(expand(f"void:{kind}")), None, None):
            if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode):
                found[quad.object.value] = int(opened.reader.value(quad.subject.value, count) or 0)
    return found


def index(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """All terms of our own, by sort, with their definitions."""
    words, counts = vocabulary(opened), uses(opened)
    chapters = [(title, tuple(entries(opened, words, sort, counts))) for title, sort in SORTS]
    values = {"vocabulary": words, "chapters": chapters, "namespace": NAMESPACE}
    return View("vocabulary.html", words.title, values, words.description, (("Vocabulary", ""),), ALTERNATES)


def entries(opened: Opened, words: Vocabulary, sort: str, counts: Mapping[str, int]) -> Iterator[Entry]:
    """The terms of ours of one sort, by label."""
    found = [term for term in words.terms.values() if term.ours and sort in term.sorts]
    for term in sorted(found, key=lambda term: (term.label.casefold(), term.iri)):
        near = (*term.parents, *(target for _, target in term.alignments))
        yield Entry(
            Thing(term.label, contract(term.iri), f"/vocab/{term.iri.removeprefix(NAMESPACE)}"), term.definition,
            counts.get(term.iri, 0), tuple(map(opened.thing, near)),
        )  # fmt: skip


def of_term(opened: Opened, path: str, parameters: Mapping[str, str]) -> View | None:  # noqa: ARG001 -- as every view
    """The page of a term of ours: what every IRI has, and how the term is used."""
    found = describe(opened, iri_of(path))
    if found is None:
        return None
    counts = uses(opened)
    examples = tuple(opened.thing(iri) for iri in usage(opened, found.iri))
    view = resource.of(opened, found, "term.html", uses=counts.get(found.iri, 0), examples=examples)
    preview = str(view.values["definition"]) or view.preview
    return replace(view, preview=preview, trail=(("Vocabulary", "/vocab/"), (view.title, "")))


def usage(opened: Opened, iri: str) -> Iterator[str]:
    """The first nodes, in the order of the store, that have a property of ours; sorted."""
    found: set[str] = set()
    for quad in opened.store.quads_for_pattern(None, NamedNode(iri), None, None):
        if len(found) == EXAMPLES:
            break
        if isinstance(quad.subject, NamedNode):
            found.add(quad.subject.value)
    yield from sorted(found)


def shapes(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """All shapes, by what they are about."""
    found = sorted(of_shapes(opened), key=lambda shape: (_target(shape).casefold(), shape.thing.id, shape.thing.text))
    groups = [(name, tuple(group)) for name, group in groupby(found, key=_target)]
    values = {"groups": groups, "total": len(found)}
    preview = f"The {len(found)} SHACL shapes that a release has to satisfy, each with what it says when it is broken."
    return View("shapes.html", "Shapes", values, preview, (("Shapes", ""),), ALTERNATES)


def of_shape(opened: Opened, path: str, parameters: Mapping[str, str]) -> View | None:  # noqa: ARG001 -- as every view
    """The page of a shape: what it says, and how it is written."""
    found = describe(opened, iri_of(path))
    if found is None:
        return None
    written = sources().get(contract(found.iri)) or to_turtle(
        quad for quad in found.quads if resource.is_of(quad, found)
    )
    view = resource.of(opened, found, "shape.html", turtle=written, message=found.own.one("sh:message"))
    return replace(view, trail=(("Shapes", "/shapes/"), (contract(found.iri), "")))


def _target(shape: Shape) -> str:
    return shape.target.text if shape.target else "Others"


def of_shapes(opened: Opened) -> Iterator[Shape]:
    """Every shape that has a message, as declared."""
    for quad in opened.declared.quads_for_pattern(None, NamedNode(expand("sh:message")), None, None):
        if isinstance(quad.subject, NamedNode) and "#" not in quad.subject.value:
            me = quad.subject.value
            said = _said(opened, me)
            target = next((said[key] for key in TARGETS if key in said), "")
            yield Shape(
                opened.thing(me), opened.thing(target) if target else None,
                opened.thing(said["sh:path"]) if "sh:path" in said else None,
                contract(said.get("sh:severity", expand("sh:Violation"))).removeprefix("sh:"), said["sh:message"],
            )  # fmt: skip


def _said(opened: Opened, me: str) -> Mapping[str, str]:
    """What a shape says outright, by predicate; not what it says by a list or another shape."""
    objects = ((contract(quad.predicate.value), quad.object) for quad in opened.quads(me))
    named = ((name, item.value) for name, item in objects if isinstance(item, NamedNode | Literal))
    return {name: value for name, value in named if not value.startswith(f"{me}#")}


TARGETS = ("sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:targetNode")
"""How a shape says what it is about."""
