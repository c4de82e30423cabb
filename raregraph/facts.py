"""Facts before grounding: what a row of graph/ says, with labels as printed and the place on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from raregraph import text
from raregraph.errors import ContentError, RaregraphError, Where, nearest, raise_all
from raregraph.ids import check_reference
from raregraph.kinds import CERTAINTIES, QUANTITIES, Column, Kind, kinds
from raregraph.rows import Bare, Row, Scalar, boolean, iso_date, number, quoted, read_file, to_flow, to_list

_COMMON = (
    "kind",
    "subject",
    "predicate",
    "object",
    "certainty",
    "quantity",
    "negated",
    "printed",
    "cites",
    "rule",
    "note",
    "at",
    "source",
)


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A run of a page's text: 0-based code points, end exclusive; its SHA-256; its first and last words."""

    start: int
    end: int
    sha256: str
    first: str
    last: str

    @classmethod
    def of(cls, page: str, start: int, end: int) -> Passage:
        """The passage of a page's text between two offsets."""
        run = page[start:end]
        return cls(start, end, text.sha256(run), *text.ends(run))


@dataclass(frozen=True, slots=True)
class FileSource:
    """A row of a data file: the row stands where a page's passage stands."""

    file: str
    release: str
    sha256: str
    row: str
    infores: str


@dataclass(frozen=True, slots=True)
class CuratedSource:
    """What a curator states from a reference (a PMID or a URL)."""

    reference: str
    curator: str
    date: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One row. `object` and the values of `columns` are text; how to read them is in the kind's table."""

    kind: str
    subject: str
    object: str
    predicate: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    certainty: str = "stated"
    quantity: str = ""
    negated: bool = False
    printed: str = ""
    cites: tuple[str, ...] = ()
    rule: str = ""
    note: str = ""
    at: tuple[Passage, ...] = ()
    source: FileSource | CuratedSource | None = None
    where: Where = Where("")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: 0-based code points, end exclusive, its heading's key and its own date or an empty string."""

    name: str
    start: int
    end: int
    date: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as a row says it: its type, what it is about (selectors of statements, or CURIEs), a note, places."""

    type: str
    about: tuple[Mapping[str, str] | str, ...]
    note: str
    at: tuple[Passage, ...]
    rule: str
    where: Where


@dataclass(frozen=True)
class Version:
    """One saved text of a page: the page's GARD id, the text's SHA-256 and length, title, layout, sections in order."""

    page: str
    sha256: str
    length: int
    title: str
    layout: str
    sections: tuple[Section, ...]

    @cached_property
    def short(self) -> str:
        """The part of the hash that names the version."""
        return self.sha256[:12]

    @cached_property
    def date(self) -> str:
        """The newest date of its sections, or an empty string when it prints none."""
        return max((section.date for section in self.sections), default="")

    def section_at(self, offset: int) -> Section | None:
        """The section that holds an offset."""
        for section in self.sections:
            if section.start <= offset < section.end:
                return section
        return None


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file of facts: extracted files carry the version they were read from, curated ones name it by hash."""

    where: Where
    sha256: str
    version: Version | None
    facts: tuple[Fact, ...]
    findings: tuple[FindingRow, ...]
    curator: str = ""
    date: str = ""


def read_facts(path: Path) -> FactFile:
    """Read a file of facts; all faults of the file are raised at once."""
    return facts_of(read_file(path))


def facts_of(top: Row) -> FactFile:
    """The facts of a parsed file; all faults are raised at once."""
    top.check_keys({"page", "version", "length", "title", "layout", "sections", "curator", "date", "facts", "findings"})
    faults: list[RaregraphError] = []
    facts = tuple(_collect(top.rows("facts"), fact_of, faults))
    findings = tuple(_collect(top.rows("findings"), _finding, faults))
    raise_all(faults)
    sha256 = top.text("version", "")
    version = _version(top, sha256) if "sections" in top else None
    return FactFile(top.where, sha256, version, facts, findings, top.text("curator", ""), top.date("date", ""))


def _collect(rows: Iterable[Row], read: Any, faults: list[RaregraphError]) -> Iterator[Any]:
    for row in rows:
        try:
            yield read(row)
        except RaregraphError as fault:
            faults.append(fault)


