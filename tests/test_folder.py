"""The folder of releases: whole or absent, whatever interrupts the writing of it."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from raregraph.errors import ReleaseError
from raregraph.folder import publish
from raregraph.manifest import faults

ROOT = Path(__file__).resolve().parent.parent
OLD = {"README.md": b"old\n", "start-here/names.tsv": b"name\n"}
NEW = {"README.md": b"new\n", "start-here/names.tsv": b"name\nALS\n", "raregraph.nt": b""}
BEFORE = (["current", "old"], "old")
AFTER = (["current", "new", "old"], "new")
EVENTS = ("open", "os.mkdir", "os.rename", "os.rmdir", "os.remove", "os.symlink", "os.listdir", "os.scandir")
"""Audit events of what touches a folder; each is a moment at which a build may end."""


class Interruption:
    """Does something before the n-th step that touches a folder, once; counts the steps."""

    def __init__(self) -> None:
        self.folder, self.left, self.steps = "", -1, 0
        self.act: Callable[[], None] = lambda: None

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.folder and event in EVENTS and any(self.folder in os.fspath(each) for each in paths(arguments)):
            self.steps += 1
            self.left -= 1
            if self.left == -1:
                self.act()


def paths(arguments: tuple[object, ...]) -> Iterator[str | os.PathLike[str]]:
    """The arguments of an audit event that are paths."""
    return (each for each in arguments if isinstance(each, str | os.PathLike))


INTERRUPTION = Interruption()
sys.addaudithook(INTERRUPTION)


@pytest.fixture
def interrupt() -> Iterator[Callable[[Path, int, Callable[[], None]], Interruption]]:
    """Arm the interruption for one folder; it is disarmed when the test ends."""

    def arm(folder: Path, step: int, act: Callable[[], None]) -> Interruption:
        INTERRUPTION.folder, INTERRUPTION.left, INTERRUPTION.steps, INTERRUPTION.act = str(folder), step, 0, act
        return INTERRUPTION

    yield arm
    INTERRUPTION.folder = ""


def names(out: Path) -> list[str]:
    """What is in the folder."""
    return sorted(path.name for path in out.iterdir())


def state(out: Path) -> tuple[list[str], str]:
    """What is in the folder, and what `current` points at."""
    return names(out), str((out / "current").readlink())


def check_whole(out: Path, published: set[str]) -> None:
    """`current` is one of those releases, and every release that is there is true to its manifest."""
    assert (out / "current").readlink().name in published
    for path in out.iterdir():
        if not path.name.startswith((".staging-", "current")):
            assert list(faults(path)) == []


def count_steps(folder: Path, interrupt: Callable[..., Interruption]) -> int:
    """How many steps it takes to publish NEW beside OLD."""
    publish(OLD, folder, "old")
    interruption = interrupt(folder, -10_000, lambda: None)
    publish(NEW, folder, "new")
    interruption.folder = ""
    return interruption.steps


def test_release_is_placed_and_linked(tmp_path: Path) -> None:
    """A new release lies under its name with its manifest, `current` is a relative link to it, and that is all."""
    assert publish(NEW, tmp_path / "a" / "dist", "new") is True
    out = tmp_path / "a" / "dist"
    assert state(out) == (["current", "new"], "new")
    assert (out / "current" / "start-here" / "names.tsv").read_bytes() == b"name\nALS\n"
    assert (out / "new" / "MANIFEST.sha256").read_text(encoding="utf-8").splitlines() == [
        "7aa7a5359173d05b63cfd682e3c38487f3cb4f7f1d60659fe59fab1505977d4c  README.md",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  raregraph.nt",
        "73ec4c294102e97196a5e7e82cdd4984ef7df6c11ebe97191130791a7a89100a  start-here/names.tsv",
    ]


def test_equal_release_is_left_alone(tmp_path: Path) -> None:
    """The same release again changes nothing, not even a time."""
    publish(OLD, tmp_path, "old")
    before = [(path, path.lstat().st_mtime_ns, path.lstat().st_ino) for path in sorted(tmp_path.rglob("*"))]
    assert publish(OLD, tmp_path, "old") is False
    assert [(path, path.lstat().st_mtime_ns, path.lstat().st_ino) for path in sorted(tmp_path.rglob("*"))] == before


def test_an_earlier_release_is_linked_again(tmp_path: Path) -> None:
    """Publishing what lies there under another name than `current` moves the link only."""
    publish(OLD, tmp_path, "old")
    publish(NEW, tmp_path, "new")
    assert publish(OLD, tmp_path, "old") is True
    assert state(tmp_path) == (["current", "new", "old"], "old")


def test_altered_release_is_not_taken_for_the_same(tmp_path: Path) -> None:
    """Changed, missing and added files of a release are named, and nothing is overwritten."""
    publish(NEW, tmp_path, "new")
    (tmp_path / "new" / "README.md").write_text("edited\n")
    (tmp_path / "new" / "raregraph.nt").unlink()
    (tmp_path / "new" / "notes.txt").write_text("mine\n")
    with pytest.raises(ReleaseError) as caught:
        publish(NEW, tmp_path, "new")
    assert caught.value.problem == (
        "is not as it was released: "
        "README.md has been changed, notes.txt is not in MANIFEST.sha256, raregraph.nt is missing"
    )
    assert (tmp_path / "new" / "README.md").read_text() == "edited\n"


def test_another_zlib_packs_otherwise(tmp_path: Path) -> None:
    """A release whose gzip copies alone differ is the same release."""
    publish(NEW | {"raregraph.nt.gz": b"one"}, tmp_path, "new")
    assert publish(NEW | {"raregraph.nt.gz": b"two"}, tmp_path, "new") is False


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "free some space, or give another folder with --out"),
        (OSError(errno.EROFS, "Read-only file system"), "the disk is read-only: give another folder with --out"),
    ],
)
def test_failure_at_any_step_leaves_one_release_or_the_other(
    tmp_path: Path, interrupt: Callable[..., Interruption], error: OSError, fix: str
) -> None:
    """Whichever step the system refuses, the message says what to do, and the folder is as before or as after."""
    ends = []
    for step in range(count_steps(tmp_path / "count", interrupt)):
        out = tmp_path / str(step)
        publish(OLD, out, "old")
        interrupt(out, step, lambda: raise_(error))
        assert fix_of(partial(publish, NEW, out, "new")) in ("", fix)
        INTERRUPTION.folder = ""
        ends.append(state(out))
        check_whole(out, {"old", "new"})
    assert all(end in (BEFORE, AFTER) for end in ends)
    assert ends.count(BEFORE) > ends.count(AFTER)


def fix_of(act: Callable[[], object]) -> str:
    """What the ReleaseError of an action says to do; empty where it succeeds, as making a folder that is there does."""
    try:
        act()
    except ReleaseError as error:
        return error.fix
    return ""


def raise_(error: BaseException) -> None:
    """Raise it."""
    raise error


def test_ctrl_c_at_any_step_leaves_nothing_behind(tmp_path: Path, interrupt: Callable[..., Interruption]) -> None:
    """KeyboardInterrupt passes through, one release or the other is linked, and the next build succeeds."""
    for step in range(count_steps(tmp_path / "count", interrupt)):
        out = tmp_path / str(step)
        publish(OLD, out, "old")
        interrupt(out, step, lambda: raise_(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            publish(NEW, out, "new")
        INTERRUPTION.folder = ""
        assert state(out) in (BEFORE, AFTER), step
        publish(NEW, out, "new")
        assert state(out) == AFTER


def test_folder_made_in_vain_is_removed_again(tmp_path: Path, interrupt: Callable[..., Interruption]) -> None:
    """A first build that fails leaves no empty folder."""
    out = tmp_path / "deep" / "dist"
    interrupt(out, 6, lambda: raise_(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(ReleaseError):
        publish(NEW, out, "new")
    assert names(tmp_path) == []


CHILD = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
import test_folder as t
out, name, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if step >= 0:
    t.INTERRUPTION.folder, t.INTERRUPTION.left = str(out), step
    t.INTERRUPTION.act = lambda: t.os.kill(t.os.getpid(), t.signal.SIGKILL)
files = t.OLD if name == "old" else t.NEW
for _ in range(int(sys.argv[4])):
    t.publish(files, out, name)
"""


