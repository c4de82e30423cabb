"""The reference backbone: the excerpt of HPO, Mondo and HGNC that graph/backbone keeps, with its provenance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.ids import Curie, curie
from raregraph.tsv import Table, read_table

HPO_COLUMNS = ("id", "label", "is_a", "synonyms", "obsolete")
MONDO_COLUMNS = ("id", "label", "subclass_of")
XREF_COLUMNS = ("id", "predicate", "xref", "file")
GENE_COLUMNS = ("disease", "relation", "gene", "row")
HGNC_COLUMNS = ("id", "symbol")
SEPARATOR = "|"
"""Between the values of one cell."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a release: its path below the reference folder and the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """A release that an excerpt was taken from; `graph` is the local name of its named graph."""

    name: str
    title: str
    release: str
    licence: str
    url: str
    citation: str
    credit: str
    infores: str
    files: tuple[SourceFile, ...]

    @property
    def graph(self) -> str:
        """E.g. `hpo-2025-01-16`."""
        return f"{self.name}-{self.release}"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a reference ontology; `parents` are the named superclasses within the backbone, sorted."""

    curie: Curie
    label: str
    parents: tuple[Curie, ...]
    synonyms: tuple[str, ...]
    obsolete: bool
    source: Source


@dataclass(frozen=True, slots=True, order=True)
class Xref:
    """A cross-reference of a Mondo term: `predicate` is skos:exactMatch or oboInOwl:hasDbXref."""

    subject: Curie
    predicate: str
    object: Curie
    file: SourceFile


@dataclass(frozen=True, slots=True, order=True)
class GeneAxiom:
    """Mondo's axiom that a disease has its material basis in a germline mutation of a gene; `row` is the edge's id."""

    disease: Curie
    relation: Curie
    gene: Curie
    row: str
    file: SourceFile


class _Parents(Mapping[str, tuple[Curie, ...]]):
    """The parents of each term, looked up and not copied: ancestors are asked for thousands of times."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self._terms = terms

    def __getitem__(self, name: str) -> tuple[Curie, ...]:
        return self._terms[name].parents

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


@dataclass(frozen=True, slots=True)
class Backbone:
    """The whole excerpt. `sources` by name: hpo, mondo, hgnc; a source's files are those of all its tables.

    `by_end` holds the axioms of each gene and of each disease.
    """

    terms: Mapping[str, Term]
    xrefs: tuple[Xref, ...]
    axioms: tuple[GeneAxiom, ...]
    sources: Mapping[str, Source]
    by_end: Mapping[str, tuple[GeneAxiom, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[GeneAxiom]] = {}
        for axiom in self.axioms:
            for end in (axiom.gene, axiom.disease):
                found.setdefault(end, []).append(axiom)
        object.__setattr__(self, "by_end", {end: tuple(axioms) for end, axioms in found.items()})

    def excerpt(self, mentioned: Iterable[str]) -> Backbone:
        """What is about some terms: they and their ancestors, their cross-references, the axioms that touch them."""
        named = set(mentioned)
        axioms = tuple(axiom for axiom in self.axioms if axiom.gene in named or axiom.disease in named)
        named |= {end for axiom in axioms for end in (axiom.gene, axiom.disease)}
        kept = {*named, *walk(_Parents(self.terms), named)}
        terms = {name: term for name, term in self.terms.items() if name in kept}
        return Backbone(terms, tuple(xref for xref in self.xrefs if xref.subject in named), axioms, self.sources)

    def ancestors(self, term: str) -> tuple[Curie, ...]:
        """Every superclass of a term, itself not included, sorted; none for a term the backbone lacks."""
        return walk(_Parents(self.terms), [term])

    def is_a(self, term: str, ancestor: str) -> bool:
        """Whether a term is an ancestor's descendant, or the same."""
        return term == ancestor or ancestor in self.ancestors(term)

    def label(self, term: str) -> str:
        """The label of a term, or an empty string when the backbone lacks it."""
        known = self.terms.get(term)
        return known.label if known else ""


