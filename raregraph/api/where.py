"""The conditions of a request as SQL; what a client gives is bound to it, never written into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from raregraph.api.checking import unsupported
from raregraph.api.entities import marks

ENDS = ("subject", "object")
SINGLE = (
    "id", "category", "predicate", "subject", "object", "negated", "primary_knowledge_source", "knowledge_level",
    "agent_type", "frequency_qualifier", "onset_qualifier", "clinical_approval_status", "original_subject",
    "original_predicate", "original_object", "provided_by", "evidence_count", "grouping_key",
    *(f"{end}_{name}" for end in ENDS for name in ("label", "category", "namespace", "taxon", "taxon_label")),
)  # fmt: skip
"""Columns of an edge with one value, by which it may be chosen, counted and sorted."""
SEVERAL = ("aggregator_knowledge_source", "publications", "has_evidence", "qualifiers")
"""Columns of several values, by which it may be chosen and counted."""
CLOSURES = ("subject_closure", "object_closure", "subject_closure_label", "object_closure_label")
"""What is worked out of an edge's ends, by which it may be chosen and counted."""
FIELDS = (*SINGLE, *SEVERAL, *CLOSURES)


@dataclass(slots=True)
class Where:
    """Conditions that all hold, with the values bound to them."""

    clauses: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def add(self, clause: str, values: Iterable[str] = ()) -> None:
        """One more condition."""
        self.clauses.append(f"({clause})")
        self.values += values

    def among(self, column: str, values: tuple[str, ...]) -> None:
        """A column has one of the values, where there are any."""
        if values:
            self.add(f"{column} IN ({marks(values)})", values)

    def end(self, end: str, ids: tuple[str, ...], direct: bool) -> None:
        """An end is one of the ids, or below one of them; any end where there are none."""
        if ids:
            self.add(*_end(end, ids, direct))

    def either(self, ids: tuple[str, ...], direct: bool) -> None:
        """The same of one end or the other."""
        if ids:
            clauses = [_end(end, ids, direct)[0] for end in ENDS]
            self.add(" OR ".join(clauses), ids * 2)

    def words(self, text: str) -> None:
        """Each word stands in a text of the edge, or in a label above one of its ends; capitals do not matter."""
        for word in text.split()[:_WORDS]:
            self.add(_WORD, [f"%{_literal(word)}%"] * _WORD.count("?"))

    @property
    def sql(self) -> str:
        """The conditions, to stand behind WHERE."""
        return " AND ".join(self.clauses) or "1"


def _end(end: str, ids: tuple[str, ...], direct: bool) -> tuple[str, tuple[str, ...]]:
    if direct:
        return f"{end} IN ({marks(ids)})", ids
    return f"{end} IN (SELECT subject_id FROM ancestors WHERE object_id IN ({marks(ids)}))", ids


_WORDS = 20
"""Words of a text that are looked at."""
_LABELLED = (
    "SELECT a.subject_id FROM ancestors AS a JOIN nodes AS n ON n.id = a.object_id WHERE n.name LIKE ? ESCAPE '~'"
)
_WORD = " OR ".join(
    (
        *(f"{column} LIKE ? ESCAPE '~'" for column in (
            "subject", "object", "predicate", "publications", "has_evidence", "primary_knowledge_source",
            "aggregator_knowledge_source", "provided_by",
        )),
        *(f"{end} IN ({_LABELLED})" for end in ENDS),
    )
)  # fmt: skip


def _literal(text: str) -> str:
    """A text of which no character means anything to LIKE."""
    return re.sub(r"([~%_])", r"~\1", text)


_CHOICE = re.compile(r'(-?)(\w+):(?:"([^"]*)"|([^\s"()*?\\]+))\Z')
_OR = re.compile(r"\s+OR\s+")


def chosen(name: str, text: str) -> tuple[str, list[str]]:
    """A query of the form field:"value", several joined by OR, as a condition with its values.

    `name` is the parameter that it came in. Raises Refused 422 for what else Solr understands.
    """
    found = [_chosen(name, text, part) for part in _OR.split(text.strip().removeprefix("(").removesuffix(")"))]
    return " OR ".join(clause for clause, _ in found), [value for _, value in found]


def _chosen(name: str, text: str, part: str) -> tuple[str, str]:
    match = _CHOICE.match(part)
    if not match:
        raise unsupported(name, text, 'Input should be of the form field:"value", several joined by OR')
    no, column, quoted, bare = match.groups()
    check_field(name, column, FIELDS, text)
    clause = next(make(column) for kind, make in _CONDITIONS.items() if column in kind)
    return (f"NOT ({clause})" if no else clause), bare if quoted is None else quoted


def _above(column: str) -> str:
    what = "n.name" if column.endswith("_label") else "a.object_id"
    below = "SELECT a.subject_id FROM ancestors AS a LEFT JOIN nodes AS n ON n.id = a.object_id WHERE a.added = 0"
    below += f" AND {what} = ?"
    return f"{column.partition('_')[0]} IN ({below})"


_CONDITIONS: Mapping[tuple[str, ...], Callable[[str], str]] = {
    SINGLE: lambda column: f"{column} = ?",
    SEVERAL: lambda column: f"instr('|' || {column} || '|', '|' || ? || '|') > 0",
    CLOSURES: _above,
}


def check_field(name: str, column: str, allowed: tuple[str, ...], text: str) -> None:
    """Raises Refused 422 for a field that an edge has not."""
    if column not in allowed:
        raise unsupported(name, text, f"Input should name one of the fields {', '.join(allowed)}")
