"""The tables of start-here/: what a reader without SPARQL looks for first, one row a statement, tab-separated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from raregraph.ids import BASE, contract, expand, prefixes
from raregraph.kinds import kinds
from raregraph.nquads import Block
from raregraph.text import words

FINDINGS = "findings"
_FINDING_HEAD = ("type", "finding", "as of", "who says so", "place", "evidence link", "about", "finding id")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A passage as a table shows it."""

    version: str
    start: int
    end: int
    section: str
    words: str
    iri: str

    def __str__(self) -> str:
        """`symptoms 3800–3831: Depressivity … 0000716`."""
        return f"{self.section} {self.start}–{self.end}: {self.words}".strip()


def spot(passage: Block, selector: Block) -> Spot:
    """A passage from its two nodes."""
    first, last = passage.one("rg:firstWords"), passage.one("rg:lastWords")
    return Spot(
        passage.one("oa:hasSource"),
        int(selector.one("oa:start")),
        int(selector.one("oa:end")),
        passage.one("oa:hasScope").rpartition("/")[2],
        f"{first} … {last}" if last else first,
        passage.iri,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the labels of terms, by IRI, and its passages in the order of the page."""

    block: Block
    labels: Mapping[str, str]
    spots: tuple[Spot, ...]

    def one(self, curie: str) -> str:
        """The first object of a predicate, or nothing."""
        return self.block.one(curie)

    def named(self, name: str) -> str:
        """What a part of it is called: subject, object, predicate or a column of graph/kinds.yaml."""
        text = next(iter(self.block.texts(_ENDS.get(name) or kinds().columns[name].property)), "")
        if text[:1] != "<":
            return self.block.one(_ENDS.get(name) or kinds().columns[name].property)
        return self._called(name, text[1:-1])

    def _called(self, name: str, iri: str) -> str:
        if name == "frequency":
            return next(known.label for known in kinds().frequencies.values() if expand(known.curie) == iri)
        if name == "predicate" or (name in kinds().columns and kinds().columns[name].values):
            return words(contract(iri).partition(":")[2])
        return self.labels[iri]

    def id(self, name: str) -> str:
        """The id of the subject or object; empty for a literal."""
        text = self.block.texts(_ENDS[name])[0]
        return contract(text[1:-1]) if text[0] == "<" else ""

    def value(self, curie: str) -> str:
        """The local name of a value of ours."""
        return self.one(curie).removeprefix(prefixes()["rg"])


_ENDS = {"subject": "rdf:subject", "predicate": "rdf:predicate", "object": "rdf:object"}
Column = tuple[str, Callable[[Said], str]]


def row_text(cells: Iterable[str]) -> str:
    """A row, without its end: no cell has a tab or a line feed."""
    return "\t".join(" ".join(cell.split()) for cell in cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the statements of some kinds; rows are sorted by `order`, then by their cells."""

    name: str
    kinds: tuple[str, ...]
    columns: tuple[Column, ...]
    order: Callable[[Said], str]

    @property
    def head(self) -> str:
        """The names of the columns."""
        return row_text(name for name, _ in self.columns)

    def keyed(self, said: Said) -> str:
        """The row of a statement behind its key, so that rows can be sorted as text."""
        return keyed(self.order(said), (read(said) for _, read in self.columns))


def keyed(order: str, cells: Iterable[str]) -> str:
    """A row behind its key and a character that sorts before all others."""
    return f"{row_text([order])}\0{row_text(cells)}"


def _shown(block: Block) -> bool:
    """Not what was retracted, nor a body region where signs occur."""
    return block.one("rg:standing") != expand("rg:retracted") and block.one("rdf:predicate") != expand(
        "rg:signsCanOccurIn"
    )


def _part(name: str) -> Callable[[Said], str]:
    return lambda said: said.named(name)


def _id(name: str) -> Callable[[Said], str]:
    return lambda said: said.id(name)


def _said(said: Said) -> str:
    """How it is said: `stated`, `possible, some`, `stated not`."""
    certainty, quantity = said.value("rg:certainty"), said.value("rg:quantity")
    certainty += " not" if said.one("biolink:negated") == "true" else ""
    return f"{certainty}, {quantity}" if quantity else certainty


def _as_of(said: Said) -> str:
    return said.one("rg:asOf")


def _standing(said: Said) -> str:
    return said.value("rg:standing")


def _who(said: Said) -> str:
    """The primary source, and by way of whom: `hpo-annotations by way of gard`."""
    found = [said.block.plain(f"biolink:{name}_knowledge_source") for name in ("primary", "aggregator")]
    return " by way of ".join(value.removeprefix("infores:") for values in found for value in values)


def _link(said: Said) -> str:
    """The evidence link; of a data file the row's key, of a curator the reference."""
    names = ("rg:evidenceLink", "rg:curationReference", "rg:sourceRow")
    return next((said.one(name) for name in names if said.one(name)), "")


def _where(said: Said) -> str:
    return "; ".join([*map(str, said.spots), *said.block.plain("rg:sourceFile")])


def _by_subject(said: Said) -> str:
    return said.named("subject").casefold()


_EVIDENCE: tuple[Column, ...] = (
    ("said how", _said),
    ("as of", _as_of),
    ("standing", _standing),
    ("who says so", _who),
    ("place", _where),
    ("evidence link", _link),
)
_STATEMENT: Column = ("statement", lambda said: said.block.iri)

TABLES = (
    Table(
        "names",
        ("name",),
        (
            ("name", _part("object")),
            ("of", _part("subject")),
            ("scope", lambda said: said.named("predicate").removeprefix("has ")),
            ("type", _part("scope")),
            *_EVIDENCE,
            ("id", _id("subject")),
            _STATEMENT,
        ),
        lambda said: _by_subject(said) if said.one("rdf:subject") != said.one("rg:disease") else "",
    ),
    Table(
        "phenotypes",
        ("phenotype", "sign"),
        (
            ("phenotype", _part("object")),
            ("frequency", _part("frequency")),
            ("disease", _part("subject")),
            ("phase", _part("phase")),
            ("sign of", _part("group")),
            ("printed as", lambda said: "; ".join(sorted(said.block.plain("rg:sourceLabel")))),
            *_EVIDENCE,
            ("phenotype id", _id("object")),
            ("disease id", _id("subject")),
            _STATEMENT,
        ),
        lambda said: said.one("biolink:frequency_qualifier") or "~",
    ),
    Table(
        "genes",
        ("gene",),
        (
            ("gene", _part("subject")),
            ("relation", _part("predicate")),
            ("disease", _part("object")),
            *_EVIDENCE,
            ("gene id", _id("subject")),
            ("disease id", _id("object")),
            _STATEMENT,
        ),
        _by_subject,
    ),
    Table(
        "drugs-and-decisions",
        ("drug", "decision", "product"),
        (
            ("as of", _as_of),
            ("drug or product", _part("subject")),
            ("what is said", _part("predicate")),
            ("of", _part("object")),
            ("status", lambda said: words(said.named("status") or said.named("approval"))),
            ("agency", _part("agency")),
            ("jurisdiction", _part("jurisdiction")),
            ("form", _part("form")),
            ("year", _part("year")),
            *(column for column in _EVIDENCE if column[0] != "as of"),
            ("id", _id("subject")),
            ("of id", _id("object")),
            _STATEMENT,
        ),
        _by_subject,
    ),
)
"""Each table of statements; an empty key sorts first, `~` last: names of the disease, what has no frequency."""


HEADS = {table.name: table.head for table in TABLES} | {FINDINGS: row_text(_FINDING_HEAD)}
"""The first line of each table."""


@dataclass(frozen=True, slots=True)
class _About:
    """What a finding shows of a statement."""

    as_of: str
    spots: tuple[Spot, ...]
    link: str


@dataclass(slots=True)
class Reader:
    """Makes rows of subjects in the order of their IRIs, graph by graph or all at once; `take` gets table and row.

    A passage's selector, and the passages of a statement, must be in one graph with it. `about` holds what findings
    are about.
    """

    labels: Mapping[str, str]
    about: frozenset[str]
    take: Callable[[str, str], None]
    _spots: dict[str, Spot] = field(default_factory=dict)
    _passage: Block | None = None
    _days: dict[str, str] = field(default_factory=dict)
    _known: dict[str, _About] = field(default_factory=dict)
    _findings: list[Block] = field(default_factory=list)
    _shown: dict[str, Spot] = field(default_factory=dict)
    _wanted: set[str] = field(default_factory=set)

    def see(self, block: Block) -> None:
        """Take note of a subject."""
        if block.one("oa:hasSelector"):
            self._passage = block
        elif self._passage and block.one("oa:start"):
            self._spots[self._passage.iri] = spot(self._passage, block)
        elif block.one("rg:findingType"):
            self._findings.append(block)
            self._wanted.update(block.plain("prov:wasDerivedFrom"))
        elif block.one("rg:obtainableFrom"):
            self._days[block.iri] = block.one("dct:modified")
        elif kind := block.one("rg:kind"):
            self._statement(block, kind.removeprefix(prefixes()["rg"]))

    def _statement(self, block: Block, kind: str) -> None:
        tables = [table for table in TABLES if kind in table.kinds]
        if not tables and block.iri not in self.about:
            return
        places = (self._spots.get(iri) for iri in block.plain("prov:wasDerivedFrom"))
        said = Said(block, self.labels, tuple(sorted(place for place in places if place)))
        if block.iri in self.about:
            self._known[block.iri] = _About(_as_of(said), said.spots, _link(said))
        for table in tables if _shown(block) else ():
            self.take(table.name, table.keyed(said))

    def end_graph(self) -> None:
        """Forget the passages of a graph but those that findings show."""
        self._shown |= {iri: place for iri, place in self._spots.items() if iri in self._wanted}
        self._spots.clear()

    def end(self) -> None:
        """Make the rows of the findings, when all graphs are seen."""
        self.end_graph()
        for block in self._findings:
            self.take(FINDINGS, keyed("", self._finding(block)))

    def _finding(self, block: Block) -> tuple[str, ...]:
        """It is as of the newest thing it is about; without a place of its own it has those of its statements."""
        about = sorted(block.plain("rg:about"), key=_ours_first)
        known = [self._known[iri] for iri in about if iri in self._known]
        own = {self._shown[iri] for iri in block.plain("prov:wasDerivedFrom")}
        places = sorted(own or {place for item in known for place in item.spots})
        days = [item.as_of for item in known] + [self._days.get(iri, "") for iri in about]
        day = max([*days, *(self._days.get(place.version, "") for place in places)], default="")
        link = places[0].iri if places else next((item.link for item in known), block.iri)
        return (
            words(block.one("rg:findingType").removeprefix(prefixes()["rg"])), block.one("rdfs:label"), day,
            "raregraph", "; ".join(map(str, places[:4])), link, " ".join(map(contract, about)), block.iri,
        )  # fmt: skip


def _ours_first(iri: str) -> tuple[bool, str]:
    """Statements, then the terms of others."""
    return not iri.startswith(BASE), iri


def abouts(block: Block) -> list[str]:
    """What a finding is about; nothing for any other subject."""
    return block.plain("rg:about") if block.one("rg:findingType") else []


def to_tables(blocks: Sequence[Block]) -> dict[str, str]:
    """The text of each table by its name, from a graph's subjects in the order of their IRIs."""
    rows: dict[str, list[str]] = {name: [] for name in HEADS}
    labels = {block.iri: block.name for block in blocks}
    about = frozenset(iri for block in blocks for iri in abouts(block))
    reader = Reader(labels, about, lambda name, row: rows[name].append(row))
    for block in blocks:
        reader.see(block)
    reader.end()
    return {name: "".join(table_lines(name, sorted(rows[name]))) for name in HEADS}


def table_lines(name: str, rows: Iterable[str]) -> Iterable[str]:
    """A table's lines from its sorted rows."""
    yield HEADS[name] + "\n"
    yield from (row.partition("\0")[2] + "\n" for row in rows)
