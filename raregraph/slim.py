"""The slim Biolink view: nodes with category and label, associations with Biolink terms only, no evidence nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from pyoxigraph import Quad, RdfFormat, parse

from raregraph.backbone import Backbone
from raregraph.ids import expand, ours, prefixes
from raregraph.kinds import kinds
from raregraph.lines import node, quote
from raregraph.nquads import Block
from raregraph.turtle import RDF_TYPE

_SLOTS = (
    "biolink:category",
    "biolink:negated",
    "biolink:primary_knowledge_source",
    "biolink:aggregator_knowledge_source",
    "biolink:knowledge_level",
    "biolink:agent_type",
    "biolink:has_evidence",
    "biolink:publications",
)
"""What an association keeps of its statement, beside the qualifiers that are Biolink slots."""
_ENDS = {"rdf:subject": "biolink:subject", "rdf:predicate": "biolink:predicate", "rdf:object": "biolink:object"}
_PREFIXES = {"Orphanet": "orphanet", "mesh": "MESH"}
"""Prefixes that Biolink's prefix map writes otherwise than we do."""


_SURE = ("stated", "likely")
"""Certainties a statement of the view may have: a claim that is less sure has a plain triple of ours, if any."""


def is_slim(block: Block) -> bool:
    """Whether a subject is a statement that Biolink can say without making it surer than it is.

    It has a plain triple with its own predicate, and Biolink has its predicate and class.
    """
    if block.one("rg:direct") != "true" or block.one("rg:certainty") not in _sure():
        return False
    object_, predicate, class_ = (block.texts(name)[0] for name in ("rdf:object", "rdf:predicate", "rdf:type"))
    return object_[0] == "<" and _in_biolink(predicate) and _in_biolink(class_)


@cache
def _sure() -> tuple[str, ...]:
    return tuple(expand(f"rg:{name}") for name in _SURE)


def _in_biolink(text: str) -> bool:
    return text.startswith(f"<{prefixes()['biolink']}")


def ends(block: Block) -> tuple[str, str]:
    """Subject and object of a statement."""
    return block.one("rdf:subject"), block.one("rdf:object")


def association(block: Block) -> list[str]:
    """The lines of a statement of the view, sorted."""
    found = ((name, block.values[predicate]) for predicate, name in _kept().items() if predicate in block.values)
    return sorted(f"<{block.iri}> {name} {text} ." for name, texts in found for text in texts)


@cache
def _kept() -> dict[str, str]:
    """What an association keeps: its predicate as N-Triples text, by the IRI of the statement's."""
    names = {name: name for name in (*_SLOTS, *_qualifiers())} | _ENDS
    return {str(expand(name)): node(kept) for name, kept in names.items()}


def _qualifiers() -> list[str]:
    return [column.property for column in kinds().columns.values() if column.property.startswith("biolink:")]


@dataclass(slots=True)
class Nodes:
    """The terms of a graph, and which of them are ends of the view's associations."""

    classes: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    ends: set[str] = field(default_factory=set)

    def see(self, block: Block) -> None:
        """Take note of a subject."""
        if block.iri.startswith(_hashed()):
            if is_slim(block):
                self.ends.update(ends(block))
            return
        if block.name:
            self.labels[block.iri] = block.name
        if RDF_TYPE in block.values:
            self.classes[block.iri] = [text for text in block.values[RDF_TYPE] if _in_biolink(text)]

    def lines(self, backbone: Backbone) -> list[str]:
        """The lines of the nodes, sorted, once all subjects are seen; no end is without one."""
        known = [iri for iri in self.ends if iri in self.classes]
        found = {f"<{iri}> {node('rdfs:label')} {quote(self.labels[iri])} ." for iri in known}
        found |= {f"<{iri}> {node('biolink:category')} {text} ." for iri in known for text in self.classes[iri]}
        return sorted(found | set(_xrefs(backbone, self.ends)))


@cache
def _hashed() -> tuple[str, ...]:
    """How IRIs begin of which there are too many to remember: their labels are sentences, not names."""
    return tuple(ours(kind) for kind in ("finding/", "page/", "passage/", "release/", "statement/"))


def _xrefs(backbone: Backbone, wanted: set[str]) -> Iterator[str]:
    """Mondo's cross-references of the diseases as CURIEs of Biolink's prefixes: an IRI would become an edge in KGX."""
    for xref in backbone.xrefs:
        prefix, _, local = xref.object.partition(":")
        if expand(xref.subject) in wanted:
            yield f"{node(xref.subject)} {node('biolink:xref')} {quote(f'{_PREFIXES.get(prefix, prefix)}:{local}')} ."


def to_quads(blocks: Iterable[Block], backbone: Backbone) -> list[Quad]:
    """The view of a graph's subjects, in the default graph, sorted."""
    nodes, lines = Nodes(), list[str]()
    for block in blocks:
        nodes.see(block)
        lines += association(block) if is_slim(block) else ()
    return list(parse("\n".join(sorted([*nodes.lines(backbone), *lines])), format=RdfFormat.N_TRIPLES))
