"""A graph in the form that shapes are checked in: by predicate, from subject to objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import pyoxigraph as ox

from raregraph.errors import ContentError, Where
from raregraph.shacl.patterns import Wanted
from raregraph.shacl.terms import RDF, for_store

TYPE = f"<{RDF}type>"
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
Values = Collection[str]
"""The distinct values of a property: a tuple while there are few, the keys of a dict when there are many."""
Row = Mapping[str, Values]
_NONE: tuple[str, ...] = ()
_FEW = 8


class View(Protocol):
    """What shapes are checked against: a whole graph, or a part of one that notes what it does not know."""

    def read(self, predicate: str, nodes: Iterable[str]) -> dict[str, Values]:
        """The values of a property for each of some nodes."""

    def read_back(self, predicate: str, nodes: Iterable[str]) -> dict[str, Values]:
        """For each of some nodes, what has it as a value of a property."""

    def classes(self, class_: str) -> frozenset[str]:
        """A class and all its subclasses."""

    def properties(self, node: str) -> Iterator[tuple[str, Values]]:
        """Every property of a node with its values."""

    def instances(self, class_: str) -> Iterable[str]:
        """What is typed with a class or a subclass of it."""

    def subjects_of(self, predicate: str) -> Iterable[str]:
        """What has a property."""

    def objects_of(self, predicate: str) -> Iterable[str]:
        """What is a value of a property."""

    def store(self, wanted: Collection[Wanted]) -> ox.Store:
        """The triples that some queries can match, as SPARQL is asked of them."""


class Index:
    """The triples of a graph, each once; terms are text and shared between triples."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read N-Triples lines, with or without the full stop, in the one spelling that pyoxigraph writes."""
        self.size = 0
        self._rows: dict[str, dict[str, Values]] = {}
        self._back: dict[str, dict[str, Values]] = {}
        self._classes: dict[str, frozenset[str]] = {}
        self._one: dict[str, tuple[str]] = {}
        for line in lines:
            self._add(line)

    def _add(self, line: str) -> None:
        subject, predicate, object_ = split(line)
        if object_.startswith("<<"):
            raise ContentError(
                Where("graph"), f"{object_} is a triple term", "the gate checks RDF 1.1: name the triple by an IRI"
            )
        row = self._rows.setdefault(predicate, {})
        self.size += put(row, self._one.setdefault(subject, (subject,))[0], self._one.setdefault(object_, (object_,)))

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Everything that has a property."""
        return frozenset().union(*self._rows.values())

    @property
    def terms(self) -> Collection[str]:
        """Every subject and object."""
        return self._one.keys()

    @property
    def predicates(self) -> Iterable[str]:
        """Every predicate of the graph."""
        return self._rows

    def row(self, predicate: str) -> Row:
        """The subjects that have a property, with its values."""
        return self._rows.get(predicate, {})

    def back(self, predicate: str) -> Row:
        """The objects of a property, with its subjects."""
        if predicate not in self._back:
            found = self._back[predicate] = {}
            for subject, objects in self.row(predicate).items():
                one = self._one[subject]
                for object_ in objects:
                    put(found, object_, one)
        return self._back[predicate]

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """The triples, by predicate."""
        for predicate, row in self._rows.items():
            for subject, objects in row.items():
                for object_ in objects:
                    yield subject, predicate, object_

    def read(self, predicate: str, nodes: Iterable[str]) -> dict[str, Values]:
        """The values of a property for each of some nodes."""
        get = self.row(predicate).get
        return {node: get(node, _NONE) for node in nodes}

    def read_back(self, predicate: str, nodes: Iterable[str]) -> dict[str, Values]:
        """For each of some nodes, what has it as a value of a property."""
        get = self.back(predicate).get
        return {node: get(node, _NONE) for node in nodes}

    def classes(self, class_: str) -> frozenset[str]:
        """A class and all its subclasses."""
        if class_ not in self._classes:
            below, found, new = self.back(SUBCLASS), {class_}, [class_]
            while new:
                more = [sub for sub in below.get(new.pop(), _NONE) if sub not in found]
                found.update(more)
                new += more
            self._classes[class_] = frozenset(found)
        return self._classes[class_]

    def properties(self, node: str) -> Iterator[tuple[str, Values]]:
        """Every property of a node with its values."""
        return ((predicate, row[node]) for predicate, row in self._rows.items() if node in row)

    def instances(self, class_: str) -> Iterable[str]:
        """What is typed with a class or a subclass of it."""
        return (node for type_ in self.classes(class_) for node in self.back(TYPE).get(type_, _NONE))

    def store(self, wanted: Collection[Wanted]) -> ox.Store:
        """The triples that some queries can match, as SPARQL is asked of them."""
        store = ox.Store()
        lines = (
            f"{for_store(subject)} {predicate} {for_store(object_)} ."
            for subject, predicate, object_ in self._wanted(wanted)
        )
        if text := "\n".join(lines):
            store.bulk_load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
        return store

    def _wanted(self, wanted: Collection[Wanted]) -> Iterator[tuple[str, str, str]]:
        about = {pair for one in wanted for pair in one.about}
        subjects = set().union(*(self.back(predicate) if back else self.row(predicate) for predicate, back in about))
        return filter(choice(wanted, subjects), self.triples())

    def subjects_of(self, predicate: str) -> Iterable[str]:
        """What has a property."""
        return self.row(predicate)

    def objects_of(self, predicate: str) -> Iterable[str]:
        """What is a value of a property."""
        return self.back(predicate)


@dataclass(frozen=True)
class Choice:
    """Which triples are wanted: all, those of some predicates, about some subjects, or from a node to itself."""

    everything: bool
    predicates: frozenset[str]
    subjects: Collection[str]
    loops: bool

    def __call__(self, triple: tuple[str, str, str]) -> bool:
        """Whether a triple is one."""
        known = self.everything or triple[1] in self.predicates or triple[0] in self.subjects
        return known or (self.loops and triple[0] == triple[2])


def choice(wanted: Collection[Wanted], subjects: Collection[str]) -> Choice:
    """Which triples are wanted, those about some subjects among them."""
    everything, loops = any(one.all for one in wanted), any(one.loops for one in wanted)
    return Choice(everything, frozenset(predicate for one in wanted for predicate in one.predicates), subjects, loops)


def split(line: str) -> tuple[str, str, str]:
    """Subject, predicate and object of an N-Triples line, with or without its full stop."""
    subject, predicate, object_ = line.split(" ", 2)
    return subject, predicate, object_.removesuffix(" .")


def put(row: dict[str, Values], key: str, one: tuple[str]) -> bool:
    """Add a value under a key; whether it is new there."""
    known = row.get(key)
    if known is None:
        row[key] = one
    elif one[0] in known:
        return False
    elif isinstance(known, dict):
        known[one[0]] = None
    else:
        row[key] = dict.fromkeys((*known, *one)) if len(known) >= _FEW else (*known, *one)
    return True
