"""A Mondo disease in the sources that are compared with: its own ids, those of its subtypes, of what is broader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from raregraph.backbone import Backbone, walk

SAME, SUBTYPE, BROADER, OTHER, UNKNOWN = "same", "subtype", "broader", "other", "unknown"
"""How a source answers: for the disease itself, a subtype, something broader; otherwise; or not at all."""
AGREES = (SAME, SUBTYPE, BROADER)


@dataclass(frozen=True, slots=True)
class Diseases:
    """Mondo's diseases: `ids` are exact matches in OMIM and Orphanet; `genes` the symbols of Mondo's own axioms."""

    parents: Mapping[str, tuple[str, ...]]
    children: Mapping[str, tuple[str, ...]]
    ids: Mapping[str, tuple[str, ...]]
    genes: Mapping[str, frozenset[str]]
    _below: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def below(self, disease: str) -> tuple[str, ...]:
        """The descendants of a disease, sorted; not itself."""
        if disease not in self._below:
            self._below[disease] = walk(self.children, [disease])
        return self._below[disease]

    def above(self, disease: str) -> tuple[str, ...]:
        """The ancestors of a disease, sorted; not itself."""
        return walk(self.parents, [disease])

    def known(self, diseases: Iterable[str], table: Mapping[str, Iterable[str]]) -> frozenset[str]:
        """Everything a table by OMIM or Orphanet id has for some Mondo diseases."""
        return frozenset(
            value for disease in diseases for own in self.ids.get(disease, ()) for value in table.get(own, ())
        )


def diseases_of(backbone: Backbone) -> Diseases:
    """The diseases of a backbone."""
    parents = {name: tuple(term.parents) for name, term in backbone.terms.items() if name.startswith("MONDO:")}
    children: dict[str, list[str]] = defaultdict(list)
    for child, ups in parents.items():
        for up in ups:
            children[up].append(child)
    ids: dict[str, list[str]] = defaultdict(list)
    for xref in backbone.xrefs:
        if xref.predicate == "skos:exactMatch" and xref.object.startswith(("OMIM:", "Orphanet:")):
            ids[xref.subject].append(xref.object)
    genes: dict[str, set[str]] = defaultdict(set)
    for axiom in backbone.axioms:
        genes[axiom.disease].add(backbone.label(axiom.gene))
    return Diseases(
        parents,
        {name: tuple(sorted(downs)) for name, downs in children.items()},
        {name: tuple(sorted(own)) for name, own in ids.items()},
        {name: frozenset(symbols) for name, symbols in genes.items()},
    )


def answer(disease: str, agrees: Callable[[frozenset[str]], bool], of: Lookup, diseases: Diseases) -> str:
    """How sources answer about a disease: the nearest of its relatives for which they agree, else other or unknown.

    Args:
        disease: a Mondo CURIE, or a GARD one, which no source knows.
        agrees: whether values of the sources say what was said.
        of: the values that the sources have for some diseases.
        diseases: Mondo.
    """
    relatives = {SAME: (disease,), SUBTYPE: diseases.below(disease), BROADER: diseases.above(disease)}
    values = {name: of(group) for name, group in relatives.items()}
    found = next((name for name, group in values.items() if agrees(group)), "")
    return found or (OTHER if values[SAME] or values[SUBTYPE] else UNKNOWN)


Lookup = Callable[[Iterable[str]], frozenset[str]]
"""The values that sources have for some diseases, their relatives not included."""
