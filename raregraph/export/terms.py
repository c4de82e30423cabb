"""The terms of a graph as an export needs them: names, synonyms, cross-references, superclasses, and their CURIEs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from raregraph.errors import ReleaseError
from raregraph.export.profiles import table
from raregraph.export.rows import Node
from raregraph.ids import BASE, contract, expand, ours
from raregraph.kinds import kinds
from raregraph.nquads import Block

NODE_PREFIXES = ("MONDO", "HP", "HGNC", "CHEBI", "ECTO", "MAXO")
"""Prefixes a node may have; GARD and Orphanet are cross-references only."""
_PREFIXES = {"Orphanet": "orphanet", "mesh": "MESH"}
"""Prefixes that Biolink's prefix map writes otherwise than we do."""
_BACK = {theirs: own for own, theirs in _PREFIXES.items()}
_OURS = frozenset({"st", "pa", "fi", "ref", "en", "page", "graph", "release"})
"""Prefixes that only our files know: such an IRI stays whole."""
_ONTOLOGIES = {"MONDO": "mondo", "HP": "hpo"}
"""Prefixes whose superclasses are edges, and how the graph of their release begins."""
_RELEASE = re.compile(r"([a-z]+)-\d[^/]*")
"""The graph of a release: what it is of, and the release."""
_BY_PREFIX = {"MONDO": "biolink:Disease", "HP": "biolink:PhenotypicFeature"}
"""What a term is that only stands there as a superclass."""
_XREFS = ("skos:exactMatch", "oboInOwl:hasDbXref")
_SCOPES = {
    "exact_synonym": "oboInOwl:hasExactSynonym",
    "narrow_synonym": "oboInOwl:hasNarrowSynonym",
    "broad_synonym": "oboInOwl:hasBroadSynonym",
    "related_synonym": "oboInOwl:hasRelatedSynonym",
}
_HUMAN = {"in_taxon": "NCBITaxon:9606", "in_taxon_label": "Homo sapiens"}


@lru_cache(maxsize=1 << 15)
def curie(iri: str) -> str:
    """The CURIE of an IRI as Biolink's prefix map writes it; the IRI itself where it has none, or is of ours."""
    prefix, colon, local = contract(iri).partition(":")
    return iri if prefix in _OURS else f"{_PREFIXES.get(prefix, prefix)}{colon}{local}"


def iri(id_: str) -> str:
    """The IRI of what `curie` gave; raises KeyError for a prefix that is not ours to expand."""
    if id_.startswith(("http://", "https://")):
        return id_
    prefix, _, local = id_.partition(":")
    return expand(f"{_BACK.get(prefix, prefix)}:{local}")


def is_node(id_: str) -> bool:
    """Whether a CURIE may be a node."""
    return id_.partition(":")[0] in NODE_PREFIXES


@cache
def _hashed() -> tuple[str, ...]:
    """How IRIs begin that are no terms."""
    return tuple(ours(kind) for kind in ("finding/", "page/", "passage/", "release/", "statement/", "reference/"))


