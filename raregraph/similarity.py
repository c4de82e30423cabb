"""How alike two terms, or two sets of terms, are: Resnik, Jaccard and phenodigm on the closure, as Monarch has them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

Score = Callable[[float, float], float]
METRICS: Mapping[str, Score] = {
    "ancestor_information_content": lambda resnik, _: resnik,
    "jaccard_similarity": lambda _, jaccard: jaccard,
    "phenodigm_score": lambda resnik, jaccard: math.sqrt(resnik * jaccard),
}
"""What two terms score, by the name that semsimian and Monarch give it, from their Resnik similarity in bits and their
Jaccard similarity (0 to 1). The first is Resnik's."""
DIRECTIONS: Mapping[str, Score] = {
    "bidirectional": lambda there, back: (there + back) / 2,
    "subject_to_object": lambda there, _: there,
    "object_to_subject": lambda _, back: back,
}
"""What two sets score, from the mean of the subjects' best matches and that of the objects'."""


@dataclass(frozen=True, slots=True)
class Closure:
    """The superclasses of terms, and how much each says.

    Attributes:
        above: each term with itself and everything above it; what is not there has nothing in common with anything.
        bits: the information content of every term that is above one, see `content_of`.
    """

    above: Mapping[str, frozenset[str]]
    bits: Mapping[str, float]

    def of(self, term: str) -> frozenset[str]:
        """A term and everything above it; nothing where it is not known."""
        return self.above.get(term, frozenset())


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two terms are; `ancestor` is the common superclass that says most, empty where they share none.

    `resnik` is the information content of `ancestor` in bits; `jaccard` the share of their superclasses, themselves
    included, that both have. Of superclasses that say as much the first by id is taken.
    """

    ancestor: str = ""
    resnik: float = 0.0
    jaccard: float = 0.0

    @property
    def phenodigm(self) -> float:
        """The geometric mean of the two."""
        return math.sqrt(self.resnik * self.jaccard)


@dataclass(frozen=True, slots=True)
class Best:
    """The best match of a term in the other set: the first of those that score most, empty where there is no other."""

    target: str
    score: float
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets of terms: the best match of each term by its id, their mean in a direction, the highest of them all."""

    subjects: Mapping[str, Best]
    objects: Mapping[str, Best]
    average: float
    best: float


def closure_of(rows: Iterable[tuple[str, str]]) -> Closure:
    """The closure from its rows, term and superclass, each term beneath itself; the content is that of these rows."""
    above: dict[str, set[str]] = {}
    for term, ancestor in rows:
        above.setdefault(term, set()).add(ancestor)
    whole = {term: frozenset(found) for term, found in above.items()}
    return Closure(whole, content_of(whole))


def content_of(above: Mapping[str, Collection[str]]) -> dict[str, float]:
    """The information content of each superclass in bits: -log2 of the share of terms that are it or below it.

    The whole is the number of superclasses, every term being its own. This is the definition of OAK, semsimian and
    koza; that of the graph (rg:informationContent) counts pages.
    """
    below = Counter(chain.from_iterable(above.values()))
    return {term: math.log2(len(below) / count) for term, count in below.items()}


def likeness(closure: Closure, one: str, other: str) -> Likeness:
    """How alike two terms are; nothing in common where one of them is not known."""
    first, second = closure.of(one), closure.of(other)
    common = first & second
    if not common:
        return Likeness()
    ancestor = min(common, key=lambda term: (-closure.bits[term], term))
    return Likeness(ancestor, closure.bits[ancestor], len(common) / len(first | second))


