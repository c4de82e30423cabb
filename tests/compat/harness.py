"""A check: a real tool's command, run in its own environment on a release, and what must hold of what it did.

A row of the matrix is a `Check`. Its command is run in a stage: a folder with the files of the release that it reads,
under the names they have there, so that the command is the one a user types in a release's folder. Then the same
command runs on a twin, the same files with one small fault put in; the check proves something only if it fails there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
ENVIRONMENTS = CHECKOUT / ".venv-compat"
"""One environment a tool, `<tool>/bin/python`; COMPAT_ENVIRONMENTS names another folder."""
LIMIT = 3600
"""Seconds that a command may take."""
PASSED, FAILED, ABSENT, NONE = "passed", "FAILED", "not in this release", "no environment"
REFUSED, UNSEEN = "refused", "NOT NOTICED"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did.

    Attributes:
        stage: the folder it ran in.
        status: its exit status.
        text: what it printed, both streams together.
        release: the files as they are, the exported ones too, where a twin has changed those of the stage.
    """

    stage: Path
    status: int
    text: str
    release: Path

    def last_line(self) -> str:
        """The last line printed that is not blank: of a traceback, the error."""
        return next((line.strip() for line in reversed(self.text.splitlines()) if line.strip()), "")


def exits_well(ran: Ran) -> Iterable[str]:
    """The judge of a tool whose exit status says it all."""
    return () if ran.status == 0 else (f"exit status {ran.status}: {ran.last_line()}",)


