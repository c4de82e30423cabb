"""Findings: what is odd about the statements, the pages or the sources, as data that links what it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from raregraph.backbone import Backbone
from raregraph.errors import ContentError, Where, nearest
from raregraph.facts import FileSource, FindingRow
from raregraph.ground import PageSource, check_places, check_section
from raregraph.ids import Iri, contract, curie, expand, looks_like_curie, ours
from raregraph.statements import Place, Statement, place_of, show_value
from raregraph.terms import Term
from raregraph.text import short_hash, words

TYPES = {
    "conflict": "conflict",
    "duplicate": "duplicate",
    "truncation": "truncation",
    "loss": "loss",
    "misprint": "misprint",
    "drift": "drift",
    "mixed-lineage": "mixedLineage",
    "ambiguity": "ambiguity",
    "self-reference": "selfReference",
    "unmatched": "unmatched",
}
"""Each type of finding as rows write it, with the local name of its individual in the vocabulary."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `about` are IRIs of statements, pages or entities, sorted; `places` the passages that show it."""

    type: str
    about: tuple[Iri, ...]
    note: str
    places: tuple[Place, ...] = ()
    rule: str = ""

    @property
    def iri(self) -> Iri:
        """Its IRI, from type, note and what it is about."""
        return ours("finding/" + short_hash(self.type, self.note, *self.about))


def computed(statements: list[Statement], backbone: Backbone, minted: Mapping[Iri, Term]) -> list[Finding]:
    """What code can find by comparing statements with each other, with Mondo and with HPO; sorted by IRI.

    What is retracted is no longer odd.
    """
    statements = [statement for statement in statements if statement.standing != "retracted"]
    found = [
        *_conflicts(statements),
        *_unmatched(statements),
        *_label_drift(statements, backbone),
        *_self_references(statements),
        *_lost_sections(statements),
        *_ambiguous_names(statements),
        *_ungrounded(minted),
    ]
    return sorted(found, key=lambda finding: finding.iri)


def _conflicts(statements: list[Statement]) -> Iterator[Finding]:
    by_id = {statement.id: statement for statement in statements}
    for statement in statements:
        for other in statement.disagrees:
            if statement.id < other:
                yield Finding(
                    "conflict", (statement.iri, by_id[other].iri), f"{statement.label} — but: {by_id[other].label}"
                )


def _unmatched(statements: list[Statement]) -> Iterator[Finding]:
    for statement in statements:
        for graph in statement.unmatched_in:
            name = graph.rsplit("/", 1)[1]
            yield Finding(
                "unmatched",
                (statement.iri,),
                f"{statement.label} — {name} does not say so (open world: no disagreement)",
            )


def _label_drift(statements: list[Statement], backbone: Backbone) -> Iterator[Finding]:
    for statement in statements:
        if statement.kind.name not in ("phenotype", "inheritance") or not isinstance(statement.object, NamedNode):
            continue
        label = backbone.label(contract(statement.object.value))
        for printed in statement.printed:
            if label and statement.qualifiers.get("basis") and printed.casefold() != label.casefold():
                id_ = contract(statement.object.value)
                yield Finding(
                    "drift",
                    (statement.iri, Iri(statement.object.value)),
                    f"{id_} is printed as “{printed}”, HPO now calls it “{label}”",
                )


def _self_references(statements: list[Statement]) -> Iterator[Finding]:
    for statement in statements:
        if _is_true(statement, "self"):
            shown = show_value(statement.object)
            note = f"{shown} is the disease itself, listed among its own phenotypes; leave it out of similarity"
            yield Finding("self-reference", (statement.iri,), note)


def _is_true(statement: Statement, column: str) -> bool:
    return column in statement.qualifiers and statement.qualifiers[column].value == "true"


def _lost_sections(statements: list[Statement]) -> Iterator[Finding]:
    """A section of an older version that no newer version has: what only it says is of unknown standing."""
    lost: dict[tuple[str, str], list[Iri]] = defaultdict(list)
    for statement in statements:
        if statement.standing != "unknown" or not isinstance(statement.source, PageSource):
            continue
        if statement.source.version.date and statement.places:
            lost[statement.source.iri, statement.places[0].section].append(statement.iri)
    for (version, section), about in sorted(lost.items()):
        what = f"the section {section!r} of {contract(version)}"
        note = f"no newer version has {what}: its {len(about)} statements are of unknown standing"
        yield Finding("loss", (Iri(version), *sorted(about)), note)


def _ambiguous_names(statements: list[Statement]) -> Iterator[Finding]:
    for statement in statements:
        denotes = statement.qualifiers.get("denotes")
        if statement.kind.name == "name" and (denotes is not None or _is_true(statement, "ambiguous")):
            target = f" denotes {show_value(denotes)}" if denotes is not None else " is ambiguous"
            about = [statement.iri] + ([Iri(denotes.value)] if denotes is not None else [])
            yield Finding(
                "ambiguity",
                tuple(about),
                f"“{statement.object.value}”{target}, and is printed as a name of {contract(statement.subject.value)}",
            )


