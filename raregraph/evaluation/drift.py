"""What became of the phenotypes a page lists: HPOA is a later release of what GARD copied, so it shows drift."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from raregraph.backbone import Backbone
from raregraph.evaluation.annotations import GENES, HPOA, Annotations, read_annotations
from raregraph.evaluation.diseases import Diseases, diseases_of
from raregraph.evaluation.said import Collected, Said, said_of
from raregraph.evaluation.tables import Section, share, table
from raregraph.facts import Version
from raregraph.findings import Finding
from raregraph.ground import page_iri
from raregraph.ids import Iri, expand
from raregraph.kinds import kinds
from raregraph.knowledge import Knowledge
from raregraph.lines import FINDINGS, of_finding
from raregraph.statements import LIVE
from raregraph.world import World

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
    kept: tuple[Said, ...]
    reclassified: tuple[Said, ...]
    dropped: tuple[Said, ...]
    refined: tuple[Said, ...]
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a build asks of each page: the drift of its list, as findings. Of the annotations only HPOA's are kept."""

    annotations: Annotations
    diseases: Diseases

    def __call__(self, version: Version, known: Knowledge, world: World) -> Iterator[Finding]:
        """The finding of a page, if it has one; superseded statements are no list of today."""
        lineage = Lineage(self.annotations, self.diseases, world.tables.backbone)
        standing = tuple(item for item in known.statements if item.standing in LIVE)
        said = said_of(replace(known, statements=standing))
        found = drift_of(version.page, version.title, world.pages[version.page].disease, said, lineage)
        if found:
            yield drift_finding(found, self.annotations.release)


def comparison(reference: Path, world: World) -> Comparison | None:
    """The comparison with the annotations of a reference folder; None where it has none."""
    if not all((reference / name).is_file() for name in (HPOA, GENES)):
        return None
    return Comparison(replace(read_annotations(reference), modes={}, genes={}), diseases_of(world.tables.backbone))


def drift_of(page: str, title: str, disease: str, said: Iterable[Said], lineage: Lineage) -> Drift | None:
    """The drift of one page; None when HPOA does not annotate its disease, or the page lists no phenotype."""
    today = _today(disease, lineage)
    listed = [item for item in said if item.kind == "phenotype" and item.subject == disease and item.sure]
    if not today or not listed:
        return None
    groups: dict[str, list[Said]] = defaultdict(list)
    for item in listed:
        groups[_fate(item, today)].append(item)
    kept, changed, dropped = (tuple(groups[name]) for name in (KEPT, RECLASSIFIED, DROPPED))
    added = sorted(today.keys() - {item.object for item in listed})
    return Drift(page, title, disease, kept, changed, dropped, _refined(dropped, today, lineage), tuple(added), today)


def _refined(dropped: tuple[Said, ...], today: Mapping[str, frozenset[str]], lineage: Lineage) -> tuple[Said, ...]:
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


def _fate(item: Said, today: Mapping[str, frozenset[str]]) -> str:
    if item.object not in today:
        return DROPPED
    classes = today[item.object]
    return RECLASSIFIED if item.frequency and classes and item.frequency not in classes else KEPT


def all_drift(collected: Collected, annotations: Annotations, diseases: Diseases) -> tuple[Drift, ...]:
    """The drift of every page that has one, in the order of pages."""
    lineage = Lineage(annotations, diseases, collected.world.tables.backbone)
    pages = collected.pages
    found = (drift_of(page.page, page.title, page.disease, page.statements, lineage) for page in pages)
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


def drift_lines(found: Drift, release: str) -> list[str]:
    """The finding as N-Quads lines, sorted."""
    return sorted(line + FINDINGS for line in of_finding(drift_finding(found, release)))


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
