"""The tables of start-here/: what a reader without SPARQL looks for first, one row a statement, tab-separated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.findings import Finding, type_label
from raregraph.ground import Value
from raregraph.ids import contract
from raregraph.knowledge import Knowledge
from raregraph.statements import Place, Statement, show_value
from raregraph.text import words
from raregraph.triples import node, statement_triples

Column = tuple[str, Callable[[Statement], str]]


def to_tables(knowledge: Knowledge) -> dict[str, str]:
    """The text of each table by its name."""
    tables = {table.name: table.to_text(knowledge.statements) for table in TABLES}
    return tables | {"findings": _findings(knowledge)}


def _text(rows: Iterable[Iterable[str]]) -> str:
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def _shown(statement: Statement) -> bool:
    """Not what was retracted, nor a body region where signs occur."""
    return statement.standing != "retracted" and statement.predicate != node("rg:signsCanOccurIn")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the statements of some kinds; rows are sorted by `order`, then by their cells."""

    name: str
    kinds: tuple[str, ...]
    columns: tuple[Column, ...]
    order: Callable[[Statement], str]

    def to_text(self, statements: Iterable[Statement]) -> str:
        """Header and rows."""
        chosen = [statement for statement in statements if statement.kind.name in self.kinds and _shown(statement)]
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


def _by_subject(statement: Statement) -> str:
    return statement.named["subject"].casefold()


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
        lambda statement: _by_subject(statement) if statement.subject != statement.disease else "",
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
        _by_subject,
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
        _by_subject,
    ),
)
"""Each table of statements; an empty key sorts first, `~` last: names of the disease, what has no frequency."""


def _findings(knowledge: Knowledge) -> str:
    statements: dict[str, Statement] = {item.iri: item for item in knowledge.statements}
    days = {iri: item.as_of for iri, item in statements.items()}
    days |= {source.iri: source.version.date for source in knowledge.versions}
    head = ("type", "finding", "as of", "who says so", "place", "evidence link", "about", "finding id")
    return _text([head, *sorted(_finding(finding, days, statements) for finding in knowledge.findings)])


def _finding(finding: Finding, days: Mapping[str, str], statements: Mapping[str, Statement]) -> list[str]:
    """A finding is as of the newest thing it is about; without a place of its own it has those of its statements."""
    about = [statements[iri] for iri in finding.about if iri in statements]
    places = finding.places or tuple(sorted({place for item in about for place in item.places}, key=_by_place))
    day = max((days.get(iri, "") for iri in (*finding.about, *(place.version for place in places))), default="")
    link = places[0].iri if places else next(map(_link, about), finding.iri)
    return [
        type_label(finding.type), finding.note, day, "raregraph", "; ".join(map(_place, places[:4])), link,
        " ".join(map(contract, finding.about)), finding.iri,
    ]  # fmt: skip


def _by_place(place: Place) -> tuple[str, int, int]:
    return place.version, place.passage.start, place.passage.end
