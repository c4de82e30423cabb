"""Lexical forms: what a store rewrites when it reads a literal, and the way back to what the dump has.

A store keeps numbers as values: every `xsd:nonNegativeInteger` comes out as `xsd:integer`, "05" as "5". Which
literals of a release are concerned is found by asking a store about each one that the dump has.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from raregraph.errors import ReleaseError
from raregraph.nquads import literal

_TYPED = re.compile(rb'"\^\^<')
"""Where the datatype of a literal begins; also inside of one, behind a backslash, which is looked at afterwards: a
pattern that begins with plain bytes is found eight times as fast."""
_BACKSLASH = 0x5C
_PREDICATE = NamedNode("urn:p")

Written = tuple[str, str]
"""A predicate's IRI, and a literal as N-Triples has it."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The literals of a release that its store gives back otherwise.

    `originals`: by the predicate's IRI and the literal the store gives back, the one that the dump has after that
    predicate. `lost`: pairs of predicate and literal of the dump that have no way back, for the store makes one
    literal of several; sorted.
    """

    originals: Mapping[tuple[str, Literal], Literal]
    lost: tuple[Written, ...] = ()
    predicates: frozenset[str] = field(init=False)
    """The predicates whose literals are concerned."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "predicates", frozenset(predicate for predicate, _ in self.originals))

    def restore(self, predicate: str, term: Literal) -> Literal:
        """The literal as the dump has it after a predicate (an IRI); one that is not concerned as it is."""
        return self.originals.get((predicate, term), term)

    def triple(self, triple: Triple) -> Triple:
        """A triple with its object as the dump has it."""
        found = triple.object
        if not isinstance(found, Literal) or (triple.predicate.value, found) not in self.originals:
            return triple
        return Triple(triple.subject, triple.predicate, self.originals[triple.predicate.value, found])


def read_forms(file: Path) -> Forms:
    """What a store rewrites of an N-Triples or N-Quads file, which may be larger than memory.

    Raises ReleaseError for a file that cannot be read, or a literal that is none.
    """
    try:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return forms_of(typed_literals(data))
    except (OSError, ValueError) as error:  # mmap: an empty file is a ValueError
        raise ReleaseError(file.name, f"cannot be read: {error}", "build the release anew") from None


def typed_literals(data: bytes | mmap.mmap) -> frozenset[Written]:
    """Every distinct literal with a datatype, with its predicate, of N-Triples or N-Quads in canonical layout."""
    found = set()
    for match in _TYPED.finditer(data):
        if data[match.start() - 1] != _BACKSLASH:
            start = data.rfind(b'> "', 0, match.start() + 1)
            predicate, end = data.rfind(b"<", 0, start) + 1, data.find(b">", match.end())
            found.add((data[predicate:start], data[start + 2 : end + 1]))
    return frozenset((predicate.decode(), text.decode()) for predicate, text in found)


def forms_of(written: Iterable[Written]) -> Forms:
    """What a store makes of each literal, compared with what it was."""
    originals: dict[tuple[str, Literal], list[Literal]] = {}
    for (predicate, before), after in _kept(sorted(written)):
        originals.setdefault((predicate, after), []).append(before)
    lost = [(key[0], str(term)) for key, terms in originals.items() if len(terms) > 1 for term in terms]
    one = {key: terms[0] for key, terms in originals.items() if terms != [key[1]] and len(terms) == 1}
    return Forms(one, tuple(sorted(lost)))


def _kept(written: list[Written]) -> Iterator[tuple[tuple[str, Literal], Literal]]:
    """Each literal with what a store gives back for it."""
    pairs = [(predicate, _literal(text)) for predicate, text in written]
    store = Store()
    for before in {before for _, before in pairs}:
        store.add(Quad(NamedNode(f"urn:x:{_key(before)}"), _PREDICATE, before))
    after = {quad.subject: quad.object for quad in store}
    for predicate, before in pairs:
        given = after[NamedNode(f"urn:x:{_key(before)}")]
        if isinstance(given, Literal):
            yield (predicate, before), given


def _key(term: Literal) -> str:
    return str(term).encode().hex()


def _literal(text: str) -> Literal:
    value, language, datatype = literal(text)
    return Literal(value, language=language or None, datatype=NamedNode(datatype) if datatype else None)
