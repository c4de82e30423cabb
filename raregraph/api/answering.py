"""A request to a route, answered: checked, worked out, and written as JSON or as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from raregraph.api.checking import checked
from raregraph.api.data import Data
from raregraph.api.route import Given, Refused, Route
from raregraph.api.routes import find
from raregraph.api.telling import JSON, TSV, to_json, to_tsv


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: an HTTP status, a media type, a body, and a file name where a browser is to save it."""

    status: int
    media_type: str
    body: bytes
    file: str = ""


def told(data: Data | str, method: str, path: str, query: Iterable[tuple[str, str]], body: str = "") -> Told:
    """The answer to a request; `data` is why there are none, where there are no tables."""
    try:
        found = find(path, method)
        if found is None:
            raise Refused(404, "Not Found")
        route, values = found
        if isinstance(data, str):
            raise Refused(404, data)
        return _told(data, route, checked(route, values, query, body))
    except Refused as refused:
        return Told(refused.status, JSON, to_json({"detail": refused.detail}))


def _told(data: Data, route: Route, given: Given) -> Told:
    value = route.answer(data, given)
    form = given.values.get("format", "json")
    name = f"assoc-table-{given.values['id']}.{form}" if given.values.get("download") else ""
    file = re.sub(r"[^\w.:-]", "_", name, flags=re.ASCII)
    return Told(200, TSV, to_tsv(value, route.tsv), file) if form == "tsv" else Told(200, JSON, to_json(value), file)
