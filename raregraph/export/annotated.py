"""Which phenotypes each disease has, grouped on disk, and how much a phenotype says."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from raregraph.export.closure import Closure
from raregraph.export.rows import Rows

HAS_PHENOTYPE = "biolink:has_phenotype"
DIGITS = 3
"""Digits behind the point of an information content, as in the graph; machines differ in the last bit of logarithms."""

_MAKE = "CREATE TABLE has (subject TEXT, object TEXT, PRIMARY KEY (subject, object)) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Annotated:
    """The phenotypes of each subject of biolink:has_phenotype, in a file that SQLite removes when it is closed.

    Attributes:
        dangles: whether any edge of the rows has an end that is no node.
    """

    _database: sqlite3.Connection
    dangles: bool

    def subjects(self) -> Iterator[str]:
        """The CURIEs of what has a phenotype, sorted."""
        return (subject for (subject,) in self._database.execute("SELECT DISTINCT subject FROM has ORDER BY subject"))

    def phenotypes(self, subject: str) -> tuple[str, ...]:
        """The CURIEs of its phenotypes, sorted, each once; none where it has none."""
        found = self._database.execute("SELECT object FROM has WHERE subject = ? ORDER BY object", (subject,))
        return tuple(phenotype for (phenotype,) in found)


@contextmanager
def annotated(rows: Rows) -> Iterator[Annotated]:
    """Group the edges that say which phenotype something has, leaving out those that are negated. One pass."""
    dangling = set[bool]()

    def said() -> Iterator[tuple[str, str]]:
        for edge in rows.edges():
            dangling.add(edge.subject not in rows.nodes or edge.object not in rows.nodes)
            if edge.predicate == HAS_PHENOTYPE and not edge.negated:
                yield edge.subject, edge.object

    with closing(sqlite3.connect("")) as database:
        database.execute(_MAKE)
        database.executemany("INSERT OR IGNORE INTO has VALUES (?, ?)", said())
        database.commit()
        yield Annotated(database, True in dangling)


def with_above(terms: tuple[str, ...], closure: Closure) -> tuple[str, ...]:
    """The terms and all above them, sorted, each once. A term that the closure does not know stands alone."""
    return tuple(sorted({other for term in terms for other in closure.above.get(term, (term,))}))


def information_content(found: Annotated, closure: Closure) -> Mapping[str, float]:
    """How much each phenotype says: -log2 of the share of subjects that have it or anything below it, in bits.

    The subjects counted are those that have any phenotype. With one disease every term has 0, for whatever has a
    phenotype has that one. A term that no subject reaches has no row, for its share is nothing. Sorted by CURIE.
    """
    total, counts = 0, Counter[str]()
    for subject in found.subjects():
        total += 1
        counts.update(with_above(found.phenotypes(subject), closure))
    return {term: round(math.log2(total / count), DIGITS) for term, count in sorted(counts.items())}
