"""The tables of start-here/: what a reader without SPARQL looks for first, one row a statement, tab-separated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.findings import Finding, type_label
from raregraph.ids import Iri, contract
from raregraph.knowledge import Knowledge
from raregraph.statements import Place, Statement, show_value
from raregraph.text import words
from raregraph.triples import Value, node, statement_triples

Cells = Mapping[str, str]
Column = tuple[str, Callable[[Statement], str]]


def to_tables(knowledge: Knowledge) -> dict[str, str]:
    """The text of each table by its name."""
    tables = {table.name: table.to_text(knowledge.statements) for table in TABLES}
    return tables | {"findings": _findings(knowledge)}


def _text(rows: Iterable[Iterable[str]]) -> str:
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the statements of some kinds; rows are sorted by `order`, then by their cells."""

    name: str
    kinds: tuple[str, ...]
    columns: tuple[Column, ...]
    order: Callable[[Statement], str]

    def to_text(self, statements: Iterable[Statement]) -> str:
        """Header and rows."""
        chosen = [statement for statement in statements if statement.kind.name in self.kinds]
        rows = sorted((self.order(item), [read(item) for _, read in self.columns]) for item in chosen)
        return _text([[head for head, _ in self.columns], *(cells for _, cells in rows)])


def _part(name: str) -> Callable[[Statement], str]:
    """What a part of a statement is called: subject, object, predicate or a column of graph/kinds.yaml."""
    return lambda statement: statement.named.get(name, "")


def _id(name: str) -> Callable[[Statement], str]:
    """The id of the subject or object; empty for a literal."""

    def read(statement: Statement) -> str:
        value = getattr(statement, name)
        return show_value(value) if isinstance(value, NamedNode) else ""

    return read


def _said(statement: Statement) -> str:
    """How it is said: `stated`, `possible, some`, `stated not`."""
    certainty = f"{statement.certainty} not" if statement.negated else statement.certainty
    return f"{certainty}, {statement.quantity}" if statement.quantity else certainty


def _who(statement: Statement) -> str:
    """The primary source, and by way of whom: `hpo-annotations by way of gard`."""
    found = {name: _values(statement, f"biolink:{name}_knowledge_source") for name in ("primary", "aggregator")}
    names = [value.value.removeprefix("infores:") for values in found.values() for value in values]
    return " by way of ".join(names)


def _values(statement: Statement, predicate: str) -> list[Value]:
    wanted = node(predicate)
    return [value for subject, found, value in statement_triples(statement) if found == wanted]


def _link(statement: Statement) -> str:
    """The evidence link; of a data file the row's key, of a curator the reference."""
    for predicate in ("rg:evidenceLink", "rg:curationReference", "rg:sourceRow"):
        for value in _values(statement, predicate):
            return value.value
    return ""


def _where(statement: Statement) -> str:
    files = [value.value for value in _values(statement, "rg:sourceFile")]
    return "; ".join([*map(_place, statement.places), *files])


def _place(place: Place) -> str:
    """`symptoms 3800–3831: Depressivity … 0000716`."""
    passage = place.passage
    found = f"{passage.first} … {passage.last}" if passage.last else passage.first
    return f"{place.section} {passage.start}–{passage.end}: {found}".strip()


_EVIDENCE: tuple[Column, ...] = (
    ("said how", _said),
    ("as of", lambda statement: statement.as_of),
    ("standing", lambda statement: statement.standing),
    ("who says so", _who),
    ("place", _where),
    ("evidence link", _link),
)
_STATEMENT: Column = ("statement", lambda statement: statement.iri)

TABLES = (
    Table(
        "names",
        ("name",),
        (
            ("name", _part("object")),
            ("of", _part("subject")),
            ("scope", lambda statement: _part("predicate")(statement).removeprefix("has ")),
            ("type", _part("scope")),
            *_EVIDENCE,
            ("id", _id("subject")),
            _STATEMENT,
        ),
        _part("subject"),
    ),
    Table(
        "phenotypes",
        ("phenotype", "sign"),
        (
            ("phenotype", _part("object")),
            ("frequency", _part("frequency")),
            ("disease", _part("subject")),
            ("printed as", lambda statement: "; ".join(statement.printed)),
            *_EVIDENCE,
            ("phenotype id", _id("object")),
            ("disease id", _id("subject")),
            _STATEMENT,
        ),
        lambda statement: statement.qualifiers["frequency"].value if "frequency" in statement.qualifiers else "~",
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
        _part("subject"),
    ),
    Table(
        "drugs-and-decisions",
        ("drug", "decision", "product"),
        (
            ("as of", lambda statement: statement.as_of),
            ("drug or product", _part("subject")),
            ("what is said", _part("predicate")),
            ("of", _part("object")),
            ("status", lambda statement: words(_part("status")(statement) or _part("approval")(statement))),
            ("agency", _part("agency")),
            ("jurisdiction", _part("jurisdiction")),
            ("form", _part("form")),
            ("year", _part("year")),
            *(column for column in _EVIDENCE if column[0] != "as of"),
            ("id", _id("subject")),
            ("of id", _id("object")),
            _STATEMENT,
        ),
        _part("subject"),
    ),
)
"""Each table of statements; `~` sorts what has no frequency behind what has."""


def _findings(knowledge: Knowledge) -> str:
    days: dict[str, str] = {item.iri: item.as_of for item in knowledge.statements}
    days |= {source.iri: source.version.date for source in knowledge.versions}
    head = ("type", "finding", "as of", "who says so", "place", "about", "evidence link")
    return _text([head, *sorted(_finding(finding, days) for finding in knowledge.findings)])


def _finding(finding: Finding, days: Mapping[str, str]) -> list[str]:
    """A finding is as of the newest thing it is about."""
    about: tuple[Iri, ...] = finding.about
    day = max((days.get(iri, "") for iri in about), default="")
    places = "; ".join(map(_place, finding.places))
    return [type_label(finding.type), finding.note, day, "raregraph", places, " ".join(map(contract, about)), finding.iri]
