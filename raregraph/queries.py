"""The saved queries of queries/: a header that says what is asked, parameters on a line each, the query itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from raregraph import content, sparql
from raregraph.errors import ContentError, RaregraphError, UsageError, Where, nearest, raise_all
from raregraph.ids import curie, expand

EVIDENT = ("statement", "finding")
"""The columns that name what has passages; evidence is shown for the first that a query has."""
ANY = "UNDEF"
"""A parameter's value when every value is meant."""

_HEADER = re.compile(r"#\+\s*(\S[^:]*?)\s*:\s*(.*?)\s*\Z")
_PARAMETER = re.compile(r"param (\w+) (\w+)\Z")
_VALUES = re.compile(r"([ \t]*)VALUES[ \t]+\?(\w+)[ \t]*\{([^{}]*)\}[ \t]*\Z", re.IGNORECASE)
_KEYS = ("summary", "description", "tags", "order")

Value = str | int | datetime.date


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a caller may set: its name, its type (a key of `TYPES`), what it is, and its values as written.

    `default` is empty where a value must be given, and `UNDEF` where none is needed.
    """

    name: str
    type: str
    about: str
    default: str

    @property
    def required(self) -> bool:
        """Whether the query asks nothing without it."""
        return not self.default


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its header. `form` is SELECT, ASK, CONSTRUCT or DESCRIBE; `columns` what a SELECT answers with."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    order: int
    parameters: tuple[Parameter, ...]
    text: str
    form: str
    columns: tuple[str, ...]
    where: Where

    @property
    def has_evidence(self) -> bool:
        """Whether its rows name the statements, or findings, they rest on."""
        return any(column in self.columns for column in EVIDENT)


@cache
def saved() -> tuple[Query, ...]:
    """The queries of queries/ in their order. Raises ContentError, or Faults, for headers and queries at fault."""
    return read_queries(content.QUERIES)


def read_queries(folder: Path) -> tuple[Query, ...]:
    """Every `.rq` file of a folder, sorted by `order`, then name; the faults of all of them at once."""
    found: list[Query] = []
    faults: list[RaregraphError] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            found.append(read_query(path))
            _check_whole(found[-1])
        except RaregraphError as fault:
            faults.append(fault)
    raise_all(faults)
    return tuple(sorted(found, key=lambda query: (query.order, query.name)))


def find(name: str) -> Query:
    """The saved query of a name. Raises UsageError naming the nearest."""
    known = {query.name: query for query in saved()}
    if name not in known:
        raise UsageError("query", f"no saved query is called {name!r}", nearest(name, known))
    return known[name]


def query_of(question: str) -> Query:
    """A saved query by name, a file by a path that ends in `.rq`, or a query given as text, known by its braces."""
    if "{" in question:
        return parse_query(question, "query")
    return read_query(Path(question)) if question.endswith(".rq") else find(question)


def read_query(path: Path) -> Query:
    """Read a query file. Raises UsageError for what cannot be read or is not SPARQL, ContentError for its header."""
    name = content.shown(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(name, f"byte {error.start} is not UTF-8", "save the query as UTF-8") from None
    except OSError as error:
        raise UsageError(
            name, f"cannot be read: {error.strerror}", "give a query file, or a saved query's name"
        ) from None
    return parse_query(text, name, path.stem)


def parse_query(text: str, where: str, name: str = "query") -> Query:
    """A query from its text; `where` stands for the file in messages. A header is welcome, not needed."""
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    header = _header(lines, where)
    columns = sparql.columns_of(text, where)
    tags = tuple(tag.strip() for tag in header.get("tags", "").strip("[]").split(",") if tag.strip())
    return Query(
        name, header.get("summary", ""), header.get("description", ""), tags, int(header.get("order", "0")),
        _parameters(lines, where), text, sparql.form_of(text), columns, Where(where),
    )  # fmt: skip


def _header(lines: Iterable[str], where: str) -> dict[str, str]:
    """The keys of the `#+` lines but those of parameters."""
    found: dict[str, str] = {}
    for place, key, value in _header_lines(lines, where):
        if key in found:
            raise ContentError(place, f"duplicate key {key!r}", "keep one of the two")
        if key not in _KEYS and not key.startswith("param "):
            raise ContentError(place, f"unknown key {key!r}", nearest(key, [*_KEYS, "param"]))
        if key == "order" and not value.isdecimal():
            raise ContentError(place, f"order: {value!r} is not a whole number", "write its place in the list, as 30")
        found[key] = value
    return found


def _header_lines(lines: Iterable[str], where: str) -> Iterable[tuple[Where, str, str]]:
    for number, line in enumerate(lines, 1):
        if line.startswith("#+"):
            match = _HEADER.match(line)
            if not match:
                raise ContentError(Where(where, number), f"{line!r} is no header line", "write #+ key: value")
            yield Where(where, number), match.group(1), match.group(2)


def _parameters(lines: list[str], where: str) -> tuple[Parameter, ...]:
    """The parameters a header declares; of a query without a header, every VALUES line of one variable."""
    values = {match.group(2): match.group(3).strip() for line in lines if (match := _VALUES.match(line))}
    header = list(_header_lines(lines, where))
    if not header:
        return tuple(Parameter(name, "iri", "", default) for name, default in values.items())
    return tuple(_declared(place, key, about, values) for place, key, about in header if key.startswith("param"))


def _declared(place: Where, key: str, about: str, values: Mapping[str, str]) -> Parameter:
    match = _PARAMETER.match(key)
    if not match or match.group(1) not in TYPES:
        types = ", ".join(sorted(TYPES))
        raise ContentError(place, f"{key!r} declares no parameter", f"write #+ param TYPE NAME: …, TYPE one of {types}")
    type_, name = match.groups()
    if name not in values:
        problem = f"the parameter {name!r} has no line VALUES ?{name} {{ … }}"
        raise ContentError(place, problem, nearest(name, values) if values else "add the line to the query")
    return Parameter(name, type_, about, values[name])


def _check_whole(query: Query) -> None:
    """A saved query says what it asks."""
    for key in _KEYS:
        if not getattr(query, key):
            raise ContentError(query.where, f"the header lacks {key!r}", f"add the line #+ {key}: …")


def bind(query: Query, values: Mapping[str, Value | Iterable[Value]]) -> str:
    """The text of a query with its parameters set; lines stay where they are.

    Raises UsageError for a parameter the query has not, one it needs, and a value that is not of the parameter's type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            fix = nearest(name, known) if known else "it takes none"
            raise UsageError(query.name, f"no parameter is called {name!r}", fix)
    for parameter in query.parameters:
        if parameter.required and parameter.name not in values:
            fix = f"give {parameter.name}=…: {parameter.about or parameter.type}"
            raise UsageError(query.name, f"missing parameter {parameter.name!r}", fix)
    terms = {name: _terms(known[name], value) for name, value in values.items()}
    return "\n".join(_bound(line, terms) for line in query.text.split("\n"))


