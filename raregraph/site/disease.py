"""A disease as people read it: what its pages said, part by part, each row with who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from raregraph.ids import contract, expand
from raregraph.queries import find
from raregraph.site.decisions import TimeLine, decisions, drugs_of, time_line
from raregraph.site.genes import genes
from raregraph.site.history import Version, versions_of
from raregraph.site.phenotypes import phenotypes
from raregraph.site.picture import Neighbours, Picture, picture
from raregraph.site.reading import Reader, Thing
from raregraph.site.remarks import Remark, changes_since, remarks_on
from raregraph.site.said import Said, about
from raregraph.site.sections import SECTIONS, Columns, block, others
from raregraph.site.subtypes import Branch, subtypes, tree
from raregraph.site.tables import Block, table

MOST_FORMS = 1500
"""Statements on forms of a disease that its page shows; beyond them it points at the saved queries."""
TOLD = ("rg:disease", "dct:subject", "rdfs:subClassOf", "rg:listedAsSubtypeOf", "rdf:subject", "rdf:object", "rg:about")
"""Incoming predicates that the parts of the page show already."""
INCOMING = 25
"""Incoming links of one predicate that a page lists."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A number at a glance: how many of what, and the anchor of the part that lists them."""

    count: int
    words: str
    id: str


@dataclass(frozen=True, slots=True)
class Pointing:
    """What points at the disease by one predicate: the first of them, and how many there are."""

    relation: str
    things: tuple[Thing, ...]
    total: int

    @property
    def rest(self) -> int:
        """How many are not listed."""
        return self.total - len(self.things)


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease's page. `dates` are those of the pages read; `ids` other ids with their relation."""

    iri: str
    thing: Thing
    dates: tuple[str, ...]
    undated: int
    decided: tuple[str, ...]
    synonyms: tuple[str, ...]
    ids: tuple[tuple[str, Thing], ...]
    parents: tuple[Thing, ...]
    glance: tuple[Glance, ...]
    picture: Picture
    blocks: tuple[Block, ...]
    time_line: TimeLine | None
    tree: tuple[Branch, ...]
    remarks: tuple[Remark, ...]
    versions: tuple[Version, ...]
    incoming: tuple[Pointing, ...]
    silent: tuple[str, ...]
    left_out: int

    def part(self, id: str) -> Block | None:
        """A part by its anchor."""
        return next((block for block in self.blocks if block.id == id), None)


def view(iri: str, reader: Reader) -> Disease:
    """All of a disease. What the release does not say is named, not left out."""
    own = about(iri, reader)
    forms = tuple(item for form in reader.below(iri) for item in about(form, reader))
    left_out = len(forms) if len(forms) > MOST_FORMS else 0
    said = (*own, *(() if left_out else forms))
    pages = reader.subjects("dct:subject", iri)
    remarks = remarks_on((*(item.iri for item in own), *pages, iri), reader)
    blocks = _blocks(iri, own, said, remarks, reader)
    branches = tree(iri, own, reader)
    filled = tuple(block for block in blocks if block.tables or (block.id == "subtypes" and branches))
    return Disease(
        iri, reader.thing(iri), _dates(own), sum(not item.as_of for item in own),
        _dates(item for item in own if item.kind == "decision"), _synonyms(iri, reader), _ids(iri, reader),
        reader.things(reader.values(iri, "rdfs:subClassOf")), _glance(filled, remarks),
        _picture(iri, own, said, reader), filled, time_line(own), branches, remarks,
        versions_of(pages, reader), _incoming(iri, reader),
        tuple(block.title for block in blocks if block not in filled), left_out,
    )  # fmt: skip


def _blocks(iri: str, own: tuple[Said, ...], said: tuple[Said, ...], remarks: Iterable[Remark],
            reader: Reader) -> tuple[Block, ...]:  # fmt: skip
    """Every part in its order; those without tables are not shown."""
    columns = Columns(reader, iri)
    plain = {id: block(section, said, columns) for id, section in SECTIONS.items()}
    plain["drugs"] = _with_decisions(plain["drugs"], own, reader)
    ordered = (
        plain["names"], genes(said),
        phenotypes(own, own, changes_since(iri, own, remarks, reader), reader), plain["signs"],
        subtypes(iri, own, reader), plain["inheritance"], plain["onset"], plain["causes"], plain["tests"],
        plain["drugs"], plain["care"], _unknown(said, columns), _denied(said, columns), plain["course"],
        plain["references"],
    )  # fmt: skip
    shown = {item.iri for one in ordered for item in one.said}
    rest = tuple(others(own, shown, columns))
    return (*ordered, Block("other", "Everything else that was read", rest, ("everything",), folded=True))


def _with_decisions(drugs: Block, own: tuple[Said, ...], reader: Reader) -> Block:
    """The decisions follow what is said to treat."""
    made = decisions(own, reader)
    tables = (*drugs.tables[:1], made, *drugs.tables[1:]) if made.rows else drugs.tables
    return Block(drugs.id, drugs.title, tables, ("drugs-and-decisions", "decisions-as-of", *drugs.queries))


