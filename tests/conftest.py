"""What tests share: ../shared, where it exists. The product and most tests run without it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from raregraph import content, reference_files
from raregraph.errors import Where
from raregraph.text import page_text, sha256

if TYPE_CHECKING:
    from raregraph.api.data import Data
    from raregraph.knowledge import Knowledge
    from raregraph.site.opened import Opened
    from raregraph.world import World
    from tests.serving import Served

collect_ignore_glob = ["compat/inside/*", "compat/offline/*"]  # run inside of tools' environments

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def no_packaged_hpo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the optional extra `hpo`, installed or not: a test that needs it puts it back."""
    monkeypatch.setattr(reference_files, "_PACKAGE", "raregraph_has_no_such_package")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED


@pytest.fixture(scope="session")
def seeds(shared: Path) -> dict[str, str]:
    """The text of each saved page of ../shared/seeds, by the first 12 hex of its hash."""
    paths = sorted((shared / "seeds").glob("*.txt"))
    if not paths:
        pytest.skip("needs ../shared: seeds/*.txt")
    texts = [page_text(path.read_bytes(), Where(path.name)) for path in paths]
    return {sha256(text)[:12]: text for text in texts}


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What graph/ holds, read once."""
    from raregraph.knowledge import from_content

    return from_content()


@pytest.fixture(scope="session")
def released(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of what graph/ holds, made once; tests only read it."""
    from raregraph.release import write_release
    from tests.verdicts import PASSED

    return write_release(knowledge, tmp_path_factory.mktemp("released"), report=PASSED).path


@pytest.fixture(scope="session")
def opened(released: Path) -> Opened:
    """The release of what graph/ holds, opened for reading."""
    from raregraph.site.opened import open_release

    return open_release(released)


@pytest.fixture(scope="session")
def tabled(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of what graph/ holds with raregraph.db and its mapping sets; tests only read it."""
    from tests.tabled import with_tables

    return with_tables(released, tmp_path_factory.mktemp("tabled") / "release")


@pytest.fixture(scope="session")
def tables(tabled: Path) -> Data:
    """The tables of that release, as a worker has them."""
    from raregraph.site.opened import open_release
    from raregraph.web.monarch import tables_of

    found = tables_of(open_release(tabled))
    assert not isinstance(found, str), found
    return found


@pytest.fixture(scope="session")
def sample() -> World:
    """The reference releases of tests/corpus_sample, read once."""
    from raregraph.world import read_world
    from tests.corpora import REFERENCE

    return read_world(REFERENCE)


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of graph/ that a test may edit, in place of the project's own; tables are read anew."""
    folder = tmp_path / "graph"
    shutil.copytree(content.GRAPH, folder)
    monkeypatch.setattr(content, "GRAPH", folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    """Clear every cache of raregraph: what was read of graph/ is read again."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == "raregraph"]
    for module in modules:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


@pytest.fixture(scope="session")
def served(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of `released` with small limits, shared by tests that leave it well."""
    pytest.importorskip("uvicorn", reason="needs the extra `serve`")
    from tests.serving import SMALL, serving

    with serving(released, tmp_path_factory.mktemp("served"), *SMALL) as found:
        yield found
