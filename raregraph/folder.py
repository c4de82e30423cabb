"""The folder releases are published in: one writer at a time, a release whole or absent, `current` switched at once."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from raregraph.errors import ReleaseError
from raregraph.manifest import MANIFEST, Files, faults, hashes, is_promised, listed_in, listing, read_files, to_manifest

CURRENT = "current"
"""The link to the release that was published last."""
STAGING = ".staging-"
"""How the name of a folder that is being written begins; whoever holds the lock removes those of dead processes."""
PATIENCE = 120.0
"""Seconds to wait for another build that is writing into the same folder."""

_FIXES = {
    errno.ENOSPC: "free some space, or give another folder with --out",
    errno.EDQUOT: "your quota is used up: free some space, or give another folder with --out",
    errno.EFBIG: "a limit on the size of files (ulimit -f) is too low: raise it",
    errno.EACCES: "give a folder you may write to with --out",
    errno.EPERM: "give a folder you may write to with --out",
    errno.EROFS: "the disk is read-only: give another folder with --out",
    errno.ENOTDIR: "a file stands where a folder should be: move it, or give another folder with --out",
    **dict.fromkeys(
        (errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP),
        "this disk cannot lock a folder, as network disks often cannot: give a folder on a local disk with --out",
    ),
    errno.EEXIST: "a file stands where a folder should be: move it, or give another folder with --out",
}


@contextmanager
def explained(out: Path, doing: str = "written") -> Iterator[None]:
    """Turn an error of the operating system into a ReleaseError that says what to do."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or out)
        fix = _FIXES.get(error.errno or 0, "check the disk, or give another folder with --out")
        raise ReleaseError(where, f"cannot be {doing}: {error.strerror or error}", fix) from None


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Make the folder and hold it alone, rid of what killed builds left; one that was made in vain is removed again.

    The lock is on the folder itself, so that no lock file stays and the system lets go of it when a process dies.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    handle = -1
    try:
        handle = _hold(out)
        _sweep(out)
        yield
    finally:
        with suppress(OSError):  # a folder that holds something stays
            for folder in made:
                folder.rmdir()
        if handle >= 0:
            os.close(handle)


def _hold(out: Path) -> int:
    """An open handle of the folder with the lock on it; again from the start when it was removed while waiting."""
    while True:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _wait(handle, out)
            if out.is_dir() and os.path.samestat(os.fstat(handle), out.stat()):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _wait(handle: int, out: Path) -> None:
    """Take the lock, or raise ReleaseError when another build keeps it too long."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                problem = f"another build has been writing here for {PATIENCE:.0f} seconds"
                raise ReleaseError(str(out), problem, "wait for it, or end it") from None
            time.sleep(0.05)
        else:
            return


def _sweep(out: Path) -> None:
    """Only the holder of the lock makes these, so that all that are found are of the dead."""
    for path in out.glob(f"{STAGING}*"):
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)


def publish(files: Files, out: Path, name: str) -> bool:
    """Let `out/current` be the release of that name, made if it is not there; False if it was so already.

    Raises ReleaseError when it cannot be written, or something else stands in its place. Whatever interrupts it, each
    release is whole or absent, and `current` points at the old one or the new one.
    """
    with explained(out), locked(out):
        _check_link(out)
        there = (out / name).exists()
        if there:
            check_same(files, out / name)
        try:
            if not there:
                _place(files, out, name)
            return _switch(out, name) or not there
        except BaseException:
            with suppress(OSError):
                _undo(out, name, there)
            raise


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """Hold the folder alone, with an empty folder in it to make a release in that is too large for memory.

    Nothing stays of it but what `settle` publishes. Raises ReleaseError when anything cannot be written.
    """
    with explained(out), locked(out):
        _check_link(out)
        place = out / f"{STAGING}{os.getpid()}-workshop"
        place.mkdir()
        try:
            yield place
        finally:
            with suppress(OSError):
                _sweep(out)


def settle(made: Path, out: Path, name: str) -> bool:
    """Publish a folder of files that was made in the workshop of `out`; otherwise as `publish`."""
    there = (out / name).exists()
    (made / MANIFEST).write_bytes(listing(hashes(made)))
    if there:
        check_equal(made, out / name)
    try:
        if not there:
            _flush_all(made)
            made.rename(out / name)
            _flush(out)
        return _switch(out, name) or not there
    except BaseException:
        with suppress(OSError):
            _undo(out, name, there)
        raise


def check_equal(made: Path, folder: Path) -> None:
    """Raise ReleaseError unless a release that is there is whole and has the files of another folder."""
    wrong = _faults(folder) or _unlike(listed_in(made), listed_in(folder))
    if wrong:
        raise ReleaseError(str(folder), f"is not as it was released: {', '.join(wrong)}", "remove it and build again")


def _undo(out: Path, name: str, there: bool) -> None:
    """Take away what was half done, and a release that was placed and not linked."""
    _sweep(out)
    if not there and not _links(out, name) and (out / name).exists():
        (out / name).rename(_aside(out))
        _sweep(out)


def _aside(out: Path) -> Path:
    return out / f"{STAGING}{os.getpid()}"


def check_same(files: Files, folder: Path) -> None:
    """Raise ReleaseError unless a release that is there is whole and has these files."""
    wrong = _faults(folder) or _unlike(files, read_files(folder))
    if wrong:
        raise ReleaseError(str(folder), f"is not as it was released: {', '.join(wrong)}", "remove it and build again")


def _faults(folder: Path) -> list[str]:
    if not (folder / MANIFEST).is_file():
        raise ReleaseError(str(folder), f"is there and has no {MANIFEST}", "remove it and build again")
    return list(faults(folder))


def _unlike(files: Mapping[str, object], there: Mapping[str, object]) -> list[str]:
    """Paths whose bytes differ; what another zlib or SQLite may write otherwise does not count."""
    paths = {path for path in {*files, *there} if is_promised(path)}
    return [f"{path} differs" for path in sorted(paths) if files.get(path) != there.get(path)]


def _place(files: Files, out: Path, name: str) -> None:
    """Put files and their manifest into `out/name`, all at once: written aside, flushed to the disk, renamed."""
    staging = _aside(out)
    staging.mkdir()
    for path, data in {**files, MANIFEST: to_manifest(files)}.items():
        _write(staging / path, data)
    _flush_folders(staging)
    staging.rename(out / name)
    _flush(out)


def _flush_folders(place: Path) -> None:
    for folder in sorted({place, *(path for path in place.rglob("*") if path.is_dir())}):
        _flush(folder)


def _flush_all(place: Path) -> None:
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        _flush(path)
    _flush_folders(place)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush(path: Path) -> None:
    """Make a file's bytes, or the names in a folder, last."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_link(out: Path) -> None:
    """Raise ReleaseError when `current` is something that a link cannot replace."""
    link = out / CURRENT
    if link.exists() and not link.is_symlink():
        raise ReleaseError(str(link), "is not a link to a release", "move it away: this name is kept for the link")


def _switch(out: Path, name: str) -> bool:
    """Let `current` point at a release of the folder, in one step; whether it pointed elsewhere before."""
    if _links(out, name):
        return False
    aside = _aside(out)
    aside.symlink_to(name)
    aside.replace(out / CURRENT)
    _flush(out)
    return True


def _links(out: Path, name: str) -> bool:
    link = out / CURRENT
    return link.is_symlink() and link.readlink() == Path(name)
