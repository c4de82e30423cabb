"""A shapes graph made into shapes that run; what this engine does not have is left to pyshacl, shape by shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox

from raregraph.shacl import constraints as core
from raregraph.shacl.constraints import RDFS, SH, Check
from raregraph.shacl.index import TYPE, Index
from raregraph.shacl.paths import Alternative, Path, Repeated, Sequence, Step
from raregraph.shacl.queries import Query, fault_of
from raregraph.shacl.reader import CLASS, FIRST, NIL, TARGETS, Reader, Unsupported, sh
from raregraph.shacl.shape import Closed, Combined, Conforms, Property, Qualified, Shape, Targets
from raregraph.shacl.terms import is_iri, is_literal, literal, text

DEEPEST = 14
"""How deep shapes may nest; one deeper the reference engine gives up."""
LONGEST = 9
"""How deep paths may nest, likewise."""
BOUNDS = ("MinExclusive", "MinInclusive", "MaxExclusive", "MaxInclusive")


@dataclass(frozen=True)
class Program:
    """Shapes ready to run, those with targets; `left` says of which shapes not, and why, and `rest` is a shapes graph
    of these.
    """

    shapes: tuple[Shape, ...]
    left: tuple[tuple[str, str], ...]
    rest: tuple[ox.Triple, ...]


def compile_shapes(triples: Iterable[ox.Triple]) -> Program:
    """Compile a shapes graph."""
    triples = tuple(triples)
    compiler = Compiler(Index(map(str, triples)))
    shapes: list[Shape] = []
    left: dict[str, str] = {}
    for node in compiler.targeted():
        try:
            shapes.append(compiler.shape(node))
        except Unsupported as reason:
            left[node] = str(reason)
    rest = tuple(triple for triple in triples if str(triple.subject) in left or not _aims(triple)) if left else ()
    return Program(tuple(shape for shape in shapes if shape.checks), tuple(sorted(left.items())), rest)


def _aims(triple: ox.Triple) -> bool:
    implicit = str(triple.predicate) == TYPE and str(triple.object) == CLASS
    return implicit or triple.predicate.value.removeprefix(SH) in TARGETS


class Compiler(Reader):
    """Makes shapes; one that several others use is made once."""

    def __init__(self, graph: Index) -> None:
        super().__init__(graph)
        self.made: dict[str, Shape] = {}
        self.open: list[str] = []

    def shape(self, node: str) -> Shape:
        """A shape with all it uses."""
        if node in self.open:
            raise Unsupported("it leads back to itself")
        if len(self.open) >= DEEPEST:
            raise Unsupported("shapes are nested too deep")
        if node not in self.made:
            self.open.append(node)
            try:
                self.made[node] = self._shape(node)
            finally:
                self.open.pop()
        return self.made[node]

    def _shape(self, node: str) -> Shape:
        types, path = self.all(node, TYPE), self.one(node, "path")
        if sh("NodeShape" if path else "PropertyShape") in types:
            raise Unsupported("its type and its path disagree")
        severity = self.one(node, "severity") or sh("Violation")
        messages = {text(message) for message in self.values(node, "message")}
        checks = () if self.switched_off(node) else tuple(_checks(self, node))
        return Shape(
            self.iri(node),
            text(severity).removeprefix(SH),
            " ".join(sorted(messages)),
            read_path(self, path) if path else None,
            _targets(self, node),
            checks,
        )


def _targets(reader: Reader, node: str) -> Targets:
    """The targets of a shape; a shape that is a class is one."""
    own = (node,) if reader.implicit(node) else ()
    return Targets(
        reader.values(node, "targetNode"),
        (*reader.values(node, "targetClass"), *own),
        reader.values(node, "targetSubjectsOf"),
        reader.values(node, "targetObjectsOf"),
    )


def read_path(reader: Reader, node: str, depth: int = 0) -> Path:
    """A path. The reference engine walks the inverse of a sequence in its own way: only a property is inverted here."""
    if depth >= LONGEST:
        raise Unsupported("a path is nested too deep")
    if is_iri(node):
        return Step(node, False, node)
    if reader.all(node, FIRST):
        steps = _listed(reader, node, depth, 1)
        return Sequence(steps, "/".join(step.text for step in steps))
    if inner := reader.one(node, "inversePath"):
        if not is_iri(inner):
            raise Unsupported("an inverse of more than a property")
        return Step(inner, True, "^" + inner)
    if head := reader.one(node, "alternativePath"):
        options = _listed(reader, head, depth, 0)
        return Alternative(options, f"({'|'.join(option.text for option in options)})")
    for name, (mark, least, once) in _REPEATED.items():
        if inner := reader.one(node, name):
            path = read_path(reader, inner, depth + 1)
            return Repeated(path, least, once, path.text + mark)
    raise Unsupported("a path is not well-formed")


_REPEATED = {"zeroOrMorePath": ("*", 0, False), "oneOrMorePath": ("+", 1, False), "zeroOrOnePath": ("?", 0, True)}


def _listed(reader: Reader, head: str, depth: int, deeper: int) -> tuple[Path, ...]:
    items = reader.items(head)
    if len(items) < 2:
        raise Unsupported("a path's list has less than two members")
    return tuple(read_path(reader, item, depth + place * deeper + 1) for place, item in enumerate(items))


Builder = Callable[[Compiler, str], Iterable[Check]]


def _checks(reader: Compiler, node: str) -> Iterable[Check]:
    """The constraints of a shape, in the order of the table."""
    if reader.graph.row(sh("parameter")):
        raise Unsupported("the shapes have constraint components of their own")
    for name, build in _BUILDERS.items():
        if reader.values(node, name):
            if name in _PROPERTY_ONLY and not reader.values(node, "path"):
                raise Unsupported(f"sh:{name} without a path")
            yield from build(reader, node)


_PROPERTY_ONLY = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape")


def _count(make: Callable[[int], Check], name: str, reader: Compiler, node: str) -> Iterable[Check]:
    number = reader.number(node, name)
    return () if number is None else (make(number),)


def _each(make: Callable[[str], Check], name: str, reader: Compiler, node: str) -> Iterable[Check]:
    return [make(value) for value in reader.values(node, name)]


def _of_iris(make: Callable[[str], Check], name: str, reader: Compiler, node: str) -> Iterable[Check]:
    return [make(iri) for iri in reader.iris(node, name)]


def _in(reader: Compiler, node: str) -> Iterable[Check]:
    head = reader.one(node, "in")
    return [core.In(frozenset(reader.items(head or NIL)))]


def _once(make: Callable[[str], Check], name: str, reader: Compiler, node: str) -> Iterable[Check]:
    found = reader.one(node, name)
    return () if found is None else [make(found)]


def _pattern(reader: Compiler, node: str) -> Iterable[Check]:
    names = text(reader.one(node, "flags") or '""').lower()
    flags = (re.IGNORECASE if "i" in names else 0) | (re.MULTILINE if "m" in names else 0)
    try:
        return [core.Pattern(re.compile(text(value), flags)) for value in reader.values(node, "pattern")]
    except re.error as error:
        raise Unsupported(f"sh:pattern is no regular expression: {error}") from None


def _languages(reader: Compiler, node: str) -> Iterable[Check]:
    head = reader.one(node, "languageIn")
    return [core.LanguageIn(frozenset(text(item).lower() for item in reader.items(head or NIL)))]


def _unique(reader: Compiler, node: str) -> Iterable[Check]:
    value = literal(reader.one(node, "uniqueLang") or '""').value
    if not isinstance(value, bool):
        raise Unsupported("sh:uniqueLang is neither true nor false")
    return [core.UniqueLang()] if value else ()


def _combined(component: str, reader: Compiler, node: str) -> Iterable[Check]:
    for head in reader.values(node, component.lower()):
        items = reader.items(head)
        if not items:
            raise Unsupported(f"sh:{component.lower()} of nothing")
        yield Combined(component, tuple(map(reader.shape, items)))


def _property(reader: Compiler, node: str) -> Iterable[Check]:
    for value in reader.values(node, "property"):
        if not reader.values(value, "path"):
            raise Unsupported("sh:property names no property shape")
        yield Property(reader.shape(value))


def _node(reader: Compiler, node: str) -> Iterable[Check]:
    for value in reader.values(node, "node"):
        if reader.values(value, "path"):
            raise Unsupported("sh:node names a property shape")
        yield Conforms(reader.shape(value), negated=False)


def _not(reader: Compiler, node: str) -> Iterable[Check]:
    return [Conforms(reader.shape(value), negated=True) for value in reader.values(node, "not")]


def _qualified(reader: Compiler, node: str) -> Iterable[Check]:
    least, most = reader.number(node, "qualifiedMinCount"), reader.number(node, "qualifiedMaxCount")
    if least is None and most is None:
        raise Unsupported("sh:qualifiedValueShape without a count")
    for value in reader.values(node, "qualifiedValueShape"):
        shape, siblings = reader.shape(value), tuple(map(reader.shape, _siblings(reader, node, value)))
        if most is not None:
            yield Qualified(shape, siblings, most=most)
        if least is not None:
            yield Qualified(shape, siblings, least=least)


def _siblings(reader: Compiler, node: str, own: str) -> list[str]:
    """The other qualified shapes beside a property shape, where it wants its values to be of none of them."""
    if not any(
        literal(value).value is True
        for value in reader.values(node, "qualifiedValueShapesDisjoint")
        if is_literal(value)
    ):
        return []
    parents = reader.graph.back(sh("property")).get(node, ())
    beside = {shape for parent in parents for shape in reader.values(parent, "property")}
    return sorted({shape for one in beside for shape in reader.values(one, "qualifiedValueShape")} - {own})


def _closed(reader: Compiler, node: str) -> Iterable[Check]:
    if not literal(reader.one(node, "closed") or '""').value:
        return ()
    ignored = [item for head in reader.values(node, "ignoredProperties") for item in reader.items(head)]
    paths = [path for shape in reader.values(node, "property") for path in reader.values(shape, "path")]
    return [Closed(frozenset((*ignored, *paths)), (TYPE, f"<{RDFS}Resource>"))]


def _sparql(reader: Compiler, node: str) -> Iterable[Check]:
    for value in reader.values(node, "sparql"):
        if not reader.switched_off(value):
            yield _query(reader, node, value)


def _query(reader: Compiler, node: str, value: str) -> Query:
    select, path = reader.one(value, "select"), reader.one(node, "path")
    if select is None or not is_literal(select):
        raise Unsupported("sh:sparql without one sh:select")
    messages = [*reader.values(value, "message"), *reader.values(node, "message")]
    where = read_path(reader, path).text if path else ""
    query = Query(
        text(select), tuple(sorted(_prefixes(reader, value).items())), where, tuple(dict.fromkeys(map(text, messages)))
    )
    if fault := fault_of(query):
        raise Unsupported(fault)
    return query


def _prefixes(reader: Compiler, value: str) -> dict[str, str]:
    """The prefixes that sh:prefixes and the ontologies of the shapes graph declare."""
    owners = {*reader.values(value, "prefixes")}
    if owners:
        owners |= {*reader.graph.back(TYPE).get("<http://www.w3.org/2002/07/owl#Ontology>", ())}
    rows = [row for owner in sorted(owners) for row in reader.values(owner, "declare")]
    return {text(reader.one(row, "prefix") or '""'): text(reader.one(row, "namespace") or '""') for row in rows}


_BUILDERS: dict[str, Builder] = {
    "minCount": partial(_count, core.MinCount, "minCount"),
    "maxCount": partial(_count, core.MaxCount, "maxCount"),
    "class": partial(_each, core.Class, "class"),
    "datatype": partial(_once, core.Datatype, "datatype"),
    "nodeKind": partial(_once, core.NodeKind, "nodeKind"),
    "hasValue": partial(_each, core.HasValue, "hasValue"),
    "in": _in,
    **{
        name[0].lower() + name[1:]: partial(_each, partial(core.Range, name), name[0].lower() + name[1:])
        for name in BOUNDS
    },
    "minLength": partial(_count, lambda number: core.Length(least=number), "minLength"),
    "maxLength": partial(_count, lambda number: core.Length(most=number), "maxLength"),
    "pattern": _pattern,
    "languageIn": _languages,
    "uniqueLang": _unique,
    "equals": partial(_of_iris, core.Equals, "equals"),
    "disjoint": partial(_of_iris, core.Disjoint, "disjoint"),
    "lessThan": partial(_of_iris, lambda iri: core.LessThan(iri, equal=False), "lessThan"),
    "lessThanOrEquals": partial(_of_iris, lambda iri: core.LessThan(iri, equal=True), "lessThanOrEquals"),
    "and": partial(_combined, "And"),
    "or": partial(_combined, "Or"),
    "xone": partial(_combined, "Xone"),
    "not": _not,
    "node": _node,
    "property": _property,
    "qualifiedValueShape": _qualified,
    "closed": _closed,
    "sparql": _sparql,
}
"""Each parameter with what makes its constraints; a new component is a row here and a class."""
