"""Build the release in unlike surroundings and compare the bytes: `make reproducible`.

Every build writes to a folder of its own, under another hash seed, time zone and locale. Each Python 3.11, 3.12 and
3.13 that is found takes part, and every second build runs from a copy of the project, so that a path of this machine
cannot hide in the output.
Exit status: 0 if all manifests are equal and true, 1 if not.
"""

import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")
PARTS = ("raregraph", "graph", "shapes", "queries", "publish.py")


@dataclass(frozen=True)
class Surroundings:
    """What a build must not depend on. Zones are in POSIX form, which needs no zone database."""

    seed: str
    zone: str
    locale: str
    utf8: str  # PYTHONUTF8: "0" lets the locale choose how files are read, where a forgotten encoding shows


SURROUNDINGS = (
    Surroundings("0", "UTC0", "C.UTF-8", "1"),
    Surroundings("1", "LINT-14", "C", "0"),
    Surroundings("random", "NST3:30NDT", "tr_TR.UTF-8", "0"),
)


@dataclass(frozen=True)
class Build:
    """One row of the table."""

    version: str
    surroundings: Surroundings
    manifest: bytes  # empty if the build failed
    faults: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The start of the manifest's SHA-256, or a dash if there is no manifest."""
        return hashlib.sha256(self.manifest).hexdigest()[:16] if self.manifest else "-"


def main() -> int:
    """Build, compare and print the table; return the exit status."""
    with tempfile.TemporaryDirectory(prefix="raregraph-") as folder:
        builds = list(build_all(Path(folder)))
    first = builds[0].manifest
    print(f"{'python':8}{'seed':8}{'zone':12}{'locale':14}{'manifest':18}verdict")
    for build in builds:
        print(to_row(build, first))
    for line in itertools.chain.from_iterable(to_differences(build, builds[0]) for build in builds):
        print(line, file=sys.stderr)
    return 0 if all(build.manifest == first and not build.faults for build in builds) else 1


def build_all(folder: Path) -> Iterator[Build]:
    """Build under all surroundings with this Python, then once with each other Python."""
    mine = "{}.{}".format(*sys.version_info)
    others = {version: python for version, python in find_pythons().items() if version != mine}
    turns = [(mine, Path(sys.executable), each) for each in SURROUNDINGS]
    turns += [
        (version, make_environment(python, folder / f"python{version}"), each)
        for (version, python), each in zip(others.items(), itertools.cycle(reversed(SURROUNDINGS)), strict=False)
    ]
    copy = copy_project(folder / "elsewhere")
    for number, (version, python, surroundings) in enumerate(turns):
        note(f"build {number + 1} of {len(turns)}: Python {version}")
        project = copy if number % 2 else ROOT
        yield build_once(version, python, surroundings, project, folder / f"out{number}")


def find_pythons() -> dict[str, Path]:
    """Return one working interpreter per version, from PATH first, then from ~/.pyenv/versions."""
    found: dict[str, Path] = {}
    for version in VERSIONS:
        on_path = shutil.which(f"python{version}")
        kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        for python in [*([Path(on_path)] if on_path else []), *kept]:
            if version not in found and works(python, version):
                found[version] = python
    return found


def works(python: Path, version: str) -> bool:
    """Say whether this is that version and can make environments. A shim on PATH may be neither."""
    code = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"
    result = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return result.returncode == 0 and result.stdout.strip() == version


def make_environment(python: Path, folder: Path) -> Path:
    """Make a throw-away environment from requirements.lock and return its interpreter."""
    note(f"making a throw-away environment: {folder.name}")
    subprocess.run([python, "-m", "venv", folder], check=True)
    inner = folder / "bin" / "python"
    quiet = ["--quiet", "--quiet", "--no-input", "--disable-pip-version-check"]
    lock = ["--require-hashes", "-r", str(ROOT / "requirements.lock")]
    subprocess.run([inner, "-m", "pip", "install", *quiet, *lock], check=True)
    return inner


def copy_project(folder: Path) -> Path:
    """Copy what a build reads, and return the copy."""
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    return folder


def build_once(version: str, python: Path, surroundings: Surroundings, project: Path, out: Path) -> Build:
    """Run one build from the parent of its release folder, and read its manifest."""
    command: list[str | Path] = [python, project / "publish.py", "build", "--out", out]
    environment = to_environment(surroundings)
    result = subprocess.run(command, env=environment, cwd=out.parent, capture_output=True, text=True, check=False)
    manifest = out / "current" / "MANIFEST.sha256"
    if result.returncode:
        return Build(version, surroundings, b"", (f"exit status {result.returncode}", *result.stderr.splitlines()[-5:]))
    if not manifest.is_file():
        return Build(version, surroundings, b"", ("the build wrote no current/MANIFEST.sha256",))
    return Build(version, surroundings, promised(manifest.read_bytes()), tuple(check_manifest(manifest)))


def promised(manifest: bytes) -> bytes:
    """The lines whose bytes are promised: not those of what versions of zlib and SQLite write differently."""
    return b"".join(line for line in manifest.splitlines(keepends=True) if not line.rstrip().endswith((b".gz", b".db")))


def to_environment(surroundings: Surroundings) -> dict[str, str]:
    """Return the environment of a build: this one's, without what the surroundings set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return kept | {
        "PYTHONHASHSEED": surroundings.seed,
        "TZ": surroundings.zone,
        "LC_ALL": surroundings.locale,
        "PYTHONUTF8": surroundings.utf8,
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def check_manifest(manifest: Path) -> Iterator[str]:
    """Yield where the manifest and its folder disagree: equal manifests prove equal bytes only if they are true."""
    listed = set()
    for line in manifest.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition(" ")
        path = manifest.parent / name.lstrip(" *")
        listed.add(path)
        if not path.is_file():
            yield f"{path.name}: listed, and not there"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{path.name}: has other bytes than the manifest says"
    there = {path for path in manifest.parent.rglob("*") if path.is_file()} - {manifest}
    yield from sorted(f"{path.relative_to(manifest.parent)}: there, and not listed" for path in there - listed)


def to_row(build: Build, first: bytes) -> str:
    """Return a build's line of the table."""
    where = build.surroundings
    verdict = "failed" if build.faults else "equal" if build.manifest == first else "DIFFERS"
    return f"{build.version:8}{where.seed:8}{where.zone:12}{where.locale:14}{build.digest:18}{verdict}"


def to_differences(build: Build, first: Build) -> Iterator[str]:
    """Yield a build's faults, and the manifest lines that only one of the two has, sorted."""
    name = f"Python {build.version}, seed {build.surroundings.seed}"
    yield from (f"{name}: {fault}" for fault in build.faults)
    if build.manifest and first.manifest:
        unlike = set(build.manifest.splitlines()) ^ set(first.manifest.splitlines())
        yield from (f"{name}: {line.decode(errors='replace')}" for line in sorted(unlike))


def note(text: str) -> None:
    """Tell the reader what takes the time."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
