"""One file over HTTP: redirects bounded, stalls timed out, a transfer that broke off taken up where it ended."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import urlsplit

from raregraph import __version__
from raregraph.errors import FetchError

TIMEOUT = 30.0
"""Seconds without a byte before a server counts as stalled."""
TRIES = 3
"""Attempts in a row that bring no new byte before a transfer is given up."""
PAUSE = 1.0
"""Seconds before the second attempt; twice as long before each later one."""
REDIRECTS = 6
"""PURLs of OBO take two or three steps."""

_CHUNK = 1 << 18
_LATER = frozenset({408, 416, 429, 500, 502, 503, 504})
"""Answers after which another attempt makes sense; at 416 from the beginning."""
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)\Z")

Tell = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes expected, or None where the server does not say."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A whole file: the address it came from after all redirects, and the validator that names its state there."""

    url: str
    validator: str


class _BrokenOff(Exception):
    """An attempt failed in a way that another one may mend."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections, max_repeats = REDIRECTS, 2

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Follow to http and https alone, and never from https to http."""
        old, new = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        if new not in ("http", "https") or (old, new) == ("https", "http"):
            raise urllib.error.HTTPError(req.full_url, code, f"to {newurl}", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    """An opener that knows http and https and nothing else: no files, no ftp, no data addresses."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler, _Redirects,
        urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor, urllib.request.UnknownHandler,
    ):  # fmt: skip
        opener.add_handler(handler())
    return opener


def download(url: str, part: Path, most: int, tell: Tell, known: str = "") -> Arrival | None:
    """Bring a file whole into `part`, which keeps what a broken transfer brought, also for the next run.

    Args:
        url: where it is.
        part: where it is put; `part`.json beside it says which state of the file it is of.
        most: the largest number of bytes believed.
        tell: called as bytes arrive.
        known: the validator of a copy at hand; None is returned where that is still the file's state.

    Raises:
        FetchError: refused, too large, not whole after all attempts, or the disk does not take it.
    """
    best, idle = _size(part), 0
    while True:
        try:
            return _attempt(url, part, most, tell, known)
        except _BrokenOff as fault:
            idle = 0 if _size(part) > best else idle + 1
            best = max(best, _size(part))
            if idle >= TRIES:
                fix = "run the same command again: it goes on from here" if best else "try again later"
                raise FetchError(url, f"{fault}, {TRIES} times in a row, at {best:,} bytes", fix) from None
            time.sleep(PAUSE * 2 ** max(0, idle - 1))


def _attempt(url: str, part: Path, most: int, tell: Tell, known: str) -> Arrival | None:
    have, validator = _held(part, url)
    headers = {"User-Agent": f"raregraph/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    elif known:
        headers["If-None-Match" if known.startswith('"') else "If-Modified-Since"] = known
    try:
        response = _opener().open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 304:
            return None
        _explain(url, part, error)
    except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
        _unreachable(url, error)
    with response:
        return _receive(url, response, part, most, tell, have)


def _explain(url: str, part: Path, error: urllib.error.HTTPError) -> NoReturn:
    """Raise what an answer that is no success means."""
    if error.code == 416:
        drop(part)
    if error.code in _LATER:
        raise _BrokenOff(f"the server answers {error.code} {error.reason}") from None
    if 300 <= error.code < 400:
        target = error.headers.get("Location", "nowhere")
        problem = f"a redirect to {target} is not followed: a circle, too many steps, or not http(s)"
    else:
        problem = f"the server answers {error.code} {error.reason}"
    raise FetchError(url, problem, "look for the file's new address and mend its row in graph/sources.yaml") from None


def _unreachable(url: str, error: Exception) -> NoReturn:
    """Raise what it means that no answer came: a stall may pass, an unknown host does not."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError | ConnectionResetError | http.client.HTTPException):
        raise _BrokenOff(f"no answer within {TIMEOUT:g} seconds" if isinstance(reason, TimeoutError) else str(reason))
    raise FetchError(
        url, f"cannot be reached: {reason}", "check the network and its proxy, then run it again"
    ) from None


def _receive(url: str, response: http.client.HTTPResponse, part: Path, most: int, tell: Tell, have: int) -> Arrival:
    """Write what comes behind what is there, or anew where the server sends the whole file."""
    begin = _begin(response, part, have)
    total = _total(response, begin)
    if total is not None and total > most:
        _too_large(url, part, total, most)
    validator = _validator(response.headers)
    with _written(part):
        if not begin:
            _note(part).write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")
        size = begin
        with part.open("ab" if begin else "wb") as file:
            for chunk in _chunks(response):
                size += file.write(chunk)
                tell(size, total)
                if size > most:
                    break
    if size > most:
        _too_large(url, part, size, most)
    if total is not None and size != total:
        raise _BrokenOff(f"broke off after {size:,} of {total:,} bytes")
    return Arrival(response.url, validator)


def _begin(response: http.client.HTTPResponse, part: Path, have: int) -> int:
    """Where the bytes of an answer belong: behind what is there if that is what it says, else at the start."""
    if response.status != 206:
        return 0
    match = _RANGE.match(response.headers.get("Content-Range", ""))
    if not have or match is None or int(match[1]) != have:
        drop(part)
        raise _BrokenOff(f"the server sends another part than asked for: {response.headers.get('Content-Range')}")
    return have


def _total(response: http.client.HTTPResponse, begin: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return begin + int(length) if length.isdecimal() else None


def _chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    try:
        while chunk := response.read(_CHUNK):
            yield chunk
    except http.client.IncompleteRead as error:
        yield error.partial
        raise _BrokenOff("broke off between two chunks") from None
    except TimeoutError:
        raise _BrokenOff(f"stalled for {TIMEOUT:g} seconds") from None
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenOff(f"broke off: {error}") from None


def _too_large(url: str, part: Path, size: int, most: int) -> NoReturn:
    drop(part)
    problem = f"{size:,} bytes or more, over the {most:,} believed"
    raise FetchError(url, problem, "check the address; if the file has grown, raise `bytes` in graph/sources.yaml")


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Turn an error of the disk into a FetchError; those of the network never come here as such."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise FetchError(str(path), problem, "free space, or give another folder with --cache") from None


def _validator(headers: http.client.HTTPMessage) -> str:
    """A strong ETag, else the date of the last change, else nothing: what If-Range may name."""
    etag = headers.get("ETag", "")
    return etag if etag.startswith('"') else headers.get("Last-Modified", "")


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _held(part: Path, url: str) -> tuple[int, str]:
    """How much of a file is there, and of which state of it; nothing when that is not known for sure."""
    with suppress(OSError, ValueError):
        note = json.loads(_note(part).read_text(encoding="utf-8"))
        if isinstance(note, dict) and note.get("url") == url and note.get("validator"):
            return _size(part), str(note["validator"])
    return 0, ""


def drop(part: Path) -> None:
    """Forget what a broken transfer brought."""
    for path in (part, _note(part)):
        path.unlink(missing_ok=True)
