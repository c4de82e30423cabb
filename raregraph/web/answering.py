"""In a worker: a SPARQL query answered in the form that is wanted, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, serialize

from raregraph import results
from raregraph.engine import Answer, Limits
from raregraph.errors import UsageError, nearest
from raregraph.ids import prefixes
from raregraph.results import Table, Truth
from raregraph.site.opened import Opened
from raregraph.site.people import answers_html
from raregraph.sparql import syntax_error
from raregraph.web.negotiation import choose
from raregraph.web.problem import Problem
from raregraph.web.restoring import concerned, restored
from raregraph.web.screen import CHANGING, QUERIES, Token, check, declarations, has_word, place

RESULTS: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/html": "html",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""The forms of a SELECT's or ASK's answer by media type, the usual one first."""
GRAPHS: Mapping[str, str] = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/plain": "nt",
    "text/html": "html",
}
"""The forms of a CONSTRUCT's or DESCRIBE's answer by media type, the usual one first."""
ALIASES: Mapping[str, str] = {
    "turtle": "ttl", "n3": "ttl", "ntriples": "nt", "n-triples": "nt", "json-ld": "jsonld", "rdf+xml": "rdf",
    "nquads": "nq", "n-quads": "nq", "sparql-json": "json", "sparql-xml": "xml",
}  # fmt: skip
"""What clients also call a form; `xml` of a graph is RDF/XML, `json` JSON-LD."""
_SERIALISED = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "csv": QueryResultsFormat.CSV,
               "tsv": QueryResultsFormat.TSV}  # fmt: skip
