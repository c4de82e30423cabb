"""In a worker: what the engine calls, by name, with the arguments of a request."""

from __future__ import annotations

import codecs
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from pyoxigraph import NamedNode, QuerySolutions, Store

from raregraph import queries
from raregraph.api.data import Data
from raregraph.engine import Answer, Limits, Service
from raregraph.errors import RaregraphError, nearest
from raregraph.manifest import MANIFEST, measure
from raregraph.site import machines, routes
from raregraph.site.forms import FORMS
from raregraph.site.links import page_of as path_of
from raregraph.site.opened import Opened, open_release
from raregraph.site.people import problem_html
from raregraph.web import monarch
from raregraph.web.answering import GRAPHS, RESULTS, Asked, answer, packed
from raregraph.web.description import told
from raregraph.web.direct import on_the_wire, request_of
from raregraph.web.negotiation import choose, takes_gzip
from raregraph.web.problem import Problem
from raregraph.web.protocol import asked_in

Handler = Callable[..., Answer]


def service(limits: Limits, pages: tuple[Path, ...] = ()) -> Service:
    """What a keeper needs to serve a release; `pages` are saved pages whose text may be shown."""
    fixed: dict[tuple[str, str], Answer] = {}
    tables: list[Data | str] = []
    handlers: Mapping[str, Handler] = {
        "sparql": lambda opened, **given: _finished(lambda: _answered(opened, given["asked"], limits), given),
        "direct": lambda opened, **given: direct(opened, limits, **given),
        "page": lambda opened, **given: _finished(lambda: page(opened, fixed, **given["asked"]), given),
        "saved": lambda opened, **given: _finished(lambda: saved(opened, limits, **given["asked"]), given),
        "told": lambda opened, **given: _finished(lambda: told(opened, **given["asked"]), given),
        "monarch": lambda _, **given: _finished(lambda: _of_tables(tables, given["asked"]), given),
    }

    def warm(opened: Opened) -> Iterator[None]:
        for handler, asked in early_samples():
            handlers[handler](opened, asked=asked, gzip=True)
        yield
        tables[:] = [monarch.tables_of(opened)]
        yield
        for handler, asked in (*samples(opened), *monarch.samples()):
            with surviving():
                handlers[handler](opened, asked=asked, gzip=True)
            yield
        for path, form in always(opened):
            with surviving():
                fixed[path, form] = _rendered(opened, path, form, {})
            yield

    return Service(partial(open_release, pages=pages), describe, handlers, warm, EARLY, shuffle)


def shuffle() -> None:
    """Let the store's random numbers begin anew: a fork copies their state, and UUIDs of two workers would be the same.

    The generator asks the system for a new seed after 64 kB (rand's ReseedingRng), which is 8,192 numbers.
    """
    digits = " ".join(map(str, range(10)))
    rows = " ".join(f"VALUES ?v{number} {{ {digits} }}" for number in range(4))
    list(Store().query(f"SELECT (SUM(RAND()) AS ?sum) {{ {rows} }}"))  # type: ignore[arg-type]


EARLY = frozenset(("direct", "sparql", "saved", "told"))
"""Handlers that answer before all the rest is warm."""


def direct(opened: Opened, limits: Limits, raw: str, root: str) -> Answer:
    """The answer to a request as it came (see web.direct); of the status 0 where it should have gone the long way."""
    request, query = None, ""
    try:
        request = request_of(raw, root)
        asked = asked_in(request, request.parameters())
        if asked is None:
            return Answer(0, "", b"")
        query = asked["query"]
        given = {"asked": asked, "gzip": takes_gzip(request.header("accept-encoding") or "")}
        found = _finished(lambda: _answered(opened, asked, limits), given)
    except Problem as problem:
        found = problem.answer(request.header("accept") if request else None, "Not answered")
    return on_the_wire(request, found, opened.version, query)


