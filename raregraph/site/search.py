"""Search by name, synonym or id: exact before prefix before words; each thing once, with the name that matched."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from raregraph.ids import BASE, contract, expand
from raregraph.site.reading import Reader, Thing
from raregraph.text import fold

SCOPES: Mapping[str, str] = {
    "rdfs:label": "label",
    "oboInOwl:hasExactSynonym": "exact synonym",
    "oboInOwl:hasNarrowSynonym": "narrow synonym",
    "oboInOwl:hasBroadSynonym": "broad synonym",
    "oboInOwl:hasRelatedSynonym": "related synonym",
    "skos:exactMatch": "id of the same",
    "oboInOwl:hasDbXref": "cross-reference",
    "dct:identifier": "identifier",
}
"""The predicates that name a thing, the best first, with what each is called."""
OWN_ID = "id"
SORTS: Mapping[str, str] = {
    "biolink:Disease": "disease", "biolink:PhenotypicFeature": "phenotype", "biolink:Gene": "gene",
    "biolink:SmallMolecule": "drug", "biolink:Drug": "product", "biolink:GeneticInheritance": "inheritance",
    "biolink:Procedure": "procedure", "biolink:ExposureEvent": "exposure", "biolink:Publication": "reference",
    "biolink:WebPage": "page", "rg:Question": "question",
}  # fmt: skip
"""What a thing is called in a list of hits, by its class; other classes of things are `other`."""
ORDER = ("disease", "phenotype", "gene", "drug", "product", "page")
"""Sorts of things, those that people look for first; all others follow."""
SKIPPED = ("statement/", "passage/", "finding/", "release/", "graph/", "dataset", "vocab/", "query/", "shapes/")
"""IRIs of ours that nobody looks for by name: they are found from what they are about."""
RANKS = ("the whole name", "the beginning of the name", "words of the name")
SHOWN = 50
"""Hits on a page of results."""
LONGEST = 200
"""Characters of a search text that are looked at."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing: folded as it is compared, as it is written, its scope, and the thing's IRI."""

    key: str
    text: str
    scope: str
    iri: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: by which name, of which scope, and how well it fits (an index into `RANKS`)."""

    thing: Thing
    iri: str
    sort: str
    name: str
    scope: str
    rank: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What was asked for, how many things were found, and those from the place `first` (0-based) that are shown."""

    text: str
    total: int
    first: int
    hits: tuple[Hit, ...]

    @property
    def after(self) -> int:
        """The place of the first one that is not shown; 0 where there is none."""
        end = self.first + len(self.hits)
        return end if end < self.total else 0


@dataclass(frozen=True, slots=True)
class Names:
    """Every name, sorted by its key; and the words of names, sorted, each with the place of its name."""

    names: tuple[Name, ...]
    words: tuple[tuple[str, int], ...]
    sorts: Mapping[str, str]


def key_of(text: str) -> str:
    """A name as it is compared: without case, accents, and differences of quotes, dashes and white space.

    >>> key_of("Lou  Gehrig’s Disease")
    "lou gehrig's disease"
    """
    plain = unicodedata.normalize("NFKD", fold(text[:LONGEST]))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.casefold().replace("-", " ").split())


_INDEXES: WeakKeyDictionary[Reader, Names] = WeakKeyDictionary()


def names_of(reader: Reader) -> Names:
    """The names of a release, made once for a reader; a server makes them before it forks."""
    if reader not in _INDEXES:
        _INDEXES[reader] = _index(reader)
    return _INDEXES[reader]


def _index(reader: Reader) -> Names:
    sorts = dict(_sorts(reader))
    found = sorted(
        {*_names(reader, sorts), *_own_ids(sorts)}, key=lambda name: (name.key, name.iri, name.scope, name.text)
    )
    words = sorted({(word, at) for at, name in enumerate(found) for word in name.key.split()})
    return Names(tuple(found), tuple(words), sorts)


def _sorts(reader: Reader) -> Iterator[tuple[str, str]]:
    """Every thing that people look for, with its sort."""
    typed: dict[str, str] = {}
    for quad in reader.store.quads_for_pattern(None, NamedNode(expand("rdf:type")), None, None):
        if isinstance(quad.subject, NamedNode) and _sought(quad.subject.value):
            sort = SORTS.get(contract(quad.object.value), "other")  # type: ignore[union-attr]  # types are IRIs
            if typed.get(quad.subject.value, "other") == "other":
                typed[quad.subject.value] = sort
    yield from typed.items()


