"""Where things are: from an IRI to a path of the site, from a path to an IRI, from one page to another."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from raregraph.ids import BASE, Iri, expand, fits, ours
from raregraph.site.reading import path_of

TERM = "/term/"
"""Below it are the terms of others, `MONDO_0004976` for MONDO:0004976."""
QUERIES = "/queries/"
"""Below it are the saved queries; their IRIs begin with `query/`."""
_TOLD = (
    (re.compile(r"/(passage/[^/]+)/(selector)\Z"), r"/\1#\2"),
    (re.compile(r"/(release/[^/]+)/(.+)\Z"), r"/\1#\2"),
    (re.compile(r"/(graph/[^/]+)/(.+)\Z"), r"/\1#\2"),
    (re.compile(r"/query/prefixes\Z"), "/queries/"),
    (re.compile(r"/query/([^/]+)\Z"), r"/queries/\1"),
)
"""Paths of nodes that are told on the page of another."""
_FILE = re.compile(r"\.(html|ttl|jsonld|rdf|nt|css|js|svg|xml|txt|json|csv|tsv|trig|nq)\Z")
_WEB = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f\"<>\\^`{}|]+\Z", re.IGNORECASE)
_SAFE = "/:@!$&'()*+,;=~.-_"
"""What stands in a path as it is (RFC 3986, pchar)."""


def iri_of(path: str) -> str:
    """The IRI a path is about: `/term/…` of another's term, else ours; empty for a term that has no CURIE.

    >>> iri_of("/term/MONDO_0004976"), iri_of("/statement/0a")
    ('http://purl.obolibrary.org/obo/MONDO_0004976', 'https://w3id.org/raregraph/statement/0a')
    """
    if path.startswith(QUERIES) and path != QUERIES:
        return ours("query/" + path.removeprefix(QUERIES))
    if not path.startswith(TERM):
        return ours(path.removeprefix("/"))
    name = path.removeprefix(TERM).replace("_", ":", 1)
    return expand(name) if fits(name) else ""


def page_of(iri: str) -> str:
    """The path of the page of an IRI; empty for what is a part of another and for what has none."""
    path = path_of(iri)
    if not path.startswith("/") or "#" in path:
        return ""
    query = iri.startswith(ours("query/")) and told_at(path).startswith("/queries/")
    return told_at(path) if query or told_at(path) == path else ""


def told_at(path: str) -> str:
    """The path, and fragment, at which the node of a path is told: its own, or that of what it is a part of.

    >>> told_at("/passage/0a/selector"), told_at("/query/genes"), told_at("/finding/0b")
    ('/passage/0a#selector', '/queries/genes', '/finding/0b')
    """
    for pattern, there in _TOLD:
        if pattern.match(path):
            return pattern.sub(there, path)
    return path


def told_on(iri: str, page: str) -> bool:
    """Whether an IRI has no page but that of another one, or is a fragment of it."""
    if not iri.startswith(BASE):
        return False
    return iri.startswith(f"{page}#") or told_at("/" + iri.removeprefix(BASE)).startswith(f"{path_of(page)}#")


def anchor(iri: str) -> str:
    """The fragment of a part on the page of what it belongs to, as `told_at` has it.

    >>> anchor("https://w3id.org/raregraph/release/1/class/rg-Finding")
    'class/rg-Finding'
    """
    return told_at("/" + iri.removeprefix(BASE)).partition("#")[2] or iri.removeprefix(BASE)


def writable(iri: str) -> bool:
    """Whether a text is an IRI that a graph could hold."""
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def web_address(text: str) -> str:
    """A text that may stand in a link, that is an address on the web or for mail; else nothing.

    >>> web_address("javascript:alert(1)"), web_address("https://example.org/a")
    ('', 'https://example.org/a')
    """
    return text if _WEB.match(text) else ""


def root_of(path: str) -> str:
    """How the site's root is reached from a path: `./`, `../` …"""
    return "../" * (path.count("/") - 1) or "./"


def file_of(path: str, form: str) -> str:
    """The file of a path in a form, below the site's root: `term/HP_0000716.ttl`, `vocab/index.html`."""
    return f"{path[1:]}index.{form}" if path.endswith("/") else f"{path[1:]}.{form}"


def href_from(here: str) -> Callable[[str], str]:
    """What makes links on the page of a path: from paths of the site to relative ones that work at any root.

    A page is linked to by its file, which any server of files has; a landing place by its folder.
    """
    root = root_of(here)

    def href(there: str) -> str:
        if not there.startswith("/"):
            return web_address(there)
        path, mark, rest = _cut(told_at(there))
        file = path if path.endswith("/") or _FILE.search(path) or path.startswith("/files/") else f"{path}.html"
        return (root + quote(file[1:], safe=_SAFE) if file != "/" else root) + mark + rest

    return href


def _cut(link: str) -> tuple[str, str, str]:
    """A path, and what follows it from the first ? or #."""
    found = re.search(r"[?#]", link)
    return (link[: found.start()], found[0], link[found.end() :]) if found else (link, "", "")


def canonical(path: str) -> Iri:
    """The IRI of a page: the one that it is about where that is ours, else its address below our root."""
    return Iri(BASE + quote(unquote(path[1:]), safe=_SAFE))
