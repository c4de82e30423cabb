"""Verification: every passage of the graph, re-hashed against the pages it points into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from raregraph.errors import PageError, Where
from raregraph.facts import Passage
from raregraph.ground import PageSource
from raregraph.knowledge import Knowledge
from raregraph.pages import Page
from raregraph.statements import Place
from raregraph.text import ends, sha256


@dataclass(frozen=True, slots=True)
class Verified:
    """What one version's check found: how many passages match, the faults of the others; `page` is None if absent."""

    source: PageSource
    page: Page | None
    matched: int
    faults: tuple[PageError, ...]


def verify(knowledge: Knowledge, pages: Iterable[Page]) -> tuple[list[Verified], list[PageError]]:
    """Check each version against the page of its hash; the second part names given pages the graph does not know."""
    given = {page.version.sha256: page for page in pages}
    places = _places(knowledge)
    known = {source.version.sha256 for source in knowledge.versions}
    results = [_verified(source, given.get(source.version.sha256), places) for source in knowledge.versions]
    strangers = [_stranger(page, knowledge) for digest, page in sorted(given.items()) if digest not in known]
    return results, strangers


def _stranger(page: Page, knowledge: Knowledge) -> PageError:
    known = ", ".join(source.version.short for source in knowledge.versions if source.version.page == page.version.page)
    problem = (
        f"the text's hash {page.version.short} is no version of {page.version.page} in the graph ({known or 'none'})"
    )
    return PageError(
        page.where, problem, "verify against the saved text the graph was built from, or build from this one"
    )


def _places(knowledge: Knowledge) -> Mapping[str, set[Place]]:
    found: dict[str, set[Place]] = {source.iri: set() for source in knowledge.versions}
    items = [item.places for item in knowledge.statements] + [item.places for item in knowledge.findings]
    for place in (place for places in items for place in places):
        found[place.version].add(place)
    return found


def _verified(source: PageSource, page: Page | None, places: Mapping[str, set[Place]]) -> Verified:
    if page is None:
        return Verified(source, None, 0, ())
    ordered = sorted(places[source.iri], key=lambda place: place.passage)
    faults = tuple(fault for place in ordered for fault in _faults(place, page))
    return Verified(source, page, len(ordered) - len({str(fault) for fault in faults}), faults)


def _faults(place: Place, page: Page) -> Iterator[PageError]:
    return passage_faults(place.passage, page)


def passage_faults(passage: Passage, page: Page) -> Iterator[PageError]:
    """What is wrong with a passage on its page: it ends behind it, or the text there is another."""
    where = Where(f"{page.where}, {passage.start}-{passage.end}")
    fix = "the row's place is wrong: read the passage again with `publish.py ingest --find`"
    run = page.text[passage.start : passage.end]
    if passage.end > len(page.text):
        yield PageError(where, f"the passage ends behind the page's {len(page.text)} characters", fix)
    elif sha256(run) != passage.sha256:
        yield PageError(where, f"the text's hash is {sha256(run)[:12]}, the passage says {passage.sha256[:12]}", fix)
    elif ends(run) != (passage.first, passage.last):
        yield PageError(where, f"the passage begins {ends(run)[0]!r}, the row says {passage.first!r}", fix)


def line(result: Verified) -> str:
    """A version's result in a line."""
    version = result.source.version
    name = f"{version.page} {version.short} ({version.date or 'undated'})"
    if result.page is None:
        return f"{name}: not among the given pages"
    bad = len(result.faults)
    return f"{name}: {result.matched} of {result.matched + bad} passages match {result.page.where}"
