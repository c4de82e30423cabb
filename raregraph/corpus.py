"""The corpus, page by page: each page (all its versions together) becomes a part, and parts never see each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from raregraph import lines
from raregraph.errors import RaregraphError, Where
from raregraph.extract import extract
from raregraph.facts import Fact, FactFile, FindingRow, Passage, Version
from raregraph.findings import Finding
from raregraph.ids import BASE, Iri
from raregraph.knowledge import Knowledge, assemble
from raregraph.labels import NOT_GROUNDED
from raregraph.medquad import MedquadPage, NameCandidate, name_facts, read_medquad
from raregraph.symptom_list import RULE, Listing, Unplaced, read_list
from raregraph.world import World

Compared = Callable[[Version, Knowledge, World], Iterable[Finding]]
"""Findings from a comparison of a page's knowledge with another source."""


@dataclass(frozen=True, slots=True)
class Read:
    """A page as read: its facts, the rows of its list, those no fact was made of, names that other pages have."""

    file: FactFile
    rows: int
    grounded: Mapping[str, int]
    unplaced: tuple[Unplaced, ...]
    candidates: tuple[NameCandidate, ...]
    faults: tuple[RaregraphError, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one page adds to a release: sorted lines, the terms it names, and what was left out on the way."""

    page: str
    lines: tuple[str, ...]
    mentioned: frozenset[Iri]
    statements: Mapping[str, int]
    findings: Mapping[str, int]
    rows: int
    grounded: Mapping[str, int]
    unplaced: tuple[Unplaced, ...]
    candidates: tuple[NameCandidate, ...]
    ungrounded: tuple[RaregraphError, ...]
    faults: tuple[RaregraphError, ...]
    reused: bool = False


def read(path: Path, world: World, titles: Mapping[str, tuple[str, ...]]) -> Read:
    """Read a file of the corpus. Raises PageError when it is refused as a whole."""
    page = read_medquad(path)
    subject = world.pages[page.version.page].disease
    listing = read_list(page, world.hpo.route, subject)
    own = world.names.get(page.version.page, frozenset())
    others = {key: pages for key, pages in titles.items() if key not in own} if own else titles
    names, candidates = name_facts(page, others, subject)
    prose = extract(page, (fact.object for fact in names if fact.predicate == "oboInOwl:hasExactSynonym"))
    said = tuple(_about(fact, page, subject) for fact in prose.facts)
    odd = (*prose.findings, *_not_grounded(listing.unplaced, page.where))
    file = replace(prose, facts=(*names, *listing.facts, *said), findings=odd)
    return Read(
        file, listing.rows, _grounded(listing, world), listing.unplaced, candidates, (*page.faults, *listing.faults)
    )


def _grounded(listing: Listing, world: World) -> Counter[str]:
    """How many rows of a list each rule grounds."""
    found = Counter[str]()
    labels = [(row.label, 1) for row in listing.unplaced]
    for label, count in [*labels, *((fact.printed, len(fact.at)) for fact in listing.facts)]:
        if match := world.hpo.find(label):
            found[match.rule] += count
    return found


def _about(fact: Fact, page: MedquadPage, subject: str) -> Fact:
    """A fact of prose with the page's title, and what stands for it, as the page's disease."""
    title = page.version.title.casefold()
    columns = {name: subject if value.casefold() == title else value for name, value in fact.columns.items()}
    own = [subject if text.casefold() == title else text for text in (fact.subject, fact.object)]
    return replace(fact, subject=own[0], object=own[1], columns=columns)


def _not_grounded(rows: Iterable[Unplaced], where: Where) -> Iterator[FindingRow]:
    """A finding for each label and value of a list that is not grounded, with all its places."""
    found: dict[str, list[Passage]] = {}
    for row in rows:
        if row.reason == NOT_GROUNDED:
            found.setdefault(f"“{row.label}” ({row.value}) in a list of symptoms: {row.reason}", []).append(row.at)
    for note, at in found.items():
        yield FindingRow("unmatched", ("version:",), note, tuple(at), RULE, where)


def part(
    reads: Sequence[Read],
    others: Sequence[FactFile],
    curated: Sequence[FactFile],
    world: World,
    compared: Compared | None = None,
) -> Part:
    """One page from all its versions: those of the corpus and those of graph/, with what is curated on them.

    `compared` finds what has become of the page's statements elsewhere; its findings are published with the page's own.
    """
    files = [item.file for item in reads]
    known = knowledge_of(reads, others, curated, world)
    first = next(file.version for file in (*files, *others) if file.version)
    if compared:
        known = replace(known, findings=(*known.findings, *compared(first, known, world)))
    return Part(
        first.page,
        tuple(lines.merged([lines.of_knowledge(known)])),
        frozenset(term.iri for term in known.terms) | _spoken_of(known),
        *_counts(known),
        sum(item.rows for item in reads),
        sum((Counter(item.grounded) for item in reads), Counter[str]()),
        tuple(row for item in reads for row in item.unplaced),
        tuple(name for item in reads for name in item.candidates),
        tuple(map(_alone, known.rejected)),
        tuple(fault for item in reads for fault in item.faults),
    )


def _alone(fault: RaregraphError) -> RaregraphError:
    """A fault without its traceback, which would keep every line of the batch in memory as long as the fault."""
    fault.__cause__ = fault.__context__ = None
    return fault.with_traceback(None)


def knowledge_of(
    reads: Sequence[Read], others: Sequence[FactFile], curated: Sequence[FactFile], world: World
) -> Knowledge:
    """What all versions of one page come to; see `part`."""
    files = [*others, *(item.file for item in reads)]
    lookup = world.tables.terms(strict=True, hints=False)
    return assemble(files, list(curated), [], [], strict=False, tables=world.tables, pages=world.pages, lookup=lookup)


def _spoken_of(known: Knowledge) -> frozenset[Iri]:
    """What findings are about besides statements and pages: reference terms need their labels there."""
    about = (iri for finding in known.findings for iri in finding.about)
    return frozenset(iri for iri in about if not iri.startswith(BASE))


def _counts(known: Knowledge) -> tuple[Counter[str], Counter[str]]:
    return Counter(item.kind.name for item in known.statements), Counter(item.type for item in known.findings)
