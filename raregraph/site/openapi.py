"""The interface as an OpenAPI 3.1 document: what can be asked over HTTP, each saved query with its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from raregraph import __version__
from raregraph.api.route import PREFIX, Route
from raregraph.api.route import Parameter as Asked
from raregraph.api.routes import ROUTES
from raregraph.dataset import TITLE
from raregraph.queries import ANY, Parameter, Query, saved
from raregraph.site.forms import FORMS
from raregraph.site.opened import Opened

Node = dict[str, Any]
TABLES: Mapping[str, str] = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
"""Forms of the rows of a saved query."""
GRAPHS: Mapping[str, str] = {"trig": "application/trig", "nq": "application/n-quads"}
"""Forms of the triples of a saved query."""
_FAMILIES: Mapping[str, tuple[str, str]] = {
    "statement": ("A statement", "[0-9a-f]{32}"),
    "passage": ("A passage", "[0-9a-f]{32}"),
    "finding": ("A finding", "[0-9a-f]{32}"),
    "reference": ("A reference that pages cite", "[0-9a-f]{32}"),
    "entity": ("Something that no ontology has yet", "[a-z0-9-]+"),
    "page": ("A page", "gard-[1-9][0-9]*"),
    "graph": ("A named graph", "[a-z0-9-]+"),
    "vocab": ("A term of our vocabulary", "[A-Za-z][A-Za-z0-9]*"),
    "shapes": ("A shape", "[a-z0-9-]+"),
    "term": ("A term of others, such as MONDO_0004976", "[A-Za-z0-9]+_[A-Za-z0-9.-]+"),
}
"""Resources by the first name of their path, with the pattern of their id."""
_TYPES: Mapping[str, Node] = {
    "iri": {"type": "string", "minLength": 3, "maxLength": 2000},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "string": {"type": "string"},
}
"""JSON schemas of the types of parameters."""
_PROBLEMS: Mapping[str, str] = {
    "400": "The request is at fault: where and what to do about it.",
    "404": "Nothing is there.",
    "406": "None of the accepted forms is there.",
    "410": "It was withdrawn; the answer says why, and what took its place.",
    "413": "The question or its answer is too large.",
    "422": "A parameter is at fault: detail tells which and why, as FastAPI does.",
    "415": "The body is of a type that is not read here.",
    "503": "The question took too long or too much memory, or too many are waiting.",
}
"""What goes wrong, by status."""


def document(opened: Opened) -> Node:
    """The whole document; its paths are those of the server, whose root it leaves open."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": __version__,
            "summary": f"Release {opened.version}, sources up to {opened.modified}.",
            "description": "Read from pages of the dates shown; not current medical advice. Everything is read-only.",
            "license": {
                "name": "CC BY 4.0 for statements, each source its own",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "servers": [{"url": ".", "description": "This server"}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items()],
        "paths": dict(_paths()),
        "components": {
            "responses": {f"problem{status}": {"description": text} for status, text in _PROBLEMS.items()},
        },
    }


TAGS: Mapping[str, str] = {
    "SPARQL": "Any question, in SPARQL 1.1.",
    "Saved queries": "Questions with a name and parameters; rows as CSV, TSV, JSON or XML.",
    "Resources": "Every IRI as a page or as data, by Accept, by suffix or by the parameter format.",
    "Monarch": "The read-only interface in Monarch's shape: the models of monarch-py 1.31.1.",
    "Search": "By name, synonym or id.",
    "Files": "The release as files.",
    "Operation": "How the server is.",
}
"""Chapters of the interface."""


def _paths() -> Iterator[tuple[str, Node]]:
    yield "/sparql", {"get": _sparql_get(), "post": _sparql_post()}
    for query in saved():
        yield f"/queries/{query.name}.{{form}}", {"get": _saved(query)}
    for name, (title, pattern) in _FAMILIES.items():
        yield f"/{name}/{{id}}", {"get": _resource(name, title, pattern)}
    yield "/about", {"get": _about()}
    yield "/search", {"get": _search()}
    yield "/files/{path}", {"get": _file()}
    for path in dict.fromkeys(route.path for route in ROUTES):
        yield PREFIX + path, {route.method.lower(): _monarch(route) for route in ROUTES if route.path == path}
    yield from ((path, {"get": _plain(*row)}) for path, row in _PLAIN.items())


_PLAIN: Mapping[str, tuple[str, str, str]] = {
    "/.well-known/void": ("Files", "The description of the release (VoID, DCAT)", "text/turtle"),
    "/.well-known/sparql-examples": ("Saved queries", "The saved queries as SPARQL editors read them", "text/turtle"),
    "/openapi.json": ("Operation", "This document", "application/json"),
    "/health": ("Operation", "Whether a release is served, and which", "application/json"),
    "/metrics": ("Operation", "Counts and times (OpenMetrics)", "application/openmetrics-text"),
}
"""What takes no parameter: chapter, what it is, media type."""


def _operation(tag: str, summary: str, parameters: list[Node], types: Mapping[str, str], *problems: str) -> Node:
    content = {kind: {"schema": {"type": "object" if kind.endswith("json") else "string"}} for kind in types.values()}
    found = {"200": {"description": "The answer.", "content": content}}
    refused = {status: {"$ref": f"#/components/responses/problem{status}"} for status in problems}
    return {"tags": [tag], "summary": summary, "parameters": parameters, "responses": found | refused}