@dataclass(slots=True)
class Terms:
    """What is said of the terms of a graph.

    Attributes:
        blocks: what the graph says of each, by its CURIE.
        graphs: the IRI of the graph of an ontology's release, by the beginning of its name: `mondo`, `hpo`.
    """

    blocks: dict[str, Block] = field(default_factory=dict)
    graphs: dict[str, str] = field(default_factory=dict)

    def see(self, block: Block) -> None:
        """Take note of a subject if it is a term of an ontology, or the graph of a release."""
        if block.iri.startswith(ours("graph/")):
            self._see_graph(block.iri)
        elif not block.iri.startswith(_hashed()) and is_node(id_ := curie(block.iri)):
            self.blocks[id_] = _short(block)

    def _see_graph(self, iri: str) -> None:
        """A translation's graph is not the ontology's: `hpo-pt-2025-01-16` beside `hpo-2025-01-16`."""
        found = _RELEASE.fullmatch(iri.removeprefix(ours("graph/")))
        if found and found[1] in _ONTOLOGIES.values():
            self.graphs[found[1]] = iri

    def superclasses(self) -> Iterator[tuple[str, str, str]]:
        """Id, subclass and superclass of each superclass edge, sorted by id."""
        found = [(self._edge_id(sub, sup), sub, sup) for sub in self.blocks for sup in self.supers(sub)]
        return iter(sorted(found))

    def of_ontologies(self) -> set[str]:
        """The terms of Mondo and HPO, also those that no edge names: a page may only name its disease."""
        return {id_ for id_ in self.blocks if id_.partition(":")[0] in _ONTOLOGIES}

    def _edge_id(self, sub: str, sup: str) -> str:
        ontology = _ONTOLOGIES[sub.partition(":")[0]]
        return f"{self.graphs.get(ontology, ours('graph/' + ontology))}#{sub}-{sup}"

    def supers(self, id_: str) -> list[str]:
        """The superclasses of a term of Mondo or HPO, those of its own ontology, sorted."""
        prefix = id_.partition(":")[0]
        if prefix not in _ONTOLOGIES:
            return []
        found = (curie(link) for link in self.blocks[id_].plain("rdfs:subClassOf"))
        return sorted({sup for sup in found if sup.partition(":")[0] == prefix and sup in self.blocks})

    def node(self, id_: str, profile: str) -> Node:
        """The node of a term in a profile."""
        block = self.blocks[id_]
        class_ = self.class_of(id_)
        scopes = {name: _texts(block, property_) for name, property_ in _SCOPES.items()}
        return Node(
            id=id_,
            category=_named(class_, profile),
            name=block.name,
            xref=tuple(sorted({curie(link) for name in _XREFS for link in block.plain(name)})),
            synonym=tuple(sorted({text for texts in scopes.values() for text in texts})),
            symbol=block.name if class_ == "biolink:Gene" else "",
            description=block.one("skos:definition"),
            iri=block.iri,
            provided_by="raregraph_nodes",
            **scopes,  # type: ignore[arg-type]
            **(_HUMAN if class_ == "biolink:Gene" else {}),  # type: ignore[arg-type]
        )

    def class_of(self, id_: str) -> str:
        """The Biolink class of a term: the one the graph gives it, else that of its branch, else that of its prefix.

        Raises ReleaseError for a term of which the graph says nothing.
        """
        if id_ not in self.blocks:
            raise ReleaseError("graph", f"nothing is said of {id_}", "report it: a statement names it")
        given = [curie(link) for link in self.blocks[id_].plain("rdf:type") if link.startswith(expand("biolink:"))]
        return given[0] if given else self._branch(id_) or _BY_PREFIX.get(id_.partition(":")[0], "biolink:NamedThing")

    def _branch(self, id_: str) -> str:
        """The Biolink class of the branch a term stands in, or nothing."""
        seen, todo = {id_}, [id_]
        while todo:
            here = todo.pop(0)
            if (category := kinds().branches.get(here)) and (class_ := kinds().categories[category]) in _NAMED:
                return class_
            todo += [sup for sup in self.supers(here) if sup not in seen]
            seen.update(todo)
        return ""


def _named(class_: str, profile: str) -> str:
    rule = table().nodes.get(class_)
    return rule.names[profile] if rule else class_


_NAMED = frozenset(name for name in kinds().categories.values() if name.startswith("biolink:"))


def _texts(block: Block, property_: str) -> tuple[str, ...]:
    return tuple(sorted({text for text in block.plain(property_) if not text.startswith(BASE)}))


_KEPT = (*_XREFS, *_SCOPES.values(), "rdf:type", "rdfs:label", "rdfs:subClassOf", "skos:definition", "skos:closeMatch")


def _short(block: Block) -> Block:
    """A block without the direct triples, which would be kept twice."""
    wanted = {str(expand(name)) for name in _KEPT}
    return Block(block.iri, {name: texts for name, texts in block.values.items() if name in wanted})
