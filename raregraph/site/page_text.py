"""A page version as people read it: its sections, what was read in the order of the page, and its coloured text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from raregraph.coverage import Coverage, Lexicon, Machinery, Span, coverage, read_machinery
from raregraph.errors import RaregraphError
from raregraph.facts import Version as Source
from raregraph.ids import ours
from raregraph.kinds import kinds
from raregraph.site.history import Section, Version, read_version, statements_of, versions_of
from raregraph.site.reading import Reader, Thing
from raregraph.site.remarks import Remark, remarks_on
from raregraph.site.said import Said, statements
from raregraph.site.sections import word
from raregraph.site.statement import Passage, read_passage

HUES = 12
"""Colours of passages; kinds share them in the order of the table of kinds."""
MEANINGS: Mapping[str, str] = {
    "statement": "a passage of a statement",
    "context": "the rest of a sentence that holds a statement, or what completes one",
    "machinery": "text of the site around the article, by a named rule",
    "neither": "not understood",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of the page's text: its sort, the hue of its kind, where it leads and what it says."""

    text: str
    sort: str
    hue: int = 0
    path: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the page's non-blank characters are of a sort."""

    sort: str
    meaning: str
    characters: int
    share: str


@dataclass(frozen=True, slots=True)
class Coloured:
    """The text of a page, coloured by what was read of it; `kinds` are the legend: label, hue, passages."""

    stretches: tuple[Stretch, ...]
    shares: tuple[Share, ...]
    kinds: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage with the statements read from it."""

    passage: Passage
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with what was read from it, in the order of the page."""

    section: Section | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """The page of a version. `text` is None where the saved page is not at hand."""

    version: Version
    subject: tuple[Thing, ...]
    parts: tuple[Part, ...]
    count: int
    remarks: tuple[Remark, ...]
    siblings: tuple[Version, ...]
    text: Coloured | None


def view(iri: str, reader: Reader, texts: Mapping[str, str]) -> VersionPage:
    """A version by its IRI; `texts` are the pages at hand by SHA-256."""
    version = read_version(iri, reader)
    page = reader.value(iri, "prov:specializationOf")
    said = statements(statements_of(iri, reader), reader)
    readings = tuple(_readings(said, reader, texts))
    text = texts.get(version.sha256)
    siblings = tuple(other for other in versions_of([page], reader) if other.iri != iri)
    return VersionPage(
        version, reader.things(reader.values(page, "dct:subject")), tuple(_parts(version, readings)), len(said),
        remarks_on((iri, *(ours(section.path[1:]) for section in version.sections)), reader), siblings,
        coloured(text, version, readings) if text is not None else None,
    )  # fmt: skip


def _readings(said: Iterable[Said], reader: Reader, texts: Mapping[str, str]) -> Iterator[Reading]:
    """The passages in the order of the page, each with its statements."""
    found: dict[str, list[Said]] = {}
    for item in said:
        for node in item.nodes("prov:wasDerivedFrom"):
            found.setdefault(node, []).append(item)
    passages = [passage for node in found if (passage := read_passage(node, reader, texts))]
    for passage in sorted(passages, key=lambda one: (one.start, one.end, one.iri)):
        yield Reading(passage, tuple(sorted(found[passage.iri], key=lambda item: (item.kind, item.label, item.iri))))


def _parts(version: Version, readings: tuple[Reading, ...]) -> Iterator[Part]:
    """The readings by section; those outside of every section come first."""
    by_path: dict[str, list[Reading]] = {}
    for reading in readings:
        scope = reading.passage.section
        by_path.setdefault(scope.path if scope else "", []).append(reading)
    if "" in by_path:
        yield Part(None, tuple(by_path[""]))
    for section in version.sections:
        yield Part(section, tuple(by_path.get(section.path, ())))


def coloured(text: str, version: Version, readings: Iterable[Reading]) -> Coloured:
    """The text cut into runs by what was read of it."""
    spans = [Span(reading.passage.start, reading.passage.end, item.kind, item.path, item.label)
             for reading in readings for item in reading.said]  # fmt: skip
    found = _coverage(text, version, spans)
    used: dict[str, int] = {}
    for span in set(spans):
        used[span.kind] = used.get(span.kind, 0) + 1
    legend = tuple((word(ours("vocab/" + kind)), hue(kind), used[kind]) for kind in sorted(used))
    shares = tuple(Share(sort, meaning, found.counts[sort], f"{found.share(sort):.2%}")
                   for sort, meaning in MEANINGS.items())  # fmt: skip
    return Coloured(tuple(_stretches(found)), shares, legend)


def _coverage(text: str, version: Version, spans: Iterable[Span]) -> Coverage:
    """The coverage; without the rules for the text around an article where they would hide a word of it."""
    source = Source(version.page.text, version.sha256, len(text), version.label, version.layout, ())
    ordered = list(spans)
    try:
        return coverage(text, source, ordered)
    except RaregraphError:
        bare = Machinery((), (), read_machinery().numbers)
        return coverage(text, source, ordered, bare, Lexicon.of(()))


def _stretches(found: Coverage) -> Iterator[Stretch]:
    for run in found.runs:
        shown = found.text[run.start : run.end]
        if run.sort != "statement":
            yield Stretch(shown, run.sort if shown.strip() else "context", title=run.rule)
            continue
        inner = min(run.spans, key=lambda span: (span.end - span.start, span))
        title = "\n".join(span.label for span in sorted(run.spans, key=lambda span: (span.end - span.start, span)))
        yield Stretch(shown, run.sort, hue(inner.kind), inner.statement, title)


def hue(kind: str) -> int:
    """The colour of a kind: neighbours in the table of kinds are far apart."""
    return list(kinds().kinds).index(kind) * 5 % HUES


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence that some of a page's versions say: in each version the statements that say it, or none."""

    says: str
    kind: str
    cells: tuple[tuple[Said, ...], ...]

    @property
    def everywhere(self) -> bool:
        """Whether every version says it."""
        return all(self.cells)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its versions, newest first, side by side where there are several."""

    thing: Thing
    gard: str
    subject: tuple[Thing, ...]
    versions: tuple[Version, ...]
    compared: tuple[Compared, ...]
    remarks: tuple[Remark, ...]


def page_view(iri: str, reader: Reader) -> Page:
    """A page by its IRI."""
    versions = versions_of([iri], reader)
    compared = tuple(_compared(versions, reader)) if len(versions) > 1 else ()
    return Page(
        reader.thing(iri), reader.value(iri, "dct:identifier"), reader.things(reader.values(iri, "dct:subject")),
        versions, compared, remarks_on((iri,), reader),
    )  # fmt: skip


def _compared(versions: tuple[Version, ...], reader: Reader) -> Iterator[Compared]:
    """What the versions say, oldest first, side by side: by kind and sentence, its source and date left out."""
    found: dict[tuple[str, str], list[list[Said]]] = {}
    ordered = versions[::-1]
    for at, version in enumerate(ordered):
        for item in statements(statements_of(version.iri, reader), reader):
            key = (item.kind, item.label.rpartition(", ")[0])
            found.setdefault(key, [[] for _ in ordered])[at].append(item)
    for kind, says in sorted(found):
        yield Compared(says, word(ours("vocab/" + kind)), tuple(map(tuple, found[kind, says])))