@dataclass(frozen=True, slots=True)
class Twin:
    """A small fault: `name` says it in words, `put` changes files of a stage and must change something."""

    name: str
    put: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the tool itself, which a check pins: should the tool be mended, the check says so."""

    says: str
    issue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A row.

    Attributes:
        name: of the check, unique: the tool and what is done.
        tool: the environment it runs in: a folder of `ENVIRONMENTS` and the name of a lock file.
        package: the distribution whose version the matrix shows.
        reads: files of the release, or globs below it; the check is left out where none of a glob's is there.
        exports: formats that are made first, by `publish.py export`, because no release holds them; the files of one
            are below a folder of its name.
        command: what a user types in a release's folder, for a shell; what it makes goes to `out/`, which is there.
            `python` is the tool's own; `$COMPAT` is this folder, `$RAREGRAPH` the Python of the project.
        holds: what must hold, one sentence.
        judge: the problems found, none where all is well; a sentence each.
        twin: the fault that must make the judge find a problem; only a check that pins a fault may be without.
        fault: the fault of the tool that is pinned, if that is what the check does.
    """

    name: str
    tool: str
    package: str
    reads: tuple[str, ...]
    command: str
    holds: str
    judge: Callable[[Ran], Iterable[str]] = exits_well
    twin: Twin | None
    exports: tuple[str, ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a check; times in seconds."""

    check: Check
    version: str = ""
    result: str
    problems: tuple[str, ...] = ()
    twin_result: str = ""
    seconds: float = 0.0
    tried: tuple[str, ...] = field(default=())

    @property
    def well(self) -> bool:
        """Whether it does not make the whole run fail."""
        return self.result != FAILED and self.twin_result != UNSEEN


def environments() -> Path:
    """The folder of the tools' environments."""
    return Path(os.environ.get("COMPAT_ENVIRONMENTS", ENVIRONMENTS)).absolute()


def python_of(tool: str) -> Path:
    """The Python of a tool's environment, there or not."""
    return environments() / tool / "bin" / "python"


def version_of(check: Check) -> str:
    """The installed version of the check's package."""
    code = f"from importlib.metadata import version; print(version({check.package!r}))"
    done = subprocess.run([python_of(check.tool), "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def view(release: Path, folder: Path) -> Path:
    """A folder that shows a release's files, and has room beside them for what is exported."""
    folder.mkdir(parents=True)
    for path in sorted(release.iterdir()):
        (folder / path.name).symlink_to(path.resolve())
    return folder


def export(check: Check, release: Path, source: Path) -> tuple[str, ...]:
    """Make the formats a check needs, beside the release's files in `source`; the problems there are."""
    problems: list[str] = []
    for name in check.exports:
        if not (source / name).exists():
            command = [sys.executable, CHECKOUT / "publish.py", "export", name, "--release", release, "--out", source]
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
            if done.returncode:
                problems.append(f"publish.py export {name}: exit status {done.returncode}: {done.stderr.strip()}")
    return tuple(problems)


def found(release: Path, patterns: Iterable[str]) -> list[Path] | None:
    """The files below `release` that patterns name, relative; None where one of them names none."""
    files = [sorted(path for path in release.glob(pattern) if path.is_file()) for pattern in patterns]
    return [path.relative_to(release) for group in files for path in group] if all(files) else None


def set_stage(stage: Path, source: Path, files: Iterable[Path], *, copies: bool) -> Path:
    """Lay out files in a stage: copies to be changed, or links to be read; with an empty `out/`."""
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "out").mkdir(parents=True)
    for file in files:
        (stage / file).parent.mkdir(parents=True, exist_ok=True)
        if copies:
            shutil.copyfile(source / file, stage / file)
        else:
            (stage / file).symlink_to((source / file).resolve())
    return stage


def surroundings(tool: str, stage: Path, release: Path) -> dict[str, str]:
    """The variables a command sees: its tool first, no network, a home of its own with nothing kept from before."""
    home = stage / ".home"
    home.mkdir(exist_ok=True)
    return {
        "PATH": f"{python_of(tool).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(HERE / "offline"),
        "PYTHONWARNINGS": "ignore",
        "PYTHONHASHSEED": "0",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "COLUMNS": "200",
        "COMPAT": str(HERE),
        "COMPAT_TRIED": str(stage / ".tried"),
        "RAREGRAPH": sys.executable,
        "CHECKOUT": str(CHECKOUT),
        "RELEASE": str(release),
    }


def run(check: Check, stage: Path, release: Path) -> Ran:
    """Run a check's command in a stage; `release` has the files as they are."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", check.command],
        cwd=stage,
        env=surroundings(check.tool, stage, release),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=LIMIT,
        check=False,
    )
    return Ran(stage, done.returncode, done.stdout, release)


def problems_of(check: Check, ran: Ran) -> tuple[str, ...]:
    """What the judge finds; what the command should have made and did not, or made otherwise, is a problem, too."""
    try:
        return tuple(check.judge(ran))
    except (OSError, ValueError, LookupError) as error:
        return (f"{told(error)}; exit status {ran.status}: {ran.last_line()}",)


def told(error: OSError | ValueError | LookupError) -> str:
    """What a judge could not read, in words."""
    if isinstance(error, FileNotFoundError):
        return f"{Path(str(error.filename)).name} was not made"
    return f"what was made cannot be read ({type(error).__name__}: {error})"


def tried(stage: Path) -> tuple[str, ...]:
    """The hosts that a command wanted to reach."""
    path = stage / ".tried"
    return tuple(sorted(set(path.read_text(encoding="utf-8").split()))) if path.exists() else ()


def twin_result(check: Check, release: Path, files: list[Path], scratch: Path) -> str:
    """Whether the check fails on its twin: `REFUSED` with the first problem, or `UNSEEN`."""
    if check.twin is None:
        return ""
    stage = set_stage(scratch / f"{check.name}.twin", release, files, copies=True)
    check.twin.put(stage)
    problems = problems_of(check, run(check, stage, release))
    shutil.rmtree(stage, ignore_errors=True)
    return f"{REFUSED}: {problems[0]}" if problems else UNSEEN


def perform(check: Check, release: Path, source: Path, scratch: Path, *, twins: bool = True) -> Outcome:
    """Run a check, and its twin if wanted, on a release of which `source` is the view."""
    if not python_of(check.tool).exists():
        return Outcome(check=check, result=NONE)
    version = version_of(check)
    if unmade := export(check, release, source):
        return Outcome(check=check, version=version, result=FAILED, problems=unmade)
    files = found(source, check.reads)
    if files is None:
        return Outcome(check=check, version=version, result=ABSENT)
    return judged(check, version, source, files, scratch, twins=twins)


def judged(check: Check, version: str, source: Path, files: list[Path], scratch: Path, *, twins: bool) -> Outcome:
    """Run a check on files of `source`, and on its twin where it passed."""
    stage = set_stage(scratch / check.name, source, files, copies=False)
    started = time.monotonic()
    problems = problems_of(check, run(check, stage, source))
    seconds, wanted = time.monotonic() - started, tried(stage)
    shutil.rmtree(stage)
    return Outcome(
        check=check,
        version=version,
        result=FAILED if problems else PASSED,
        problems=problems,
        seconds=seconds,
        tried=wanted,
        twin_result=twin_result(check, source, files, scratch) if twins and not problems else "",
    )