def _answered(opened: Opened, asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The answer to a query; to a browser also what is wrong with it, with the query to mend."""
    try:
        return answer(opened, Asked(**asked), limits)
    except Problem as problem:
        if asked.get("format", "html") != "html" or choose(asked.get("accept", "text/plain"), _PEOPLE) != "text/html":
            raise
        body = problem_html(opened, asked["query"], f"{problem.detail}; {problem.fix}")
        return Answer(problem.status, "text/html; charset=utf-8", body, (("cache-control", "no-store"),))


_PEOPLE = ("text/plain", "application/json", "application/sparql-results+json", "text/html")
"""Forms in which a problem is told, a browser's last: it is chosen where it is wanted more than the others."""


_FAULTS = (
    ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError, TemplateError,
    RaregraphError,
)  # fmt: skip
"""What a fault in the making of a page can raise."""


@contextmanager
def surviving() -> Iterator[None]:
    """A page that cannot be made is told of on stderr, and is at fault when it is asked for; the others are served."""
    try:
        yield
    except _FAULTS:
        traceback.print_exc()


def always(opened: Opened) -> Iterator[tuple[str, str]]:
    """The pages that are always there and what belongs to them, in each form: made once, for they may read files."""
    fixed = ((path, form) for path in routes.FIXED for form in routes.forms_of(opened, path))
    yield from sorted({*fixed, *machines.names(opened, routes.LANDINGS)})


def early_samples() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Jobs of every kind that is answered early: what a worker reads or imports for them has been read before it is."""
    for name in ("utf-8-sig", "ascii", "latin-1", "idna", "punycode", "utf-16"):
        codecs.lookup(name)
    here = {"base": "http://localhost/sparql"}
    for text in _QUERIES:
        for accept in (*RESULTS, *GRAPHS, "application/problem+json"):
            yield "sparql", {"query": text, "accept": accept, **here}
    yield "saved", {"name": queries.saved()[0].name, "format": "csv", "given": [], **here}
    yield "told", {"name": "void", "root": "http://localhost"}


def samples(opened: Opened) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Jobs of the other kinds: a page of every sort."""
    for iri in _one_of_each(opened):
        yield from (("page", {"path": path_of(iri), "format": form}) for form in FORMS)
    yield from (("page", {"path": path, "parameters": {"q": "a", "iri": "a"}}) for path in sorted(routes.FIXED))
    yield "page", {"path": "/nothing/at/all"}


_QUERIES = (
    "SELECT ?s ?o ?d { ?s oa:start ?o BIND (NOW() AS ?d) } LIMIT 1",
    "SELECT ?s { ?s a ?o } LIMIT 1",
    "ASK {}",
    "DESCRIBE <urn:x>",
    "CONSTRUCT { ?s oa:start ?o } WHERE { ?s oa:start ?o } LIMIT 1",
    "SELECT * { ?s nothing:known ?o }",
    "SELECT * { ?s",
)


def _one_of_each(opened: Opened) -> Iterator[str]:
    """An instance of each class in the graph, ours first, by way of their pages."""
    found = opened.store.query(
        "SELECT (MIN(?node) AS ?one) { ?node a ?class } GROUP BY ?class", use_default_graph_as_union=True
    )
    if isinstance(found, QuerySolutions):
        yield from sorted(solution["one"].value for solution in found if isinstance(solution["one"], NamedNode))


def _of_tables(tables: Sequence[Data | str], asked: Mapping[str, Any]) -> Answer:
    """The answer of the interface in Monarch's shape; 503, as JSON, of a worker that was forked before it was read."""
    if not tables:
        problem = Problem(503, "the release is still being read", "ask again in a few seconds", headers=RETRY)
        return problem.answer("application/json", "Not now")
    return monarch.answer(tables[0], **asked)


RETRY = (("retry-after", "5"),)
"""When to ask again, in seconds."""


def _finished(make: Callable[[], Answer], given: Mapping[str, Any]) -> Answer:
    """An answer, or the problem as an answer, compressed where the client takes it."""
    accept = given["asked"].get("accept")
    try:
        found = make()
    except Problem as problem:
        found = problem.answer(accept, "Not answered")
    except RaregraphError as fault:
        found = Problem(400, fault.problem, fault.fix).answer(accept, "Not answered")
    return packed(found) if given["gzip"] else found


def page(
    opened: Opened,
    fixed: Mapping[tuple[str, str], Answer],
    path: str,
    accept: str | None = None,
    format: str = "",
    parameters: Mapping[str, str] | None = None,
) -> Answer:
    """A resource by its path (decoded), in the form that its suffix, `format` or the Accept header wants.

    Raises Problem 406 where there is no such form.
    """
    path, form = routes.split(opened, path)
    if not form:
        offers = {FORMS[one]: one for one in routes.forms_of(opened, path) if one in FORMS}
        form = format or _form(choose(accept, tuple(offers or FORMS.values())))
        if not form or (offers and form not in offers.values()):
            found = routes.not_acceptable(opened, path)
            return Answer(found.status, found.media_type, found.body, found.headers)
    if (path, form) in fixed and not parameters:
        return fixed[path, form]
    return _rendered(opened, path, form, parameters or {})


def _form(media_type: str | None) -> str:
    return next((form for form, known in FORMS.items() if known == media_type), "")


def _rendered(opened: Opened, path: str, form: str, parameters: Mapping[str, str]) -> Answer:
    found = routes.render(opened, path, form, parameters)
    return Answer(found.status, found.media_type, found.body, (*found.headers, ("cache-control", "no-cache")))


def saved(opened: Opened, limits: Limits, name: str, format: str, base: str, given: list[tuple[str, str]]) -> Answer:
    """A saved query, its parameters set, answered in a form by its short name. Raises Problem 404 where it is not."""
    known = [query.name for query in queries.saved()]
    if name not in known:
        raise Problem(404, f"no saved query is called {name!r}", nearest(name, known))
    values: dict[str, list[str]] = {}
    for parameter, value in given:
        values.setdefault(parameter, []).append(value)
    text = queries.bind(queries.find(name), values)
    return answer(opened, Asked(text, base, format=format), limits)


def describe(opened: Opened) -> dict[str, Any]:
    """What the front knows of a release: its version, date, size, folder and files."""
    files = [
        {
            "path": file.path,
            "size": file.size,
            "sha256": file.sha256,
            "type": file.about.media_type if file.about else "",
        }
        for file in opened.files
    ]
    listed = measure(opened.folder / MANIFEST)  # what lists the others is not in its own list
    files.append({"path": MANIFEST, "size": listed.size, "sha256": listed.sha256, "type": "text/plain"})
    return {
        "release": opened.version, "modified": opened.modified, "quads": len(opened.store),
        "folder": str(opened.folder), "files": files, "lost": len(opened.forms.lost),
    }  # fmt: skip