def walk(edges: Mapping[str, Iterable[str]], starts: Iterable[str]) -> tuple[Curie, ...]:
    """Everything reached from some nodes along edges, sorted; a start only where an edge leads to it."""
    reached: set[str] = set()
    pending = list(starts)
    while pending:
        for node in edges.get(pending.pop(), ()):
            if node not in reached:
                reached.add(node)
                pending.append(node)
    return tuple(Curie(node) for node in sorted(reached))


def read_backbone_of(folder: Path) -> Backbone:
    """Read the tables of a backbone folder. Raises ContentError where a table or an id in it is at fault."""
    hpo = read_table(folder / "hpo.tsv", HPO_COLUMNS)
    mondo = read_table(folder / "mondo.tsv", MONDO_COLUMNS)
    xrefs = read_table(folder / "mondo-xrefs.tsv", XREF_COLUMNS)
    genes = read_table(folder / "mondo-genes.tsv", GENE_COLUMNS)
    hgnc = read_table(folder / "hgnc.tsv", HGNC_COLUMNS)
    sources = {"hpo": _source(hpo), "mondo": _source(mondo, xrefs, genes), "hgnc": _source(hgnc)}
    terms = [
        *_terms(hpo, sources["hpo"], "is_a"),
        *_terms(mondo, sources["mondo"], "subclass_of"),
        *_terms(hgnc, sources["hgnc"], ""),
    ]
    return Backbone({term.curie: term for term in terms}, _xrefs(xrefs), _axioms(genes), sources)


@cache
def read_backbone() -> Backbone:
    """The project's own backbone, read once."""
    return read_backbone_of(content.GRAPH / "backbone")


def ancestors(term: str) -> tuple[Curie, ...]:
    """Every superclass of a term in the project's own backbone, sorted.

    >>> ancestors("MONDO:0005144")[0]
    'MONDO:0002545'
    """
    return read_backbone().ancestors(term)


def _source(*tables: Table) -> Source:
    first = tables[0]
    files = sorted({_file(line) for table in tables for line in table.all_of("file")}, key=lambda file: file.path)
    return Source(
        name=first.of("source"),
        title=first.of("title"),
        release=first.of("release"),
        licence=first.of("licence"),
        url=first.of("url"),
        citation=first.of("citation"),
        credit=first.of("credit"),
        infores=first.of("infores"),
        files=tuple(files),
    )


def _file(line: str) -> SourceFile:
    path, _, digest = line.partition(" sha256:")
    return SourceFile(path, digest)


def _terms(table: Table, source: Source, parents: str) -> list[Term]:
    return [
        Term(
            curie(row["id"], table.where), row.get("label", "") or row["symbol"], _curies(row.get(parents, ""), table),
            _split(row.get("synonyms", "")), row.get("obsolete") == "true", source,
        )
        for row in table.records()
    ]  # fmt: skip


def _xrefs(table: Table) -> tuple[Xref, ...]:
    files = _files(table)
    where = table.where
    return tuple(
        Xref(curie(row["id"], where), row["predicate"], curie(row["xref"], where), files[row["file"]])
        for row in table.records()
    )


def _axioms(table: Table) -> tuple[GeneAxiom, ...]:
    (file,) = _files(table).values()
    return tuple(
        GeneAxiom(
            disease=curie(row["disease"], table.where),
            relation=curie(row["relation"], table.where),
            gene=curie(row["gene"], table.where),
            row=row["row"],
            file=file,
        )
        for row in table.records()
    )


def _files(table: Table) -> dict[str, SourceFile]:
    return {file.path: file for file in map(_file, table.all_of("file"))}


def _curies(cell: str, table: Table) -> tuple[Curie, ...]:
    return tuple(curie(text, table.where) for text in _split(cell))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(SEPARATOR)) if cell else ()