def _ungrounded(minted: Mapping[Iri, Term]) -> Iterator[Finding]:
    for iri, term in minted.items():
        yield Finding("unmatched", (iri,), f"no id is known for the {term.category} “{term.label}”")


def with_unmatched(statements: list[Statement], backbone: Backbone) -> list[Statement]:
    """Mark the subtypes and genes that Mondo does not have under the disease the page names."""
    mondo = ours(f"graph/{backbone.sources['mondo'].graph}")
    return [replace(item, unmatched_in=(mondo,)) if _lacks(item, backbone) else item for item in statements]


def _lacks(statement: Statement, backbone: Backbone) -> bool:
    if statement.kind.name not in ("subtype", "gene"):
        return False
    if isinstance(statement.source, FileSource) or not isinstance(statement.object, NamedNode):
        return False
    if statement.negated or statement.standing == "retracted":
        return False
    subject, object_ = contract(statement.subject.value), contract(statement.object.value)
    if object_ not in backbone.terms:
        return False
    if statement.kind.name == "subtype":
        return not backbone.is_a(subject, object_)
    return not any(
        axiom.gene == subject and backbone.is_a(axiom.disease, object_) for axiom in backbone.by_end.get(subject, ())
    )


def curated(rows: Iterable[FindingRow], source: PageSource, statements: list[Statement]) -> list[Finding]:
    """Findings of rows, less those that compare with a version that is not at hand.

    Raises ContentError for a selector that selects no statement of a version at hand, or an unknown type.
    """
    at_hand = {item.source.version.short for item in statements if isinstance(item.source, PageSource)}
    return [_curated(row, source, statements) for row in rows if _others(row) <= at_hand]


def _others(row: FindingRow) -> set[str]:
    """The versions, by 12 hex, that a row's selectors name."""
    return {item["version"][:12] for item in row.about if not isinstance(item, str) and "version" in item}


def _curated(row: FindingRow, source: PageSource, statements: list[Statement]) -> Finding:
    if row.type not in TYPES:
        raise ContentError(row.where, f"unknown type of finding {row.type!r}", nearest(row.type, TYPES))
    check_places(row.at, source.version, row.where)
    about = {iri for item in row.about for iri in _selected(item, row.where, source, statements)}
    places = tuple(place_of(passage, source) for passage in row.at)
    return Finding(row.type, tuple(sorted(about)), row.note, places, row.rule)


def _selected(
    item: Mapping[str, str] | str, where: Where, source: PageSource, statements: list[Statement]
) -> list[Iri]:
    if isinstance(item, str):
        if item in ("version:", "page:"):
            return [source.iri if item == "version:" else source.page]
        if item.startswith("section:"):
            check_section(item.removeprefix("section:"), source.version, where)
            return [Iri(f"{source.iri}/{item.removeprefix('section:')}")]
        if not looks_like_curie(item):
            raise ContentError(
                where, f"about: {item!r} is neither a selector nor an id", 'write {kind: "…"} or a CURIE'
            )
        return [expand(curie(item, where))]
    found = [statement.iri for statement in statements if _matches(statement, item, source)]
    if not found:
        raise ContentError(
            where, f"no statement is {dict(item)}", "compare with the rows of graph/extracted and graph/curated"
        )
    return found


def _matches(statement: Statement, selector: Mapping[str, str], source: PageSource) -> bool:
    """A selector means its own version, unless it names another by `version` (12 hex)."""
    if not isinstance(statement.source, PageSource):
        return False
    if not _same(frozenset([statement.kind.name]), selector.get("kind", statement.kind.name)):
        return False  # the commonest case, seen without the other values
    version = selector.get("version", source.version.short)
    if statement.source.page != source.page or not statement.source.version.sha256.startswith(version):
        return False
    values = _values(statement)
    return all(_same(values.get(key, frozenset()), wanted) for key, wanted in selector.items() if key != "version")


def _values(statement: Statement) -> dict[str, frozenset[str]]:
    labels = statement.named
    return {
        "kind": frozenset([statement.kind.name]),
        "predicate": frozenset([contract(statement.predicate.value)]),
        "subject": frozenset([contract(statement.subject.value), labels["subject"], labels["subject_written"]]),
        "object": frozenset([show_value(statement.object), labels["object"], labels["object_written"]]),
        "certainty": frozenset([statement.certainty]),
        "quantity": frozenset([statement.quantity]),
        "negated": frozenset([str(statement.negated).lower()]),
        "printed": frozenset((*statement.printed, labels["subject"], labels["object"])),
        "section": frozenset(place.section for place in statement.places),
        **{name: frozenset([show_value(value), labels.get(name, "")]) for name, value in statement.qualifiers.items()},
    }


def _same(values: frozenset[str], wanted: str) -> bool:
    return any(value.casefold() == wanted.casefold() for value in values)


def type_label(name: str) -> str:
    """A type as people read it."""
    return words(TYPES[name])
