"""The list of a release's files with their hashes: what makes its version, and what proves it whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "MANIFEST.sha256"
"""In every release; `sha256sum --check MANIFEST.sha256` reads it."""
NO_HASH = "0" * 12
"""Stands for the content's hash in the files that the content's hash is taken of."""

VARYING = (".gz", ".db")
"""How the names of files end whose bytes depend on the library that writes them, zlib or SQLite."""

Files = Mapping[str, bytes]
"""Bytes by path below the release's folder, with `/` between names."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of a file in bytes, and its SHA-256."""

    size: int
    sha256: str


def is_promised(path: str) -> bool:
    """Whether a file's bytes are the same on every machine, so that they may decide what a release is called."""
    return not path.endswith(VARYING)


def measure(file: bytes | Path) -> Measure:
    """Measure bytes, or a file on disk, which may be larger than memory. Raises OSError."""
    if isinstance(file, bytes):
        return Measure(len(file), sha256(file))
    with file.open("rb") as opened:
        return Measure(file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


def to_manifest(files: Files) -> bytes:
    """A line for each file, sorted by path: SHA-256, two spaces, path."""
    return listing({path: sha256(data) for path, data in files.items()})


def listing(hashes: Mapping[str, str]) -> bytes:
    """The manifest of files by their SHA-256."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()


def sha256(data: bytes) -> str:
    """64 hex."""
    return hashlib.sha256(data).hexdigest()


def content_hash(files: Files) -> str:
    """The first 12 hex of the SHA-256 of the manifest; the files must have `NO_HASH` where the version stands."""
    return sha256(to_manifest(files))[:12]


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but its manifest."""
    return {name: path.read_bytes() for name, path in _places(folder)}


def faults(folder: Path) -> Iterator[str]:
    """What a manifest and its folder disagree on, a line each; nothing for a whole release. Raises OSError."""
    listed, there = listed_in(folder), hashes(folder)
    for path in sorted({*listed, *there}):
        if path not in there:
            yield f"{path} is missing"
        elif path not in listed:
            yield f"{path} is not in {MANIFEST}"
        elif listed[path] != there[path]:
            yield f"{path} has been changed"


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder but its manifest."""
    return {path: measure(place).sha256 for path, place in _places(folder)}


def _places(folder: Path) -> Iterator[tuple[str, Path]]:
    paths = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    named = ((path.relative_to(folder).as_posix(), path) for path in paths)
    return ((name, path) for name, path in named if name != MANIFEST)


def listed_in(folder: Path) -> dict[str, str]:
    """The SHA-256 of each path, as a folder's manifest has it."""
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
