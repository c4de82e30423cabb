"""The formats that every release has, written at once: the graph is read once for each profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from raregraph.export.closure import write_closure
from raregraph.export.graph import read_profiles
from raregraph.export.kgx import ARCHIVE, write_kgx
from raregraph.export.loss import NAME, merged, write_losses
from raregraph.export.rows import PROFILES
from raregraph.export.slim import write_slim
from raregraph.export.sqlite import write_sqlite
from raregraph.export.sssom import write_sssom
from raregraph.nquads import Block


def write_defaults(blocks: Callable[[], Iterable[Block]], folder: Path, scratch: Path) -> list[str]:
    """Write the formats of every release; `holdings.FILES` has a row for each of their files.

    Args:
        blocks: the subjects of the graph in the order of their IRIs; each call reads them anew.
        folder: where the files go, each below it as below a release.
        scratch: a folder for what does not fit in memory; it is made.

    Returns:
        The paths of the files below the folder, sorted.
    """
    rows = read_profiles(blocks, scratch)
    written = [path for profile in PROFILES for path in write_kgx(rows[profile], folder / "kgx" / profile)]
    written.append(write_losses(merged(rows.values()), folder / "kgx" / NAME))
    written += write_slim(rows["biolink"], folder)
    written += write_closure(rows["monarch"], folder)
    written += write_sqlite(rows["monarch"], folder)
    written += write_sssom(blocks, folder / "sssom")
    written = [_archive_at_top(path, folder) for path in written]
    return sorted(path.relative_to(folder).as_posix() for path in written)


def _archive_at_top(path: Path, folder: Path) -> Path:
    """Monarch has its archive beside its tables' folder, not in it."""
    return path.rename(folder / ARCHIVE) if path.name == ARCHIVE else path
