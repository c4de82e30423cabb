"""The text of a query before any parser has it: how large, how deep, whether it would leave the machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from raregraph.engine import Limits
from raregraph.errors import nearest
from raregraph.web.problem import Problem

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
               | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+')
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:[\w.-]*\w)
    | (?P<name>(?:[^\W\d_][\w.-]{0,500})?:(?:[\w:%-]|\.(?=[\w:%-])|\\.)*)
    | (?P<word>\w+)
    | (?P<mark>[^\s\w])
    """,
    re.VERBOSE | re.DOTALL,
)
_SERVICE = re.compile(
    r"""
      service (?:\s|\#[^\n\r]*)*+ (?:silent)? (?:\s|\#[^\n\r]*)*+
      (?: <[^<>\s]*> | [?$]\w+ | [^\s<>{}#"'()?$:]*+ : (?:[^\s<>{}#"'()\\]|\\.)* )
      (?:\s|\#[^\n\r]*)*+ \{
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""SERVICE with whom it asks and the bracket behind: also where it touches other words, which the parser allows, and
where strings or comments hold it, which it may see otherwise."""
_OFTEN = 200
"""How often a query may hold the word at all: looking at it takes time in proportion to the query's length."""
_OPEN, _CLOSE, _PREFIXED = frozenset("{(["), frozenset("})]"), frozenset("!-+^")
QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
"""Words with which an update begins (SPARQL 1.1 Update, 19.8)."""
CHANGING = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
"""Functions that answer otherwise each time; an answer that uses them is not kept."""
_PROLOGUE = frozenset(("PREFIX", "BASE"))
READ_ONLY = "this endpoint answers queries; the graph is changed in its sources, not here"


class Token(NamedTuple):
    """A piece of a query: its type (a group of the pattern above), its text, and where it starts."""

    type: str
    text: str
    start: int


def tokens(text: str) -> list[Token]:
    """The pieces of a query, in order, without comments; takes time in proportion to its length."""
    return [
        Token(match.lastgroup or "mark", match[0], match.start())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "comment"
    ]


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character."""
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def check(text: str, limits: Limits, prefixes: Mapping[str, str]) -> list[Token]:
    """The tokens of a query that may be given to the parser; `prefixes` are those that need no PREFIX line.

    Raises Problem for one that is too large, too deep, an update, asks elsewhere (SERVICE), or has a prefix that nobody
    declares.
    """
    if len(text.encode()) > limits.query:
        raise Problem(413, f"the query is longer than {limits.query:,} bytes", "ask for less at a time")
    found = tokens(text)
    _check_depth(text, found, limits.depth)
    _check_form(text, found)
    _check_elsewhere(text)
    _check_prefixes(text, found, prefixes)
    return found


def _check_elsewhere(text: str) -> None:
    """Whether somebody else is asked; looked for in the text as it is, for the parser may cut it otherwise than we."""
    often = text.lower().count("service") > _OFTEN
    word = re.search("service", text, re.IGNORECASE) if often else _SERVICE.search(text)
    if word:
        found = Token("word", word[0], word.start())
        raise _at(text, found, "SERVICE is not answered: nothing is fetched from elsewhere", "ask that endpoint itself")


def _at(text: str, token: Token, detail: str, fix: str) -> Problem:
    line, column = place(text, token.start)
    return Problem(400, f"{detail} (line {line}, column {column})", fix, line=line, column=column)


def _check_depth(text: str, found: Iterable[Token], most: int) -> None:
    """Brackets within brackets, and operators that stand before what they are applied to, one after the other."""
    depth = run = 0
    for token in found:
        if token.type != "mark":
            run = 0
            continue
        run = run + 1 if token.text in _PREFIXED else 0
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth > most or run > most:
            raise _at(text, token, f"nested deeper than {most}", "ask for less at a time")


def _check_form(text: str, found: Iterable[Token]) -> None:
    """The first word after the prologue decides what it is."""
    words = (token for token in found if token.type == "word" and token.text.upper() not in _PROLOGUE)
    first = next(words, None)
    if first is None:
        raise Problem(400, f"no {', '.join(QUERIES)} in it", "write a SPARQL query")
    word = first.text.upper()
    if word in UPDATES:
        raise _at(text, first, f"{word} would change the graph", READ_ONLY)
    if word not in QUERIES:
        raise _at(text, first, f"a query does not begin with {first.text[:40]!r}", nearest(word, QUERIES))


def _check_prefixes(text: str, found: list[Token], known: Mapping[str, str]) -> None:
    declared = dict(declarations(found))
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.type == "name" and prefix not in declared and prefix not in known:
            fix = f"{nearest(prefix, [*known, *declared])}, or add a line PREFIX {prefix}: <…>"
            raise _at(text, token, f"the prefix of {token.text[:80]!r} is not declared", fix)


def declarations(found: list[Token]) -> Iterator[tuple[str, str]]:
    """The prefixes that PREFIX lines declare, with their namespaces."""
    for one, two, three in zip(found, found[1:], found[2:], strict=False):
        if one.type == "word" and one.text.upper() == "PREFIX" and (two.type, three.type) == ("name", "iri"):
            yield two.text.partition(":")[0], three.text[1:-1]


def has_word(found: Iterable[Token], words: Iterable[str]) -> bool:
    """Whether one of the words (in capitals) is in a query."""
    wanted = frozenset(words)
    return any(token.type == "word" and token.text.upper() in wanted for token in found)
