"""The patterns of a SPARQL query with their places in its text, so that it can be asked without one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PIECE = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>(?:\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
               | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
               (?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^(?:<[^<>\s]*>|[\w.-]*:[\w.:%-]*\w))?)
    | (?P<variable>[?$]\w+)
    | (?P<number>[+-]?(?:\d+\.\d*|\.?\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>(?:[A-Za-z][\w.-]*)?:(?:[\w:%-]|\.(?=[\w:%-])|\\.)*)
    | (?P<word>\w+)
    | (?P<mark>&&|\|\||[!=<>]=|\^\^|[^\s\w])
    """,
    re.VERBOSE | re.DOTALL,
)
_TERMS = frozenset(("iri", "name", "variable", "string", "number"))
_HIDING = ("OPTIONAL", "MINUS", "EXISTS")
"""Words before a group whose patterns cannot empty an answer, or empty it by being met."""
_ENDS = frozenset((".", "}", "{", ""))
MOST = 2000
"""Pieces of a query that are looked at; a longer one has no patterns for us."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A token with its type and its place, 0-based characters, end exclusive."""

    type: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something that an answer has to fit: a triple, a FILTER or a VALUES; `without` is the query that lacks it."""

    text: str
    without: str


def pieces(text: str) -> list[Piece]:
    """The tokens of a query without its comments."""
    found = (Piece(str(match.lastgroup), match.group(), match.start(), match.end()) for match in _PIECE.finditer(text))
    return [piece for piece in found if piece.type != "comment"]


def patterns(text: str) -> tuple[Pattern, ...]:
    """The patterns of a query that must be met, in order; a part that is not understood has none."""
    found = pieces(text)
    if len(found) > MOST:
        return ()
    return tuple(_patterns(text, found))


def _patterns(text: str, found: Sequence[Piece]) -> Iterator[Pattern]:
    at, hidden, inside = 0, [False], 0
    while at < len(found):
        piece = found[at]
        word = piece.text.upper() if piece.type == "word" else ""
        if piece.text == "{":
            hidden.append(hidden[-1] or (at > 0 and found[at - 1].text.upper() in _HIDING))
            inside += 1
            at += 1
        elif piece.text == "}":
            hidden = hidden[:-1] or [False]
            inside -= 1
            at += 1
        elif word in ("FILTER", "VALUES", "BIND"):
            end = _closed(found, at)
            if word == "VALUES" and found[end - 1].text == ")":  # `VALUES (?x ?y) {…}`
                end = _closed(found, end)
            if word != "BIND" and inside and not hidden[-1]:
                yield _cut(text, piece.start, found[end - 1].end)
            at = end
        elif inside and _starts(found, at):
            at, triples = _block(text, found, at)
            if not hidden[-1]:
                yield from triples
        else:
            at += 1


def _cut(text: str, start: int, end: int) -> Pattern:
    return Pattern(" ".join(text[start:end].split()), text[:start] + text[end:])


def _closed(found: Sequence[Piece], at: int) -> int:
    """The place after the brackets that follow a word: `FILTER (…)`, `FILTER regex(…)`, `VALUES ?x {…}`."""
    depth = 0
    while at < len(found):
        depth += (found[at].text in "({") - (found[at].text in ")}")
        at += 1
        if depth == 0 and found[at - 1].text in ")}":
            return at
    return at


def _starts(found: Sequence[Piece], at: int) -> bool:
    """Whether a triple begins here: a term where the piece before ends something."""
    before = found[at - 1].text if at else ""
    return found[at].type in ("iri", "name", "variable") and before in (*_ENDS, ")")


def _block(text: str, found: Sequence[Piece], at: int) -> tuple[int, list[Pattern]]:
    """The triples of one subject, and the place after them."""
    first, subject = at, found[at].text
    parts: list[tuple[str, str]] = []
    at += 1
    while True:
        verb, at = at, _path(found, at)
        if at == verb:
            return max(at, first + 1), []
        verb_text = text[found[verb].start : found[at - 1].end]
        while at < len(found) and (found[at].type in _TERMS or found[at].text in ("true", "false")):
            parts.append((verb_text, found[at].text))
            at += 1
            if at >= len(found) or found[at].text != ",":
                break
            at += 1
        if at >= len(found) or found[at].text != ";":
            break
        while at < len(found) and found[at].text == ";":
            at += 1
        if at >= len(found) or found[at].text in (".", "}"):
            break
    if at < len(found) and found[at].text in ("[", "("):
        return at + 1, []
    alone = len(parts) == 1 and at < len(found) and found[at].text == "."
    return at, _without(text, found[first].start, found[at if alone else at - 1].end, subject, parts)


def _without(text: str, start: int, end: int, subject: str, parts: list[tuple[str, str]]) -> list[Pattern]:
    """For each triple of a block the query that has only the others."""
    triples = [f"{subject} {verb} {object_}" for verb, object_ in parts]
    return [Pattern(triple, text[:start] + " . ".join(triples[:at] + triples[at + 1 :]) + text[end:])
            for at, triple in enumerate(triples)]  # fmt: skip


def _path(found: Sequence[Piece], at: int) -> int:
    """The place after a predicate: a variable, `a`, an IRI, or a property path."""
    if at < len(found) and found[at].type == "variable":
        return at + 1
    start = at
    while at < len(found):
        while at < len(found) and found[at].text in ("^", "!"):
            at += 1
        at = _primary(found, at)
        if at == start:
            return start
        while at < len(found) and found[at].text in ("*", "+", "?"):
            at += 1
        if at >= len(found) or found[at].text not in ("/", "|"):
            return at
        at += 1
    return at


def _primary(found: Sequence[Piece], at: int) -> int:
    if at < len(found) and found[at].text == "(":
        return _closed(found, at)
    return at + 1 if at < len(found) and (found[at].type in ("iri", "name") or found[at].text == "a") else at
