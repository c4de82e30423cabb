"""Fetching: files come whole or not at all, whatever the server does. The server is one on loopback."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from raregraph import content, transfer
from raregraph import fetch as fetching
from raregraph.errors import Faults, FetchError, UsageError
from raregraph.fetch import Fetched, default_cache, fetch, read_note, terms
from raregraph.first_seen import LOCK, read_first_seen
from raregraph.sources import sources
from tests.loopback import BODY, ETAG, Server, half, serving, status, to, whole, with_body


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on loopback."""
    yield from serving(monkeypatch)


@pytest.fixture
def row(graph: Path, server: Server) -> Callable[..., None]:
    """Write graph/sources.yaml with one source `one` of one file `a/hp.obo`; keys of its row may be given."""

    def write(**keys: object) -> None:
        file = {"file": "a/hp.obo", "url": f"{server.address}/hp.obo", "begins": "format-version: "} | keys
        source = {
            "source": "one", "title": "One", "licence": "https://example.org/l", "credit": "One, 2020",
            "homepage": "https://example.org/", "published": "2020-01-31", "files": [file],
        }  # fmt: skip
        (content.GRAPH / "sources.yaml").write_text(json.dumps({"sources": [source]}))
        sources.cache_clear()

    write()
    return write


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The folder files are fetched into, not there yet."""
    return tmp_path / "cache"


def left(folder: Path) -> list[str]:
    """Everything in a cache, by its place, but for the note of what came first."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != LOCK
    )


