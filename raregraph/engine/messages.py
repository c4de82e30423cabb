"""What goes over the sockets: frames of a header and a body, and datagrams with open files."""

from __future__ import annotations

import array
import json
import socket
import struct
from collections.abc import Iterator, Mapping
from typing import Any

_SIZES = struct.Struct(">II")
_DATAGRAM = 1 << 18
_INTS = array.array("i").itemsize
_FEW = 4
"""Open files that come with a datagram at most."""

Meta = Mapping[str, Any]
"""A header: what JSON has."""


class _Broken(Exception):
    """What came is no frame, or a longer one than there may be."""


Broken = _Broken


def frame(meta: Meta, body: bytes = b"") -> bytes:
    """Sizes of header and body (4 bytes each, the highest first), the header as JSON, the body."""
    return framed(json.dumps(meta).encode(), body)


def framed(head: bytes, body: bytes = b"") -> bytes:
    """The same of a header that is JSON already."""
    return b"".join((_SIZES.pack(len(head), len(body)), head, body))


class Frames:
    """Puts frames together from what comes; `most` is the most bytes a body may have."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Meta, bytes]]:
        """The frames that are whole. Raises Broken for a longer one than there may be, or what is no frame."""
        self._kept += data
        while (found := self._whole()) is not None:
            yield found

    def _whole(self) -> tuple[Meta, bytes] | None:
        if len(self._kept) < _SIZES.size:
            return None
        head, body = _SIZES.unpack_from(self._kept)
        if body > self._most or head > _DATAGRAM:
            raise Broken(f"a frame of {head} and {body} bytes")
        start, end = _SIZES.size + head, _SIZES.size + head + body
        if len(self._kept) < end:
            return None
        meta, content = bytes(self._kept[_SIZES.size : start]), bytes(self._kept[start:end])
        del self._kept[:end]
        return _header(meta), content


def _header(text: bytes) -> Meta:
    try:
        found = json.loads(text)
    except ValueError:
        raise Broken("a header that is no JSON") from None
    if not isinstance(found, dict):
        raise Broken("a header that is no object")
    return found


def receive(connection: socket.socket, frames: Frames) -> tuple[Meta, bytes] | None:
    """Wait for one frame; None when the other side has closed."""
    while data := connection.recv(1 << 16):
        for found in frames.feed(data):
            return found
    return None


def tell(line: socket.socket, message: Meta, files: tuple[int, ...] = ()) -> None:
    """Send a datagram with open files; they stay open here. Raises OSError when the other side is gone."""
    extra = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))] if files else []
    line.sendmsg([json.dumps(message).encode()], extra)


def hear(line: socket.socket) -> tuple[Meta, tuple[int, ...]] | None:
    """Receive a datagram with its open files; None when the other side has closed."""
    data, extra, _, _ = line.recvmsg(_DATAGRAM, socket.CMSG_LEN(_FEW * _INTS))
    if not data:
        return None
    files = array.array("i")
    for level, kind, content in extra:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            files.frombytes(content[: len(content) - len(content) % _INTS])
    return json.loads(data), tuple(files)