def _bound(line: str, terms: Mapping[str, str]) -> str:
    match = _VALUES.match(line)
    if not match or match.group(2) not in terms:
        return line
    return f"{match.group(1)}VALUES ?{match.group(2)} {{ {terms[match.group(2)]} }}"


def _terms(parameter: Parameter, value: Value | Iterable[Value]) -> str:
    several = [value] if isinstance(value, str | int | datetime.date) else list(value)
    if not several:
        raise UsageError(f"parameter {parameter.name}", "no value given", f"give {parameter.about or parameter.type}")
    return " ".join(TYPES[parameter.type](str(item).strip(), f"parameter {parameter.name}") for item in several)


def _iri(text: str, where: str) -> str:
    """A CURIE of a known prefix, or a whole IRI, as `<IRI>`."""
    if "://" in text or text.startswith("<"):
        return _whole_iri(text, where)
    if ":" not in text:
        problem = f"{text!r} is neither a CURIE nor an IRI"
        raise UsageError(where, problem, "write an id such as MONDO:0004976; the query find-id knows them by name")
    try:
        return str(NamedNode(expand(curie(text, Where(where)))))
    except ContentError as error:
        raise UsageError(where, error.problem, error.fix) from None


def _whole_iri(text: str, where: str) -> str:
    try:
        return str(NamedNode(text.removeprefix("<").removesuffix(">")))
    except ValueError:
        raise UsageError(where, f"{text!r} is not an IRI", "write it whole, without blanks, or as a CURIE") from None


def _date(text: str, where: str) -> str:
    try:
        day = datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(where, f"{text!r} is not a date", "write it as 2020-07-01") from None
    return f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>'


def _integer(text: str, where: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise UsageError(where, f"{text!r} is not a whole number", "write digits only")
    return str(int(text))


def _string(text: str, where: str) -> str:
    if not text:
        raise UsageError(where, "an empty text", "give the text")
    return str(Literal(text))


TYPES: Mapping[str, Callable[[str, str], str]] = {"iri": _iri, "date": _date, "integer": _integer, "string": _string}
"""Each type of parameter with what checks a value (text, place) and writes it as SPARQL."""
