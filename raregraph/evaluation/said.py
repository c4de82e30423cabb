"""What each page said, as plain values: the side of every comparison that is ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from raregraph import corpus
from raregraph.corpus import Read
from raregraph.errors import PageError, RaregraphError
from raregraph.facts import FileSource
from raregraph.ids import Iri, contract
from raregraph.knowledge import Knowledge
from raregraph.medquad import Corpus, survey
from raregraph.statements import SURE, Statement, show_value
from raregraph.symptom_list import RULE
from raregraph.world import World, with_pages


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a page; ids are CURIEs. `frequency` is its class; `listed`: only the symptom list says it."""

    id: str
    kind: str
    disease: str
    subject: str
    predicate: str
    object: str
    subject_label: str
    object_label: str
    label: str
    certainty: str
    negated: bool
    frequency: str
    listed: bool
    rules: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    iri: Iri

    @property
    def sure(self) -> bool:
        """Whether it is asserted, surely enough for a direct triple."""
        return not self.negated and self.certainty in SURE


@dataclass(frozen=True, slots=True)
class PageSaid:
    """A page: its GARD id, title, disease, file, what it said in the order of ids, and how its list was read."""

    page: str
    title: str
    disease: str
    path: Path
    statements: tuple[Said, ...]
    read: Read
    ungrounded: tuple[RaregraphError, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """The pages of a corpus in its order, the faults of those refused, and the world with its pages."""

    pages: tuple[PageSaid, ...]
    refused: tuple[RaregraphError, ...]
    world: World

    @property
    def statements(self) -> Iterator[tuple[PageSaid, Said]]:
        """Every statement with its page."""
        return ((page, said) for page in self.pages for said in page.statements)


def collect(paths: Iterable[Path], world: World) -> Collected:
    """Read every page of a corpus as a build does, and keep what it said in place of lines."""
    found = survey(paths)
    known = with_pages(world, found.named)
    pages: list[PageSaid] = []
    refused = list(found.faults)
    for page, path in found.pages:
        try:
            pages.append(_page(page, path, known, found))
        except PageError as fault:
            refused.append(fault)
    return Collected(tuple(pages), tuple(refused), known)


def _page(page: str, path: Path, world: World, found: Corpus) -> PageSaid:
    read = corpus.read(path, world, found.titles)
    knowledge = corpus.knowledge_of([read], [], [], world)
    title = read.file.version.title if read.file.version else ""
    disease = world.pages[page].disease
    return PageSaid(page, title, disease, path, tuple(said_of(knowledge)), read, knowledge.rejected)


def said_of(knowledge: Knowledge) -> Iterator[Said]:
    """The statements of pages; those of data files are not what a page said."""
    return (_said(item) for item in knowledge.statements if not isinstance(item.source, FileSource))


def _said(item: Statement) -> Said:
    frequency = item.qualifiers.get("frequency")
    return Said(
        item.id,
        item.kind.name,
        contract(item.disease.value),
        contract(item.subject.value),
        contract(item.predicate.value),
        show_value(item.object),
        item.named["subject"],
        item.named["object"],
        item.label,
        item.certainty,
        item.negated,
        contract(frequency.value) if frequency else "",
        item.rules == (RULE,),
        item.rules,
        tuple((place.passage.start, place.passage.end) for place in item.places),
        item.iri,
    )
