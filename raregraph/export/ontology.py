"""The disease and phenotype part of the rows as an ontology: terms, superclasses, and the links between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph.errors import ReleaseError
from raregraph.export.rows import Edge, Loss, Node, Rows
from raregraph.ids import expand, ours

PREFIXES = ("HP", "MONDO")
"""The ids of the terms of the part."""
IS_A = "biolink:subclass_of"
LINK = "link-only"
"""The loss of a link: it is there, but not who says so, how often, by what evidence."""
SCOPES = {"exact_synonym": "EXACT", "narrow_synonym": "NARROW", "broad_synonym": "BROAD", "related_synonym": "RELATED"}
"""The fields of a node that have its synonyms, and what OBO calls their scope."""
DISCLAIMER = "Read from pages of the dates their statements have; not current medical advice."


@dataclass(frozen=True, slots=True)
class Ontology:
    """The part.

    Attributes:
        version: of the release.
        terms: by id, sorted by id.
        supers: the superclasses of a term, sorted.
        links: predicate and object of what is said of a term, sorted, each once; a denied statement is none.
        predicates: those of the links, sorted.
    """

    version: str
    terms: Mapping[str, Node]
    supers: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[tuple[str, str], ...]]
    predicates: tuple[str, ...]


def to_ontology(rows: Rows, version: str) -> Ontology:
    """The disease and phenotype part of rows; it is held in memory, without what its statements say of the links."""
    terms = {id_: node for id_, node in rows.nodes.items() if _is_term(id_)}
    supers: dict[str, set[str]] = {}
    links: dict[str, set[tuple[str, str]]] = {}
    for edge in rows.edges():
        if (fate := _fate(edge)) == "":
            supers.setdefault(edge.subject, set()).add(edge.object)
        elif fate == LINK:
            links.setdefault(edge.subject, set()).add((edge.predicate, edge.object))
    predicates = sorted({predicate for found in links.values() for predicate, _ in found})
    return Ontology(
        version,
        terms,
        {id_: tuple(sorted(found)) for id_, found in supers.items()},
        {id_: tuple(sorted(found)) for id_, found in links.items()},
        tuple(predicates),
    )


def _is_term(id_: str) -> bool:
    return id_.partition(":")[0] in PREFIXES


def _fate(edge: Edge) -> str:
    """Why an edge is not said, or not wholly: a reason of a loss; empty for a superclass, of which nothing is lost."""
    if not (_is_term(edge.subject) and _is_term(edge.object)):
        return "other-part"
    if edge.predicate == IS_A:
        return ""
    return "negated" if edge.negated else LINK


def losses_of(rows: Rows, format_: str) -> Iterator[Loss]:
    """What the part does not say of rows: edges of other terms, denied ones, and what else is known of a link."""
    fates = ((_fate(edge), edge) for edge in rows.edges())
    yield from sorted(Loss(format_, fate, edge.id, edge.predicate) for fate, edge in fates if fate)


def name_of(predicate: str) -> str:
    """A predicate in words: `has phenotype`."""
    return predicate.partition(":")[2].replace("_", " ")


def iri_of(curie: str) -> str:
    """The IRI of a CURIE."""
    return str(expand(curie))


def version_of(release: Path) -> str:
    """The version of a release, from its README. Raises ReleaseError where it has none."""
    try:
        with (release / "README.md").open(encoding="utf-8") as text:
            first = text.readline().split()
    except OSError:
        first = []
    if len(first) != 3 or first[:2] != ["#", "raregraph"]:
        raise ReleaseError(str(release), "README.md does not begin with a version", "name the folder of a release")
    return first[2]


def graph_iri(version: str) -> str:
    """The IRI of the ontology of a release."""
    return ours(f"release/{version}/ontology")
