"""The formats that every release has, written at once: the graph is read once for each profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from raregraph.export.graph import read_rows
from raregraph.export.kgx import write_kgx
from raregraph.export.rows import PROFILES, Rows
from raregraph.nquads import Block


@dataclass(frozen=True, slots=True)
class Default:
    """A format of every release: its profile, its folder below the release, and what writes it there."""

    profile: str
    folder: str
    write: Callable[[Rows, Path], list[Path]]


DEFAULTS = (
    Default("monarch", "kgx/monarch", write_kgx),
    Default("biolink", "kgx/biolink", write_kgx),
)
"""In the order they are written; `holdings.FILES` has a row for each of their files."""


def write_defaults(blocks: Callable[[], Iterable[Block]], folder: Path, scratch: Path) -> list[str]:
    """Write the formats of every release.

    Args:
        blocks: the subjects of the graph in the order of their IRIs; each call reads them anew.
        folder: where the files go, each below it as below a release.
        scratch: a folder for what does not fit in memory; it is made.

    Returns:
        The paths of the files below the folder, sorted.
    """
    written: list[Path] = []
    for profile in PROFILES:
        rows = read_rows(blocks, profile, scratch / profile)
        for row in DEFAULTS:
            if row.profile == profile:
                written += row.write(rows, _made(folder / row.folder))
    return sorted(path.relative_to(folder).as_posix() for path in written)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
