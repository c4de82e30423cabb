"""Reading a store for pages: what an IRI says, what points at it, what it is called; sorted, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Store

from raregraph.ids import BASE, contract, expand, fits, looks_like_curie
from raregraph.results import Term
from raregraph.vocabulary import read_vocabulary

Facts = Mapping[str, tuple[Term, ...]]
"""What a node says: its objects by the CURIE of the predicate, both sorted."""
ENOUGH = 50_000
"""Labels that one reader remembers."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a page names: what to read, the id beside it, and where it leads (a path of the site, a URL, or nowhere)."""

    text: str
    id: str = ""
    path: str = ""


def path_of(iri: str) -> str:
    """The path of the page of an IRI: ours by their own path, another's below /term/; a web address is itself.

    >>> path_of("http://purl.obolibrary.org/obo/MONDO_0004976")
    '/term/MONDO_0004976'
    """
    if iri.startswith(BASE):
        return "/" + iri.removeprefix(BASE).removesuffix("/selector")
    name = contract(iri)
    if looks_like_curie(name) and fits(name) and not name.startswith("biolink:"):
        return "/term/" + name.replace(":", "_", 1)
    return iri if iri.startswith(("http://", "https://")) else ""


class Reader:
    """Looks things up in the union of a store's graphs."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.label = lru_cache(maxsize=ENOUGH)(self._label)
        self.thing = lru_cache(maxsize=ENOUGH)(self._thing)

    def facts(self, iri: str) -> Facts:
        """Everything an IRI says; empty for what the release does not know."""
        found: dict[str, set[Term]] = {}
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, None):
            if isinstance(quad.object, NamedNode | Literal):
                found.setdefault(contract(quad.predicate.value), set()).add(quad.object)
        return {predicate: tuple(sorted(found[predicate], key=str)) for predicate in sorted(found)}

    def objects(self, iri: str, predicate: str) -> tuple[Term, ...]:
        """The objects of an IRI and a predicate, given as a CURIE."""
        quads = self.store.quads_for_pattern(NamedNode(iri), _node(predicate), None, None)
        found = {quad.object for quad in quads if isinstance(quad.object, NamedNode | Literal)}
        return tuple(sorted(found, key=str))

    def values(self, iri: str, predicate: str) -> tuple[str, ...]:
        """The same as texts: IRIs, and literals without their type."""
        return tuple(dict.fromkeys(item.value for item in self.objects(iri, predicate)))

    def value(self, iri: str, predicate: str) -> str:
        """The first of them; empty where there is none."""
        return next(iter(self.values(iri, predicate)), "")

    def subjects(self, predicate: str, iri: str) -> tuple[str, ...]:
        """What says this predicate of an IRI: IRIs, sorted."""
        return self._subjects(predicate, NamedNode(iri))

    def saying(self, predicate: str, literal: Literal) -> tuple[str, ...]:
        """What says this predicate with a literal: IRIs, sorted."""
        return self._subjects(predicate, literal)

    def _subjects(self, predicate: str, term: Term) -> tuple[str, ...]:
        quads = self.store.quads_for_pattern(None, _node(predicate), term, None)
        return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}))

    def incoming(self, iri: str) -> Mapping[str, tuple[str, ...]]:
        """What points at an IRI, by the CURIE of the predicate."""
        found: dict[str, set[str]] = {}
        for quad in self.store.quads_for_pattern(None, None, NamedNode(iri), None):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(contract(quad.predicate.value), set()).add(quad.subject.value)
        return {predicate: tuple(sorted(found[predicate])) for predicate in sorted(found)}

    def known(self, iri: str) -> bool:
        """Whether the release says anything of an IRI."""
        return next(iter(self.store.quads_for_pattern(NamedNode(iri), None, None, None)), None) is not None

    def below(self, iri: str, predicate: str = "rdfs:subClassOf") -> tuple[str, ...]:
        """What stands below an IRI at any distance, sorted; not the IRI itself."""
        return self._closure(iri, lambda node: self.subjects(predicate, node))

    def above(self, iri: str, predicate: str = "rdfs:subClassOf") -> tuple[str, ...]:
        """What stands above an IRI at any distance, sorted; not the IRI itself."""
        return self._closure(iri, lambda node: self.values(node, predicate))

    def _closure(self, iri: str, step: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
        found: set[str] = set()
        pending = [iri]
        while pending:
            new = set(step(pending.pop())) - found
            found |= new
            pending += sorted(new)
        return tuple(sorted(found - {iri}))

    def _label(self, iri: str) -> str:
        """What an IRI is called in English, in our vocabulary, or at least its CURIE."""
        found = [item for item in self.objects(iri, "rdfs:label") if isinstance(item, Literal)]
        found.sort(key=lambda item: (item.language != "en", bool(item.language), item.value))
        term = read_vocabulary().terms.get(iri)
        return found[0].value if found else term.label if term else contract(iri)

    def _thing(self, iri: str) -> Thing:
        name = contract(iri)
        shown = name if looks_like_curie(name) and not iri.startswith(BASE) else ""
        return Thing(self.label(iri), shown, path_of(iri))

    def things(self, iris: Iterable[str]) -> tuple[Thing, ...]:
        """Several, sorted by what they are called."""
        return tuple(sorted(map(self.thing, iris), key=lambda thing: (thing.text.casefold(), thing.id)))

    def of(self, term: Term) -> Thing:
        """A term as a thing: a literal is its text."""
        return self.thing(term.value) if isinstance(term, NamedNode) else Thing(term.value)


def _node(curie: str) -> NamedNode:
    return NamedNode(expand(curie))
