"""Every page and form of a release as plain files, for any host of files: the same bytes as the server's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from raregraph.errors import ReleaseError
from raregraph.folder import STAGING, explained
from raregraph.manifest import MANIFEST
from raregraph.site import routes
from raregraph.site.forms import FORMS
from raregraph.site.links import file_of
from raregraph.site.opened import Opened, open_release
from raregraph.workers import batches, executor, mapped

FILES = "files"
"""The folder of the release's own files."""
BATCH = 200
"""Paths that a process is given at a time."""

Item = tuple[str, tuple[str, ...]]
"""A path with its forms."""


@dataclass(frozen=True, slots=True)
class Written:
    """A site that was written: how many paths it has, how many files, and their bytes without the release's own."""

    place: Path
    paths: int
    files: int
    size: int


def write_site(
    release: Path,
    out: Path,
    *,
    forms: Sequence[str] = tuple(FORMS),
    jobs: int = 1,
    pages: Sequence[Path] = (),
    more: Callable[[Opened], Iterable[tuple[str, bytes]]] = lambda _: (),
    progress: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write the site of a release into a folder of its own; one that is there is replaced when the new one is whole.

    `forms` are the suffixes to write; pages (html) are always written. `more` gives other files to write, by their
    place below the folder; `pages` are saved pages whose text may be shown. Raises ReleaseError for a release that
    cannot be read, and for a folder that holds something else or cannot be written.
    """
    progress("opening the release")
    opened = open_release(release, pages)
    with explained(out):
        _check_place(out)
        staging = out.parent / f"{STAGING}{os.getpid()}-site"
        try:
            written = _fill(opened, staging, {"html", *forms}, jobs, progress)
            progress("writing answers of saved queries")
            added = [size for name, data in more(opened) for size in _add(staging / name, data)]
            progress("putting it in place")
            _swap(staging, out)
        finally:
            with suppress(OSError):
                shutil.rmtree(staging, ignore_errors=True)
    paths, files, size = written
    return Written(out, paths, files + len(added), size + sum(added))


def _check_place(out: Path) -> None:
    """Raise ReleaseError for a folder that is neither empty nor a site; sweep up what killed ones left."""
    if out.exists() and not out.is_dir():
        raise ReleaseError(str(out), "is a file", "give a folder with --out")
    if out.is_dir() and any(out.iterdir()) and not (out / FILES / MANIFEST).is_file():
        raise ReleaseError(str(out), "holds something that is no site", "give an empty folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    for path in sorted(out.parent.glob(f"{STAGING}*-site")):
        number = path.name.removeprefix(STAGING).partition("-")[0]
        if number.isdigit() and not _alive(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    """Whether a process of this machine is at work; one of another user is."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _fill(
    opened: Opened, place: Path, forms: set[str], jobs: int, progress: Callable[[str], None]
) -> tuple[int, int, int]:
    place.mkdir()
    _copy_release(opened, place)
    items = [(path, _wanted(found, forms)) for path, found in routes.paths(opened)]
    for folder in sorted({(place / file_of(path, "html")).parent for path, _ in items}):
        folder.mkdir(parents=True, exist_ok=True)
    files = size = done = 0
    with executor(jobs, _start, opened, place) as pool:
        for count, data in _work(pool, items, jobs):
            files, size, done = files + count, size + data, min(done + BATCH, len(items))
            progress(f"writing pages: {done:,} of {len(items):,}")
    return len(items), files, size


def _wanted(found: tuple[str, ...], forms: set[str]) -> tuple[str, ...]:
    """Forms of pages as chosen; what is no page is always written."""
    return tuple(form for form in found if form in forms or form in routes.ASSETS)


def _work(pool: Executor, items: list[Item], jobs: int) -> Iterator[tuple[int, int]]:
    return mapped(pool, _write_batch, batches(items, BATCH), jobs)


_AT_WORK: list[tuple[Opened, Path]] = []
"""What a process works on: inherited when it is forked, for a store cannot be sent."""


def _start(opened: Opened, place: Path) -> None:
    _AT_WORK[:] = [(opened, place)]


def _write_batch(items: Sequence[Item]) -> tuple[int, int]:
    """Write some paths in their forms; how many files that made, and of how many bytes."""
    opened, place = _AT_WORK[0]
    sizes = [_write(opened, place, path, form) for path, forms in items for form in forms]
    return len(sizes), sum(sizes)


def _write(opened: Opened, place: Path, path: str, form: str) -> int:
    reply = routes.render(opened, path, form, {})
    if reply.status not in (200, 410):
        raise ReleaseError(path, f"answers {reply.status} in the form {form}", "report it: every path has its page")
    return (place / file_of(path, form)).write_bytes(reply.body)


def _add(place: Path, data: bytes) -> Iterator[int]:
    """Write a file; its size, if it was not there."""
    new = not place.exists()
    place.parent.mkdir(parents=True, exist_ok=True)
    size = place.write_bytes(data)
    if new:
        yield size


def _copy_release(opened: Opened, place: Path) -> None:
    """The release's files below `files/`, and where their IRIs are; linked where the disk allows."""
    for name in (*(file.path for file in opened.files), MANIFEST):
        for there in (place / FILES / name, place / "release" / opened.version / name):
            there.parent.mkdir(parents=True, exist_ok=True)
            _link(opened.folder / name, there)


def _link(file: Path, there: Path) -> None:
    try:
        os.link(file, there)
    except OSError:
        shutil.copyfile(file, there)


def _swap(staging: Path, out: Path) -> None:
    """Put a folder in the place of another; between the two renames, nothing is there."""
    aside = out.parent / f"{STAGING}{os.getpid()}-old-site"
    if out.exists():
        out.rename(aside)
    staging.rename(out)
    shutil.rmtree(aside, ignore_errors=True)
