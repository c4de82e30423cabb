"""The files of a release as they are: whole or in part, compressed where a copy lies beside, with their checksums."""

from __future__ import annotations

import asyncio
import base64
import os
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from raregraph.web.negotiation import takes_gzip
from raregraph.web.problem import Problem
from raregraph.web.request import Request
from raregraph.web.respond import fresh

_CHUNK = 1 << 18
_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))\Z")
_TEXT = ("text/", "application/n-", "application/trig")


@dataclass(frozen=True, slots=True)
class File:
    """An open file of a release: its descriptor, size, time of change (nanoseconds), SHA-256 and media type."""

    handle: int
    size: int
    changed: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Part:
    """What is sent of a file: status, headers, and the bytes from `start` up to `end`."""

    file: File
    status: int
    headers: tuple[tuple[str, str], ...]
    start: int
    end: int

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes, piece by piece; ends early when the file has become shorter."""
        at = self.start
        while at < self.end:
            data = await asyncio.to_thread(os.pread, self.file.handle, min(_CHUNK, self.end - at), at)
            if not data:
                return
            at += len(data)
            yield data


@dataclass(slots=True)
class Files:
    """The files of a release, opened when it is, so that they stay the same when the folder is replaced."""

    modified: str
    files: Mapping[str, File] = field(default_factory=dict)

    def close(self) -> None:
        """Close them."""
        for file in self.files.values():
            os.close(file.handle)
        self.files = {}


def open_files(about: Mapping[str, Any]) -> Files:
    """Open the files of a release by what is told of it (see handlers.describe). Raises OSError."""
    day = datetime.fromisoformat(about["modified"]).replace(tzinfo=UTC)
    opened = Files(format_datetime(day, usegmt=True), found := {})
    try:
        for item in about["files"]:
            handle = os.open(Path(about["folder"], item["path"]), os.O_RDONLY | os.O_CLOEXEC)
            status = os.fstat(handle)
            kind = _media_type(item["path"], item["type"])
            found[item["path"]] = File(handle, item["size"], status.st_mtime_ns, item["sha256"], kind)
    except BaseException:
        opened.close()
        raise
    return opened


def _media_type(path: str, known: str) -> str:
    kind = known or ("application/gzip" if path.endswith(".gz") else "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind


def part_of(request: Request, files: Files, path: str) -> Part:
    """What is sent of a file below the release's folder. Raises Problem: 404, 416, 503 for one that was changed."""
    plain = files.files.get(path)
    if plain is None:
        raise Problem(404, "the release has no such file", "see /downloads/")
    packed = files.files.get(f"{path}.gz")
    wants = packed and "range" not in request.headers and takes_gzip(request.header("accept-encoding") or "")
    file = packed if wants and packed else plain
    status = os.fstat(file.handle)
    if (status.st_size, status.st_mtime_ns) != (file.size, file.changed):
        raise Problem(503, "the file has been changed on disk since the release was opened", "try again later")
    headers = _headers(files, file, plain.media_type, bool(wants))
    return _cut(request, file, headers, files.modified)


def _headers(files: Files, file: File, media_type: str, packed: bool) -> tuple[tuple[str, str], ...]:
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    coding = (("content-encoding", "gzip"),) if packed else ()
    return (
        ("content-type", media_type), ("etag", f'"{file.sha256[:32]}"'), ("last-modified", files.modified),
        ("repr-digest", f"sha-256=:{digest}:"), ("accept-ranges", "bytes"), ("cache-control", "no-cache"), *coding,
    )  # fmt: skip


def _cut(request: Request, file: File, headers: tuple[tuple[str, str], ...], modified: str) -> Part:
    """The whole file, or the range that GET asks for; for several, or who has the file, the whole (RFC 9110, 14.2)."""
    match = _RANGE.match(request.header("range") or "")
    condition = request.header("if-range")
    same = condition is None or condition in (f'"{file.sha256[:32]}"', modified)
    if not match or not same or request.method != "GET" or fresh(request, dict(headers)):
        return Part(file, 200, headers, 0, file.size)
    start = int(match[1]) if match[1] else max(file.size - int(match[3]), 0)
    end = min(int(match[2]) + 1, file.size) if match[2] else file.size
    if start >= file.size or start >= end:
        unsatisfied = (("content-range", f"bytes */{file.size}"),)
        raise Problem(416, f"the file has {file.size:,} bytes", "ask for a range within", headers=unsatisfied)
    return Part(file, 206, (*headers, ("content-range", f"bytes {start}-{end - 1}/{file.size}")), start, end)
