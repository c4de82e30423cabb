"""The SPARQL 1.1 Protocol: what a request asks, by GET, by a form or by a query as its body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from raregraph.engine import Limits
from raregraph.web.problem import Problem
from raregraph.web.request import Request, body_of, decoded, form_of
from raregraph.web.screen import READ_ONLY

QUERY, FORM, UPDATE = "application/sparql-query", "application/x-www-form-urlencoded", "application/sparql-update"
_TYPE = re.compile(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)\s*(?:;\s*charset\s*=\s*\"?([\w-]+)\"?)?", re.IGNORECASE)
_ENCODED = 3
"""How many bytes a form takes for one of a query, at most."""
_ROOM = 4096
"""Bytes for what is in a form beside the query."""


async def asked_of(request: Request, limits: Limits) -> dict[str, Any] | None:
    """The arguments of the worker's `sparql` (see answering.Asked); None for a GET without any query.

    Raises Problem for what the protocol does not allow.
    """
    given = request.parameters()
    if request.method == "POST":
        kind, body = await _body(request, limits)
        if kind == QUERY:
            if any(name == "query" for name, _ in given):
                raise Problem(400, "a query in the address and another in the body", "send one")
            given = [*given, ("query", _text(body))]
        else:
            given = [*given, *form_of(body)]
    return asked_in(request, given)


async def _body(request: Request, limits: Limits) -> tuple[str, bytes]:
    header = request.header("content-type") or ""
    match = _TYPE.match(header)
    kind = match[1].lower() if match else ""
    if kind == UPDATE:
        raise Problem(415, "updates are refused", READ_ONLY)
    if kind not in (QUERY, FORM):
        raise Problem(415, f"the body is {header[:80] or 'of no type'}", f"send {QUERY} or {FORM}")
    if match and match[2] and match[2].lower() not in ("utf-8", "utf8"):
        raise Problem(415, f"the body is in {match[2]}", "send UTF-8")
    most = limits.query if kind == QUERY else limits.query * _ENCODED + _ROOM
    return kind, await body_of(request, most)


def _text(body: bytes) -> str:
    """The query in a body, which is not encoded further."""
    return decoded(body.replace(b"%", b"%25"), plus=False)


def asked_in(request: Request, given: Iterable[tuple[str, str]]) -> dict[str, Any] | None:
    """The same from parameters that have been read."""
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    if values.keys() & {"update", "using-graph-uri", "using-named-graph-uri"}:
        raise Problem(400, "updates are refused", READ_ONLY)
    queries = values.get("query", [])
    if len(queries) != 1:
        if not queries and request.method != "POST":
            return None
        raise Problem(400, f"{len(queries) or 'no'} queries in one request", "send one as the parameter query")
    found: dict[str, Any] = {"query": queries[0], "base": f"{request.root}/sparql"}
    accept, form = request.header("accept"), values.get("format", values.get("output", [""]))[-1]
    found |= {"accept": accept} if accept else {}
    found |= {"format": form} if form else {}
    for name in ("default", "named"):
        graphs = values.get(f"{name}-graph-uri")
        found |= {f"{name}_graphs": graphs} if graphs else {}
    return found
