"""Corrections and tombstones: rows of graph/corrections.yaml and graph/tombstones.yaml, and what they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, RaregraphError, UsageError, Where, nearest, raise_all
from raregraph.facts import CuratedSource, Fact, fact_of, fact_row
from raregraph.ground import Claim, ground
from raregraph.ids import contract, curie
from raregraph.kinds import kinds
from raregraph.rows import Row, read_file, to_flow
from raregraph.statements import Statement, statement_id
from raregraph.terms import Terms
from raregraph.textfiles import read_text, write_text

VERDICTS = {
    "misread": "the page does not say it: the statement is retracted, a replacement takes its place",
    "wrongly-grounded": "the page says it of something else: retracted, the right one takes its place",
    "source-is-wrong": "the page says it, a better source says otherwise: both are kept and disagree",
    "outdated": "the page said it, it no longer holds: both are kept and disagree",
}
"""Each verdict with what it does."""
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z")
RETRACTING = ("misread", "wrongly-grounded")


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word on a statement (its 32-hex id). `replacement` is a fact row, or None."""

    statement: str
    verdict: str
    replacement: Fact | None
    reference: str
    curator: str
    date: str
    note: str
    where: Where


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An id that was released and is no more: its last label, why, and the id that took its place, if any."""

    iri: str
    label: str
    reason: str
    successor: str
    date: str


def read_corrections(path: Path) -> list[Correction]:
    """The rows of a corrections file, none when it does not exist; all faults at once."""
    if not path.exists():
        return []
    found, faults = [], []
    top = read_file(path)
    top.check_keys({"corrections"})
    for row in top.rows("corrections"):
        try:
            found.append(_correction(row))
        except RaregraphError as fault:
            faults.append(fault)
    raise_all(faults)
    return found


def _correction(row: Row) -> Correction:
    needed = {"statement", "verdict", "reference", "curator", "date", "note"}
    row.check_keys({*needed, "replacement"}, needed)
    verdict, replacement = row.text("verdict"), row.row("replacement")
    if verdict not in VERDICTS:
        raise ContentError(row.where, f"verdict: {verdict!r} is not one", nearest(verdict, VERDICTS))
    fact = fact_of(replacement) if replacement else None
    _check_reference(row)
    for key in ("curator", "note"):
        if not row.text(key).strip():
            raise ContentError(row.where, f"{key} is empty", "a correction says from where, by whom and why")
    return Correction(
        row.text("statement"),
        verdict,
        fact,
        row.text("reference"),
        row.text("curator"),
        row.date("date"),
        row.text("note"),
        row.where,
    )


def _check_reference(row: Row) -> None:
    """A reference is a PMID or a URL: anything else cannot be followed."""
    reference = row.text("reference")
    if reference.startswith("PMID:"):
        curie(reference, row.where)
    elif not _URL.match(reference):
        raise ContentError(
            row.where, f"reference: {reference!r} is no PMID and no URL", 'write "PMID:28872912" or "https://…"'
        )


def read_tombstones(path: Path) -> list[Tombstone]:
    """The rows of a tombstones file, none when it does not exist."""
    if not path.exists():
        return []
    top = read_file(path)
    top.check_keys({"tombstones"})
    keys = ("iri", "label", "reason", "successor", "date")
    found = []
    for row in top.rows("tombstones"):
        row.check_keys(set(keys), {"iri", "label", "reason", "date"})
        found.append(
            Tombstone(
                row.text("iri"), row.text("label"), row.text("reason"), row.text("successor", ""), row.date("date")
            )
        )
    return found


def replacement_claims(
    corrections: Iterable[Correction], statements: Mapping[str, Statement], terms: Terms
) -> dict[str, Claim]:
    """The claim each correction puts in place, by corrected id; ContentError for a correction of no statement."""
    claims = {}
    for correction in corrections:
        corrected = statements.get(correction.statement)
        if corrected is None:
            raise ContentError(
                correction.where, f"no statement {correction.statement}", nearest(correction.statement, statements)
            )
        if correction.replacement:
            claims[correction.statement] = _replacement(correction, correction.replacement, corrected, terms)
    return claims


def _replacement(correction: Correction, fact: Fact, corrected: Statement, terms: Terms) -> Claim:
    """A misread is replaced by what the same passage does say, another verdict by what the reference says."""
    if correction.verdict in RETRACTING:
        return ground(
            replace(fact, at=fact.at or tuple(place.passage for place in corrected.places)), corrected.source, terms
        )
    return ground(fact, CuratedSource(correction.reference, correction.curator, correction.date), terms)


def apply(
    corrections: Iterable[Correction], claims: Mapping[str, Claim], statements: list[Statement]
) -> list[Statement]:
    """Retract what was misread, and let what the source got wrong disagree with its replacement. Order is kept."""
    by_id = {statement.id: statement for statement in statements}
    for correction in corrections:
        old, claim = by_id[correction.statement], claims.get(correction.statement)
        new = statement_id(claim) if claim else ""
        reason = (
            f"{correction.verdict}: {correction.note} ({correction.curator}, {correction.date}, {correction.reference})"
        )
        if correction.verdict in RETRACTING:
            by_id[old.id] = replace(old, standing="retracted", reason=reason, successor=new, disagrees=())
        elif new:
            by_id[old.id] = replace(old, reason=reason, disagrees=tuple(sorted({*old.disagrees, new})))
            by_id[new] = replace(by_id[new], disagrees=tuple(sorted({*by_id[new].disagrees, old.id})))
    return [by_id[statement.id] for statement in statements]


def draft(statement: Statement, verdict: str, given: Mapping[str, str]) -> str:
    """The row of a correction for a person to finish: what is not given is empty, and the build refuses that.

    Raises UsageError for a verdict that does not exist.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"--verdict {verdict}", "no such verdict", nearest(verdict, VERDICTS))
    row = {"statement": statement.id, "verdict": verdict}
    row |= {key: given.get(key, "") for key in ("reference", "curator", "date", "note")}
    replacement = fact_row(_as_fact(statement, given.get("object", "")))
    return f"# {statement.label}\n# {verdict}: {VERDICTS[verdict]}\n- {to_flow(row | {'replacement': replacement})}\n"


def _as_fact(statement: Statement, object_: str) -> Fact:
    """The fact to replace a statement with: the statement's own, with another object where one is given."""
    named, columns = statement.named, kinds().columns
    values = {
        name: contract(value.value) if columns[name].type == "term" else value.value
        for name, value in statement.qualifiers.items()
    }
    predicate = contract(statement.predicate.value)
    return Fact(
        statement.kind.name,
        named["subject_written"],
        object_ or named["object_written"],
        predicate,
        values,
        statement.certainty,
        statement.quantity,
        statement.negated,
    )


def append(row: str) -> Path:
    """Append a drafted row to graph/corrections.yaml, which is made when missing; the file's path."""
    path = content.GRAPH / "corrections.yaml"
    text = read_text(path) if path.exists() else ""
    if "\ncorrections:" not in f"\n{text}":
        text += "corrections:\n"
    text = text.replace("corrections: []\n", "corrections:\n")
    write_text(path, text + row)
    return path
