"""The text of a SPARQL query: its form, the prefixes and words it uses, and where it is at fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from raregraph.errors import RaregraphError, UsageError, Where
from raregraph.ids import prefixes

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
               | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:[\w.-]*\w)
    | (?P<name>(?:[A-Za-z][\w.-]*)?:(?:[\w:%-]|\.(?=[\w:%-])|\\.)*)
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_SENTENCE = re.compile(r"\b[A-Z][A-Za-z]+(?: [A-Za-z]+){3,}")
"""What the parser says in words; the rest of its message lists tokens."""
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its type (a group of the pattern above), its text and its 1-based line."""

    type: str
    text: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """The IRIs, strings, variables, prefixed names and words of a query, in order; comments are left out."""
    line, seen = 1, 0
    for match in _TOKEN.finditer(text):
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        if match.lastgroup != "comment":
            yield Token(str(match.lastgroup), match.group(), line)


def form_of(text: str) -> str:
    """`SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`; an empty string where the query has none."""
    words = (token.text.upper() for token in tokens(text) if token.type == "word")
    return next((word for word in words if word in FORMS), "")


def declared_prefixes(text: str) -> dict[str, str]:
    """The prefixes of a query's own PREFIX lines with their IRIs."""
    found, pieces = {}, list(tokens(text))
    for one, two, three in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if (one.type, one.text.upper(), two.type, three.type) == ("word", "PREFIX", "name", "iri"):
            found[two.text.rstrip(":")] = three.text[1:-1]
    return found


def iris_of(text: str) -> frozenset[str]:
    """Every IRI that a query's patterns name, written out or prefixed; not the namespaces of PREFIX lines."""
    known = declared_prefixes(text)
    body = [token for token in tokens(text) if token.text[1:-1] not in known.values()]
    written = {token.text[1:-1] for token in body if token.type == "iri"}
    names = [token.text.split(":", 1) for token in body if token.type == "name" and not token.text.endswith(":")]
    return frozenset(written | {known[prefix] + local for prefix, local in names if prefix in known})


def check_form(text: str, name: str) -> str:
    """The form of a query. Raises UsageError for what is none, an update for example."""
    form = form_of(text)
    if not form:
        raise UsageError(
            name, f"no {', '.join(FORMS)} in it", "write a SPARQL query; data is changed in graph/, not here"
        )
    return form


def check_text(text: str, name: str) -> None:
    """Raise UsageError for what is no query, and for a prefixed name without a PREFIX line, with that line."""
    check_form(text, name)
    known = declared_prefixes(text)
    for token in tokens(text):
        prefix = token.text.split(":", 1)[0]
        if token.type == "name" and prefix not in known:
            iri = prefixes().get(prefix, "…")
            problem = f"the prefix of {token.text!r} is not declared"
            raise UsageError(Where(name, token.line), problem, f"add the line PREFIX {prefix}: <{iri}>")


def check_local(text: str, name: str) -> None:
    """Raise UsageError for a query that would leave the machine: SERVICE, and FROM, which some engines fetch."""
    for token in _leaves(text):
        problem = f"{token.text.upper()} is not answered here: a local query reads the release and nothing else"
        raise UsageError(Where(name, token.line), problem, "take it out, or send the query with --endpoint")


def _leaves(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.type == "word" and token.text.upper() in ("SERVICE", "FROM")]


def columns_of(text: str, name: str) -> tuple[str, ...]:
    """The variables a SELECT answers with, in order; `answer` for an ASK, none for the others.

    A query that leaves the machine is not tried here: its columns are all variables it names, in order of first use.
    Raises UsageError for a syntax error.
    """
    check_text(text, name)
    if _leaves(text):
        return tuple(dict.fromkeys(token.text[1:] for token in tokens(text) if token.type == "variable"))
    try:
        answer = Store().query(text)
    except SyntaxError as error:
        raise syntax_error(text, name, str(error)) from None
    if isinstance(answer, QuerySolutions):
        return tuple(variable.value for variable in answer.variables)
    return ("answer",) if isinstance(answer, QueryBoolean) else ()


def syntax_error(text: str, name: str, message: str) -> RaregraphError:
    """A parser's message as an error with line, column and the text that stands there."""
    match = _POSITION.match(message)
    if not match:
        return UsageError(name, f"not valid SPARQL: {message}", "mend the query")
    line, column = int(match.group(1)), int(match.group(2))
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    near = f"near {rest[:40]!r}" if rest else "at the end of the line"
    if line == len(lines) and not rest:
        near = "at the end of the query"
    said = _SENTENCE.findall(match.group(3))
    problem = "; ".join([f"not valid SPARQL at line {line}, column {column}, {near}", *said])
    return UsageError(Where(name, line), problem, "mend it there or just before")
