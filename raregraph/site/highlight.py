"""SPARQL with its words marked by what they are, for pages without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from raregraph.site.patterns import Piece, pieces

_KEYWORD = re.compile(r"[A-Z]{2,}\Z|a\Z")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of a query's text; `look` is keyword, iri, string, variable, name, number, comment, or empty."""

    text: str
    look: str


def highlight(text: str) -> tuple[Stretch, ...]:
    """The whole text in stretches: joined, they are the text again."""
    return tuple(_stretches(text))


def _stretches(text: str) -> Iterator[Stretch]:
    at = 0
    for piece in pieces(text):
        if at < piece.start:
            yield from _between(text[at : piece.start])
        yield Stretch(piece.text, _look(piece))
        at = piece.end
    if at < len(text):
        yield from _between(text[at:])


def _between(text: str) -> Iterator[Stretch]:
    """White space and comments."""
    for part in re.split(r"(#[^\n]*)", text):
        if part:
            yield Stretch(part, "comment" if part.startswith("#") else "")


def _look(piece: Piece) -> str:
    if piece.type == "word":
        return "keyword" if _KEYWORD.match(piece.text) else ""
    return "" if piece.type == "mark" else piece.type