def _unknown(said: Iterable[Said], columns: Columns) -> Block:
    kept = [item for item in said if item.certainty == "unknown"]
    return _sentences("unknown", "What the pages say is not known", "what-is-unknown", kept, columns)


def _denied(said: Iterable[Said], columns: Columns) -> Block:
    kept = [item for item in said if item.negated]
    return _sentences("denied", "What the pages say is not so", "what-is-not-so", kept, columns)


def _sentences(id: str, title: str, query: str, said: list[Said], columns: Columns) -> Block:
    made = table(title, said, {"statement": columns.says, "kind": columns.kind}, order=lambda item: (item.kind,))
    return Block(id, title, (made,) if made.rows else (), (query,))


def _dates(said: Iterable[Said]) -> tuple[str, ...]:
    """The dates of what GARD's pages say, oldest first."""
    return tuple(sorted({item.as_of for item in said if item.as_of and item.facts.get("rg:page")}))


def _synonyms(iri: str, reader: Reader) -> tuple[str, ...]:
    return tuple(sorted(reader.values(iri, "oboInOwl:hasExactSynonym"), key=str.casefold))


_SAME: Mapping[str, str] = {
    "skos:exactMatch": "the same",
    "skos:closeMatch": "close",
    "oboInOwl:hasDbXref": "cross-reference",
    "dct:identifier": "identifier",
}


def _ids(iri: str, reader: Reader) -> tuple[tuple[str, Thing], ...]:
    """The ids of the disease elsewhere, by relation, each linked to where it is defined."""
    found = [(words, Thing(contract(value), "", value)) for predicate, words in _SAME.items()
             for value in reader.values(iri, predicate)]  # fmt: skip
    return tuple(sorted(found, key=lambda item: (list(_SAME.values()).index(item[0]), item[1].text)))


_COUNTED: Mapping[str, tuple[str, str]] = {
    "names": ("name", "names"), "genes": ("gene", "genes"), "phenotypes": ("phenotype", "phenotypes"),
    "subtypes": ("listed subtype", "listed subtypes"), "inheritance": ("row on inheritance", "rows on inheritance"),
    "tests": ("row on tests", "rows on tests"), "drugs": ("row on drugs", "rows on drugs"),
    "care": ("row on care", "rows on care"), "unknown": ("open question", "open questions"),
    "references": ("reference or resource", "references and resources"),
}  # fmt: skip


def _glance(blocks: Iterable[Block], remarks: tuple[Remark, ...]) -> tuple[Glance, ...]:
    """Counts of what is listed; of phenotypes and genes each counts once."""
    found = []
    for one in blocks:
        if one.id in _COUNTED and one.count:
            count = _distinct(one) if one.id in ("genes", "phenotypes", "names") else one.count
            found.append(Glance(count, _COUNTED[one.id][count != 1], one.id))
    if remarks:
        found.append(Glance(len(remarks), "finding" if len(remarks) == 1 else "findings", "findings"))
    return tuple(found)


def _distinct(one: Block) -> int:
    return len({row.cells[0][0] for made in one.tables for row in made.rows if row.cells[0]})


def _picture(iri: str, own: tuple[Said, ...], said: tuple[Said, ...], reader: Reader) -> Picture:
    """What stands around the disease: broader terms, genes, phenotypes, subtypes and drugs."""
    genes_of = [item for item in said if item.kind == "gene" and not item.negated]
    seen = [item for item in own if item.kind == "phenotype" and not item.negated and not _itself(item)]
    seen.sort(key=lambda item: (-float(item.text("rg:classUpper") or -1), item.object.text.casefold()))
    forms = reader.things({*reader.subjects("rdfs:subClassOf", iri), *(
        item.text("rdf:subject") for item in own if item.kind == "subtype")})  # fmt: skip
    return picture(reader.thing(iri), (
        Neighbours("broader", "Broader in Mondo", "elsewhere", "middle",
                   reader.things(reader.values(iri, "rdfs:subClassOf"))),
        Neighbours("gene", "Genes", "genes", "left", _once(item.subject for item in sorted(
            genes_of, key=lambda item: item.subject.text.casefold()))),
        Neighbours("drug", "Drugs", "drugs", "left", drugs_of(own)),
        Neighbours("phenotype", "Phenotypes", "phenotypes", "right", _once(item.object for item in seen)),
        Neighbours("subtype", "Forms and subtypes", "subtypes", "middle", forms),
    ))  # fmt: skip


def _itself(said: Said) -> bool:
    """Whether HPO lists the disease among its own phenotypes."""
    return said.text("rg:selfReferring") == "true"


def _once(things: Iterable[Thing]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(things))


def _incoming(iri: str, reader: Reader) -> tuple[Pointing, ...]:
    """What else points at the disease, by predicate."""
    found = []
    for predicate, iris in reader.incoming(iri).items():
        if predicate not in TOLD:
            words = reader.label(expand(predicate))
            found.append(Pointing(words, reader.things(iris[:INCOMING]), len(iris)))
    return tuple(found)


def queries_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The saved queries that a page links to; each exists."""
    return tuple(dict.fromkeys(find(name).name for one in blocks for name in one.queries))