def _sought(iri: str) -> bool:
    if not iri.startswith(BASE):
        return not iri.startswith(("http://www.w3.org/", "https://creativecommons.org/"))
    path = iri.removeprefix(BASE)
    return not path.startswith(SKIPPED) and not (path.startswith("page/") and path.count("/") > 1)


def _names(reader: Reader, sorts: Mapping[str, str]) -> Iterator[Name]:
    for predicate, scope in SCOPES.items():
        for quad in reader.store.quads_for_pattern(None, NamedNode(expand(predicate)), None, None):
            subject, term = quad.subject, quad.object
            if isinstance(subject, NamedNode) and subject.value in sorts and isinstance(term, NamedNode | Literal):
                text = term.value if isinstance(term, Literal) else contract(term.value)
                yield Name(key_of(text), text, scope, subject.value)


def _own_ids(iris: Iterable[str]) -> Iterator[Name]:
    """A thing's CURIE, the same with a low line as in file names, and its IRI."""
    for iri in iris:
        name = contract(iri)
        yield from (Name(key_of(text), name, OWN_ID, iri) for text in (name, name.replace(":", "_", 1), iri))


def search(text: str, reader: Reader, first: int = 0, many: int = SHOWN) -> Hits:
    """What a text may mean, the best first: `many` things from the place `first` on, counted from 0."""
    index, key = names_of(reader), key_of(text)
    ranked = _ranked(key, index) if key else []
    shown = ranked[first : first + many] if first >= 0 else []
    hits = (Hit(reader.thing(name.iri), name.iri, index.sorts[name.iri], name.text, name.scope, rank)
            for name, rank in shown)  # fmt: skip
    return Hits(text, len(ranked), first, tuple(hits))


def _ranked(key: str, index: Names) -> list[tuple[Name, int]]:
    """Each thing once, under its best name."""
    best: dict[str, tuple[tuple[object, ...], Name, int]] = {}
    for rank, name in _matches(key, index):
        order = (rank, _scope_order(name.scope), _sort_order(index.sorts[name.iri]), len(name.key), name.key, name.iri)
        if name.iri not in best or order < best[name.iri][0]:
            best[name.iri] = (order, name, rank)
    return [(name, rank) for _, name, rank in sorted(best.values(), key=lambda item: item[0])]


def _matches(key: str, index: Names) -> Iterator[tuple[int, Name]]:
    """Names with how well they fit: whole, at the beginning, or by words that all begin so."""
    at = bisect_left(index.names, key, key=lambda name: name.key)
    while at < len(index.names) and index.names[at].key.startswith(key):
        yield (0 if index.names[at].key == key else 1), index.names[at]
        at += 1
    words = key.split()
    found = set.intersection(*(set(_beginning(word, index)) for word in words))
    yield from ((2, index.names[at]) for at in found)


def _beginning(word: str, index: Names) -> Iterator[int]:
    at = bisect_left(index.words, (word, -1))
    while at < len(index.words) and index.words[at][0].startswith(word):
        yield index.words[at][1]
        at += 1


_SCOPE_ORDER = ("label", OWN_ID, *(scope for scope in SCOPES.values() if scope != "label"))


def _scope_order(scope: str) -> int:
    return _SCOPE_ORDER.index(scope)


def _sort_order(sort: str) -> int:
    return ORDER.index(sort) if sort in ORDER else len(ORDER)


LETTERS = (*"abcdefghijklmnopqrstuvwxyz", "other")
"""The lists of names: by first letter, and those that begin with none."""


def letter_of(name: Name) -> str:
    """The list that a name is in."""
    first = name.key[:1]
    return first if first in LETTERS else "other"


def listed(letter: str, reader: Reader) -> Mapping[str, tuple[Name, ...]]:
    """The names of a list by sort of thing, ids left out; the sorts in their order, the names in theirs."""
    index = names_of(reader)
    kept = [name for name in index.names if letter_of(name) == letter and _is_name(name)]
    found: dict[str, list[Name]] = {}
    for name in kept:
        found.setdefault(index.sorts[name.iri], []).append(name)
    return {sort: tuple(found[sort]) for sort in sorted(found, key=lambda sort: (_sort_order(sort), sort))}


def counted(reader: Reader) -> Mapping[str, int]:
    """How many names each list has."""
    counts = dict.fromkeys(LETTERS, 0)
    for name in names_of(reader).names:
        if _is_name(name):
            counts[letter_of(name)] += 1
    return counts


def _is_name(name: Name) -> bool:
    return name.scope == "label" or name.scope.endswith("synonym")
