"""A request as it came, checked: its path, its parameters, its host; what is wrong with any of them is a Problem."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from raregraph.web.problem import Problem

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

_HOST = re.compile(
    r"(?=.{1,255}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?"
    r"|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z"
)
"""A host name or an address, with a port where there is one (RFC 9110, 7.2)."""
_ONCE = frozenset(("host", "content-type", "content-length", "content-encoding", "accept-encoding", "authorization",
                   "if-none-match", "if-modified-since", "if-range", "range", "origin"))  # fmt: skip
"""Headers of which there may be one."""
_HIDDEN = re.compile(r"%(?:00|2f|5c)", re.IGNORECASE)
"""What could make another path of a path: NUL, slash and backslash, encoded."""
PATIENCE = 10.0
"""Seconds within which a body must have come."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `headers` by lower-case name, several of one name joined by commas.

    `path` is decoded; `root` is the address of the server's root as the client has it, without a slash at its end.
    """

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    root: str
    client: str
    receive: Receive

    def header(self, name: str) -> str | None:
        """A header by its lower-case name."""
        return self.headers.get(name)

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the address, in order. Raises Problem for what is not UTF-8."""
        return form_of(self.query)


def read(scope: Scope, receive: Receive, root: str = "") -> Request:
    """The request of an ASGI scope; `root` is the public address of the server, where that is not what clients name.

    Raises Problem for a path, a header or a host that none may have.
    """
    headers = _headers(scope["headers"])
    host = headers.get("host", "")
    if not _HOST.match(host) and (host or scope["http_version"] != "1.0"):
        raise Problem(400, "the Host header is missing or names no host", "send one, as Host: example.org")
    client = scope["client"][0] if scope["client"] else ""
    address = root or f"{scope['scheme']}://{host or 'localhost'}"
    return Request(
        scope["method"], path_of(scope["raw_path"]), scope["query_string"], headers, address, client, receive
    )


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name_bytes, value_bytes in pairs:
        name, value = name_bytes.decode("latin-1"), value_bytes.decode("latin-1")
        if name in found:
            if name in _ONCE:
                raise Problem(400, f"the header {name} is there twice", "send it once")
            value = f"{found[name]}, {value}"
        found[name] = value
    return found


def path_of(raw: bytes) -> str:
    """A path decoded. Raises Problem for what is not UTF-8, holds an encoded slash or NUL, or leads upwards."""
    text = raw.decode("latin-1")
    if "%" in text:
        if _HIDDEN.search(text):
            raise Problem(400, "the path holds an encoded slash, backslash or NUL", "write the path without it")
        text = decoded(raw, plus=False)
    if "\\" in text or "/../" in f"{text}/" or "/./" in f"{text}/" or not text.startswith("/"):
        raise Problem(400, "the path leads elsewhere", "write the path without .. and backslashes")
    return text


def decoded(raw: bytes, plus: bool = True) -> str:
    """Percent-encoded bytes as text, `+` as a blank where it stands for one. Raises Problem for what is not UTF-8."""
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ") if plus else raw).decode()
    except UnicodeDecodeError:
        raise Problem(400, "what was sent is not UTF-8", "encode it as UTF-8") from None


MANY = 1000
"""Parameters that a request may have."""


def form_of(raw: bytes) -> list[tuple[str, str]]:
    """The names and values of an address's query or a form's body, in order."""
    pairs = [part.partition(b"=") for part in raw.split(b"&", MANY + 1) if part]
    if len(pairs) > MANY:
        raise Problem(400, f"more than {MANY} parameters", "send fewer")
    return [(decoded(name), decoded(value)) for name, _, value in pairs]


async def body_of(request: Request, most: int) -> bytes:
    """The whole body. Raises Problem for one that is too large, too slow, compressed, or breaks off."""
    if request.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
        raise Problem(
            415, "compressed bodies are not read", "send it as it is", headers=(("accept-encoding", "identity"),)
        )
    if int(request.headers.get("content-length", "0") or "0") > most:
        raise _too_large(most)
    try:
        async with asyncio.timeout(PATIENCE):
            return await _all(request, most)
    except TimeoutError:
        raise Problem(408, "the body did not come in time", "send it faster", headers=_LAST) from None


async def _all(request: Request, most: int) -> bytes:
    parts, size = [], 0
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "the body broke off", "send all of it", headers=_LAST)
        size += len(message["body"])
        if size > most:
            raise _too_large(most)
        parts.append(message["body"])
        if not message["more_body"]:
            return b"".join(parts)


_LAST = (("connection", "close"),)


def _too_large(most: int) -> Problem:
    return Problem(413, f"the request is larger than {most:,} bytes", "ask for less at a time", headers=_LAST)
