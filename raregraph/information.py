"""How much a phenotype says: the fewer pages have it or anything below it, the more information content it has."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from raregraph import lines
from raregraph.ground import XSD
from raregraph.ids import contract

DERIVED = lines.graph("derived")
"""The end of a line in the graph of what is computed from all pages together."""
DIGITS = 3
"""Digits kept behind the point; the last bit of a logarithm differs between machines."""

_HAS = f"> {lines.node('biolink:has_phenotype')} <"


@dataclass(slots=True)
class Counts:
    """On how many pages of a corpus each term of HPO, or anything below it, stands; and on how many any does.

    Sums of parts, so that they can be made in workers: memory grows with HPO, not with the pages.
    """

    pages: int = 0
    terms: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Take in the counts of other pages."""
        self.pages += other.pages
        self.terms.update(other.terms)


def phenotypes_of(part: Iterable[str]) -> frozenset[str]:
    """The phenotypes of a page as CURIEs, from its plain triples: what is sure, not negated and not superseded."""
    direct = (line for line in part if line.endswith(lines.DIRECT) and _HAS in line)
    return frozenset(contract(line.split(" ", 3)[2][1:-1]) for line in direct)


def count(named: frozenset[str], ancestors: Callable[[str], Iterable[str]]) -> Counts:
    """The counts of one page: each phenotype and all above it, once.

    Args:
        named: the phenotypes of the page, see `phenotypes_of`.
        ancestors: everything above a term, itself not included, as `Backbone.ancestors`.
    """
    above = {term for name in named for term in ancestors(name)}
    return Counts(min(len(named), 1), Counter(named | above))


def content_of(counts: Counts) -> Mapping[str, str]:
    """The information content of each term in bits, -log2 of its share of the pages, as a canonical decimal."""
    return {term: _number(math.log2(counts.pages / pages)) for term, pages in sorted(counts.terms.items())}


def _number(bits: float) -> str:
    whole, _, part = f"{bits:.{DIGITS}f}".partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}"


def lines_of(counts: Counts) -> Iterator[str]:
    """The information content of each term, as N-Quads lines of graph/derived."""
    for term, bits in content_of(counts).items():
        yield f'{lines.node(term)} {lines.node("rg:informationContent")} "{bits}"^^<{XSD}decimal>{DERIVED}'