def _version(top: Row, sha256: str) -> Version:
    sections = tuple(
        Section(row.word("section"), row.integer("start"), row.integer("end"), row.date("date", ""))
        for row in top.rows("sections")
    )
    return Version(top.text("page"), sha256, top.integer("length"), top.text("title"), top.word("layout"), sections)


def fact_of(row: Row) -> Fact:
    """The fact of a row. Raises ContentError for a key, kind, id or value that does not fit."""
    kind = kind_named(row.word("kind"), row.where)
    row.check_keys({*_COMMON, *kind.columns}, {"kind", "subject", "object", *kind.required})
    predicate = row.text("predicate", kind.predicates[0])
    _one_of(predicate, kind.predicates, "predicate", row)
    certainty, quantity = row.word("certainty", "stated"), row.word("quantity", "")
    _one_of(certainty, CERTAINTIES, "certainty", row)
    _one_of(quantity, ("", *QUANTITIES), "quantity", row)
    table = kinds().columns
    columns = {name: _value(row.scalar(name), table[name]) for name in sorted(kind.columns) if name in row}
    return Fact(
        kind.name,
        row.text("subject"),
        _object(row, kind),
        predicate,
        columns,
        certainty,
        quantity,
        row.boolean("negated", False),
        row.text("printed", ""),
        row.texts("cites"),
        row.text("rule", ""),
        row.text("note", ""),
        _passages(row),
        _source(row),
        row.where,
    )


def _object(row: Row, kind: Kind) -> str:
    readers = {"date": row.date, "number": row.number}
    return readers.get(kind.literal, row.text)("object")


def kind_named(name: str, where: Where) -> Kind:
    """The kind of a name. Raises ContentError naming the nearest."""
    kind = kinds().kinds.get(name)
    if kind is None:
        raise ContentError(where, f"unknown kind {name!r}", nearest(name, kinds().kinds))
    return kind


def _one_of(value: str, allowed: tuple[str, ...], key: str, row: Row) -> None:
    if value not in allowed:
        raise ContentError(row.where, f"{key}: {value!r} is not allowed here", nearest(value, filter(None, allowed)))


def _value(scalar: Scalar, column: Column) -> str:
    """A column's value as canonical text."""
    if column.type == "boolean":
        return "true" if boolean(scalar, column.name) else "false"
    if column.type == "date":
        return iso_date(scalar, column.name)
    if column.type in ("integer", "decimal", "year"):
        value = number(scalar, column.name)
        if column.type != "decimal" and "." in value:
            raise ContentError(scalar.where, f"{column.name}: {value} is not a whole number", "write a whole number")
        return value
    value = quoted(scalar, column.name)
    if column.values and value not in column.values:
        raise ContentError(scalar.where, f"{column.name}: {value!r} is not allowed here", nearest(value, column.values))
    return value


def _passages(row: Row) -> tuple[Passage, ...]:
    return tuple(_passage(item) for item in row.rows("at"))


def _passage(row: Row) -> Passage:
    row.check_keys({"start", "end", "sha256", "first", "last"}, {"start", "end", "sha256", "first"})
    start, end, digest = row.integer("start"), row.integer("end"), row.text("sha256")
    if not 0 <= start < end:
        raise ContentError(
            row.where, f"start {start} and end {end} are not a passage", "start is 0-based and below end"
        )
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ContentError(
            row.where, f"sha256: {digest!r} is not 64 hex digits", "copy the passage from `publish.py ingest --find`"
        )
    return Passage(start, end, digest, row.text("first"), row.text("last", ""))


def _source(row: Row) -> FileSource | CuratedSource | None:
    inner = row.row("source")
    if inner is None:
        return None
    if "file" in inner:
        inner.check_keys(
            {"file", "release", "sha256", "row", "infores"}, {"file", "release", "sha256", "row", "infores"}
        )
        return FileSource(*(inner.text(key) for key in ("file", "release", "sha256", "row", "infores")))
    inner.check_keys({"reference", "curator", "date"}, {"reference", "curator", "date"})
    return CuratedSource(
        check_reference(inner.text("reference"), inner.where), inner.text("curator"), inner.date("date")
    )