def zipped(names: Sequence[str]) -> bytes:
    """A zip archive whose files hold their own names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return buffer.getvalue()


def test_a_file_comes_with_a_note_of_its_terms(server: Server, row: Callable[..., None], cache: Path) -> None:
    """The note names address, hash, licence and credit; the caller hears of the bytes."""
    server.answers = [whole]
    heard: list[tuple[str, int, int | None]] = []
    (found,) = fetch(["one"], cache, lambda *step: heard.append(step))
    digest = hashlib.sha256(BODY).hexdigest()
    assert found == Fetched("one", cache / "a/hp.obo", digest, fresh=True)
    assert (found.path.read_bytes(), heard[-1]) == (BODY, ("a/hp.obo", len(BODY), len(BODY)))
    note = read_note(found.path)
    assert (note["licence"], note["credit"], note["sha256"]) == ("https://example.org/l", "One, 2020", digest)
    assert left(cache) == ["a/hp.obo", "a/hp.obo.source.json"]


def test_what_is_there_is_not_asked_for_again(server: Server, row: Callable[..., None], cache: Path) -> None:
    """Unless its bytes are no longer those that were noted."""
    server.answers = [whole]
    (first,) = fetch(["one"], cache)
    assert fetch(["one"], cache)[0].fresh is False
    assert len(server.asked) == 1
    first.path.write_bytes(BODY[:-1])
    assert fetch(["one"], cache)[0].fresh is True
    assert first.path.read_bytes() == BODY


def test_refresh_asks_for_what_is_newer(server: Server, row: Callable[..., None], cache: Path) -> None:
    """An unchanged file is told by its ETag; a changed one replaces it."""
    server.answers = [whole]
    fetch(["one"], cache)
    assert fetch(["one"], cache, refresh=True)[0].fresh is False
    server.answers = [lambda request: whole(request, BODY + b"more\n", '"two"')]
    assert fetch(["one"], cache, refresh=True)[0].path.read_bytes() == BODY + b"more\n"


def test_a_transfer_that_breaks_off_is_taken_up_where_it_ended(
    server: Server, row: Callable[..., None], cache: Path
) -> None:
    """The second request asks for the rest, of the same state of the file."""
    server.answers = [half, whole]
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY
    headers = server.asked[1][1]
    assert (headers["Range"], headers["If-Range"]) == (f"bytes={len(BODY) // 2}-", ETAG)


def test_the_next_run_takes_it_up_too(server: Server, row: Callable[..., None], cache: Path) -> None:
    """What arrived stays beside the place of the file, which is not there yet."""
    server.answers = [half, status(503)]
    with pytest.raises(FetchError, match=r"503.*run the same command again"):
        fetch(["one"], cache)
    assert left(cache) == ["a/hp.obo.part", "a/hp.obo.part.json"]
    server.answers, server.asked[:] = [whole], []
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY
    assert server.asked[0][1]["Range"] == f"bytes={len(BODY) // 2}-"
    assert left(cache) == ["a/hp.obo", "a/hp.obo.source.json"]


def test_a_file_that_changed_meanwhile_is_taken_from_the_start(
    server: Server, row: Callable[..., None], cache: Path
) -> None:
    """Two states are never mixed: If-Range makes the server send all of the new one."""
    new = BODY.replace(b"line", b"LINE")
    server.answers = [half, lambda request: whole(request, new, '"two"')]
    assert fetch(["one"], cache)[0].path.read_bytes() == new


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_validator_nothing_is_taken_up(
    server: Server, row: Callable[..., None], cache: Path, etag: str
) -> None:
    """A weak ETag names no bytes."""
    server.answers = [lambda request: half(request, etag), whole]
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY
    assert "Range" not in server.asked[1][1]


def test_a_server_that_ignores_ranges_sends_it_all(server: Server, row: Callable[..., None], cache: Path) -> None:
    """An answer of 200 begins at the first byte."""

    def deaf(request: BaseHTTPRequestHandler) -> None:
        del request.headers["Range"]
        whole(request)

    server.answers = [half, deaf]
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY


def test_another_range_than_asked_for_is_not_believed(server: Server, row: Callable[..., None], cache: Path) -> None:
    """It is dropped, and the file taken from the start."""

    def other(request: BaseHTTPRequestHandler) -> None:
        request.send_response(206)
        request.send_header("Content-Range", f"bytes 0-9/{len(BODY)}")
        request.send_header("Content-Length", "10")
        request.end_headers()
        request.wfile.write(BODY[:10])

    server.answers = [half, other, whole]
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY
    assert "Range" not in server.asked[2][1]


def test_a_range_beyond_the_end_starts_anew(server: Server, row: Callable[..., None], cache: Path) -> None:
    """416 drops what is there."""
    server.answers = [half, status(416), whole]
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY


def test_a_server_that_always_breaks_off_is_given_up(server: Server, row: Callable[..., None], cache: Path) -> None:
    """After as many attempts without a new byte as are allowed."""
    server.answers = [lambda request: half(request, "")]
    with pytest.raises(FetchError, match=r"broke off after 324,455 of 648,910 bytes"):
        fetch(["one"], cache)
    assert len(server.asked) == transfer.TRIES + 1
    assert not (cache / "a/hp.obo").exists()


def test_a_chunked_answer_that_breaks_off_is_noticed(server: Server, row: Callable[..., None], cache: Path) -> None:
    """It says no length, but its last chunk is missing."""

    def chunked(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"%x\r\n%s" % (len(BODY), BODY[:1000]))

    server.answers = [chunked, whole]
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY


def test_a_server_that_stalls_is_left(server: Server, row: Callable[..., None], cache: Path) -> None:
    """Silence before or within an answer ends the attempt."""
    done = threading.Event()

    def silent(request: BaseHTTPRequestHandler) -> None:
        done.wait(5)

    def stalled(request: BaseHTTPRequestHandler) -> None:
        half(request)
        request.wfile.flush()
        done.wait(5)

    server.answers = [silent, stalled, whole]
    assert fetch(["one"], cache)[0].path.read_bytes() == BODY
    server.answers = [silent]
    with pytest.raises(FetchError, match=r"no answer within 0.4 seconds, 3 times in a row"):
        fetch(["one"], cache / "other")
    done.set()


@pytest.mark.parametrize(
    ("body", "problem"),
    [(b"<!DOCTYPE html><p>Sorry", "another file, or an error page"), (b"", "another file"), (b"format", "another")],
)
def test_an_error_page_is_refused(
    server: Server, row: Callable[..., None], cache: Path, body: bytes, problem: str
) -> None:
    """What begins as no good file begins leaves nothing behind."""
    server.answers = [with_body(body)]
    with pytest.raises(FetchError, match=problem):
        fetch(["one"], cache)
    assert left(cache) == []


def test_wrong_bytes_are_refused_and_the_old_file_stays(server: Server, row: Callable[..., None], cache: Path) -> None:
    """Where the row pins a hash, nothing else takes the file's place."""
    row(sha256=hashlib.sha256(BODY).hexdigest())
    server.answers = [whole]
    (found,) = fetch(["one"], cache)
    server.answers = [lambda request: whole(request, BODY.replace(b"line", b"LINE"), '"two"')]
    with pytest.raises(FetchError, match=r"SHA-256 [0-9a-f]{64}, not [0-9a-f]{64}"):
        fetch(["one"], cache, refresh=True)
    assert found.path.read_bytes() == BODY
    assert left(cache) == ["a/hp.obo", "a/hp.obo.source.json"]


