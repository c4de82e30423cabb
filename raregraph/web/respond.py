"""What goes back: an answer with the headers that every answer has, as ASGI messages."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from raregraph.engine import Answer
from raregraph.web.request import Request

EVERY: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"content-location, etag, last-modified, link, raregraph-release, repr-digest, "
     b"retry-after"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; "
     b"base-uri 'none'; form-action 'self'; frame-ancestors 'self'"),
)  # fmt: skip
"""Headers of every answer, errors among them."""
_NOT_OF_304 = frozenset(("content-type", "content-length", "content-encoding"))

Message = Mapping[str, Any]


def messages(request: Request | None, answer: Answer, release: str = "") -> tuple[Message, Message]:
    """An answer to a request as the two messages of ASGI: 304 where the client has it, no body for HEAD."""
    headers = _headers(answer, release)
    status, body = answer.status, answer.body
    if request and request.method in ("GET", "HEAD") and status == 200 and fresh(request, dict(answer.headers)):
        headers = [pair for pair in headers if pair[0].decode() not in _NOT_OF_304]
        status, body = 304, b""
    elif request and request.method == "HEAD":
        body = b""
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body, "more_body": False}


_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


def wire(start: Message, body: bytes) -> bytes:
    """An answer as it goes over the wire in HTTP/1.1, from behind its status line and date."""
    return b"".join((*(b"%s: %s\r\n" % pair for pair in start["headers"]), b"\r\n", body))


def status_line(status: int) -> bytes:
    """As HTTP/1.1 has it."""
    return b"HTTP/1.1 %d %s\r\n" % (status, _REASONS.get(status, b""))


def _headers(answer: Answer, release: str) -> list[tuple[bytes, bytes]]:
    vary = ["Accept", "Accept-Encoding"]
    found = [*EVERY]
    for name, value in answer.headers:
        if name == "vary":
            vary += [item.strip() for item in value.split(",")]
        else:
            found.append((name.encode(), value.encode("latin-1", "replace")))
    if answer.media_type:
        found.append((b"content-type", answer.media_type.encode()))
    if release:
        found.append((b"raregraph-release", release.encode()))
    if answer.status != 204:
        found.append((b"content-length", str(len(answer.body)).encode()))
    return [*found, (b"vary", ", ".join(dict.fromkeys(vary)).encode())]


def fresh(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether what the client has is what it would get (RFC 9110, 13.2.2)."""
    wanted = request.header("if-none-match")
    if wanted is not None:
        return "etag" in headers and _matches(wanted, headers["etag"])
    return since(request.header("if-modified-since"), headers.get("last-modified"))


def _matches(wanted: str, tag: str) -> bool:
    return wanted.strip() == "*" or tag in (item.strip().removeprefix("W/") for item in wanted.split(","))


def since(wanted: str | None, modified: str | None) -> bool:
    """Whether nothing has changed since a date, both as HTTP has them; a date that is none counts for nothing."""
    if not wanted or not modified:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(wanted)
    except (ValueError, TypeError, OverflowError):
        return False