def compare(
    closure: Closure, subjects: Iterable[str], objects: Iterable[str], metric: str, direction: str = "bidirectional"
) -> Comparison:
    """Two sets of terms, in the order given, each term once.

    Args:
        closure: what the terms are compared on.
        subjects: terms of one set, CURIEs.
        objects: terms of the other.
        metric: a key of `METRICS`.
        direction: a key of `DIRECTIONS`; in both directions nothing is alike to an empty set.
    """
    ours, theirs = dict.fromkeys(subjects), dict.fromkeys(objects)
    pairs = {(one, other): likeness(closure, one, other) for one in ours for other in theirs}
    there = {one: _best(((other, pairs[one, other]) for other in theirs), metric) for one in ours}
    back = {other: _best(((one, pairs[one, other]) for one in ours), metric) for other in theirs}
    scores = [best.score for best in chain(there.values(), back.values())]
    means = _mean([best.score for best in there.values()]), _mean([best.score for best in back.values()])
    return Comparison(there, back, DIRECTIONS[direction](*means), max(scores, default=0.0))


def _best(candidates: Iterable[tuple[str, Likeness]], metric: str) -> Best:
    found = Best("", -1.0, Likeness())
    for target, alike in candidates:
        score = METRICS[metric](alike.resnik, alike.jaccard)
        if score > found.score:
            found = Best(target, score, alike)
    return found if found.target else Best("", 0.0, Likeness())


def _mean(scores: Sequence[float]) -> float:
    return math.fsum(scores) / len(scores) if scores else 0.0


def rank(
    closure: Closure,
    terms: Iterable[str],
    entities: Mapping[str, Collection[str]],
    metric: str,
    direction: str = "bidirectional",
) -> list[tuple[str, float]]:
    """Entities by how alike their terms are to those given, best first, then by id; who shares nothing is left out.

    The score is the average of `compare` with the entity's terms as subjects and those given as objects. Every entity
    is scored; semsimian's hybrid search, and Monarch's, scores only those of the highest Jaccard similarity.

    Args:
        closure: what the terms are compared on.
        terms: the terms to look for, CURIEs.
        entities: the terms of each entity.
        metric: a key of `METRICS`.
        direction: a key of `DIRECTIONS`; the entity is the subject.
    """
    rows = _Rows(closure, tuple(dict.fromkeys(terms)), METRICS[metric])
    scored = {}
    for entity, own in entities.items():
        found = [rows.of(term) for term in dict.fromkeys(own)]
        if any(shared for _, shared in found):
            there = _mean([max(row) for row, _ in found])
            back = _mean([max(column) for column in zip(*(row for row, _ in found), strict=True)])
            scored[entity] = DIRECTIONS[direction](there, back)
    return sorted(scored.items(), key=lambda item: (-item[1], item[0]))


class _Rows:
    """What a term scores with each of some others, worked out once.

    A set of superclasses is a number with a bit for each superclass of the others, the one that says most the lowest:
    the lowest bit that two have in common is the common superclass that says most.
    """

    def __init__(self, closure: Closure, others: Sequence[str], score: Score) -> None:
        self._closure, self._score = closure, score
        found = {term for other in others for term in closure.of(other)}
        order = sorted(found, key=lambda term: (-closure.bits[term], term))
        self._place = {term: 1 << number for number, term in enumerate(order)}
        self._bits = [closure.bits[term] for term in order]
        self._others = [self._mask(other) for other in others]
        self._known: dict[str, tuple[tuple[float, ...], bool]] = {}

    def of(self, term: str) -> tuple[tuple[float, ...], bool]:
        """The scores of a term, and whether it shares anything with any."""
        if term not in self._known:
            mask, size = self._mask(term)
            scores = tuple(self._one(mask & other, size + theirs) for other, theirs in self._others)
            self._known[term] = scores, bool(mask)
        return self._known[term]

    def _mask(self, term: str) -> tuple[int, int]:
        """Its superclasses as a number, and how many there are in all."""
        above = self._closure.of(term)
        return sum(self._place.get(ancestor, 0) for ancestor in above), len(above)

    def _one(self, common: int, both: int) -> float:
        if not common:
            return 0.0
        shared = common.bit_count()
        return self._score(self._bits[(common & -common).bit_length() - 1], shared / (both - shared))
