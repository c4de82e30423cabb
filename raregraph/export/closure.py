"""What is below what: the superclass edges of a graph, made reflexive and transitive, as Monarch's tools read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph.export.columns import CLOSURE
from raregraph.export.rows import Rows

SUBCLASS = "biolink:subclass_of"
"""The predicate of a superclass edge."""
PREDICATE = "rdfs:subClassOf"
"""The predicate of a line of the closure, as relation-graph writes it and Monarch's tools ask for it."""
CLASSIFIED = frozenset({"HP", "MONDO"})
"""Prefixes whose every term is in the closure, with itself alone where nothing is above it."""
FILE = "closure.tsv"


@dataclass(frozen=True, slots=True)
class Closure:
    """What is above each term and what is below it, the term itself included.

    Attributes:
        above: by CURIE, sorted; the CURIEs are sorted too.
        below: the same the other way round.
    """

    above: Mapping[str, tuple[str, ...]]
    below: Mapping[str, tuple[str, ...]]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each term with each that is above it, in the order of both."""
        return ((term, other) for term, others in self.above.items() for other in others)


def read_closure(rows: Rows) -> Closure:
    """The closure of the superclass edges, in one pass over the edges. Memory grows with the terms, not with the edges.

    A term of `CLASSIFIED`, and any other that a superclass edge names, is above itself. A loop does no harm: each of
    its terms is above each other.
    """
    parents = _parents(rows)
    above = {term: _reached(term, parents) for term in sorted(parents)}
    return Closure(above, _turned(above))


def _parents(rows: Rows) -> Mapping[str, set[str]]:
    parents: dict[str, set[str]] = {term: set() for term in rows.nodes if prefix(term) in CLASSIFIED}
    for edge in rows.edges():
        if edge.predicate == SUBCLASS and not edge.negated:
            parents.setdefault(edge.subject, set()).add(edge.object)
            parents.setdefault(edge.object, set())
    return parents


def prefix(curie: str) -> str:
    """What stands before the colon: HP of HP:0000001; empty where there is no colon."""
    return curie.partition(":")[0] if ":" in curie else ""


def _reached(term: str, parents: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    found, ahead = {term}, [term]
    while ahead:
        new = set(parents[ahead.pop()]) - found
        found |= new
        ahead += new
    return tuple(sorted(found))


def _turned(above: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {term: [] for term in above}
    for term, others in above.items():
        for other in others:
            below[other].append(term)
    return {term: tuple(terms) for term, terms in below.items()}


def write_closure(rows: Rows, folder: Path) -> list[Path]:
    """Write `closure.tsv`: term, rdfs:subClassOf, term above it; tab-separated, sorted, under a header.

    relation-graph writes no header. Koza 2.7 gives its reader names of columns and lets it guess besides; the guess
    takes the first line for a header, whatever it says, and so a file without one loses a line.

    Returns the path written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(CLOSURE) + "\n")
        file.writelines(f"{term}\t{PREDICATE}\t{other}\n" for term, other in read_closure(rows).pairs())
    return [path]
