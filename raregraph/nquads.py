"""Lines of N-Quads as text: cut into terms, gathered by subject, brought into the order of IRIs. No store, no node."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Quad

from raregraph.errors import ReleaseError
from raregraph.ids import BASE, expand

FAMILIES = {"finding/": 2, "page/gard-": 1, "passage/": 2, "reference/": 2, "statement/": 2}
"""Stems of our IRIs, and how many characters behind them all IRIs share of which one may begin with another."""
_STEMS = tuple((BASE + stem, len(BASE + stem) + more) for stem, more in FAMILIES.items())
_SPACE = re.compile(r"https?://[^/]*(?:/obo/[A-Za-z]+_)?")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Block:
    """All that is said of a subject: objects as N-Triples text, distinct and sorted, by the IRI of their predicate."""

    iri: str
    values: dict[str, list[str]]

    def texts(self, curie: str) -> list[str]:
        """The objects of a predicate, as N-Triples text."""
        return self.values.get(expand(curie), [])

    def plain(self, curie: str) -> list[str]:
        """The IRIs or lexical forms of a predicate's objects."""
        return [plain(text) for text in self.texts(curie)]

    def one(self, curie: str) -> str:
        """The first of them, or nothing."""
        return next(iter(self.plain(curie)), "")

    @property
    def name(self) -> str:
        """Its English label, or nothing."""
        return next((plain(text) for text in self.texts("rdfs:label") if text.endswith("@en")), "")


def split(line: str) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph of a line without its end; the graph is empty for the default one.

    Lines are canonical: one blank between terms, one before the full stop.
    """
    subject, predicate, rest = line.split(" ", 2)
    rest = rest.removesuffix(" .")
    cut = rest.rfind(" <")
    return (subject, predicate, rest, "") if cut < 0 or rest[-1] != ">" else _split_rest(subject, predicate, rest, cut)


def _split_rest(subject: str, predicate: str, rest: str, cut: int) -> tuple[str, str, str, str]:
    """The object of a typed literal of the default graph may hold ` <`, but then a quote stands behind it."""
    if '"' in rest[cut:]:
        return subject, predicate, rest, ""
    return subject, predicate, rest[:cut], rest[cut + 1 :]


def lines_of(quads: Iterable[Quad]) -> list[str]:
    """Canonical lines of quads, sorted, each once."""
    return sorted({f"{quad} ." for quad in quads})


def plain(text: str) -> str:
    """An IRI without its brackets, or a literal's lexical form."""
    if text[0] == "<":
        return text[1:-1]
    return unescaped(text[1 : text.rindex('"')])


def literal(text: str) -> tuple[str, str, str]:
    """Lexical form, language and datatype IRI of a literal; both of these are empty for a plain string."""
    end = text.rindex('"')
    tail = text[end + 1 :]
    language = tail[1:] if tail.startswith("@") else ""
    return unescaped(text[1:end]), language, tail[3:-1] if tail.startswith("^^") else ""


def unescaped(text: str) -> str:
    """What stands between the quotes of a literal, without escapes."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CHARACTERS.get(match[3], match[3])


def gathered(lines: Iterable[str]) -> Iterator[Block]:
    """Blocks of sorted lines, in the order of the lines; a triple of several graphs stands once."""
    return grouped(map(split, lines))


def grouped(quads: Iterable[tuple[str, str, str, str]]) -> Iterator[Block]:
    """The same of lines that are split."""
    for subject, group in groupby(quads, key=lambda parts: parts[0]):
        values: dict[str, dict[str, None]] = {}
        for _, predicate, object_, _ in group:
            values.setdefault(predicate[1:-1], {})[object_] = None
        yield Block(subject[1:-1], {predicate: list(found) for predicate, found in values.items()})


def in_order(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks of sorted lines in the order of their IRIs: `…/x` before `…/x/y`, whose line comes first.

    Only a family of IRIs is held at a time. Raises ReleaseError where that is not enough.
    """
    last = ""
    for _, group in groupby(blocks, key=lambda block: family(block.iri)):
        for block in sorted(group, key=lambda block: block.iri):
            if block.iri < last:
                fix = "report it: nquads.FAMILIES lacks a row for them"
                raise ReleaseError("graph", f"{block.iri} stands behind {last}", fix)
            last = block.iri
            yield block


def family(iri: str) -> str:
    """What an IRI shares with all that may begin with it or it with them."""
    for stem, length in _STEMS:
        if iri.startswith(stem):
            return iri[:length]
    return _space(iri)


def _space(iri: str) -> str:
    if iri.startswith(BASE):
        return iri[: iri.find("/", len(BASE)) + 1] or iri
    found = _SPACE.match(iri)
    return found[0] if found else iri[:1]
