"""Explanation: who says it, where, when, how surely, and what disagrees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode

from raregraph.errors import UsageError, Where, nearest
from raregraph.facts import CuratedSource, FileSource
from raregraph.ground import PageSource
from raregraph.ids import contract, curie, expand, looks_like_curie
from raregraph.knowledge import Knowledge
from raregraph.pages import Page
from raregraph.statements import Place, Statement
from raregraph.text import fold

_ID = re.compile(r"(?:.*/statement/|st:)?([0-9a-f]{6,32})\Z")


def find(words: Iterable[str], knowledge: Knowledge) -> list[Statement]:
    """The statements about all the given things: labels, names, CURIEs, or one statement's id (6 or more hex digits).

    Raises UsageError where nothing is known by a word, naming the nearest, or no statement is about all of them.
    """
    asked = list(words)
    if len(asked) == 1 and (match := _ID.match(asked[0])):
        found = [item for item in knowledge.statements if item.id.startswith(match.group(1))]
        if found:
            return found
    meanings = [_meaning(word, knowledge) for word in asked]
    found = [item for item in knowledge.statements if all(_about(item, iris) for iris in meanings)]
    if not found:
        raise UsageError(
            " + ".join(map(repr, asked)),
            "no statement is about all of these",
            "leave one out, or run the saved query `everything`",
        )
    return sorted(found, key=_in_page_order)


def _in_page_order(item: Statement) -> tuple[str, int, str]:
    """By version, then place; what is said by no page comes first."""
    place = item.places[0] if item.places else None
    return (item.as_of, place.passage.start, item.id) if place else ("", 0, item.id)


def _meaning(word: str, knowledge: Knowledge) -> frozenset[str]:
    """The IRIs a word stands for: an id, a label of a term, or a name the pages give it."""
    word = contract(word)
    if looks_like_curie(word):
        return frozenset([expand(curie(word, where=_WHERE))])
    names = _names(knowledge)
    found = names.get(_key(word))
    if not found:
        raise UsageError(repr(word), "nothing is known by this name", nearest(_key(word), names))
    return found


_WHERE = Where("the command line")


def _key(text: str) -> str:
    return " ".join(fold(text).split()).casefold()


def _names(knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for term in knowledge.terms:
        names.setdefault(_key(term.label), set()).add(term.iri)
    for item in knowledge.statements:
        if item.kind.name == "name":
            names.setdefault(_key(item.object.value), set()).add(item.subject.value)
        for part in ("subject", "object"):
            value = getattr(item, part)
            if isinstance(value, NamedNode):
                names.setdefault(_key(item.named[f"{part}_written"]), set()).add(value.value)
    return {name: frozenset(iris) for name, iris in names.items()}


def _about(item: Statement, iris: frozenset[str]) -> bool:
    values = (item.subject, item.object, item.disease, *item.qualifiers.values())
    return any(isinstance(value, NamedNode) and value.value in iris for value in values)


def explain(item: Statement, knowledge: Knowledge, pages: Mapping[str, Page]) -> Iterator[str]:
    """A statement in lines of text; with the pages at hand (by SHA-256), the passages themselves."""
    by_id = {other.id: other for other in knowledge.statements}
    yield item.label
    yield f"  statement  st:{item.id}"
    yield f"  said by    {_who(item)}"
    yield f"  as of      {item.as_of or 'no date'} ({item.date_basis})"
    yield "  how surely " + ", ".join(filter(None, (item.certainty, item.quantity, "negated" if item.negated else "")))
    yield f"  standing   {item.standing}{': ' + item.reason if item.reason else ''}"
    for place in item.places:
        yield from _passage(place, item, pages)
    for reference in item.cites:
        yield f"  cites      {contract(reference)} {_label(reference, knowledge)}"
    for other in item.disagrees:
        yield f"  disagrees  {by_id[other].label} (st:{other})"
    for graph in item.unmatched_in:
        yield f"  unmatched  {contract(graph)} does not say so"
    for finding in knowledge.findings:
        if item.iri in finding.about:
            yield f"  finding    {finding.type}: {finding.note}"


def _who(item: Statement) -> str:
    source = item.source
    if isinstance(source, PageSource):
        how = f"rule {', '.join(item.rules)}" if item.rules else "a curator"
        version = f"{source.version.date or 'undated'} ({source.version.short})"
        return f"GARD page {source.version.page}, version {version}, read by {how}"
    if isinstance(source, FileSource):
        return f"{source.file}, release {source.release}, row {source.row}"
    return _curated(source)


def _curated(source: CuratedSource) -> str:
    return f"{source.curator}, from {source.reference}"


def _passage(place: Place, item: Statement, pages: Mapping[str, Page]) -> Iterator[str]:
    passage, source = place.passage, item.source
    words = f"“{passage.first}”" + (f" … “{passage.last}”" if passage.last else "")
    yield f"  passage    {place.section} section, characters {passage.start}–{passage.end}: {words}"
    page = pages.get(source.version.sha256) if isinstance(source, PageSource) else None
    if page:
        yield "             | " + " ".join(page.text[passage.start : passage.end].split())


def _label(iri: str, knowledge: Knowledge) -> str:
    return next((term.label for term in knowledge.terms if term.iri == iri), "")


def one(text: str, knowledge: Knowledge) -> Statement:
    """The statement of an id: 32 hex digits, or the first 6 or more. Raises UsageError when none or several have it."""
    match = _ID.match(text)
    found = [item for item in knowledge.statements if match and item.id.startswith(match.group(1))]
    if len(found) != 1:
        problem = "several statements begin so" if found else "no statement has this id"
        raise UsageError(repr(text), problem, "`raregraph explain NAME NAME` prints the ids")
    return found[0]
