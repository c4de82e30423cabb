"""The site as plain files: whole, the same bytes as the server's, no dead link, every page well made."""

from __future__ import annotations

import functools
import hashlib
import http.client
import http.server
import threading
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest

from raregraph.errors import ReleaseError
from raregraph.site import routes
from raregraph.site.links import file_of
from raregraph.site.opened import Opened
from raregraph.site.write import Written, write_site
from raregraph.web.plain import plain_files

VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
LIVE = frozenset(("sparql",))
"""What a form of a page asks of a live server, and no host of files has."""
STYLES = 20_000
"""Bytes of the one style sheet, at most."""


class Page(HTMLParser):
    """What a page links to, its anchors, and what is wrong with its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element, and take its links and its anchor."""
        given = dict(attrs)
        self.links += [(name, given[name] or "") for name in ("href", "src", "action") if name in given]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.wrong += [f"{tag} has {name}" for name in given if name == "style" or name.startswith("on")]
        if len(given) != len(attrs):
            self.wrong.append(f"{tag} has an attribute twice")
        self.seen[tag] += 1
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that ends itself, as in SVG."""
        depth = len(self._open)
        self.handle_starttag(tag, attrs)
        del self._open[depth:]

    def handle_endtag(self, tag: str) -> None:
        """The end of the element that was begun last, or a fault."""
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


@pytest.fixture(scope="module")
def written(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The site of the release, written once."""
    return write_site(released, tmp_path_factory.mktemp("site") / "public", jobs=2, more=plain_files)


@pytest.fixture(scope="module")
def pages(written: Written) -> dict[str, Page]:
    """Every page by its place below the root."""
    files = sorted(written.place.rglob("*.html"))
    return {path.relative_to(written.place).as_posix(): Page(path.read_text(encoding="utf-8")) for path in files}


@pytest.fixture(scope="module")
def host(written: Written) -> Iterator[http.client.HTTPConnection]:
    """A plain server of files on loopback, and a connection to it."""

    class Silent(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # head and body in one piece: else each answer waits for an acknowledgement

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(written.place)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    yield connection
    connection.close()
    server.shutdown()
    server.server_close()


def test_a_host_of_files_gives_the_same_bytes(
    host: http.client.HTTPConnection, opened: Opened, written: Written
) -> None:
    """Every path in every form, as the server's workers render it."""
    others = dict(plain_files(opened))
    served = set(others)
    for path, forms in routes.paths(opened):
        for form in forms:
            file = file_of(path, form)
            host.request("GET", quote(f"/{file}"))
            answer = host.getresponse()
            body = others.get(file) or routes.render(opened, path, form, {}).body
            assert (file, answer.status, hashlib.sha256(answer.read()).digest()) == (
                file, 200, hashlib.sha256(body).digest(),
            )  # fmt: skip
            served.add(file)
    assert len(served) == written.files


def test_no_link_is_dead(pages: dict[str, Page], written: Written) -> None:
    """Each leads to a file that is there and, where it names one, to an anchor that is there."""
    dead: dict[str, str] = {}
    for name, page in pages.items():
        for attribute, link in page.links:
            target = urlsplit(urljoin(f"http://site/{name}", link))
            path = unquote(target.path)[1:]
            path += "index.html" if not path or path.endswith("/") else ""
            if target.netloc != "site" or (attribute == "action" and path in LIVE):
                continue
            anchor = unquote(target.fragment)
            if not (written.place / path).is_file() or (anchor and anchor not in pages[path].ids):
                dead.setdefault(f"{path}#{anchor}", name)
    assert dead == {}


def test_links_lead_to_the_web_or_stay_here(pages: dict[str, Page]) -> None:
    """No script, no data, no empty link, and nothing from the root of a server."""
    schemes = {urlsplit(link).scheme for page in pages.values() for _, link in page.links}
    assert schemes <= {"", "http", "https", "mailto"}
    assert {name for name, page in pages.items() for _, link in page.links if not link or link.startswith("/")} == set()


def test_every_page_is_well_made(pages: dict[str, Page]) -> None:
    """Elements end where they should, ids are distinct, one main part and one first heading, no inline style."""
    assert {name: page.wrong for name, page in pages.items() if page.wrong} == {}
    assert {name for name, page in pages.items() if len(set(page.ids)) != len(page.ids)} == set()
    counts = {name: (page.seen["main"], page.seen["h1"], page.seen["title"] > 0) for name, page in pages.items()}
    assert {name: count for name, count in counts.items() if count != (1, 1, True)} == {}


def test_nothing_comes_from_elsewhere(pages: dict[str, Page], written: Written) -> None:
    """No script, no font, no image of others; one small style sheet."""
    assert {name for name, page in pages.items() if page.seen["img"] + page.seen["iframe"]} == set()
    style = (written.place / "static" / "style.css").read_text(encoding="utf-8")
    assert len(style.encode()) < STYLES
    assert "url(" not in style.replace("url(#tip)", "")
    assert "@import" not in style


def test_the_files_of_the_release_are_there(written: Written, released: Path) -> None:
    """Under files/, and where their IRIs lead."""
    name = "start-here/genes.tsv"
    for place in ("files", f"release/{released.name}"):
        assert (written.place / place / name).read_bytes() == (released / name).read_bytes()


def test_a_site_is_replaced_and_nothing_else(written: Written, released: Path, tmp_path: Path) -> None:
    """A folder that holds something else is left alone; what was there before goes when the new one is whole."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ReleaseError, match="holds something that is no site"):
        write_site(released, tmp_path / "mine")
    with pytest.raises(ReleaseError, match="holds no release"):
        write_site(tmp_path, tmp_path / "site")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]
    stale = written.place / "stale.html"
    stale.touch()
    (written.place.parent / ".staging-999999999-site").mkdir()  # of a process that is no more
    small = write_site(released, written.place, forms=("ttl",))
    assert (small.paths, stale.exists()) == (written.paths, False)
    assert not (written.place / "vocab" / "asOf.nt").exists()
    assert (written.place / "vocab" / "asOf.ttl").exists()
    assert [path.name for path in written.place.parent.iterdir()] == ["public"]
