"""The vocabulary (graph/vocabulary.ttl): the classes, properties and individuals the graph may use, ours and not."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pyoxigraph as ox

from raregraph import content
from raregraph.errors import ContentError, RaregraphError, Where, raise_all
from raregraph.ids import BASE, Iri, contract, expand

NAMESPACE = BASE + "vocab/"
"""Where the terms of ours live."""

_TYPES = {
    "class": ("rdfs:Class", "owl:Class"),
    "property": ("rdf:Property", "owl:ObjectProperty", "owl:DatatypeProperty"),
    "individual": ("owl:NamedIndividual",),
}
_ALIGNMENTS = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")

Properties = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class VocabularyTerm:
    """A declared term. `sorts` are of class, property, individual: a kind and its role property may share an IRI.

    `types`, `parents`, `domain`, `range` and `alignments` are IRIs, sorted; `defined_by` is empty for a term of ours.
    """

    iri: Iri
    label: str
    definition: str
    sorts: tuple[str, ...]
    types: tuple[str, ...]
    parents: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    alignments: tuple[tuple[str, str], ...]
    defined_by: str

    @property
    def ours(self) -> bool:
        """Whether the term is in the namespace of raregraph."""
        return self.iri.startswith(NAMESPACE)


@dataclass(frozen=True)
class Vocabulary:
    """Every declared term by IRI, sorted; `title`, `description`, `version` and `licence` of the vocabulary itself."""

    terms: Mapping[str, VocabularyTerm]
    title: str
    description: str
    version: str
    licence: str

    def known(self, iri: str) -> bool:
        """Whether an IRI is declared, as a term of ours or of others."""
        return iri in self.terms

    @cached_property
    def classes(self) -> Mapping[str, VocabularyTerm]:
        """Every class by IRI."""
        return self._of_sort("class")

    @cached_property
    def properties(self) -> Mapping[str, VocabularyTerm]:
        """Every property by IRI."""
        return self._of_sort("property")

    @cached_property
    def individuals(self) -> Mapping[str, VocabularyTerm]:
        """Every individual by IRI."""
        return self._of_sort("individual")

    def members(self, class_: str) -> tuple[str, ...]:
        """The IRIs of the individuals of a class, sorted."""
        return tuple(iri for iri, term in self.individuals.items() if class_ in term.types)

    def superproperties(self, iri: str) -> frozenset[str]:
        """Every property above one, at any distance."""
        return self._above(iri, self.properties)

    def superclasses(self, iri: str) -> frozenset[str]:
        """Every class above one, at any distance."""
        return self._above(iri, self.classes)

    def _of_sort(self, sort: str) -> Mapping[str, VocabularyTerm]:
        return {iri: term for iri, term in self.terms.items() if sort in term.sorts}

    def _above(self, iri: str, terms: Mapping[str, VocabularyTerm]) -> frozenset[str]:
        found: set[str] = set()
        pending = [iri]
        while pending:
            term = terms.get(pending.pop())
            new = set(term.parents if term else ()) - found
            found |= new
            pending += new
        return frozenset(found)


@cache
def read_vocabulary() -> Vocabulary:
    """The project's own vocabulary, read once."""
    return read_vocabulary_of(content.GRAPH / "vocabulary.ttl")


def read_vocabulary_of(path: Path) -> Vocabulary:
    """Read a vocabulary. Raises ContentError for broken Turtle and for a term without type, label or definition."""
    where = Where(content.shown(path))
    found = _read(path, where)
    head = found.pop(NAMESPACE, {})
    terms = {iri: _term(iri, found[iri]) for iri in sorted(found)}
    raise_all(_faults(terms, where))
    title, description, version, licence = (
        _first(head, name) for name in ("dct:title", "dct:description", "owl:versionInfo", "dct:license")
    )
    return Vocabulary(terms, title, description, version, licence)


