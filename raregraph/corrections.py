"""Corrections and tombstones: rows of graph/corrections.yaml and graph/tombstones.yaml, and what they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, RaregraphError, UsageError, Where, nearest, raise_all
from raregraph.facts import CuratedSource, Fact, Passage, fact_of, fact_row
from raregraph.ground import Claim, Source, ground
from raregraph.ids import BASE, check_reference, contract
from raregraph.kinds import kinds
from raregraph.rows import Row, read_file, to_flow
from raregraph.statements import Statement, statement_id, to_statements
from raregraph.terms import Terms
from raregraph.textfiles import read_text, write_text

VERDICTS = {
    "misread": "the page does not say it: the statement is retracted, a replacement takes its place",
    "wrongly-grounded": "the page says it of something else: retracted, the right one takes its place",
    "source-is-wrong": "the page says it, a better source says otherwise: both are kept and disagree",
    "outdated": "the page said it, it no longer holds: both are kept and disagree",
}
"""Each verdict with what it does."""
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
    where: Where = Where("graph/tombstones.yaml")


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
    reference = check_reference(row.text("reference"), row.where)
    if fact is None and verdict not in RETRACTING:
        raise ContentError(
            row.where, f"{verdict!r} without a replacement", "add replacement: {kind: …}, what holds instead"
        )
    for key in ("curator", "note"):
        if not row.text(key).strip():
            raise ContentError(row.where, f"{key} is empty", "a correction says from where, by whom and why")
    return Correction(
        row.text("statement"),
        verdict,
        fact,
        reference,
        row.text("curator"),
        row.date("date"),
        row.text("note"),
        row.where,
    )


def read_tombstones(path: Path) -> list[Tombstone]:
    """The rows of a tombstones file, none when it does not exist."""
    if not path.exists():
        return []
    top = read_file(path)
    top.check_keys({"tombstones"})
    return [_tombstone(row) for row in top.rows("tombstones")]


def _tombstone(row: Row) -> Tombstone:
    needed = {"iri", "label", "reason", "date"}
    row.check_keys({*needed, "successor"}, needed)
    for key in needed & {"label", "reason"}:
        if not row.text(key).strip():
            raise ContentError(row.where, f"{key} is empty", "a tombstone says what was withdrawn and why")
    iri, successor = row.text("iri"), row.text("successor", "")
    for text in filter(None, (iri, successor)):
        if not text.startswith(BASE) or len(text.split()) != 1:
            raise ContentError(row.where, f"{text!r} is no IRI of ours", f"write {BASE}statement/…")
    return Tombstone(iri, row.text("label"), row.text("reason"), successor, row.date("date"), row.where)


def check_tombstones(tombstones: Iterable[Tombstone], statements: Iterable[Statement]) -> None:
    """Raise ContentError for what is buried and alive."""
    alive = {statement.iri for statement in statements}
    raise_all(
        ContentError(item.where, f"{item.iri} is withdrawn and still a statement", "remove the tombstone, or the row")
        for item in tombstones
        if item.iri in alive
    )


def replacement_claims(
    corrections: Iterable[Correction], statements: Mapping[str, Statement], terms: Terms
) -> list[Claim | None]:
    """The claim each correction puts in place, in their order.

    Raises ContentError for a correction of no statement, of nothing, and of what another one retracts.
    """
    claims: list[Claim | None] = []
    faults: list[RaregraphError] = []
    seen: dict[str, Correction] = {}
    for correction in corrections:
        try:
            _check_together(seen.setdefault(correction.statement, correction), correction)
            claims.append(_replacement(correction, statements, terms))
        except RaregraphError as fault:
            faults.append(fault)
    raise_all(faults)
    return claims


def _check_together(first: Correction, other: Correction) -> None:
    """Several sources may say that one is wrong; what is retracted has nothing else to correct."""
    if first is not other and (first.verdict in RETRACTING or other.verdict in RETRACTING):
        problem = f"{other.statement} is corrected at {first.where} already"
        raise ContentError(other.where, problem, "keep one of the two")


def _replacement(correction: Correction, statements: Mapping[str, Statement], terms: Terms) -> Claim | None:
    """A misread is replaced by what the same passage does say, another verdict by what the reference says."""
    corrected, fact = statements.get(correction.statement), correction.replacement
    if corrected is None:
        problem = f"no statement has the id {correction.statement!r}"
        raise ContentError(correction.where, problem, "copy the id from `publish.py explain NAME`")
    if fact is None:
        return None
    source: Source = CuratedSource(correction.reference, correction.curator, correction.date)
    if correction.verdict in RETRACTING:
        source, fact = corrected.source, replace(fact, at=fact.at or _passages(corrected))
    claim = ground(fact, source, terms, corrected.disease)
    if to_statements([claim])[0].claim_key == corrected.claim_key:
        raise ContentError(correction.where, "the replacement says what it corrects", "write what is right instead")
    return claim


def _passages(statement: Statement) -> tuple[Passage, ...]:
    return tuple(place.passage for place in statement.places)


def apply(
    corrections: Iterable[Correction], claims: Iterable[Claim | None], statements: list[Statement]
) -> list[Statement]:
    """Retract what was misread, and let what the source got wrong disagree with its replacement. Order is kept."""
    by_id = {statement.id: statement for statement in statements}
    for correction, claim in zip(corrections, claims, strict=True):
        old = by_id[correction.statement]
        new = statement_id(claim) if claim else ""
        reason = (
            f"{correction.verdict}: {correction.note} ({correction.curator}, {correction.date}, {correction.reference})"
        )
        if correction.verdict in RETRACTING:
            by_id[old.id] = replace(old, standing="retracted", reason=reason, successor=new)
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
    text += "" if text.endswith("\n") or not text else "\n"
    if "\ncorrections:" not in f"\n{text}":
        text += "corrections:\n"
    text = text.replace("corrections: []\n", "corrections:\n")
    write_text(path, text + row)
    return path
