"""Fetch: the files of the sources, from their official addresses into a cache; each is there whole, or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from raregraph.errors import FetchError, raise_all
from raregraph.sources import RemoteFile, Source, sources_named
from raregraph.transfer import Arrival, download, drop

MOST_FILES = 100_000
"""The largest number of files believed to be in one folder of an archive."""

Progress = Callable[[str, int, int | None], None]
"""Called with a file's place in the cache, the bytes that are there, and the bytes expected or None."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file or folder of the cache: its source, its place, its SHA-256, and whether this run brought it."""

    source: str
    path: Path
    sha256: str
    fresh: bool


def default_cache() -> Path:
    """`raregraph` in the user's cache folder, by the XDG rules: an XDG_CACHE_HOME that is not absolute is ignored."""
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".cache") / "raregraph"


def fetch(
    names: Iterable[str], cache: Path | None = None, progress: Progress | None = None, *, refresh: bool = False
) -> tuple[Fetched, ...]:
    """Bring every file of some sources into the cache.

    A file that is there and has the hash noted beside it is not asked for again.

    Args:
        names: of rows of graph/sources.yaml.
        cache: the folder; `default_cache()` without one.
        progress: called as bytes arrive.
        refresh: ask the servers whether they have something newer than what is there.

    Returns:
        What is there now, in the order of the names and of the rows.

    Raises:
        UsageError: an unknown name.
        FetchError: what could not be had, all of it at once; everything else is there.
    """
    chosen, folder = sources_named(names), cache or default_cache()
    found: list[Fetched] = []
    faults: list[FetchError] = []
    with _alone(folder):
        for source, file in [(one, file) for one in chosen for file in one.files]:
            try:
                found.append(_fetched(source, file, folder / file.file, progress, refresh))
            except FetchError as fault:
                faults.append(fault)
    raise_all(faults)
    return tuple(found)


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Hold the cache; a second fetch into it is refused, not mixed with this one."""
    with _explained(cache):
        cache.mkdir(parents=True, exist_ok=True)
        handle = os.open(cache, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise FetchError(str(cache), "another fetch is writing here", "wait for it, or give another --cache") from None
    finally:
        os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn an error of the disk into a FetchError that says what to do."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise FetchError(str(error.filename or path), problem, "check the folder, or give another --cache") from None


def _fetched(source: Source, file: RemoteFile, target: Path, progress: Progress | None, refresh: bool) -> Fetched:
    note = read_note(target)
    there = _is_whole(target, file, note)
    if there and not refresh:
        return Fetched(source.name, target, note["sha256"], fresh=False)
    with _explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(target, ".part")

    def tell(size: int, total: int | None) -> None:
        if progress:
            progress(file.file, size, total)

    arrival = download(file.url, part, file.most_bytes, tell, note["validator"] if there else "")
    if arrival is None:
        return Fetched(source.name, target, note["sha256"], fresh=False)
    with _explained(target):
        return _kept(source, file, target, part, arrival)


def _kept(source: Source, file: RemoteFile, target: Path, part: Path, arrival: Arrival) -> Fetched:
    """Check a whole file and put it in its place, with its note. Killed in between, it is fetched again."""
    try:
        sent = _check(file, part)
        if file.folder:
            _unpack(file, part, target)
        else:
            part.replace(target)
    finally:
        drop(part)
    sha256 = _digest(target)
    _write_note(target, _note_of(source, file, arrival, sha256, sent))
    return Fetched(source.name, target, sha256, fresh=True)


def _check(file: RemoteFile, part: Path) -> str:
    """The SHA-256 of the bytes that came. Raises FetchError where they are not the file's."""
    with part.open("rb") as opened:
        head = opened.read(len(file.begins))
    if head != file.begins:
        problem = f"begins with {head[:40]!r}, not {file.begins!r}: another file, or an error page"
        raise FetchError(file.url, problem, "look at the address; if the file has changed, mend its row")
    sha256 = _hash_of(part)
    if file.sha256 and sha256 != file.sha256:
        problem = f"SHA-256 {sha256}, not {file.sha256}: wrong bytes"
        raise FetchError(file.url, problem, "run it again; if it stays so, the source has changed: check, mend its row")
    return sha256


def _unpack(file: RemoteFile, archive: Path, target: Path) -> None:
    """Put the files of one folder of a zip archive in the target's place, all at once."""
    aside, old = _beside(target, ".new"), _beside(target, ".old")
    for path in (aside, old):
        _remove(path)
    aside.mkdir()
    try:
        with zipfile.ZipFile(archive) as opened:
            for name, info in sorted(_members(file, opened).items()):
                (aside / name).write_bytes(opened.read(info))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        _remove(aside)
        raise FetchError(file.url, f"not a sound zip archive: {error}", "run it again") from None
    if target.exists():
        target.rename(old)
    aside.rename(target)
    _remove(old)


def _members(file: RemoteFile, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files that stand right in the wanted folder, by name: never a path, so that nothing is written elsewhere."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    found = {path.name: info for info in infos if (path := PurePosixPath(info.filename)).parent.name == file.folder}
    size = sum(info.file_size for info in found.values())
    if not found:
        raise FetchError(file.url, f"the archive has no folder {file.folder}", "mend `folder` in graph/sources.yaml")
    if size > file.most_bytes or len(found) > MOST_FILES:
        problem = f"{len(found):,} files of {size:,} bytes in {file.folder}, more than believed"
        raise FetchError(file.url, problem, "check the address")
    return found


def _digest(path: Path) -> str:
    """The SHA-256 of a file; of a folder, that of its sorted lines `sha256  name`."""
    if path.is_file():
        return _hash_of(path)
    lines = (f"{_hash_of(file)}  {file.name}\n" for file in sorted(path.iterdir()) if file.is_file())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _note_of(source: Source, file: RemoteFile, arrival: Arrival, sha256: str, sent: str) -> dict[str, str]:
    """What is written beside a file: whence, in which state, on what terms. An address's query may hold a token."""
    return {
        "source": source.name, "title": source.title, "licence": source.licence, "credit": source.credit,
        "homepage": source.homepage, "published": source.published, "file": file.file, "url": file.url,
        "obtained_from": arrival.url.partition("?")[0], "validator": arrival.validator,
        "sha256": sha256, "sha256_sent": sent,
    }  # fmt: skip


def read_note(target: Path) -> Mapping[str, str]:
    """What is noted beside a file of the cache; nothing where there is no note, or one that cannot be read."""
    with suppress(OSError, ValueError):
        note = json.loads(_beside(target, ".source.json").read_text(encoding="utf-8"))
        if isinstance(note, dict) and all(isinstance(value, str) for value in note.values()):
            return note
    return {}


def _write_note(target: Path, note: Mapping[str, str]) -> None:
    path = _beside(target, ".source.json")
    new = _beside(path, ".new")
    new.write_text(json.dumps(note, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(path)


def _is_whole(target: Path, file: RemoteFile, note: Mapping[str, str]) -> bool:
    """Whether a file is there, from this address, with the hash that was noted and the one its row asks for."""
    if not target.exists() or note.get("url") != file.url or "validator" not in note:
        return False
    return file.sha256 in ("", note.get("sha256_sent")) and note.get("sha256") == _digest(target)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
