"""The wheel, the lock files and the door."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ("graph", "shapes", "queries")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-sssom.lock", "requirements-editor.lock")
COMPAT_LOCKS = sorted(f"tests/compat/{path.name}" for path in (ROOT / "tests" / "compat").glob("*.lock"))


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command from a folder, without this checkout on the import path."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONUTF8": "1", "COLUMNS": "120", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def read_version() -> str:
    """Return the version that the package declares."""
    text = (ROOT / "raregraph" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, flags=re.MULTILINE)
    assert found is not None
    return found[1]


def content_files() -> dict[str, bytes]:
    """Return the bytes of every content file, by its path below the root."""
    paths = (path for folder in CONTENT for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def read_pins(lock: str) -> set[tuple[str, str]]:
    """Return the name and version of every pin of a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive and the wheel that was built from it, offline."""
    out = tmp_path_factory.mktemp("dist")
    result = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    assert result.returncode == 0, result.stdout + result.stderr
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The one wheel."""
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment that has the wheel, and borrows its dependencies from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True, with_pip=False)
    python = folder / "bin" / "python"
    where = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    borrowed = "\n".join(sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}))
    (Path(where.stdout.strip()) / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    offline = ["--no-deps", "--no-index", "--quiet", "--disable-pip-version-check"]
    result = run(sys.executable, "-m", "pip", "--python", python, "install", *offline, wheel, cwd=folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "bin"


def test_wheel_has_one_top_level_name(wheel: Path) -> None:
    """The wheel installs raregraph and its metadata, and nothing else."""
    names = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert names == {"raregraph", f"raregraph-{read_version()}.dist-info"}


def test_wheel_carries_the_content() -> None:
    """There is content to carry in each of the three folders."""
    assert {name.partition("/")[0] for name in content_files()} == set(CONTENT)


def test_wheel_content_is_the_content_of_the_checkout(wheel: Path) -> None:
    """Every file of graph/, shapes/ and queries/ is in the wheel, byte for byte, and no other."""
    with zipfile.ZipFile(wheel) as archive:
        prefix = "raregraph/content/"
        names = [name for name in archive.namelist() if name.startswith(prefix)]
        packed = {name.removeprefix(prefix): archive.read(name) for name in names}
    assert packed == content_files()


def test_wheel_has_no_leftovers(wheel: Path) -> None:
    """No compiled file, and no Python among the content, is shipped."""
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith(".pyc")] == []
    assert [name for name in names if name.startswith("raregraph/content/") and name.endswith(".py")] == []


def test_wheel_is_marked_as_typed(wheel: Path) -> None:
    """Type checkers of other projects see our types."""
    assert "raregraph/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_source_archive_carries_what_a_build_needs(built: Path) -> None:
    """The source archive has the content folders, the door, the tests and the lock files."""
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"publish.py", "Makefile", "LICENSE", "tests/test_packaging.py", *LOCKS, *content_files()}
    assert wanted - names == set()


def test_installed_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    """`raregraph --version` runs from another folder."""
    result = run(installed / "raregraph", "--version", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert read_version() in result.stdout


def test_installed_command_answers_queries(installed: Path, tmp_path: Path) -> None:
    """`raregraph query` runs from another folder, on the content that the wheel carries."""
    result = run(installed / "raregraph", "query", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() != ""


def test_installed_package_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    """What the fresh environment imports is the wheel's package, not this checkout's."""
    result = run(installed / "python", "-c", "import raregraph; print(raregraph.__file__)", cwd=tmp_path)
    assert Path(result.stdout.strip()).is_relative_to(installed.parent)


@pytest.mark.parametrize("lock", [*LOCKS, *COMPAT_LOCKS])
def test_lock_names_no_index_and_no_path(lock: str) -> None:
    """A lock file holds pins and hashes alone: every line is a pin, a hash or a comment."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"[a-z0-9-]+==[^\s/]+( ; [^/]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    comment = re.compile(r"#[^/]*")
    others = [line for line in lines if not any(form.fullmatch(line) for form in (pin, digest, comment))]
    assert others == []


def test_dev_lock_repeats_the_runtime_lock() -> None:
    """Tests run with the versions that are published with."""
    assert read_pins("requirements.lock") - read_pins("requirements-dev.lock") == set()


def test_exact_requirements_are_the_pins() -> None:
    """Where pyproject.toml asks for one version of a package, the runtime lock has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    exact = {tuple(requirement.split("==")) for requirement in project["dependencies"] if "==" in requirement}
    assert exact - read_pins("requirements.lock") == set()


def test_sssom_stays_in_its_own_environment() -> None:
    """The reference SSSOM tool is pinned in its own lock file and in no other."""
    holders = [lock for lock in LOCKS if "sssom" in dict(read_pins(lock))]
    assert holders == ["requirements-sssom.lock"]


def test_citation_names_the_version() -> None:
    """CITATION.cff cites the version of the package."""
    assert f"\nversion: {read_version()}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_door_names_the_remedy_when_a_dependency_is_missing(tmp_path: Path) -> None:
    """Without its dependencies, publish.py says so in one line, names `make publish`, and exits 2."""
    result = run(sys.executable, "-S", ROOT / "publish.py", "--version", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert re.fullmatch(r"publish\.py: No module named '\w+'; run `make publish`, .+\n", result.stderr)


def test_door_opens_the_command_line(tmp_path: Path) -> None:
    """`publish.py` and `raregraph` are the same command."""
    result = run(sys.executable, ROOT / "publish.py", "--version", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert read_version() in result.stdout
