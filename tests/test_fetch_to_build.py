"""From the table of sources to a release: what `fetch` brings is all that a corpus build needs.

The addresses are those of graph/sources.yaml, with a server on loopback in place of their hosts: whether the hosts
still have the files is not tested here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from raregraph import cli, content
from raregraph.evaluation.annotations import _HPOA_COLUMNS
from raregraph.reference_files import MONDO_NODES, MONDO_TERMS
from raregraph.sources import sources
from tests.corpora import PAGES, REFERENCE, nodes_of
from tests.loopback import Server, serving, status, to, whole

HPO_GENES = b"ncbi_gene_id\tgene_symbol\n"
HPOA = b'#description: "x"\n#version: 2025-01-16\n' + "\t".join(_HPOA_COLUMNS).encode() + b"\n"
GARD = b"identifier\tname\n"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on loopback."""
    yield from serving(monkeypatch)


@pytest.fixture
def table(graph: Path, server: Server) -> dict[str, bytes]:
    """graph/sources.yaml with the server in place of every host, and without pins; bodies by the file's name."""
    path = content.GRAPH / "sources.yaml"
    text = re.sub(r"https?://[^/\"]+/", f"{server.address}/", path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r', sha256: "[0-9a-f]+"', "", text), encoding="utf-8")
    sources.cache_clear()
    bodies = {path.name: path.read_bytes() for path in REFERENCE.rglob("*") if path.is_file()}
    del bodies[Path(MONDO_TERMS).name]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for page in sorted(PAGES.glob("*.xml")):
            opened.writestr(f"MedQuAD-7e94c7b/2_GARD_QA/{page.name}", page.read_bytes())
    commit = next(source for source in sources() if source.name == "medquad").files[0].url.rpartition("/")[2]
    more = {"phenotype.hpoa": HPOA, "genes_to_phenotype.txt": HPO_GENES, "gard.tsv": GARD, commit: archive.getvalue()}
    return {**bodies, **more, Path(MONDO_NODES).name: nodes_of(REFERENCE).encode()}


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty cache of the user's, and no ../shared."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(content, "ROOT", tmp_path / "checkout")


def called(*arguments: str) -> int:
    """The exit status of a command line."""
    try:
        return cli.main(list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)


def body_of(request: BaseHTTPRequestHandler, table: dict[str, bytes]) -> bytes | None:
    """What the server has under the name that a request ends with."""
    return table.get(request.path.partition("?")[0].rpartition("/")[2])


@pytest.mark.usefixtures("nothing_here")
def test_the_commands_that_a_message_names_cure_it(
    server: Server, table: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Build, which names what is missing; fetch, as it says; build again, which releases every page."""
    server.answers = [lambda request: _send(request, table)]
    out = str(tmp_path / "out")
    assert called("build", "--source", "medquad", "--out", out) == 2
    assert "run `publish.py fetch medquad`" in capsys.readouterr().err
    assert called("fetch", "medquad") == 0
    assert called("build", "--source", "medquad", "--out", out) == 1
    assert "run `publish.py fetch hpo mondo gard`, then this command again" in capsys.readouterr().err
    assert called("fetch", "hpo", "mondo", "gard") == 0
    told = capsys.readouterr()
    assert [line.split("\t")[:2] for line in told.out.splitlines()][:2] == [["hpo", "new"], ["hpo", "new"]]
    assert "publicdomain/zero/1.0/; HUGO Gene Nomenclature Committee (HGNC)" in told.err
    assert called("build", "--source", "medquad", "--out", out) == 0
    assert "pages: 12 (0" in capsys.readouterr().err


@pytest.mark.usefixtures("nothing_here")
def test_what_is_fetched_builds_what_the_same_files_beside_build(
    server: Server, table: dict[str, bytes], tmp_path: Path
) -> None:
    """The same graph; only the release's description, and where Mondo's labels are from, name another file."""
    server.answers = [lambda request: _send(request, table)]
    assert called("fetch", "medquad", "hpo", "mondo", "gard") == 0
    found = []
    for name, more in (("a", []), ("b", ["--reference", str(REFERENCE)])):
        assert called("build", "--pages", str(PAGES), "--out", str(tmp_path / name), "--fresh", *more) == 0
        found.append((tmp_path / name / "current" / "raregraph.nt").read_text(encoding="utf-8").splitlines())
    fetched, beside = (set(lines) for lines in found)
    assert len(fetched & beside) > 5_000
    assert {line for line in fetched ^ beside if not re.search("raregraph/release/|/mondo-rare", line)} == set()


@pytest.mark.usefixtures("nothing_here")
def test_every_file_survives_a_bad_network(
    server: Server, table: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is sent elsewhere first, then half of it, then the rest: all come whole."""
    begun: set[str] = set()

    def bad(request: BaseHTTPRequestHandler) -> None:
        if "?moved" not in request.path:
            to(f"{request.path}?moved")(request)
        elif request.path not in begun:
            begun.add(request.path)
            _half(request, body_of(request, table) or b"")
        else:
            _send(request, table)

    server.answers = [bad]
    assert called("fetch", "medquad", "hpo", "mondo", "gard") == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    files = [file for source in sources() for file in source.files]
    assert [line[1] for line in lines] == ["new"] * len(files)
    assert len(begun) == len(files)
    for line, file in zip(lines, files, strict=True):
        if not file.folder:
            assert Path(line[3]).read_bytes() == table[file.url.rpartition("/")[2]]


@pytest.mark.usefixtures("nothing_here")
def test_a_file_that_no_address_has_is_told_and_the_others_come(
    server: Server, table: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """One message for each address that was asked."""
    del table[Path(MONDO_NODES).name]
    server.answers = [lambda request: _send(request, table)]
    assert called("fetch", "mondo") == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert all("mondo-rare_nodes.tsv: the server answers 404" in line for line in told)
    table[Path(MONDO_NODES).name] = nodes_of(REFERENCE).encode()
    assert called("fetch", "mondo") == 0
    assert [line.split("\t")[1] for line in capsys.readouterr().out.splitlines()].count("new") == 1


def _send(request: BaseHTTPRequestHandler, table: dict[str, bytes]) -> None:
    """All of a file, or the rest of it; 404 for what is not there."""
    body = body_of(request, table)
    if body is None:
        status(404)(request)
    else:
        whole(request, body, f'"{len(body)}"')


def _half(request: BaseHTTPRequestHandler, body: bytes) -> None:
    request.send_response(200)
    request.send_header("ETag", f'"{len(body)}"')
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body[: len(body) // 2])