def _finding(row: Row) -> FindingRow:
    row.check_keys({"type", "about", "note", "at", "rule"}, {"type", "about", "note"})
    items = row.values["about"]
    if not isinstance(items, tuple) or not items:
        raise ContentError(
            row.where, "a finding is about nothing", 'write about: [{kind: "gene"}] or about: ["HP:0007354"]'
        )
    about = tuple(_selector(item) if isinstance(item, Row) else quoted(item, "about") for item in items)
    return FindingRow(row.text("type"), about, row.text("note"), _passages(row), row.text("rule", ""), row.where)


def _selector(row: Row) -> Mapping[str, str]:
    allowed = {
        "kind",
        "subject",
        "predicate",
        "object",
        "certainty",
        "quantity",
        "printed",
        "version",
        "section",
        "negated",
        *kinds().columns,
    }
    row.check_keys(allowed, {"kind"})
    kind_named(row.scalar("kind").text, row.where)
    return {key: row.scalar(key).text for key in row.values}


def to_text(file: FactFile) -> str:
    """A file of facts in canonical form: the form `ingest` writes and graph/extracted keeps."""
    head: dict[str, Any] = {}
    if file.version:
        version = file.version
        head = {
            "page": version.page,
            "version": version.sha256,
            "length": version.length,
            "title": version.title,
            "layout": Bare(version.layout),
        }
    elif file.sha256:
        head = {"version": file.sha256}
    head |= {key: value for key, value in (("curator", file.curator), ("date", file.date)) if value}
    parts = [f"{key}: {to_flow(value)}\n" for key, value in head.items()]
    if file.version:
        parts.append(to_list("sections", [_section_row(section) for section in file.version.sections]))
    parts.append(to_list("facts", [fact_row(fact) for fact in file.facts]) if file.facts else "facts: []\n")
    if file.findings:
        parts.append(to_list("findings", [_finding_row(finding) for finding in file.findings]))
    return "".join(parts)


def _section_row(section: Section) -> dict[str, Any]:
    row: dict[str, Any] = {"section": Bare(section.name), "start": section.start, "end": section.end}
    return row | ({"date": section.date} if section.date else {})


def fact_row(fact: Fact) -> dict[str, Any]:
    """A fact as the mapping its row is written from; what is default or empty is left out."""
    kind = kinds().kinds[fact.kind]
    row: dict[str, Any] = {"kind": Bare(fact.kind), "subject": fact.subject}
    if fact.predicate and fact.predicate != kind.predicates[0]:
        row["predicate"] = fact.predicate
    row["object"] = Bare(fact.object) if kind.literal == "number" else fact.object
    row |= {name: _written(value, kinds().columns[name]) for name, value in sorted(fact.columns.items())}
    if fact.certainty != "stated":
        row["certainty"] = Bare(fact.certainty)
    if fact.quantity:
        row["quantity"] = Bare(fact.quantity)
    if fact.negated:
        row["negated"] = True
    row |= {key: value for key in ("printed", "cites", "rule", "note") if (value := getattr(fact, key))}
    if fact.at:
        row["at"] = [passage_row(passage) for passage in fact.at]
    if isinstance(fact.source, FileSource):
        row["source"] = {key: getattr(fact.source, key) for key in ("file", "release", "sha256", "row", "infores")}
    elif fact.source:
        row["source"] = {key: getattr(fact.source, key) for key in ("reference", "curator", "date")}
    return row


def _written(value: str, column: Column) -> Any:
    return Bare(value) if column.type in ("integer", "decimal", "boolean", "year") else value


def passage_row(passage: Passage) -> dict[str, Any]:
    """A passage as the mapping its row is written from."""
    row: dict[str, Any] = {"start": passage.start, "end": passage.end, "sha256": passage.sha256, "first": passage.first}
    return row | ({"last": passage.last} if passage.last else {})


def _finding_row(finding: FindingRow) -> dict[str, Any]:
    row: dict[str, Any] = {"type": finding.type, "about": list(finding.about), "note": finding.note}
    if finding.rule:
        row["rule"] = finding.rule
    return row | ({"at": [passage_row(passage) for passage in finding.at]} if finding.at else {})