def _read(path: Path, where: Where) -> dict[str, Properties]:
    """Every subject with the texts of its properties; the properties are CURIEs, the texts sorted."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    try:
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            if not isinstance(quad.subject, ox.NamedNode) or isinstance(quad.object, ox.BlankNode | ox.Triple):
                raise ContentError(where, f"{quad} has a blank node", "name every node by an IRI")
            found[quad.subject.value][contract(quad.predicate.value)].add(quad.object.value)
    except OSError as error:
        raise ContentError(where, f"cannot be read: {error.strerror}", "check the file and its permissions") from None
    except SyntaxError as error:
        place = Where(where.file, error.lineno or 0)
        raise ContentError(place, f"not valid Turtle: {error.msg}", "mend the line") from None
    return {
        iri: {name: tuple(sorted(texts)) for name, texts in properties.items()} for iri, properties in found.items()
    }


def _term(iri: str, properties: Properties) -> VocabularyTerm:
    types = properties.get("rdf:type", ())
    sorts = tuple(sort for sort, names in _TYPES.items() if any(expand(name) in types for name in names))
    parents = (*properties.get("rdfs:subClassOf", ()), *properties.get("rdfs:subPropertyOf", ()))
    alignments = tuple((name, target) for name in _ALIGNMENTS for target in properties.get(name, ()))
    return VocabularyTerm(
        iri=Iri(iri),
        label=_first(properties, "rdfs:label"),
        definition=_first(properties, "skos:definition"),
        sorts=sorts,
        types=types,
        parents=parents,
        domain=properties.get("rdfs:domain", ()),
        range=properties.get("rdfs:range", ()),
        alignments=alignments,
        defined_by=_first(properties, "rdfs:isDefinedBy"),
    )


def _first(properties: Properties, name: str) -> str:
    return next(iter(properties.get(name, ())), "")


_CHECKS: tuple[tuple[Callable[[VocabularyTerm], bool], str, str], ...] = (
    (lambda term: bool(term.sorts), "has no type", "declare it a class, a property or an individual"),
    (lambda term: bool(term.label), "has no label", 'add rdfs:label "…"@en'),
    (lambda term: bool(term.definition or not term.ours), "has no definition", 'add skos:definition "…"@en'),
    (lambda term: bool(term.ours or term.defined_by), "is of others and does not say whose", "add rdfs:isDefinedBy"),
)


def _faults(terms: Mapping[str, VocabularyTerm], where: Where) -> Iterator[RaregraphError]:
    for term in terms.values():
        for holds, problem, fix in _CHECKS:
            if not holds(term):
                yield ContentError(where, f"{contract(term.iri)} {problem}", fix)


_CHAPTERS = (("Classes", "class"), ("Properties", "property"), ("Individuals", "individual"))


def to_markdown(vocabulary: Vocabulary) -> str:
    """The vocabulary for people: terms of ours in tables, then the terms of others as lists."""
    parts = [
        f"# {vocabulary.title}\n\nVersion {vocabulary.version}, <{vocabulary.licence}>. {vocabulary.description}\n\n"
        f"Namespace `rg:` is <{NAMESPACE}>. This page is generated:\n"
        "`python -m raregraph.vocabulary > docs/vocabulary.md`.\n"
    ]
    for title, sort in _CHAPTERS:
        rows = [_row(term, sort) for term in vocabulary.terms.values() if term.ours and sort in term.sorts]
        head = f"| term | label | meaning | {_COLUMN[sort]} |\n|---|---|---|---|\n"
        parts.append(f"\n## {title}\n\n{head}" + "".join(rows))
    parts.append("\n## Terms of others\n\n| ontology | terms |\n|---|---|\n" + "".join(_external(vocabulary)))
    return "".join(parts)


_COLUMN = {"class": "below, and near to", "property": "takes, and near to", "individual": "is one of"}


def _row(term: VocabularyTerm, sort: str) -> str:
    near = [f"{name.removeprefix('skos:').removesuffix('Match')}: {_code(target)}" for name, target in term.alignments]
    shown = {
        "class": [*map(_code, term.parents), *near],
        "property": [*map(_code, term.range), *near],
        "individual": [_code(type_) for type_ in term.types if type_.startswith(NAMESPACE)],
    }[sort]
    return f"| {_code(term.iri)} | {term.label} | {term.definition} | {', '.join(shown)} |\n"


def _code(iri: str) -> str:
    name = contract(iri)
    return f"`{name}`" if name != iri else f"<{iri}>"


def _external(vocabulary: Vocabulary) -> Iterator[str]:
    names: dict[str, list[str]] = defaultdict(list)
    for term in vocabulary.terms.values():
        if not term.ours:
            names[term.defined_by].append(_code(term.iri))
    for ontology in sorted(names):
        yield f"| <{ontology}> | {', '.join(names[ontology])} |\n"


if __name__ == "__main__":
    sys.stdout.write(to_markdown(read_vocabulary()))
