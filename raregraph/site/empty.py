"""Why an answer is empty: the pattern without which there would be one, and terms that the release does not have."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryBoolean

from raregraph import sparql
from raregraph.errors import RaregraphError
from raregraph.ids import contract, expand
from raregraph.site.opened import Opened
from raregraph.site.patterns import Pattern, patterns, pieces
from raregraph.site.reading import Thing
from raregraph.vocabulary import read_vocabulary

TRIED = 24
"""Patterns that are left out, one at a time; a query with more is not tried further, and the page says so."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A term of a query that the release does not have, and the nearest that it has (none where nothing is near)."""

    term: str
    nearest: tuple[Thing, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is empty. `culprits`: without one of them there are rows. `tried` of `total` were left out."""

    culprits: tuple[Pattern, ...]
    unknown: tuple[Unknown, ...]
    tried: int
    total: int


def explain_empty(opened: Opened, text: str, more: Callable[[], bool] = lambda: True) -> Explanation:
    """Ask whether a query has an answer without one of its patterns, one at a time, while there may be `more`."""
    found, tried, culprits = patterns(text), 0, []
    while tried < min(len(found), TRIED) and more():
        if _answers(opened, found[tried].without):
            culprits.append(found[tried])
        tried += 1
    must = [pattern.text for pattern in found if not pattern.text.upper().startswith("FILTER")]
    return Explanation(tuple(culprits), tuple(unknown(opened, text, must)), tried, len(found))


def _answers(opened: Opened, text: str) -> bool:
    """Whether a query has a row. One that does not hold together without a pattern has none."""
    try:
        sparql.check_local(text, "query")
        found = opened.store.query(asked(text), use_default_graph_as_union=True)
        return isinstance(found, QueryBoolean) and bool(found)
    except (SyntaxError, RaregraphError):
        return False


def asked(text: str) -> str:
    """A SELECT or CONSTRUCT as an ASK: order, groups and limit do not matter to whether there is anything.

    >>> asked("PREFIX a: <urn:a> SELECT ?b { ?b a:c 1 } ORDER BY ?b")
    'PREFIX a: <urn:a> ASK { ?b a:c 1 }'
    """
    found = pieces(text)
    words = [(at, piece.text.upper()) for at, piece in enumerate(found) if piece.type == "word"]
    forms = [(at, word) for at, word in words if word in ("SELECT", "CONSTRUCT")]
    if not forms:
        return text
    start = next((at for at, word in words if word == "WHERE" and forms[0][1] == "CONSTRUCT"), forms[0][0])
    opens = [at for at, piece in enumerate(found) if piece.text == "{" and at > start]
    if not opens:
        return text
    depth = 0
    for piece in found[opens[0] :]:
        depth += (piece.text == "{") - (piece.text == "}")
        if not depth:
            return text[: found[forms[0][0]].start] + "ASK " + text[found[opens[0]].start : piece.end]
    return text


def unknown(opened: Opened, text: str, must: Iterable[str]) -> Iterator[Unknown]:
    """The IRIs and texts of the patterns that `must` be met, which the release does not have."""
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sparql.declared_prefixes(text).items())
    body = " . ".join(must)
    for iri in sorted(sparql.iris_of(head + body)):
        if not _has(opened, NamedNode(iri)):
            yield Unknown(contract(iri), opened.reader.things(near(opened, iri)))
    for piece in pieces(body):
        if piece.type == "string":
            yield from _string(opened, piece.text)


def _has(opened: Opened, term: NamedNode | Literal) -> bool:
    places: Iterable[Callable[[], object]] = (
        lambda: opened.store.quads_for_pattern(None, None, term, None),
        *(() if isinstance(term, Literal) else (
            lambda: opened.store.quads_for_pattern(term, None, None, None),
            lambda: opened.store.quads_for_pattern(None, term, None, None),
        )),
    )  # fmt: skip
    return any(next(iter(look()), None) is not None for look in places)  # type: ignore[call-overload]


def near(opened: Opened, iri: str) -> tuple[str, ...]:
    """Terms of the release that are written much like one: of its own namespace, classes and properties."""
    known = {quad.predicate.value for quad in opened.declared} | set(read_vocabulary().terms)
    prefix, _, local = contract(iri).partition(":")
    same = {other.partition(":")[2]: other for other in map(contract, known) if other.partition(":")[0] == prefix}
    found = difflib.get_close_matches(local, sorted(same), n=3, cutoff=0.7)
    return tuple(term for name in found if _has(opened, NamedNode(term := expand(same[name]))))


def _string(opened: Opened, written: str) -> Iterator[Unknown]:
    """A plain text that the release has with the tag of a language."""
    if written[-1] not in "\"'" or written[:3] in ('"""', "'''"):
        return
    text = written[1:-1]
    if not _has(opened, Literal(text)) and _has(opened, Literal(text, language="en")):
        yield Unknown(written, (), f'the release has it in English: write "{text}"@en')
