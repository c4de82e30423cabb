"""What there is to say of an IRI: its triples, its parts, what points at it, and what all of these are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from raregraph.ids import BASE, expand, ours
from raregraph.nquads import Block, gathered, in_order, lines_of
from raregraph.site import links
from raregraph.site.opened import Opened

SHOWN = 100
"""How many of the nodes that point at one by the same predicate a description holds; the rest is a query away."""
_PARTS = "oa:hasSelector dcat:distribution spdx:checksum void:classPartition void:propertyPartition"
PARTS = frozenset(map(expand, _PARTS.split()))
"""Predicates whose objects have no page of their own: they are told where they belong."""
TOLD = {"statement": frozenset(map(expand, ("prov:wasDerivedFrom",)))}
"""By family of the IRI: predicates whose objects have a page of their own and are told here, too."""
SILENT = frozenset(map(expand, ("void:class", "void:property", "void:vocabulary", "void:uriSpace")))
"""Predicates whose subjects are told elsewhere: who points at a term by them says nothing of it."""
_LABEL, _SEE, _COMMENT = (NamedNode(expand(name)) for name in ("rdfs:label", "rdfs:seeAlso", "rdfs:comment"))
_TOPIC, _TYPE = NamedNode(expand("foaf:primaryTopic")), NamedNode(expand("rdf:type"))
_DOCUMENT = NamedNode(expand("foaf:Document"))


@dataclass(frozen=True, slots=True)
class Incoming:
    """What points at a node by one predicate: the first `SHOWN` of them by IRI, and how many there are in all."""

    predicate: str
    subjects: tuple[str, ...]
    total: int

    @property
    def rest(self) -> int:
        """How many are not told."""
        return self.total - len(self.subjects)


@dataclass(frozen=True, slots=True)
class Description:
    """A node with all that belongs to it: `own` says, `parts` by IRI, `incoming` by predicate, `quads` all of it.

    `quads` are of no graph, sorted by their N-Triples text, each once.
    """

    iri: str
    own: Block
    parts: tuple[Block, ...]
    incoming: tuple[Incoming, ...]
    quads: tuple[Quad, ...]


@lru_cache(maxsize=8)
def describe(opened: Opened, iri: str) -> Description | None:
    """Everything of an IRI; None for one that the release says nothing of."""
    own = sorted(set(opened.quads(iri)), key=str)
    if not own:
        return None
    parts = list(_parts(opened, iri, own))
    found = tuple(incoming(opened, iri))
    told = {*own, *parts, *(quad for item in found for quad in _links(item, iri))}
    labels = set(_labels(opened, told)) | set(_rest(iri, found))
    quads = tuple(sorted(told | labels, key=str))
    blocks = {block.iri: block for block in in_order(gathered(lines_of([*own, *parts])))}
    return Description(iri, blocks.pop(iri), tuple(blocks.values()), found, quads)


def family(iri: str) -> str:
    """What kind of IRI of ours it is: the first name of its path; empty for those of others.

    >>> family("https://w3id.org/raregraph/page/gard-5786/0d97d85dcf34")
    'page'
    """
    return iri.removeprefix(BASE).partition("/")[0] if iri.startswith(BASE) else ""


def _parts(opened: Opened, iri: str, own: Iterable[Quad]) -> Iterator[Quad]:
    """What the parts of a node say, and their parts; so are nodes that have no page but this one."""
    follow = PARTS | TOLD.get(family(iri), frozenset())
    seen, level = {iri}, list(own)
    while level:
        below = {
            quad.object.value
            for quad in level
            if isinstance(quad.object, NamedNode)
            and (quad.predicate.value in follow or links.told_on(quad.object.value, iri))
        }
        level = [quad for node in sorted(below - seen) for quad in opened.quads(node)]
        seen |= below
        yield from level


def incoming(opened: Opened, iri: str) -> Iterator[Incoming]:
    """What points at an IRI, by predicate."""
    found: dict[str, set[str]] = {}
    for quad in opened.pointing(iri):
        if isinstance(quad.subject, NamedNode) and quad.predicate.value not in SILENT:
            found.setdefault(quad.predicate.value, set()).add(quad.subject.value)
    for predicate in sorted(found):
        yield Incoming(predicate, tuple(nsmallest(SHOWN, found[predicate])), len(found[predicate]))


def _links(item: Incoming, iri: str) -> Iterator[Quad]:
    return (Quad(NamedNode(subject), NamedNode(item.predicate), NamedNode(iri)) for subject in item.subjects)


def _labels(opened: Opened, quads: Iterable[Quad]) -> Iterator[Quad]:
    """What the subjects and objects of triples are called, in every language there is."""
    nodes = {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
    for node in nodes:
        for store in (opened.store, opened.declared):
            for quad in store.quads_for_pattern(node, _LABEL, None, None):
                yield Quad(node, _LABEL, quad.object)


def _rest(iri: str, found: Iterable[Incoming]) -> Iterator[Quad]:
    """What is not told, and the queries that tell it: said of the document, not of what it is about."""
    page = NamedNode(f"{ours('about')}?iri={quote(iri, safe='')}")
    for item in found:
        if item.rest:
            yield from (Quad(page, _TYPE, _DOCUMENT), Quad(page, _TOPIC, NamedNode(iri)))
            text = f"{len(item.subjects):,} of {item.total:,} that point here by {item.predicate} are listed"
            yield Quad(page, _COMMENT, Literal(text, language="en"))
            yield Quad(page, _SEE, NamedNode(f"{ours('sparql')}?query={quote(query_of(iri, item.predicate), safe='')}"))


def query_of(iri: str, predicate: str) -> str:
    """The query that lists everything that points at an IRI by a predicate."""
    return f"SELECT ?subject WHERE {{ ?subject <{predicate}> <{iri}> }} ORDER BY ?subject"
