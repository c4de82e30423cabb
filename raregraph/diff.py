"""What changed between two versions of a page: added, removed, changed, and what the newer one no longer speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from raregraph.errors import UsageError
from raregraph.findings import Finding
from raregraph.ground import PageSource
from raregraph.ids import Iri, ours
from raregraph.knowledge import Knowledge
from raregraph.statements import Statement, lexical
from raregraph.text import short_hash
from raregraph.triples import LABEL, A, Triple, english, finding_triples, node

CHANGES = ("added", "removed", "changed", "silent")
"""`removed`: the newer version has the section and does not say it. `silent`: it has no such section."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `old` or `new` is None where a version says nothing of the kind."""

    change: str
    old: Statement | None
    new: Statement | None

    @property
    def iri(self) -> Iri:
        """Its IRI, as a finding."""
        return ours(
            "finding/" + short_hash(self.change, self.old.id if self.old else "", self.new.id if self.new else "")
        )

    @property
    def label(self) -> str:
        """The change in words."""
        parts = [item.label for item in (self.old, self.new) if item]
        return f"{self.change}: {' → '.join(parts)}"


def version_named(text: str, knowledge: Knowledge) -> PageSource:
    """The version of a date (2013-01-11), a hash prefix or an IRI. Raises UsageError when none or several have it."""
    found = [source for source in knowledge.versions if _is_named(source, text)]
    names = [f"{source.version.date or 'undated'} ({source.version.short})" for source in knowledge.versions]
    if len(found) != 1:
        problem = "no version is named so" if not found else f"{len(found)} versions are named so"
        raise UsageError(repr(text), problem, "give a date or the first hex digits of a hash: " + ", ".join(names))
    return found[0]


def _is_named(source: PageSource, text: str) -> bool:
    version = source.version
    return bool(text) and (
        text in (version.date, source.iri) or (len(text) >= 4 and version.sha256.startswith(text.lower()))
    )


def changes(knowledge: Knowledge, old: PageSource, new: PageSource) -> list[Change]:
    """Every difference, sorted by change and label; what a version says of itself is compared likewise."""
    before, after = _topics(knowledge, old), _topics(knowledge, new)
    found = [*_pairs(before, after, {section.name for section in new.version.sections})]
    return sorted(found, key=lambda item: (CHANGES.index(item.change), item.label, item.iri))


def _topics(knowledge: Knowledge, source: PageSource) -> dict[tuple[str, ...], list[Statement]]:
    """A version's statements by what they are about: for a single-valued literal all values are one topic."""
    found: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for item in knowledge.statements:
        if isinstance(item.source, PageSource) and item.source.iri == source.iri and item.standing != "retracted":
            found[_topic(item, source)].append(item)
    return found


def _topic(item: Statement, source: PageSource) -> tuple[str, ...]:
    key = (
        item.topic_key
        if item.kind.single and isinstance(item.object, Literal)
        else (*item.topic_key, lexical(item.object))
    )
    return _anywhere(key, source)


def _anywhere(key: tuple[str, ...], source: PageSource) -> tuple[str, ...]:
    """A key without the version's own IRI, so that what a version says of itself compares."""
    return tuple(part.replace(source.iri, "") for part in key)


def _pairs(
    before: dict[tuple[str, ...], list[Statement]], after: dict[tuple[str, ...], list[Statement]], sections: set[str]
) -> Iterator[Change]:
    for topic in sorted({*before, *after}):
        old, new = before.get(topic, []), after.get(topic, [])
        same = {_said(item) for item in old} & {_said(item) for item in new}
        old, new = [item for item in old if _said(item) not in same], [item for item in new if _said(item) not in same]
        if old and new:
            yield from (Change("changed", one, other) for one in old for other in new)
            continue
        yield from (Change("added", None, item) for item in new)
        yield from (Change("removed" if _has_section(item, sections) else "silent", item, None) for item in old)


def _said(item: Statement) -> tuple[str, ...]:
    return _anywhere(item.claim_key, item.source) if isinstance(item.source, PageSource) else item.claim_key


def _has_section(item: Statement, sections: set[str]) -> bool:
    return any(place.section in sections for place in item.places)


def between(knowledge: Knowledge, old: PageSource, new: PageSource) -> list[Finding]:
    """The findings that touch statements of both versions: where they disagree, and what a person noticed."""
    version = {item.iri: item.source.iri for item in knowledge.statements if isinstance(item.source, PageSource)}
    return [item for item in knowledge.findings if {old.iri, new.iri} <= {version.get(iri) for iri in item.about}]


def to_quads(found: list[Change], linked: list[Finding], old: PageSource, new: PageSource) -> list[Quad]:
    """The changes, and the findings between the versions, as nodes that name what they are about; no named graph."""
    triples = [triple for item in found for triple in _triples(item, old, new)]
    return [Quad(*triple) for triple in (*triples, *(triple for item in linked for triple in finding_triples(item)))]


def _triples(item: Change, old: PageSource, new: PageSource) -> Iterator[Triple]:
    me = NamedNode(item.iri)
    yield from ((me, A, node("rg:Change")), (me, node("rg:changeType"), node(f"rg:{item.change}")))
    yield from ((me, node("rg:fromVersion"), NamedNode(old.iri)), (me, node("rg:toVersion"), NamedNode(new.iri)))
    yield me, LABEL, english(item.label)
    for statement in filter(None, (item.old, item.new)):
        yield me, node("rg:about"), NamedNode(statement.iri)


def to_table(found: list[Change], linked: list[Finding]) -> str:
    """As text: the findings between the versions, what changed or went, what was added; then the counts."""
    lines = [f"{item.type:8} {item.note}" for item in linked]
    lines += [f"{item.change:8} {_was_is(item)}" for item in sorted(found, key=_by_weight)]
    counts = ", ".join(f"{change} {sum(item.change == change for item in found)}" for change in CHANGES)
    return "\n".join([*lines, f"{len(found)} differences: {counts}; {len(linked)} findings between the two"])


def _by_weight(item: Change) -> int:
    return ("changed", "removed", "silent", "added").index(item.change)


def _was_is(item: Change) -> str:
    return " → ".join(f"{statement.label} (st:{statement.id[:8]})" for statement in (item.old, item.new) if statement)
