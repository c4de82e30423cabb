"""The figures of a graph, as VoID counts them: triples, subjects, objects, partitions by class and property."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from raregraph.turtle import RDF_TYPE


@dataclass(frozen=True, slots=True)
class Partition:
    """The triples of a property, or of the entities of a class: how many, of how many subjects and objects."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the union of all graphs; `graphs` holds the triples of each named graph; partitions are sorted by IRI."""

    triples: int
    subjects: int
    objects: int
    classes: tuple[Partition, ...]
    properties: tuple[Partition, ...]
    graphs: dict[str, int]


def statistics(quads: Iterable[Quad]) -> Statistics:
    """Count quads; a triple of several graphs counts once, but in each of them."""
    distinct = set(quads)
    triples = {quad.triple for quad in distinct}
    graphs = Counter(quad.graph_name.value for quad in distinct if isinstance(quad.graph_name, NamedNode))
    members: dict[object, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == RDF_TYPE:
            members[triple.subject].add(str(triple.object)[1:-1])
    by_class: dict[str, list[Triple]] = defaultdict(list)
    by_property: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        by_property[triple.predicate.value].append(triple)
        for class_ in members.get(triple.subject, ()):
            by_class[class_].append(triple)
    return Statistics(
        len(triples), len({triple.subject for triple in triples}), len({triple.object for triple in triples}),
        _partitions(by_class), _partitions(by_property), dict(sorted(graphs.items())),
    )  # fmt: skip


def _partitions(groups: Mapping[str, list[Triple]]) -> tuple[Partition, ...]:
    return tuple(
        Partition(iri, len(group), len({triple.subject for triple in group}), len({triple.object for triple in group}))
        for iri, group in sorted(groups.items())
    )