_TEXT: Mapping[str, Callable[[Table], str]] = {
    "json": results.to_json, "xml": results.to_xml, "csv": results.to_csv, "tsv": results.to_tsv,
}  # fmt: skip
_RDF = {"nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML, "nq": RdfFormat.N_QUADS}
_CHARSET = frozenset(("text/csv", "text/tab-separated-values", "text/html", "text/turtle", "text/plain"))
_XML = frozenset(media_type for media_type in (*RESULTS, *GRAPHS) if media_type.endswith("xml"))
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_SMALL = 1000
"""Bytes below which an answer is not compressed."""


class _TooLarge(Exception):
    """More bytes than an answer may have."""


class _Bounded(io.BytesIO):
    """A file in memory that takes no more than so many bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._most:
            raise _TooLarge
        return super().write(data)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with all that decides its answer's bytes.

    `accept` is the Accept header, `format` the short name of a form when it was asked for by name. `default_graphs` and
    `named_graphs` are IRIs; None where the client said nothing. `base` resolves relative IRIs.
    """

    query: str
    base: str
    accept: str | None = None
    format: str = ""
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None


def answer(opened: Opened, asked: Asked, limits: Limits) -> Answer:
    """Answer a query. Raises Problem for what cannot be answered, or not in this form."""
    found = check(asked.query, limits, prefixes())
    solved = _solve(opened, asked, found)
    media_type = _media_type(asked, GRAPHS if isinstance(solved, QueryTriples) else RESULTS)
    try:
        with _evaluating():
            body = _written(solved, media_type, found, opened, asked, limits)
    except _TooLarge:
        raise Problem(
            413, f"the answer is larger than {limits.answer:,} bytes", "add a LIMIT, or take a dump from /downloads/"
        ) from None
    except UsageError as fault:  # a triple as a value
        raise Problem(400, fault.problem, fault.fix) from None
    if media_type in _XML:
        body = _as_xml(body)
    headers = (("cache-control", "no-store"),) if has_word(found, CHANGING) else (("cache-control", "no-cache"),)
    charset = "; charset=utf-8" if media_type in _CHARSET else ""
    return Answer(200, media_type + charset, body, (*headers, ("etag", etag(body))))


def etag(body: bytes) -> str:
    """An entity tag: of the bytes and nothing else."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _solve(opened: Opened, asked: Asked, found: list[Token]) -> QuerySolutions | QueryBoolean | QueryTriples:
    """The protocol's graphs come before the query's own; without either, all graphs are one."""
    try:
        with _evaluating():
            return opened.store.query(asked.query, base_iri=asked.base, prefixes=_used(found), **_dataset(asked, found))
    except SyntaxError as error:
        raise _syntax(asked.query, str(error), found) from None
    except ValueError as error:
        raise Problem(400, f"it cannot be evaluated: {error}", "mend the query") from None


@contextmanager
def _evaluating() -> Iterator[None]:
    """What the store cannot evaluate, which it may find out at any row: an unknown function, what is elsewhere."""
    try:
        yield
    except RecursionError:
        raise
    except (RuntimeError, OSError) as error:
        raise Problem(400, f"it cannot be evaluated: {error}", "mend the query") from None


def _as_xml(body: bytes) -> bytes:
    """XML with each carriage return as a reference, for readers make a line feed of it.

    Raises Problem 406 where a value has a character that XML cannot have (XML 1.0, 2.2).
    """
    if _NO_XML.search(body):
        raise Problem(406, "a value in the answer has a character that XML cannot have", "ask for another form")
    return body.replace(b"\r", b"&#13;")


def _dataset(asked: Asked, found: list[Token]) -> dict[str, Any]:
    if asked.default_graphs is None and asked.named_graphs is None:
        return {} if has_word(found, ("FROM",)) else {"use_default_graph_as_union": True}
    try:
        default = [NamedNode(iri) for iri in asked.default_graphs or ()]
        named = [NamedNode(iri) for iri in asked.named_graphs or ()]
    except ValueError as error:
        raise Problem(400, f"no IRI of a graph: {error}", "give absolute IRIs") from None
    return {"default_graph": default, "named_graphs": named}


def _syntax(text: str, message: str, found: list[Token]) -> Problem:
    """A parser's message with line, column, what stands there, and the nearest word of SPARQL."""
    fault = syntax_error(text, "query", message)
    column = next((int(word) for word in _after(fault.problem, "column ")), 0)
    line = next((int(word) for word in _after(fault.problem, "line ")), 0)
    token = next((token for token in found if place(text, token.start) >= (line, column)), None)
    hint = fault.fix
    if token and token.type == "word" and token.text.upper() not in KEYWORDS:
        hint = f"{nearest(token.text.upper(), KEYWORDS)}" if len(token.text) > 2 else hint
    return Problem(400, fault.problem, hint, line=line, column=column)


KEYWORDS = (
    *QUERIES, "WHERE", "FILTER", "OPTIONAL", "UNION", "GRAPH", "BIND", "VALUES", "MINUS", "EXISTS", "NOT", "ORDER",
    "BY", "GROUP", "HAVING", "LIMIT", "OFFSET", "DISTINCT", "REDUCED", "PREFIX", "BASE", "FROM", "NAMED", "ASC", "DESC",
    "AS", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "REGEX", "STR", "LANG", "DATATYPE", "BOUND",
    "CONTAINS", "STRSTARTS", "COALESCE", "IF", "UNDEF", "IN",
)  # fmt: skip
"""Words of SPARQL that are offered in the place of one that is none."""


def _after(text: str, mark: str) -> list[str]:
    """The digits right after a mark in a text."""
    rest = text.partition(mark)[2]
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return [digits] if digits else []


def _media_type(asked: Asked, offers: Mapping[str, str]) -> str:
    """The media type of the answer. Raises Problem 406 where none is acceptable."""
    if asked.format:
        return _named(asked.format, offers)
    found = choose(asked.accept, tuple(offers))
    if found is None:
        raise Problem(406, "none of the accepted forms is one of this answer's", f"known: {', '.join(offers)}")
    return found


def _named(name: str, offers: Mapping[str, str]) -> str:
    """The media type of a form that is asked for by a short name, another name, or one or more media types."""
    short = {short: media_type for media_type, short in reversed([*offers.items()])}
    if "ttl" in short:
        short |= {"xml": short["rdf"], "json": short["jsonld"]}
    found = choose(name, tuple(offers)) if "/" in name else short.get(ALIASES.get(name, name))
    if found is None:
        raise Problem(406, f"there is no form {name!r} of this answer", f"known: {', '.join(sorted(short))}")
    return found


def _written(
    solved: QuerySolutions | QueryBoolean | QueryTriples,
    media_type: str,
    found: list[Token],
    opened: Opened,
    asked: Asked,
    limits: Limits,
) -> bytes:
    if media_type == "text/html":
        return answers_html(opened, declared(asked.query, found), _answer(solved, found, opened, limits))
    if isinstance(solved, QueryTriples):
        return _graph(solved, GRAPHS[media_type], opened, limits)
    form = RESULTS[media_type]
    if isinstance(solved, QueryBoolean):
        return _truth(bool(solved), form)
    columns = tuple(variable.value for variable in solved.variables)
    if concerned(found, columns, opened.forms, prefixes()):
        return _TEXT[form](_table(solved, found, opened, limits)).encode()
    out = _Bounded(limits.answer)
    solved.serialize(out, format=_SERIALISED[form])
    return out.getvalue()


def _answer(
    solved: QuerySolutions | QueryBoolean | QueryTriples, found: list[Token], opened: Opened, limits: Limits
) -> results.Answer:
    if isinstance(solved, QueryBoolean):
        return Truth(bool(solved))
    if isinstance(solved, QueryTriples):
        return results.triples_of(opened.forms.triple(triple) for triple in solved)
    return _table(solved, found, opened, limits)


def declared(text: str, found: list[Token]) -> str:
    """A query with a PREFIX line for each of our prefixes that it uses without one."""
    used = _used(found)
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(used.items())) + text