def test_a_file_that_comes_again_must_be_what_it_was(server: Server, row: Callable[..., None], cache: Path) -> None:
    """Also when all but the lock was removed. A person may take the new one, which counts from then on."""
    server.answers = [whole]
    (found,) = fetch(["one"], cache)
    assert read_first_seen(cache) == {("a/hp.obo", f"{server.address}/hp.obo"): found.sha256}
    shutil.rmtree(cache / "a")
    new = BODY.replace(b"line", b"LINE")
    server.answers = [lambda request: whole(request, new, '"two"')]
    with pytest.raises(FetchError, match=r"as when it first came: the source has changed it; .*--refresh"):
        fetch(["one"], cache)
    assert left(cache) == []
    (taken,) = fetch(["one"], cache, refresh=True)
    assert (taken.path.read_bytes(), set(read_first_seen(cache).values())) == (new, {taken.sha256})


def test_of_an_archive_the_files_count_not_how_they_are_packed(
    server: Server, row: Callable[..., None], cache: Path
) -> None:
    """Packed anew it is the same; with another file in it, it is not, and the old folder stays."""
    row(file="pages", begins="PK", folder="2_GARD")
    names = ["m-1/2_GARD/1.xml", "m-1/2_GARD/2.xml"]
    server.answers = [with_body(zipped(names))]
    (first,) = fetch(["one"], cache)
    (first.path / "1.xml").unlink()
    server.answers = [with_body(zipped(names[::-1]))]
    assert fetch(["one"], cache)[0].sha256 == first.sha256
    (first.path / "1.xml").unlink()
    server.answers = [with_body(zipped([*names, "m-1/2_GARD/3.xml"]))]
    with pytest.raises(FetchError, match="as when it first came"):
        fetch(["one"], cache)
    assert left(cache) == ["pages.source.json", "pages/2.xml"]