def _parameter(name: str, about: str, schema: Node, place: str = "query", required: bool = False) -> Node:
    return {"name": name, "in": place, "description": about, "required": required or place == "path", "schema": schema}


_RESULTS = {**{f"r{form}": kind for form, kind in TABLES.items()}, "rhtml": "text/html", **FORMS, **GRAPHS}
_ASKED = ("400", "406", "413", "503")


def _sparql_get() -> Node:
    query = _parameter("query", "The query. Prefixes of the project need no declaration.", {"type": "string"})
    iris = {"type": "array", "items": {"type": "string"}}
    graphs = [_parameter(f"{name}-graph-uri", f"The {name} graphs of the query", iris) for name in ("default", "named")]
    return _operation(
        "SPARQL", "Ask a query; without one, the service description", [query, *graphs], _RESULTS, *_ASKED
    )


def _sparql_post() -> Node:
    found = _operation("SPARQL", "Ask a query in the body", [], _RESULTS, *_ASKED, "415")
    form = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
    content = {
        "application/sparql-query": {"schema": {"type": "string"}},
        "application/x-www-form-urlencoded": {"schema": form},
    }
    return found | {"requestBody": {"required": True, "content": content}}


def _saved(query: Query) -> Node:
    types = TABLES if query.form in ("SELECT", "ASK") else GRAPHS
    form = _parameter("form", "The form of the answer", {"type": "string", "enum": list(types)}, "path")
    parameters = [form, *map(_of_query, query.parameters)]
    return _operation("Saved queries", query.summary, parameters, types, "400", "404", "413", "503") | {
        "operationId": query.name,
        "description": query.description,
    }


def _of_query(parameter: Parameter) -> Node:
    given = "" if parameter.default in ("", ANY) else f"; {parameter.default} where none is given"
    return _parameter(
        parameter.name, f"{parameter.about} ({parameter.type}){given}", _TYPES[parameter.type],
        required=parameter.required,
    )  # fmt: skip


def _resource(name: str, title: str, pattern: str) -> Node:
    ident = _parameter("id", "Its id", {"type": "string", "pattern": f"^{pattern}$"}, "path")
    found = _operation("Resources", title, [ident, _form()], FORMS, "404", "406", "410")
    return found | {"operationId": f"get-{name}"}


def _form() -> Node:
    return _parameter("format", "The form, in place of the Accept header", {"type": "string", "enum": list(FORMS)})


def _about() -> Node:
    iri = _parameter("iri", "An IRI or CURIE, of ours or of others", {"type": "string"})
    found = _operation("Resources", "Where an IRI is told", [iri], {"html": FORMS["html"]}, "404")
    return found | {"responses": found["responses"] | {"303": {"description": "There."}}}


def _search() -> Node:
    text = _parameter("q", "A name, synonym or id, or the beginning of one", {"type": "string"})
    return _operation("Search", "Things by name, synonym or id", [text], {"html": FORMS["html"]})


def _file() -> Node:
    path = _parameter("path", "A path below the release, such as raregraph.nq.gz", {"type": "string"}, "path")
    found = _operation(
        "Files",
        "A file of the release, whole or a range of it",
        [path],
        {"any": "application/octet-stream"},
        "400",
        "404",
    )
    return found | {"responses": found["responses"] | {"206": {"description": "The range that was asked for."}}}


def _monarch(route: Route) -> Node:
    types = {"json": "application/json", **({"tsv": TABLES["tsv"]} if route.tsv else {})}
    parameters = [_of_route(parameter) for parameter in route.parameters if parameter.place != "body"]
    found = _operation("Monarch", route.summary, parameters, types, "400", "404", "413", "422", "503")
    content = found["responses"]["200"]["content"]
    content["application/json"]["schema"] = {"type": ["object", "array"], "title": route.model or "Answer"}
    body = [parameter for parameter in route.parameters if parameter.place == "body"]
    return found | ({"requestBody": _body(body)} if body else {})


def _of_route(parameter: Asked) -> Node:
    return _parameter(
        parameter.name, parameter.about, _schema(parameter), parameter.place, required=parameter.required
    )  # fmt: skip


def _schema(parameter: Asked) -> Node:
    bounds = {"minimum": parameter.least, "maximum": parameter.most, "default": parameter.default}
    given = {name: value for name, value in bounds.items() if value is not None}
    one = {"type": parameter.type} | ({"enum": list(parameter.values)} if parameter.values else {})
    one |= {"pattern": parameter.pattern} if parameter.pattern else {}
    return {"type": "array", "items": one} if parameter.many else one | given


def _body(parameters: list[Asked]) -> Node:
    members = {parameter.name: _schema(parameter) for parameter in parameters}
    needed = [parameter.name for parameter in parameters if parameter.required]
    schema = {"type": "object", "properties": members, "required": needed}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _plain(tag: str, summary: str, media_type: str) -> Node:
    return _operation(tag, summary, [], {"one": media_type})