def _used(found: list[Token]) -> dict[str, str]:
    """Our prefixes that a query uses without declaring them."""
    own, known = dict(declarations(found)), prefixes()
    names = {token.text.partition(":")[0] for token in found if token.type == "name"}
    return {name: known[name] for name in names if name not in own and name in known}


def _table(solved: QuerySolutions, found: list[Token], opened: Opened, limits: Limits) -> Table:
    """The rows with the literals of the dump; given up when their text alone is larger than an answer may be."""
    columns = tuple(variable.value for variable in solved.variables)
    rows, size = [], 0
    for solution in solved:
        row = tuple(results.cell_of(solution[column]) for column in columns)
        size += sum(len(cell.value) for cell in row if cell is not None)
        if size > limits.answer:
            raise _TooLarge
        rows.append(row)
    return restored(Table(columns, tuple(rows)), found, opened.forms, prefixes())


def _truth(value: bool, form: str) -> bytes:
    if form in ("json", "xml"):
        return results.to_text(Truth(value), form).encode()
    return b"true\n" if value else b"false\n"


def _graph(solved: QueryTriples, form: str, opened: Opened, limits: Limits) -> bytes:
    found = results.triples_of(opened.forms.triple(triple) for triple in solved)
    if form in _RDF:
        out = _Bounded(limits.answer)
        serialize(found.triples, out, format=_RDF[form], prefixes=prefixes() if form == "rdf" else None)
        return out.getvalue()
    return (results.to_jsonld(found) if form == "jsonld" else results.to_turtle(found)).encode()


def packed(found: Answer) -> Answer:
    """An answer compressed with gzip, where that is worth it; the same bytes give the same bytes."""
    if len(found.body) < _SMALL or found.status != 200:
        return found
    headers = tuple((name, f'{value[:-1]}-gzip"' if name == "etag" else value) for name, value in found.headers)
    return Answer(
        found.status, found.media_type, gzip.compress(found.body, 6, mtime=0), (*headers, ("content-encoding", "gzip"))
    )