@pytest.mark.parametrize("first", [status(404), with_body(b"<!DOCTYPE html><p>Sorry"), to("ftp://example.org/x")])
def test_where_one_address_has_it_not_the_next_is_asked(
    server: Server, row: Callable[..., None], cache: Path, first: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    """It is noted which of them had it, and not asked for again."""
    row(also=[f"{server.address}/other"])
    server.answers = [first, whole]
    (found,) = fetch(["one"], cache)
    assert (found.path.read_bytes(), read_note(found.path)["url"]) == (BODY, f"{server.address}/other")
    assert [path for path, _ in server.asked] == ["/hp.obo", "/other"]
    assert fetch(["one"], cache)[0].fresh is False
    assert len(server.asked) == 2


def test_an_address_that_breaks_off_is_not_left(server: Server, row: Callable[..., None], cache: Path) -> None:
    """What it sent is of use in the next run only if that asks the same address."""
    row(also=[f"{server.address}/other"])
    server.answers = [half, status(503)]
    with pytest.raises(FetchError, match="run the same command again"):
        fetch(["one"], cache)
    assert {path for path, _ in server.asked} == {"/hp.obo"}


def test_when_no_address_has_it_each_is_told(server: Server, row: Callable[..., None], cache: Path) -> None:
    """With its own reason."""
    row(also=[f"{server.address}/other"])
    server.answers = [status(404), status(410)]
    with pytest.raises(Faults, match=r"/hp.obo: the server answers 404(.|\n)*/other: the server answers 410"):
        fetch(["one"], cache)


def test_the_terms_of_what_is_fetched_are_told_once(server: Server, row: Callable[..., None]) -> None:
    """A file may have others than its source."""
    assert terms(["one"]) == [("one", "https://example.org/l", "One, 2020")]
    row(licence="https://example.org/m")
    assert terms(["one"]) == [("one", "https://example.org/m", "One, 2020")]


def test_a_redirect_is_followed_and_noted(server: Server, row: Callable[..., None], cache: Path) -> None:
    """Without its query, which may hold a token."""
    server.answers = [to("/elsewhere?token=secret"), whole]
    (found,) = fetch(["one"], cache)
    assert read_note(found.path)["obtained_from"] == f"{server.address}/elsewhere"


@pytest.mark.parametrize("address", ["/hp.obo", "file:///etc/passwd", "ftp://example.org/x", "data:,x", "gopher://x/"])
def test_a_redirect_in_a_circle_or_away_from_the_web_is_refused(
    server: Server, row: Callable[..., None], cache: Path, address: str
) -> None:
    """Only http and https, and not for ever."""
    server.answers = [to(address)]
    with pytest.raises(FetchError, match="redirect to .* is not followed"):
        fetch(["one"], cache)
    assert len(server.asked) <= transfer.REDIRECTS + 1
    assert left(cache) == []


def test_an_answer_of_no_success_names_the_row_to_mend(server: Server, row: Callable[..., None], cache: Path) -> None:
    """404 is not tried again."""
    server.answers = [status(404)]
    with pytest.raises(FetchError, match=r"404 Not Found; .*graph/sources.yaml"):
        fetch(["one"], cache)
    assert len(server.asked) == 1


def test_a_host_that_is_down_is_said_at_once(row: Callable[..., None], cache: Path) -> None:
    """Nobody listens on port 9."""
    row(url="http://127.0.0.1:9/hp.obo")
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch(["one"], cache)


def test_a_file_larger_than_believed_is_refused(server: Server, row: Callable[..., None], cache: Path) -> None:
    """By what the server promises, or by what it sends."""
    row(bytes=1000)
    server.answers = [whole]
    with pytest.raises(FetchError, match="over the 1,000 believed"):
        fetch(["one"], cache)

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(BODY)

    server.answers = [endless]
    with pytest.raises(FetchError, match="over the 1,000 believed"):
        fetch(["one"], cache)
    assert left(cache) == []


def test_of_an_archive_one_folder_is_kept(server: Server, row: Callable[..., None], cache: Path) -> None:
    """By the names of its files alone, so that none is written elsewhere; unpacked again when one is missing."""
    row(file="pages", begins="PK", folder="2_GARD")
    names = ["m-1/2_GARD/1.xml", "m-1/2_GARD/2.xml", "m-1/3_GHR/3.xml", "../2_GARD/../x", "m-1/2_GARD/deep/4.xml"]
    server.answers = [with_body(zipped(names))]
    (found,) = fetch(["one"], cache)
    assert left(cache) == ["pages.source.json", "pages/1.xml", "pages/2.xml"]
    assert fetch(["one"], cache)[0].fresh is False
    (found.path / "1.xml").unlink()
    assert fetch(["one"], cache)[0].fresh is True
    assert left(found.path) == ["1.xml", "2.xml"]


@pytest.mark.parametrize(
    ("archive", "problem"),
    [
        (b"PK no archive", "not a sound zip archive"),
        (zipped(["m/other/1.xml"]), "has no folder 2_GARD"),
        (zipped(["m/2_GARD/1.xml"]).replace(b"m/2_GARD/1.xml", b"m/2_GARD/2.xml", 1), "not a sound zip archive"),
    ],
)
def test_an_archive_that_is_none_is_refused(
    server: Server, row: Callable[..., None], cache: Path, archive: bytes, problem: str
) -> None:
    """Nothing of it stays."""
    row(file="pages", begins="PK", folder="2_GARD")
    server.answers = [with_body(archive)]
    with pytest.raises(FetchError, match=problem):
        fetch(["one"], cache)
    assert left(cache) == []


def test_a_second_fetch_into_the_same_cache_is_refused(server: Server, row: Callable[..., None], cache: Path) -> None:
    """Two would write into one another's files."""
    server.answers = [whole]
    with fetching._alone(cache), pytest.raises(FetchError, match="another fetch is writing here"):
        fetch(["one"], cache)


def test_a_cache_that_cannot_be_written_is_named(server: Server, row: Callable[..., None], cache: Path) -> None:
    """A file stands where the folder should be."""
    cache.write_text("")
    with pytest.raises(FetchError, match="cache: cannot be written"):
        fetch(["one"], cache)


def test_an_unknown_source_is_wrong_usage(row: Callable[..., None], cache: Path) -> None:
    """The nearest is named."""
    with pytest.raises(UsageError, match="did you mean 'one'"):
        fetch(["onee"], cache)
    with pytest.raises(Faults, match="'x'(.|\n)*'y'"):
        fetch(["x", "y"], cache)


def test_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """By XDG_CACHE_HOME when that is absolute."""
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache")
    assert default_cache() == Path("/var/cache/raregraph")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_cache() == Path("/home/someone/.cache/raregraph")
