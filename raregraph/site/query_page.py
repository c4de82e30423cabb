"""Saved queries as people read them: the question, the query, its parameters and answer, how to ask it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from raregraph.answers import run
from raregraph.errors import RaregraphError
from raregraph.queries import ANY, Query, bind, find, saved
from raregraph.results import Answer
from raregraph.site.answer_table import AnswerPage, evidence_of, page_of
from raregraph.site.empty import Explanation, explain_empty
from raregraph.site.highlight import Stretch, highlight
from raregraph.site.opened import Opened

SERVER = "http://127.0.0.1:8000"
"""The address of `publish.py serve` without options, for the examples."""
FILES = {"csv": "CSV", "json": "JSON"}
"""The forms in which an answer is a file, and what they are called; the front writes them."""
EVIDENCE = "evidence"
"""The parameter that asks for the passages behind each row."""
LARGE = 200_000
"""Quads of a release whose whole is not constructed for a page; the ALS release has a tenth of it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form: its value as a person types it; `any` where no value is needed."""

    name: str
    type: str
    about: str
    value: str
    any: bool


@dataclass(frozen=True, slots=True)
class QueryPage:
    """The page of a saved query. `problem` says what is wrong with the values given; then there is no answer."""

    query: Query
    fields: tuple[Field, ...]
    text: str
    stretches: tuple[Stretch, ...]
    answer: AnswerPage | None
    explanation: Explanation | None
    evidence: bool
    problem: str
    files: tuple[tuple[str, str], ...]
    with_evidence: str
    snippets: tuple[tuple[str, str], ...]


def view(name: str, opened: Opened, parameters: Mapping[str, str]) -> QueryPage:
    """A saved query with the answer for these parameters, its own defaults where none are given.

    Raises UsageError where no query has the name.
    """
    query = find(name)
    given = {key: value for key, value in parameters.items() if value.strip() and key != EVIDENCE}
    wanted = query.has_evidence and parameters.get(EVIDENCE) in ("1", "true", "on")
    try:
        text, problem = bind(query, given), _refused(query, opened)
        answer: Answer | None = None if problem else run(text, opened.store, query.name)
    except RaregraphError as error:
        text, problem, answer = query.text, f"{error.problem}; {error.fix}", None
    found = evidence_of(answer, opened) if wanted and answer is not None else None
    shown = page_of(answer, opened, found) if answer is not None else None
    explanation = explain_empty(opened, text) if given and shown and shown.empty else None
    return QueryPage(
        query, tuple(_fields(query, given)), text, highlight(text), shown, explanation, wanted, problem,
        tuple(_files(query, given)), _link(query, given | {EVIDENCE: "1"}), tuple(snippets(query, given)),
    )  # fmt: skip


def _refused(query: Query, opened: Opened) -> str:
    """Why a query is not asked for its page: it is about everything, and the release is large."""
    whole = query.form == "CONSTRUCT" and not query.parameters and len(opened.store) > LARGE
    return "Too large to be asked for a page: the files under Downloads have what it gives." if whole else ""


def _fields(query: Query, given: Mapping[str, str]) -> Iterator[Field]:
    for parameter in query.parameters:
        optional = parameter.default == ANY
        value = given.get(parameter.name, "" if optional else plain(parameter.default))
        yield Field(parameter.name, parameter.type, parameter.about, value, optional)


def plain(default: str) -> str:
    """A default of a query as a person types it; only the first of several.

    >>> plain('"2018-12-31"^^xsd:date'), plain("MONDO:0004976"), plain('"ALS"')
    ('2018-12-31', 'MONDO:0004976', 'ALS')
    """
    if default.startswith('"'):
        return default[1:].partition('"')[0]
    return default.partition(" ")[0].removeprefix("<").removesuffix(">")


def _link(query: Query, given: Mapping[str, str], form: str = "") -> str:
    return f"/queries/{query.name}{form}" + (f"?{urlencode(given)}" if given else "")


def _files(query: Query, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The answer as files: name of the form and path."""
    if query.form in ("SELECT", "ASK"):
        yield from ((name, _link(query, given, f".{form}")) for form, name in FILES.items())


def snippets(query: Query, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """How to ask the same from a shell, Python and R."""
    address = SERVER + _link(query, given, ".csv")
    arguments = "".join(f", {name}={value!r}" for name, value in sorted(given.items()))
    python = f'from raregraph import ask\n\nrows = ask("{query.name}"{arguments})\nprint(rows.to_pandas())\n'
    if query.form in ("SELECT", "ASK"):
        yield "curl", f"curl '{address}'\n"
        yield "Python", python
        yield "R", f'rows <- read.csv("{address}")\nhead(rows)\n'
    else:
        yield "curl", f"curl -H 'Accept: text/turtle' --data-urlencode query@queries/{query.name}.rq {SERVER}/sparql\n"
        yield "Python", python
    command = "".join(f" --param {name}={value!r}" for name, value in sorted(given.items()))
    yield "command line", f"raregraph query {query.name}{command}\n"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Saved queries of a tag."""

    title: str
    queries: tuple[Query, ...]


def shelves() -> tuple[Shelf, ...]:
    """The saved queries by their first tag, in their order; each stands on one shelf."""
    found: dict[str, list[Query]] = {}
    for query in saved():
        found.setdefault(query.tags[0], []).append(query)
    return tuple(Shelf(title, tuple(queries)) for title, queries in found.items())