def child(out: Path, name: str, step: int = -1, times: int = 1) -> subprocess.Popen[bytes]:
    """Start another process that publishes, and is killed before a step."""
    code = CHILD.format(root=str(ROOT), tests=str(ROOT / "tests"))
    return subprocess.Popen([sys.executable, "-c", code, out, name, str(step), str(times)], stderr=subprocess.PIPE)


def test_kill_at_any_step_leaves_only_whole_releases(tmp_path: Path, interrupt: Callable[..., Interruption]) -> None:
    """After SIGKILL the old release or the new one is there, whole; the next build cleans up and succeeds."""
    steps = count_steps(tmp_path / "count", interrupt)
    assert steps > 15
    for first in range(0, steps, 4):
        several = range(first, min(first + 4, steps))
        for step in several:
            publish(OLD, tmp_path / str(step), "old")
        children = [child(tmp_path / str(step), "new", step) for step in several]
        for step, process in zip(several, children, strict=True):
            process.communicate()
            out = tmp_path / str(step)
            assert process.returncode == -signal.SIGKILL
            check_whole(out, {"old", "new"})
            publish(NEW, out, "new")
            assert state(out) == AFTER


def test_kill_while_the_folder_is_made(tmp_path: Path) -> None:
    """A first build that is killed leaves nothing a reader could take for a release; the next one succeeds."""
    for step in (0, 3, 6, 9):
        out = tmp_path / str(step)
        process = child(out, "new", step)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert not (out / "new").exists()
        assert publish(NEW, out, "new") is True
        assert names(out) == ["current", "new"]


