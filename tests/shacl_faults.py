"""Faults for graphs: the triples of a good one, with some changed at random, always the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Callable

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = ("integer", "nonNegativeInteger", "date", "string", "decimal", "boolean", "dateTime", "gYear")
ODD = ("-5", "0", "05", "1e400", "9999", "abc", "2020-13-45", "")
Edit = Callable[[random.Random, ox.Triple, list[ox.Triple]], list[ox.Triple]]


def _dropped(_: random.Random, __: ox.Triple, ___: list[ox.Triple]) -> list[ox.Triple]:
    return []


def _other_object(rng: random.Random, triple: ox.Triple, all_: list[ox.Triple]) -> list[ox.Triple]:
    return [ox.Triple(triple.subject, triple.predicate, rng.choice(all_).object)]


def _second_object(rng: random.Random, triple: ox.Triple, all_: list[ox.Triple]) -> list[ox.Triple]:
    return [triple, *_other_object(rng, triple, all_)]


def _value_of_same(rng: random.Random, triple: ox.Triple, all_: list[ox.Triple]) -> list[ox.Triple]:
    """A value that the property has elsewhere, as a second one."""
    others = [other.object for other in rng.sample(all_, 400) if other.predicate == triple.predicate]
    return [triple, *(ox.Triple(triple.subject, triple.predicate, other) for other in others[:1])]


def _other_predicate(rng: random.Random, triple: ox.Triple, all_: list[ox.Triple]) -> list[ox.Triple]:
    return [ox.Triple(triple.subject, rng.choice(all_).predicate, triple.object)]


def _other_subject(rng: random.Random, triple: ox.Triple, all_: list[ox.Triple]) -> list[ox.Triple]:
    return [ox.Triple(rng.choice(all_).subject, triple.predicate, triple.object)]


def _to_itself(_: random.Random, triple: ox.Triple, __: list[ox.Triple]) -> list[ox.Triple]:
    return [ox.Triple(triple.subject, triple.predicate, triple.subject)]


def _retyped(rng: random.Random, triple: ox.Triple, _: list[ox.Triple]) -> list[ox.Triple]:
    text = triple.object.value if isinstance(triple.object, ox.Literal) else rng.choice(ODD)
    return [
        ox.Triple(triple.subject, triple.predicate, ox.Literal(text, datatype=ox.NamedNode(XSD + rng.choice(TYPES))))
    ]


def _odd(rng: random.Random, triple: ox.Triple, _: list[ox.Triple]) -> list[ox.Triple]:
    return [
        ox.Triple(
            triple.subject,
            triple.predicate,
            ox.Literal(rng.choice(ODD), datatype=ox.NamedNode(XSD + rng.choice(TYPES))),
        )
    ]


def _in_a_language(rng: random.Random, triple: ox.Triple, _: list[ox.Triple]) -> list[ox.Triple]:
    text = triple.object.value if isinstance(triple.object, ox.Literal) else "x"
    return [
        triple,
        ox.Triple(
            triple.subject,
            triple.predicate,
            ox.Literal(text + rng.choice(' x\\"\n'), language=rng.choice(("en", "de", "en-us"))),
        ),
    ]


def _unnamed(rng: random.Random, triple: ox.Triple, _: list[ox.Triple]) -> list[ox.Triple]:
    """A blank node for an IRI; where a literal is expected both engines refuse to compare it."""
    blank = ox.BlankNode(f"b{rng.randrange(5)}")
    return [triple if isinstance(triple.object, ox.Literal) else ox.Triple(triple.subject, triple.predicate, blank)]


EDITS: tuple[Edit, ...] = (
    _dropped,
    _other_object,
    _second_object,
    _value_of_same,
    _other_predicate,
    _other_subject,
    _to_itself,
    _retyped,
    _odd,
    _in_a_language,
    _unnamed,
)


def with_faults(triples: list[ox.Triple], seed: int, count: int) -> list[ox.Triple]:
    """A graph with so many faults."""
    rng = random.Random(seed)
    changed = list(triples)
    for _ in range(count):
        place = rng.randrange(len(changed))
        changed[place : place + 1] = rng.choice(EDITS)(rng, changed[place], triples)
    return changed
