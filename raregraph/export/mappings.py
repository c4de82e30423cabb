"""What a graph maps: its cross-references, and the wordings that its pages print for a term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from raregraph.ids import contract, expand, ours
from raregraph.nquads import Block

XREFS = ("skos:exactMatch", "skos:closeMatch", "oboInOwl:hasDbXref")
"""The predicates of cross-references, the surest first."""
LEXICAL, CURATED, INVERTED, CHAINED = (
    f"semapv:{name}" for name in ("LexicalMatching", "ManualMappingCuration", "MappingInversion", "MappingChaining")
)
"""Why a mapping is held to be right."""
_SCOPES = {
    "oboInOwl:hasExactSynonym": "skos:exactMatch",
    "oboInOwl:hasNarrowSynonym": "skos:broadMatch",
    "oboInOwl:hasBroadSynonym": "skos:narrowMatch",
    "oboInOwl:hasRelatedSynonym": "skos:relatedMatch",
}
"""A narrow synonym of a disease names something narrower: the disease is the broader match of the name."""
_TABLE_ENDS = dict.fromkeys(
    ("phenotype", "inheritance", "onsetclass", "survival", "modifier", "penetrance"), "rdf:object"
)
"""Which end of a statement the label of a row of the symptoms table names, by the statement's kind."""
_PROSE_ENDS = {
    "phenotype": "rdf:object",
    "survival": "rdf:object",
    "causation": "rdf:object",
    "proportion": "rdf:subject",
    "drug": "rdf:subject",
    "decision": "rdf:subject",
}
"""Which end a wording of prose names, where it can only be one."""
_HPO = "infores:hpo-annotations"


