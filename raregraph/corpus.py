"""The corpus, page by page: each page (all its versions together) becomes a part, and parts never see each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from raregraph.blocks import Block, lines_of
from raregraph.errors import RaregraphError, Where
from raregraph.extract import extract
from raregraph.facts import Fact, FactFile, FindingRow, Passage
from raregraph.ids import BASE, Curie, Iri
from raregraph.information import phenotypes_of
from raregraph.knowledge import Knowledge, assemble
from raregraph.labels import NOT_GROUNDED
from raregraph.lines import of_direct
from raregraph.medquad import MedquadPage, NameCandidate, name_facts, read_medquad
from raregraph.row_forms import Ready, RowForm, RowForms, listed_of, ready_blocks
from raregraph.symptom_list import RULE, Listing, Unplaced, grouped, listing_of
from raregraph.templates import blocks_of, shared_blocks
from raregraph.world import World


@dataclass(frozen=True, slots=True)
class Read:
    """A page as read: its facts, the rows of its list, those no fact was made of, names that other pages have.

    `ready`: rows that are known whatever the page, and are not among the facts.
    """

    file: FactFile
    rows: int
    grounded: Mapping[str, int]
    unplaced: tuple[Unplaced, ...]
    candidates: tuple[NameCandidate, ...]
    faults: tuple[RaregraphError, ...]
    ready: Ready = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """What one page adds to a release: blocks of lines, the terms it names, and what was left out on the way.

    `shared` are blocks that other pages have too, word for word; `phenotypes` those of its plain triples, as CURIEs.
    `key` is its name in the cache, where there is one.
    """

    page: str
    blocks: tuple[Block, ...]
    shared: tuple[Block, ...]
    mentioned: frozenset[Iri]
    statements: Mapping[str, int]
    findings: Mapping[str, int]
    rows: int
    grounded: Mapping[str, int]
    unplaced: tuple[Unplaced, ...]
    candidates: tuple[NameCandidate, ...]
    ungrounded: tuple[RaregraphError, ...]
    faults: tuple[RaregraphError, ...]
    phenotypes: frozenset[str] = frozenset()
    reused: bool = False
    key: str = ""

    @property
    def lines(self) -> list[str]:
        """Its lines, sorted, each once."""
        return lines_of((*self.blocks, *self.shared))


def read(path: Path, world: World, titles: Mapping[str, tuple[str, ...]], forms: RowForms | None = None) -> Read:
    """Read a file of the corpus, with the forms of rows if nothing else is known of its page.

    Raises PageError when it is refused as a whole.
    """
    page = read_medquad(path)
    subject = world.pages[page.version.page].disease
    own = world.names.get(page.version.page, frozenset())
    others = {key: pages for key, pages in titles.items() if key not in own} if own else titles
    names, candidates = name_facts(page, others, subject)
    prose = extract(page, (fact.object for fact in names if fact.predicate == "oboInOwl:hasExactSynonym"))
    said = tuple(_about(fact, page, subject) for fact in prose.facts)
    groups = grouped(page)
    ready = forms.ready(page, groups, (*names, *said), prose.findings) if forms else {}
    listing = listing_of(
        page, {key: rows for key, rows in groups.items() if key not in ready}, world.hpo.route, subject
    )
    odd = (*prose.findings, *_not_grounded(listing.unplaced, page.where))
    file = replace(prose, facts=(*names, *listing.facts, *said), findings=odd)
    return Read(
        file, listing.rows + len(ready), _grounded(listing, ready, world), listing.unplaced, candidates,
        (*page.faults, *listing.faults), ready,
    )  # fmt: skip


def _grounded(listing: Listing, ready: Ready, world: World) -> Counter[str]:
    """How many rows of a list each rule grounds."""
    found = Counter[str]()
    labels = [*((row.label, 1) for row in listing.unplaced), *((label, 1) for label, _ in ready)]
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


def part(reads: Sequence[Read], others: Sequence[FactFile], curated: Sequence[FactFile], world: World) -> Part:
    """One page from all its versions: those of the corpus and those of graph/, with what is curated on them."""
    files = [item.file for item in reads]
    ready = {key: row for item in reads for key, row in item.ready.items()}
    forms = [form for form, _ in ready.values()]
    known = _with_beside(knowledge_of(reads, others, curated, world), ready, world)
    first = next(file.version for file in (*files, *others) if file.version)
    return Part(
        first.page,
        (*blocks_of(known), *(ready_blocks(ready, known.versions[0]) if ready else ())),
        tuple(dict.fromkeys((*shared_blocks(known), *(block for form in forms for block in form.shared)))),
        frozenset(term.iri for term in known.terms).union(_spoken_of(known), *(form.terms for form in forms)),
        *_counts(known, forms),
        sum(item.rows for item in reads),
        sum((Counter(item.grounded) for item in reads), Counter[str]()),
        tuple(row for item in reads for row in item.unplaced),
        tuple(name for item in reads for name in item.candidates),
        tuple(fault.bare() for fault in known.rejected),
        tuple(fault for item in reads for fault in item.faults),
        phenotypes_of([*of_direct(known.statements), *(form.direct for form in forms)]),
    )


def _with_beside(known: Knowledge, ready: Ready, world: World) -> Knowledge:
    """What a page comes to, with the findings of what stands beside it."""
    if world.beside is None:
        return known
    listed = tuple(listed_of(ready, known.versions[0])) if ready else ()
    found = {finding.iri: finding for finding in (*known.findings, *world.beside(known, listed))}
    return replace(known, findings=tuple(found[iri] for iri in sorted(found)))


def knowledge_of(
    reads: Sequence[Read], others: Sequence[FactFile], curated: Sequence[FactFile], world: World
) -> Knowledge:
    """What all versions of one page come to, but for rows that are ready; see `part`."""
    files = [*others, *(item.file for item in reads)]
    lookup = world.tables.terms(strict=True, hints=False)
    versions = [item.file.version for item in reads if item.ready]
    named = frozenset(Curie(world.pages[version.page].disease) for version in versions if version)
    return assemble(
        files, list(curated), [], [], strict=False, tables=world.tables, pages=world.pages, lookup=lookup, named=named
    )


def _spoken_of(known: Knowledge) -> frozenset[Iri]:
    """What findings are about besides statements and pages: reference terms need their labels there."""
    about = (iri for finding in known.findings for iri in finding.about)
    return frozenset(iri for iri in about if not iri.startswith(BASE))


def _counts(known: Knowledge, forms: Iterable[RowForm]) -> tuple[Counter[str], Counter[str]]:
    kinds = Counter(form.kind for form in forms)
    kinds.update(item.kind.name for item in known.statements)
    return kinds, Counter(item.type for item in known.findings)
