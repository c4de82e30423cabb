"""In a worker: the routes in Monarch's shape, whose tables a keeper has read into memory before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from raregraph.api.answering import told
from raregraph.api.data import DATABASE, Data, Unreadable, read_data
from raregraph.api.mappings import read_mappings
from raregraph.api.route import PREFIX
from raregraph.api.routes import ROUTES
from raregraph.api.search import read_names
from raregraph.engine import Answer
from raregraph.manifest import measure
from raregraph.site.opened import Opened
from raregraph.web.answering import etag
from raregraph.web.request import form_of, path_of

_MISSING = f"this release holds no {DATABASE}, from which {PREFIX} is answered: build it anew, or export sqlite"
_CHANGED = f"{DATABASE} is not the one that the release's manifest names: build the release anew"


def tables_of(opened: Opened) -> Data | str:
    """The tables of a release with what the routes work out once; or why there are none."""
    file = opened.folder / DATABASE
    if not file.is_file():
        return _MISSING
    if any(served.path == DATABASE and served.sha256 != measure(file).sha256 for served in opened.files):
        return _CHANGED
    try:
        data = read_data(file, opened.version, opened.modified)
    except Unreadable as fault:
        return str(fault)
    data.kept.update(mappings=read_mappings(opened.folder), names=read_names(data))
    return data


def answer(data: Data | str, method: str, path: str, query: list[tuple[str, str]], body: str = "") -> Answer:
    """The answer to a request; one that is refused is JSON as FastAPI writes it."""
    found = told(data, method, path, query, body)
    charset = "; charset=utf-8" if found.media_type.startswith("text/") else ""
    if found.status != 200:
        return Answer(found.status, found.media_type, found.body, (("cache-control", "no-store"),))
    saved = (("content-disposition", f'attachment; filename="{found.file}"'),) if found.file else ()
    headers = (("cache-control", "no-cache"), ("etag", etag(found.body)), *saved)
    return Answer(200, found.media_type + charset, found.body, headers)


def samples() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A job for every route, so that what a worker imports or works out for it is there before it is."""
    for route in ROUTES:
        path, _, query = route.example.partition("?")
        yield (
            "monarch",
            {"method": route.method, "path": path_of((PREFIX + path).encode()), "query": form_of(query.encode())},
        )
