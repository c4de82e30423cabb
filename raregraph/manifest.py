"""The list of a release's files with their hashes: what makes its version, and what proves it whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

MANIFEST = "MANIFEST.sha256"
"""In every release; `sha256sum --check MANIFEST.sha256` reads it."""
NO_HASH = "0" * 12
"""Stands for the content's hash in the files that the content's hash is taken of."""

Files = Mapping[str, bytes]
"""Bytes by path below the release's folder, with `/` between names."""


def to_manifest(files: Files) -> bytes:
    """A line for each file, sorted by path: SHA-256, two spaces, path."""
    return "".join(f"{sha256(files[path])}  {path}\n" for path in sorted(files)).encode()


def sha256(data: bytes) -> str:
    """64 hex."""
    return hashlib.sha256(data).hexdigest()


def content_hash(files: Files) -> str:
    """The first 12 hex of the SHA-256 of the manifest; the files must have `NO_HASH` where the version stands."""
    return sha256(to_manifest(files))[:12]


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but its manifest."""
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    files.pop(MANIFEST, None)
    return files


def faults(folder: Path) -> Iterator[str]:
    """What a manifest and its folder disagree on, a line each; nothing for a whole release. Raises OSError."""
    listed, there = _listed(folder), {path: sha256(data) for path, data in read_files(folder).items()}
    for path in sorted({*listed, *there}):
        if path not in there:
            yield f"{path} is missing"
        elif path not in listed:
            yield f"{path} is not in {MANIFEST}"
        elif listed[path] != there[path]:
            yield f"{path} has been changed"


def _listed(folder: Path) -> dict[str, str]:
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
