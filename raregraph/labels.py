"""Labels to HPO terms and HGNC genes over whole releases: what a table says for sure, and candidates for the rest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.content import shown
from raregraph.errors import ContentError, Where
from raregraph.facts import kind_named
from raregraph.ids import contract
from raregraph.obo import Stanza, read_head, read_terms
from raregraph.rows import Row, read_file
from raregraph.symptom_list import Routed
from raregraph.text import fold
from raregraph.textfiles import read_text

NOT_GROUNDED = "no term has this label"
LABEL, EXACT, REPLACED = "label", "exact synonym", "replaced label"
"""The rules a label may be grounded by, the surest first."""
CONFIRMED = "confirmed by a person"
"""The rule of labels that graph/accepted has: it goes before all others but the label itself."""

_OBSOLETE = re.compile(r"obsolete[ _]+", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset({"of", "the", "and", "in", "with", "a", "an", "to", "or", "by", "from"})
_STEM = 5
"""Letters of a word that count when labels are compared: `abnormality` and `abnormal` are near."""
_NEAR = 0.5
"""The least share of common words, of all words of two labels, that makes a candidate."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a label means: the term, its current label, and the rule that says so."""

    curie: str
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a label may mean, for a person to decide: the term, its label, and why it is named."""

    curie: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of `routes` in graph/medquad.yaml: a branch of HPO, and the kind its terms make or why they make none."""

    curie: str
    kind: str
    predicate: str
    itself: bool
    why: str


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """A release of HPO by label. Keys are folded labels; `rules` are tried in order; `perhaps` is never asserted.

    `found` and `routed` remember what `find` and `route` found.
    """

    release: str
    names: Mapping[str, str]
    branches: Mapping[str, Branch]
    rules: Mapping[str, Mapping[str, frozenset[str]]]
    perhaps: Mapping[str, Mapping[str, str]]
    stems: Mapping[str, frozenset[str]] = field(repr=False)
    routed: dict[str, Routed | str] = field(default_factory=dict, repr=False, compare=False)
    found: dict[str, Match | None] = field(default_factory=dict, repr=False, compare=False)

    def find(self, label: str) -> Match | None:
        """The one term a label means, or None: no rule knows it, or the rules name several terms.

        A current label is its term's whatever else it once was. A synonym that another term had as its label is none's.
        """
        if label not in self.found:
            self.found[label] = self._found(label)
        return self.found[label]

    def _found(self, label: str) -> Match | None:
        key = key_of(label)
        found = [(rule, table[key]) for rule, table in self.rules.items() if key in table]
        if not found:
            return None
        sure = {rule: terms for rule, terms in found if rule in (LABEL, CONFIRMED)}
        rule, terms = next(iter(sure.items()), found[0])
        agreed = terms if sure else frozenset().union(*(terms for _, terms in found))
        if len(agreed) != 1:
            return None
        (curie,) = agreed
        return Match(curie, self.names[curie], rule)

    def candidates(self, label: str, most: int = 3) -> tuple[Candidate, ...]:
        """What a label that is not grounded may mean, the likeliest first: by a table, then by common words."""
        key, alone = key_of(label), "" if self.find(label) else ", not alone"
        by_rule = {curie: rule + alone for rule, table in self.rules.items() for curie in table.get(key, ())}
        found = {**self.perhaps.get(key, {}), **by_rule}
        named = [Candidate(curie, self.names[curie], found[curie]) for curie in sorted(found)]
        return tuple([*named, *self._near(key, found)][:most])

    def _near(self, key: str, found: Mapping[str, str]) -> Iterator[Candidate]:
        """Terms whose label or exact synonym has most words in common with a label, at least one of them whole."""
        wanted, words = _stems(key), set(_WORD.findall(key)) - _STOP
        common = Counter(other for stem in wanted for other in self.stems.get(stem, ()))
        shares = {other: count / len(wanted | _stems(other)) for other, count in common.items()}
        near = [other for other in shares if shares[other] >= _NEAR and words & set(_WORD.findall(other))]
        seen = set(found)
        for other in sorted(near, key=lambda one: (-shares[one], len(one), one)):
            for curie in sorted(self.rules[LABEL].get(other) or self.rules[EXACT].get(other, frozenset())):
                if curie not in seen:
                    seen.add(curie)
                    yield Candidate(curie, self.names[curie], "words in common")

    def route(self, label: str) -> Routed | str:
        """What a row of a symptom list says, by the branch of its term, or why no fact is made of it."""
        if label not in self.routed:
            self.routed[label] = self._routed(label)
        return self.routed[label]

    def _routed(self, label: str) -> Routed | str:
        match = self.find(label)
        if match is None:
            return NOT_GROUNDED
        branch = self.branches.get(match.curie)
        if branch is None or not branch.kind:
            return f"no kind of statement says it: {branch.why if branch else 'a branch that no route names'}"
        if branch.curie == match.curie and not branch.itself:
            return f"{match.curie} is a whole branch of HPO and says nothing"
        return Routed(branch.kind, match.curie, branch.predicate)


