"""The short way of a small query: a GET of /sparql whose bytes go to a worker as they came, and come back as an answer.

The front looks only whether a request is of the plainest kind, which is nearly every one; all others go the long way,
by the HTTP parser and the application. Both ways use the same parts, and so answer alike.
"""

from __future__ import annotations

import re
from typing import Any

from raregraph.engine import Answer
from raregraph.web import respond
from raregraph.web.request import Request, read

_PLAIN = re.compile(
    rb"GET /sparql\?[!-~]{1,200000} HTTP/1\.1\r\n(?:[A-Za-z][A-Za-z0-9-]{0,60}: ?[ -~]{0,2000}\r\n){1,40}\r\n\Z"
)
_NOT_PLAIN = re.compile(rb"\r\n(?:connection|content-|expect|range|te:|trailer|transfer-|upgrade)", re.IGNORECASE)
"""Headers that decide how a request is read, or how its answer is sent."""


def is_plain(data: bytes) -> bool:
    """Whether the bytes are one whole request that may go the short way."""
    return data.startswith(b"GET /sparql?") and bool(_PLAIN.match(data)) and not _NOT_PLAIN.search(data)


def request_of(raw: str, root: str) -> Request:
    """The request in the bytes of a plain one (as Latin-1). Raises Problem as `request.read` does."""
    line, *headers = raw[:-4].split("\r\n")
    path, _, query = line.split(" ")[1].partition("?")
    pairs = [
        (name.lower().encode(), value.strip().encode()) for name, _, value in (item.partition(":") for item in headers)
    ]
    scope = {
        "method": "GET", "raw_path": path.encode(), "query_string": query.encode(), "headers": pairs, "client": None,
        "scheme": "http", "http_version": "1.1",
    }  # fmt: skip
    return read(scope, _nothing, root)


async def _nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


def on_the_wire(request: Request | None, found: Answer, release: str, query: str) -> Answer:
    """An answer whose body is what goes over the wire, from behind the date.

    Its headers tell the front the size of the body proper, the query, and whether it may be kept.
    """
    start, message = respond.messages(request, found, release)
    keep = found.status < 500 and dict(found.headers).get("cache-control") != "no-store"
    about = (("cache-control", "no-store"), ("size", str(len(message["body"]))), ("keep", "1" if keep else ""))
    return Answer(start["status"], "", respond.wire(start, message["body"]), (*about, ("query", query)))