@dataclass(frozen=True, slots=True, order=True)
class Xref:
    """A cross-reference as the graph has it: CURIEs."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True, order=True)
class Wording:
    """A wording as printed, and the term it stands for; `author`: who says so, empty where a program does."""

    label: str
    term: str
    predicate: str
    justification: str
    author: str


@dataclass(slots=True)
class Mappings:
    """What is mapped in a graph.

    Attributes:
        version: of the release; empty where the graph has no description.
        issued: the date of the newest source, as YYYY-MM-DD; empty where the graph names none.
        mondo: the release of Mondo; empty where the graph has none.
        files: the IRIs of Mondo's own mapping sets that the cross-references are from.
        labels: English names of terms, and of GARD ids by their pages, by CURIE.
        xrefs: cross-references of Mondo terms and of GARD ids.
        pages: the CURIE of what a page is about, by GARD id.
        wordings: in how many statements each is printed.
    """

    version: str = ""
    issued: str = ""
    mondo: str = ""
    files: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    xrefs: set[Xref] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    wordings: dict[Wording, int] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)

    def see(self, block: Block) -> None:
        """Take note of a subject."""
        take = next((take for stem, take in _TAKES.items() if block.iri.startswith(stem)), Mappings._see_term)
        take(self, block)

    def _see_statement(self, block: Block) -> None:
        for wording in wordings(block):
            self.wordings[wording] = self.wordings.get(wording, 0) + 1

    def _see_release(self, block: Block) -> None:
        if "/" not in block.iri.removeprefix(ours("release/")):
            self.version = block.one("dcat:version")
            self.issued = block.one("dct:issued") or self.issued

    def _see_graph(self, block: Block) -> None:
        name = block.iri.removeprefix(ours("graph/"))
        if name.endswith(".sssom.tsv"):
            self.files.add(block.iri)
        elif "/" not in name:
            self.issued = max(self.issued, block.one("dct:issued"))
            self.mondo = block.one("dcat:version") if name.startswith("mondo-") else self.mondo

    def _see_page(self, block: Block) -> None:
        """A page names a GARD id and what it is about; its versions, whose IRIs begin with its own, have the title."""
        page = "/".join(block.iri.split("/")[:6])
        if block.iri == page:
            self.pages[block.one("dct:identifier")] = contract(block.one("dct:subject"))
            self._titles[page] = block.one("dct:identifier")
        elif (title := block.one("dct:title")) and (id_ := self._titles.get(page)):
            self.labels.setdefault(id_, title)

    def _see_term(self, block: Block) -> None:
        id_ = contract(block.iri)
        if block.name:
            self.labels[id_] = block.name
        if id_.startswith(("MONDO:", "GARD:")):
            found = ((name, iri) for name in XREFS for iri in block.plain(name))
            self.xrefs |= {Xref(id_, name, contract(iri)) for name, iri in found}

    def _pass(self, block: Block) -> None:
        """What maps nothing."""


_TAKES = {
    ours("statement/"): Mappings._see_statement,
    ours("release/"): Mappings._see_release,
    ours("graph/"): Mappings._see_graph,
    ours("page/"): Mappings._see_page,
    ours("finding/"): Mappings._pass,
    ours("passage/"): Mappings._pass,
    ours("reference/"): Mappings._pass,
}


def read_mappings(blocks: Iterable[Block]) -> Mappings:
    """What a graph maps; `blocks`: its subjects in the order of their IRIs, read once."""
    found = Mappings()
    for block in blocks:
        found.see(block)
    return found


def wordings(block: Block) -> Iterator[Wording]:
    """The wordings that a statement shows to mean a term."""
    kind = contract(block.one("rg:kind")).removeprefix("rg:")
    if not block.one("rg:page") or block.one("rg:standing") == expand("rg:retracted"):
        return
    if kind == "name":
        yield from _of_name(block)
    elif block.one("biolink:primary_knowledge_source") == _HPO:
        yield from _of_table(block, kind)
    else:
        yield from _of_prose(block, kind)


def _of_name(block: Block) -> Iterator[Wording]:
    """A page's own list of names, or HPO's of a symptom, as the page copied them: their people say so."""
    author = _HPO_TEAM if block.one("biolink:primary_knowledge_source") == _HPO else _GARD
    predicate = _SCOPES.get(contract(block.one("rdf:predicate")), "")
    for label in block.plain("rg:sourceLabel") or block.plain("rdf:object"):
        if predicate:
            yield Wording(label, contract(block.one("rdf:subject")), predicate, CURATED, author)
        for iri in block.plain("rg:denotes"):
            yield Wording(label, contract(iri), "skos:exactMatch", CURATED, _US)


_GARD, _HPO_TEAM = "Genetic and Rare Diseases Information Center", "Human Phenotype Ontology"
_US = "the raregraph authors"


def _of_table(block: Block, kind: str) -> Iterator[Wording]:
    """A row prints a label of HPO's, of its day: where it is today's the statement keeps no wording of its own."""
    if term := _term(block, _TABLE_ENDS.get(kind, "")):
        for label in block.plain("rg:sourceLabel") or [""]:
            yield Wording(label, term, "skos:exactMatch", LEXICAL, "")


def _of_prose(block: Block, kind: str) -> Iterator[Wording]:
    """A wording of prose may lean on its sentence: it is close, unless it is the label itself."""
    if kind == "gene" and not block.plain("rg:sourceLabel") and (gene := _term(block, "rdf:subject")):
        yield Wording("", gene, "skos:exactMatch", LEXICAL, "")
    if term := _term(block, _PROSE_ENDS.get(kind, "")):
        for label in block.plain("rg:sourceLabel"):
            yield Wording(label, term, "skos:closeMatch", CURATED, _US)


def _term(block: Block, end: str) -> str:
    """The CURIE of an end, where the end has one."""
    text = next(iter(block.texts(end)), "") if end else ""
    return contract(text[1:-1]) if text.startswith("<") and _is_curie(contract(text[1:-1])) else ""


@cache
def _is_curie(text: str) -> bool:
    return not text.startswith("http")
