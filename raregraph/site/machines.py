"""What is no page: the style, the icon, and what tells robots where the pages are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode

from raregraph.ids import BASE, ours
from raregraph.site import editor, links
from raregraph.site.openapi import document
from raregraph.site.opened import Opened

TYPES: Mapping[str, str] = {
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xml": "application/xml",
}
"""Media types of what is no page, by suffix."""
MOST = 50_000
"""Addresses in a site map, by its protocol; a site of more has an index and several maps."""
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
ROBOTS = f"""\
User-agent: *
Disallow: /sparql?
Disallow: /search?
Disallow: /about?
Allow: /

Sitemap: {ours("sitemap.xml")}
"""
"""All pages are for all; what is worked out at each request is not for robots."""


@lru_cache(maxsize=2)
def nodes(opened: Opened) -> tuple[str, ...]:
    """The paths of all IRIs that have a page, sorted. Every subject is looked at: a second for the whole corpus."""
    known = {quad.subject.value for quad in opened.store if isinstance(quad.subject, NamedNode)}
    declared = {quad.subject.value for quad in opened.declared if isinstance(quad.subject, NamedNode)}
    ours_only = {iri for iri in declared if iri.startswith(BASE) and "#" not in iri}
    return tuple(sorted({path for path in map(links.page_of, known | ours_only) if path and path[-1] != "/"}))


def asset(opened: Opened, path: str, form: str, landings: tuple[str, ...]) -> bytes | None:
    """What is no page, by its path without suffix and its suffix; None for what is not there.

    `landings` are the paths of the pages that are always there, for the site map.
    """
    name = f"{path}.{form}"
    if name in PLAIN:
        return PLAIN[name](opened)
    return site_maps(opened, landings).get(name) if name.startswith("/sitemap") else None


def names(opened: Opened, landings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The paths and suffixes of all that is no page."""
    for name in (*PLAIN, *site_maps(opened, landings)):
        path, _, form = name.rpartition(".")
        yield path, form


@lru_cache(maxsize=2)
def site_maps(opened: Opened, landings: tuple[str, ...]) -> Mapping[str, bytes]:
    """The site map, or an index of several, by address."""
    return dict(_maps(opened, (*landings, *nodes(opened))))


def _maps(opened: Opened, found: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    if len(found) <= MOST:
        yield "/sitemap.xml", _map(opened, found)
        return
    runs = [found[start : start + MOST] for start in range(0, len(found), MOST)]
    entries = (f"<sitemap><loc>{ours(f'sitemap-{number}.xml')}</loc></sitemap>\n" for number in range(1, len(runs) + 1))
    yield "/sitemap.xml", f"{_XML}<sitemapindex {_SPACE}>\n{''.join(entries)}</sitemapindex>\n".encode()
    yield from ((f"/sitemap-{number}.xml", _map(opened, run)) for number, run in enumerate(runs, 1))


def _map(opened: Opened, paths: tuple[str, ...]) -> bytes:
    day = f"<lastmod>{opened.modified}</lastmod>"
    entries = (f"<url><loc>{escape(links.canonical(path))}</loc>{day}</url>\n" for path in paths)
    return f"{_XML}<urlset {_SPACE}>\n{''.join(entries)}</urlset>\n".encode()


def _static(name: str) -> Callable[[Opened], bytes]:
    return lambda _: files("raregraph.site").joinpath(f"static/{name}").read_bytes()


def _openapi(opened: Opened) -> bytes:
    return (json.dumps(document(opened), indent=1, ensure_ascii=False) + "\n").encode()


PLAIN: Mapping[str, Callable[[Opened], bytes]] = {
    "/openapi.json": _openapi,
    "/robots.txt": lambda _: ROBOTS.encode(),
    "/static/icon.svg": _static("icon.svg"),
    "/static/style.css": _static("style.css"),
    **editor.assets(),
}
"""What is no page and is always there, by its address."""