def key_of(label: str) -> str:
    """A label as it is looked up: folded, one space between words, case ignored."""
    return " ".join(fold(label).split()).casefold()


def _stems(key: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(key) if word not in _STOP)


def read_hpo(path: Path) -> LabelIndex:
    """The label index of a release, from its hp.obo. Raises ContentError for another file, or one that is cut."""
    lines = read_text(path).splitlines()
    return hpo_index(lines, Where(shown(path)))


def hpo_index(lines: list[str], where: Where) -> LabelIndex:
    """The label index of the lines of an hp.obo."""
    release = read_head(lines).get("data-version", "").rpartition("/")[2]
    stanzas = {stanza.id: stanza for stanza in read_terms(lines) if stanza.id.startswith("HP:")}
    _check(release, stanzas, where)
    current = {curie: stanza for curie, stanza in stanzas.items() if not stanza.obsolete}
    gone = [stanza for stanza in stanzas.values() if stanza.obsolete]
    labels = _table((stanza.name, curie) for curie, stanza in current.items())
    exact = _table((name, curie) for curie, stanza in current.items() for name in stanza.exact)
    replaced = _table((_OBSOLETE.sub("", old.name), new) for old in gone for new in old.replaced_by if new in current)
    return LabelIndex(
        release,
        {curie: stanza.name for curie, stanza in current.items()},
        dict(_branches_of(current)),
        {LABEL: labels, EXACT: exact, REPLACED: replaced},
        _perhaps(current, gone),
        _by_stem({*labels, *exact}),
    )


def _check(release: str, stanzas: Mapping[str, Stanza], where: Where) -> None:
    if not release or not stanzas:
        raise ContentError(where, "no release or no terms of HPO", "give hp.obo of a release of HPO")
    missing = {up for stanza in stanzas.values() for up in stanza.parents if up not in stanzas}
    missing |= {new for stanza in stanzas.values() for new in stanza.replaced_by if new not in stanzas}
    missing |= {branch for branch in branches() if branch not in stanzas}
    if missing:
        problem = f"{len(missing)} terms are named and not there ({', '.join(sorted(missing)[:3])}): the file is cut"
        raise ContentError(where, problem, "get hp.obo anew")


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for label, curie in pairs:
        found[key_of(label)].add(curie)
    return {key: frozenset(terms) for key, terms in found.items()}


def _perhaps(current: Mapping[str, Stanza], gone: Iterable[Stanza]) -> dict[str, dict[str, str]]:
    """What a label may mean by HPO's own word: other synonyms, and the terms to consider for an obsolete one."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for curie, stanza in current.items():
        for name in stanza.other:
            found[key_of(name)][curie] = "other synonym"
    for old in gone:
        for name in (_OBSOLETE.sub("", old.name), *old.exact, *old.other):
            for curie in (*old.consider, *old.replaced_by):
                if curie in current:
                    found[key_of(name)].setdefault(curie, "to consider for an obsolete label")
    return dict(found)


def _by_stem(keys: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        for stem in _stems(key):
            found[stem].add(key)
    return {stem: frozenset(group) for stem, group in found.items()}


@cache
def branches() -> dict[str, Branch]:
    """The routes of graph/medquad.yaml by the branch they are for."""
    rows = read_file(content.GRAPH / "medquad.yaml").rows("routes")
    return {branch.curie: branch for branch in map(_branch, rows)}


def _branch(row: Row) -> Branch:
    row.check_keys({"branch", "kind", "predicate", "itself", "why"}, {"branch"})
    if ("kind" in row) == ("why" in row):
        raise ContentError(row.where, "a route needs one of kind and why", "name the kind, or why there is none")
    name = kind_named(row.word("kind"), row.where).name if "kind" in row else ""
    predicate, why = row.text("predicate", ""), row.text("why", "")
    return Branch(row.text("branch"), name, predicate, row.boolean("itself", False), why)


def _branches_of(current: Mapping[str, Stanza]) -> Iterator[tuple[str, Branch]]:
    """The route of each term: that of itself or of its nearest ancestor that has one."""
    known = branches()
    for curie in current:
        queue = [curie]
        for here in queue:
            if here in known:
                yield curie, known[here]
                break
            queue += [up for up in current[here].parents if up in current]


def read_symbols(path: Path) -> dict[str, str]:
    """Approved gene symbols, as they are written, to HGNC ids; one that two genes have is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for stanza in read_terms(read_text(path).splitlines()):
        if (curie := contract(stanza.id)).startswith("HGNC:") and stanza.name and not stanza.obsolete:
            found[stanza.name].add(curie)
    if not found:
        raise ContentError(Where(shown(path)), "no genes of HGNC", "give hgnc_import.obo of Mondo")
    return {symbol: curies.pop() for symbol, curies in found.items() if len(curies) == 1}