def test_two_builds_at_once(tmp_path: Path) -> None:
    """Builds into one folder wait for each other: all succeed, and nothing but whole releases is left."""
    out = tmp_path / "dist"
    children = [child(out, name, times=20) for name in ("old", "new", "old", "new")]
    for process in children:
        _, error = process.communicate(timeout=60)
        assert (process.returncode, error) == (0, b"")
    assert names(out) == ["current", "new", "old"]
    check_whole(out, {"old", "new"})


def test_a_build_that_waits_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the folder, a build gives up after its patience, in one message."""
    import fcntl

    monkeypatch.setattr("raregraph.folder.PATIENCE", 0.1)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(ReleaseError, match="another build has been writing here"):
        publish(NEW, tmp_path, "new")
    os.close(handle)
    assert names(tmp_path) == []


def test_full_disk(tmp_path: Path) -> None:
    """A limit of the system on what may be written ends in one message; nothing is left."""
    code = (
        "import resource, sys; sys.path[:0] = [sys.argv[1]]\n"
        "from pathlib import Path\nfrom raregraph.folder import publish\nfrom raregraph.errors import ReleaseError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: publish({'big': bytes(5000)}, Path(sys.argv[2]), 'new')\nexcept ReleaseError as error: print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, ROOT, tmp_path / "dist"], capture_output=True, text=True, check=False
    )
    assert result.stdout.endswith(
        "cannot be written: File too large; a limit on the size of files (ulimit -f) is too low: raise it\n"
    )
    assert (result.stderr, names(tmp_path)) == ("", [])
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] != 1000


def test_read_only_folder(tmp_path: Path) -> None:
    """A folder that may not be written ends in one message; an equal release in it is still found unchanged."""
    out = tmp_path / "dist"
    publish(OLD, out, "old")
    out.chmod(0o555)
    code = (
        "import os, sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "import test_folder as t\nfrom raregraph.errors import ReleaseError\nout = t.Path(sys.argv[3])\n"
        "if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "print(t.publish(t.OLD, out, 'old'))\n"
        "try: t.publish(t.NEW, out, 'new')\nexcept ReleaseError as error: print(error)\n"
    )
    for folder in [tmp_path, *tmp_path.parents][:3]:
        if folder.stat().st_uid == os.getuid():
            folder.chmod(folder.stat().st_mode | 0o055)
    result = subprocess.run(
        [sys.executable, "-c", code, ROOT, ROOT / "tests", out], capture_output=True, text=True, check=False
    )
    out.chmod(0o755)
    assert result.stderr == ""
    unchanged, message = result.stdout.splitlines()
    assert unchanged == "False"
    assert message.endswith("cannot be written: Permission denied; give a folder you may write to with --out")
    assert names(out) == ["current", "old"]


def test_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """A file where the folder should be, or above it, ends in one message."""
    (tmp_path / "dist").write_text("mine\n")
    for out in (tmp_path / "dist", tmp_path / "dist" / "below"):
        with pytest.raises(ReleaseError, match="a file stands where a folder should be"):
            publish(NEW, out, "new")
    assert (tmp_path / "dist").read_text() == "mine\n"


def test_folder_in_place_of_the_link(tmp_path: Path) -> None:
    """A folder of the user's named `current` is not replaced."""
    (tmp_path / "current").mkdir()
    with pytest.raises(ReleaseError, match="is not a link to a release; move it away"):
        publish(NEW, tmp_path, "new")
    assert names(tmp_path) == ["current"]
