"""Where an IRI is told: ours and others' IRIs lead to their pages."""

from __future__ import annotations

from raregraph.ids import expand, fits, looks_like_curie
from raregraph.site import links
from raregraph.site.opened import Opened
from raregraph.site.reading import path_of


def path_for(opened: Opened, text: str) -> str:
    """The path of an IRI or CURIE that has a page; empty for what the release says nothing of."""
    iri = expand(text) if looks_like_curie(text) and fits(text) else text
    path = links.told_at(path_of(iri)) if links.writable(iri) else ""
    return path if path.startswith("/") and opened.has_page(iri) else ""
