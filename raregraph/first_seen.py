"""What each file of the cache was when it first came: later it is taken only if it is the same, or at a person's word.

`fetched.lock` in the cache has a line for each file: its place, its address, its SHA-256, by tabs. It stays when files
are removed, so that a file that is fetched again is known again.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from raregraph.textfiles import write_text

LOCK = "fetched.lock"
_HEAD = "# Files as they first came: place, address, SHA-256. `raregraph fetch NAME --refresh` takes a newer one."


def read_first_seen(cache: Path) -> dict[tuple[str, str], str]:
    """The SHA-256 of each file by its place and address; empty where nothing was fetched, a bad line is none."""
    found: dict[tuple[str, str], str] = {}
    with suppress(OSError, UnicodeDecodeError):
        for line in (cache / LOCK).read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) == 3:
                found[cells[0], cells[1]] = cells[2]
    return found


def keep_first_seen(cache: Path, place: str, url: str, sha256: str) -> None:
    """Note a file as it is now, in place of what was noted of it."""
    known = read_first_seen(cache) | {(place, url): sha256}
    lines = [_HEAD, *("\t".join((*key, value)) for key, value in sorted(known.items()))]
    write_text(cache / LOCK, "\n".join(lines) + "\n")
