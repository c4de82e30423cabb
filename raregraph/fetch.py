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
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from raregraph.errors import Faults, FetchError, RaregraphError, raise_all
from raregraph.first_seen import keep_first_seen, read_first_seen
from raregraph.sources import RemoteFile, Source, sources_named
from raregraph.transfer import Arrival, Tell, download, drop

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

    A file that is there and has the hash noted beside it is not asked for again. One that comes again must be what it
    was the first time.

    Args:
        names: of rows of graph/sources.yaml.
        cache: the folder; `default_cache()` without one.
        progress: called as bytes arrive.
        refresh: ask the servers whether they have something newer than what is there, and take it.

    Returns:
        What is there now, in the order of the names and of the rows.

    Raises:
        UsageError: an unknown name.
        FetchError: what could not be had, all of it at once; everything else is there.
    """
    chosen, folder = sources_named(names), cache or default_cache()
    found: list[Fetched] = []
    faults: list[RaregraphError] = []
    with _alone(folder):
        for source, file in [(one, file) for one in chosen for file in one.files]:
            try:
                found.append(_fetched(source, file, folder, progress, refresh))
            except FetchError as fault:
                faults.append(fault)
            except Faults as several:
                faults.extend(several.faults)
    raise_all(faults)
    return tuple(found)


def terms(names: Iterable[str]) -> list[tuple[str, str, str]]:
    """The licences that some sources come under: source, licence, credit; each once, in the order of the table."""
    found = [(one.name, file.licence, file.credit) for one in sources_named(names) for file in one.files]
    return list(dict.fromkeys(found))


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


def _fetched(source: Source, file: RemoteFile, cache: Path, progress: Progress | None, refresh: bool) -> Fetched:
    target = cache / file.file
    note = read_note(target)
    there = _is_whole(target, file, note)
    if there and not refresh:
        return Fetched(source.name, target, note["sha256"], fresh=False)
    first = "" if refresh else read_first_seen(cache).get((file.file, file.url), "")
    with _explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)

    def tell(size: int, total: int | None) -> None:
        if progress:
            progress(file.file, size, total)

    sha256 = _brought(source, file, target, tell, note if there else {}, first)
    if sha256:
        with _explained(cache):
            keep_first_seen(cache, file.file, file.url, sha256)
    return Fetched(source.name, target, sha256 or note["sha256"], fresh=bool(sha256))


def _brought(source: Source, file: RemoteFile, target: Path, tell: Tell, known: Mapping[str, str], first: str) -> str:
    """Bring a file from the first address that has it: its SHA-256, or empty where what is there is the newest.

    An address that broke off is not left for another one: what it sent stays, and the next run goes on from there.
    """
    faults: list[FetchError] = []
    part = _beside(target, ".part")
    for url in (file.url, *file.also):
        validator = known["validator"] if known.get("url") == url else ""
        try:
            arrival = download(url, part, file.most_bytes, tell, validator)
            with _explained(target):
                return _kept(source, replace(file, url=url), target, part, arrival, first) if arrival else ""
        except FetchError as fault:
            faults.append(fault)
            if part.exists():
                break
    raise Faults(faults) if len(faults) > 1 else faults[0]


def _kept(source: Source, file: RemoteFile, target: Path, part: Path, arrival: Arrival, first: str) -> str:
    """Check a whole file and put it in its place, with its note. Killed in between, it is fetched again."""
    new = part
    try:
        sent = _check(file, part)
        if file.folder:
            new = _unpacked(file, part, target)
        sha256 = _digest(new)
        if first and sha256 != first:
            problem = f"SHA-256 {sha256}, not {first} as when it first came: the source has changed it"
            raise FetchError(file.url, problem, "look what changed; `fetch --refresh` takes the new one")
        _swap(new, target)
    finally:
        _remove(new)
        drop(part)
    _write_note(target, _note_of(source, file, arrival, sha256, sent))
    return sha256


def _swap(new: Path, target: Path) -> None:
    """Put a file or folder in the place of another; a folder that is there is gone for a moment."""
    old = _beside(target, ".old")
    _remove(old)
    if target.is_dir():
        target.rename(old)
    new.replace(target)
    _remove(old)


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


def _unpacked(file: RemoteFile, archive: Path, target: Path) -> Path:
    """The files of one folder of a zip archive in a folder beside the target."""
    aside = _beside(target, ".new")
    _remove(aside)
    aside.mkdir()
    try:
        with zipfile.ZipFile(archive) as opened:
            for name, info in sorted(_members(file, opened).items()):
                (aside / name).write_bytes(opened.read(info))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        _remove(aside)
        raise FetchError(file.url, f"not a sound zip archive: {error}", "run it again") from None
    except FetchError:
        _remove(aside)
        raise
    return aside


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
        "source": source.name, "title": source.title, "licence": file.licence, "credit": file.credit,
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
    """Whether a file is there, from an address of its row, with the hash noted and the one its row asks for."""
    if not target.exists() or note.get("url") not in (file.url, *file.also) or "validator" not in note:
        return False
    return file.sha256 in ("", note.get("sha256_sent")) and note.get("sha256") == _digest(target)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
