"""What became of the phenotypes a page lists: HPOA is a later release of what GARD copied, so it shows drift."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from raregraph.backbone import Backbone
from raregraph.evaluation.annotations import Annotations, read_hpoa
from raregraph.evaluation.diseases import Diseases, diseases_of
from raregraph.evaluation.said import Collected, Said, said_of
from raregraph.evaluation.tables import Section, share, table
from raregraph.findings import Finding
from raregraph.ground import PageSource, page_iri
from raregraph.ids import Iri, contract, expand
from raregraph.kinds import kinds
from raregraph.knowledge import Knowledge
from raregraph.medquad import LAYOUT
from raregraph.reference_files import HPO, HPOA, place
from raregraph.world import Listed, World

KEPT, RECLASSIFIED, DROPPED, ADDED = "kept", "reclassified", "dropped", "added"
_TEXT = """GARD copied its symptom lists from HPO's annotations years ago; `phenotype.hpoa` {release} is a later release
of the same lineage. So this is no accuracy: it says what has changed since, for each disease with exact matches that
HPOA annotates. Kept: HPOA has the term still, and no other class of frequency (where both have one). Reclassified: with
another class. Dropped: HPOA no longer has the term for it (in brackets: but has a narrower or broader one). Added: HPOA
has it now, the page does not. Each disease is a finding of the type drift in the release."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A page's list and HPOA's of today: the page's statements kept, reclassified, dropped; the terms added.

    `refined` are those of `dropped` for which HPOA has a narrower or broader term.
    """

    page: str
    title: str
    disease: str
    kept: tuple[Listed, ...]
    reclassified: tuple[Listed, ...]
    dropped: tuple[Listed, ...]
    refined: tuple[Listed, ...]
    added: tuple[str, ...]
    classes: Mapping[str, frozenset[str]]

    @property
    def counts(self) -> dict[str, int]:
        """How many terms each way."""
        said = {KEPT: self.kept, RECLASSIFIED: self.reclassified, DROPPED: self.dropped}
        return {name: len({item.object for item in group}) for name, group in said.items()} | {ADDED: len(self.added)}


@dataclass(frozen=True, slots=True)
class Lineage:
    """What lists are compared with: HPOA, the ids of Mondo's diseases, HPO's tree."""

    annotations: Annotations
    diseases: Diseases
    backbone: Backbone


def drift_of(page: str, title: str, disease: str, listed: Collection[Listed], lineage: Lineage) -> Drift | None:
    """The drift of one page; None when HPOA does not annotate its disease, or the page lists no phenotype."""
    today = _today(disease, lineage)
    if not today or not listed:
        return None
    groups: dict[str, list[Listed]] = defaultdict(list)
    for item in listed:
        groups[_fate(item, today)].append(item)
    kept, changed, dropped = (tuple(groups[name]) for name in (KEPT, RECLASSIFIED, DROPPED))
    added = sorted(today.keys() - {item.object for item in listed})
    return Drift(page, title, disease, kept, changed, dropped, _refined(dropped, today, lineage), tuple(added), today)


def listed_of(said: Iterable[Said], disease: str) -> list[Listed]:
    """The phenotypes among what a page said of its disease."""
    return [
        Listed(item.object, item.frequency, item.iri)
        for item in said
        if item.kind == "phenotype" and item.subject == disease and item.sure
    ]


def _refined(dropped: tuple[Listed, ...], today: Mapping[str, frozenset[str]], lineage: Lineage) -> tuple[Listed, ...]:
    """Those for which a broader or a narrower term is there; a whole branch of HPO is not broader."""
    above = {name for term in today for name in lineage.backbone.ancestors(term)}
    return tuple(
        item
        for item in dropped
        if item.object in above or not today.keys().isdisjoint(lineage.backbone.ancestors(item.object))
    )


def _today(disease: str, lineage: Lineage) -> dict[str, frozenset[str]]:
    """The classes of each term that HPOA has for a disease, by any of its ids."""
    found: dict[str, frozenset[str]] = {}
    for own in lineage.diseases.ids.get(disease, ()):
        for term, classes in lineage.annotations.phenotypes.get(own, {}).items():
            found[term] = found.get(term, frozenset()) | classes
    return {term: classes for term, classes in found.items() if classes != {_EXCLUDED}}


_EXCLUDED = "HP:0040285"
"""The class of what nobody has: no annotation that a disease shows it."""


def _fate(item: Listed, today: Mapping[str, frozenset[str]]) -> str:
    if item.object not in today:
        return DROPPED
    classes = today[item.object]
    return RECLASSIFIED if item.frequency and classes and item.frequency not in classes else KEPT


def all_drift(collected: Collected, annotations: Annotations, diseases: Diseases) -> tuple[Drift, ...]:
    """The drift of every page that has one, in the order of pages."""
    lineage = Lineage(annotations, diseases, collected.world.tables.backbone)
    pages = collected.pages
    listed = ((page, listed_of(page.statements, page.disease)) for page in pages)
    found = (drift_of(page.page, page.title, page.disease, rows, lineage) for page, rows in listed)
    return tuple(item for item in found if item)


def drift_finding(found: Drift, release: str) -> Finding:
    """The drift as a finding about the page, the disease, and the statements that HPOA no longer makes as they are."""
    counts = ", ".join(f"{count} {name}" for name, count in found.counts.items())
    note = f"{found.title}: of the phenotypes of its list against HPOA {release}: {counts}"
    about = {
        page_iri(found.page),
        Iri(expand(found.disease)),
        *(item.iri for item in (*found.reclassified, *found.dropped)),
    }
    return Finding("drift", tuple(sorted(about)), note)


@dataclass(frozen=True, slots=True)
class DriftBeside:
    """Finds the drift of a page once all its versions are known; only that of the corpus has a list to compare."""

    lineage: Lineage

    def __call__(self, known: Knowledge, ready: Sequence[Listed]) -> list[Finding]:
        """One finding, or none; only a page of one version has rows that are ready."""
        versions = [source for source in known.versions if source.version.layout == LAYOUT]
        return [finding for source in versions for finding in self._of(source, known, ready)]

    def _of(self, source: PageSource, known: Knowledge, ready: Sequence[Listed]) -> Iterator[Finding]:
        said = said_of(replace(known, statements=tuple(item for item in known.statements if item.source == source)))
        version, disease = source.version, contract(source.disease.iri)
        listed = [*listed_of(said, disease), *ready]
        if found := drift_of(version.page, version.title, disease, listed, self.lineage):
            yield drift_finding(found, self.lineage.annotations.release)


def drift_beside(reference: Path, world: World) -> DriftBeside | None:
    """What a corpus build finds beside each page: its drift, where there are HPO's annotations of the same release.

    They are of the reference folder; of the extra `hpo` where HPO itself is from there.

    It goes to every worker, so it holds what is about diseases with a GARD id and no more.
    """
    packaged = not (reference / HPO).is_file()
    if not (place(reference, HPOA) if packaged else reference / HPOA).is_file():
        return None
    backbone, hpoa = world.tables.backbone, read_hpoa(reference)
    every = diseases_of(backbone).ids
    ids = {name: every[name] for name in sorted({known.curie for known in world.gard.diseases.values()} & every.keys())}
    listed = {own: hpoa.phenotypes[own] for group in ids.values() for own in group if own in hpoa.phenotypes}
    slim = Annotations(hpoa.release, listed, {}, {})
    return DriftBeside(Lineage(slim, Diseases({}, {}, ids, {}), backbone))


def drift_section(found: tuple[Drift, ...], release: str, pages: int) -> Section:
    """The measure as tables: all together, by class printed, and disease by disease."""
    classes = ("printed class", "HPOA has it too", "rows that both classify")
    tables = (
        table("All pages", ("figure", "terms"), _totals(found, pages)),
        table("The classes that lists have, and HPOA's today", classes, _by_class(found)),
        table("By disease", ("page", "disease", KEPT, RECLASSIFIED, DROPPED, ADDED), map(_row, found)),
    )
    return Section("drift", "Phenotypes: drift, not accuracy", " ".join(_TEXT.format(release=release).split()), tables)


def _totals(found: tuple[Drift, ...], pages: int) -> Iterator[tuple[str, object]]:
    yield "pages compared", share(len(found), pages)
    listed = sum(sum(item.counts[name] for name in (KEPT, RECLASSIFIED, DROPPED)) for item in found)
    for name in (KEPT, RECLASSIFIED, DROPPED):
        yield name, share(sum(item.counts[name] for item in found), listed)
    yield "dropped, but a narrower or broader term is there", sum(len(item.refined) for item in found)
    yield ADDED, sum(item.counts[ADDED] for item in found)


def _by_class(found: Iterable[Drift]) -> Iterator[tuple[str, str, int]]:
    same: dict[str, int] = defaultdict(int)
    both: dict[str, int] = defaultdict(int)
    for drift in found:
        for item in (*drift.kept, *drift.reclassified):
            if item.frequency and drift.classes[item.object]:
                both[item.frequency] += 1
                same[item.frequency] += item.frequency in drift.classes[item.object]
    classes = kinds().frequencies
    yield from ((classes[name].label, share(same[name], both[name]), both[name]) for name in sorted(both))


def _row(item: Drift) -> tuple[object, ...]:
    counts = item.counts
    dropped = f"{counts[DROPPED]} ({len(item.refined)})" if item.dropped else "0"
    return item.page, item.title, counts[KEPT], counts[RECLASSIFIED], dropped, counts[ADDED]
