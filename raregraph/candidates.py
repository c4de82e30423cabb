"""Which Mondo term a page without one may be about: by label, by synonym, by a UMLS id of its own; never identity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph import content
from raregraph.errors import Where
from raregraph.labels import key_of
from raregraph.medquad_xml import read_head
from raregraph.mondo import read_mondo_terms
from raregraph.world import World

LEXICAL, CHAINED, UNSPECIFIED = (
    f"semapv:{name}" for name in ("LexicalMatching", "MappingChaining", "UnspecifiedMatching")
)
TITLE = "the page's title"
_UMLS = "UMLS:"


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page's file says of its disease: GARD id, title, names, UMLS ids."""

    page: str
    title: str
    names: tuple[str, ...]
    umls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DiseaseCandidate:
    """A Mondo term that a page may be about: why it is named, and SSSOM's word for that."""

    curie: str
    label: str
    why: str
    justification: str


@dataclass(frozen=True, slots=True)
class MondoNames:
    """Mondo's terms by label, by synonym and by UMLS id; and the GARD ids that Mondo has for each."""

    labels: Mapping[str, str]
    by_label: Mapping[str, tuple[str, ...]]
    by_synonym: Mapping[str, tuple[str, ...]]
    by_umls: Mapping[str, tuple[str, ...]]
    gard: Mapping[str, tuple[str, ...]]


def read_heads(pages: Iterable[tuple[str, Path]]) -> tuple[Head, ...]:
    """The heads of good files, in the order given."""
    return tuple(_head(page, path) for page, path in pages)


def _head(page: str, path: Path) -> Head:
    found = read_head(path.read_bytes(), Where(content.shown(path)))
    return Head(page, found.title, tuple(found.names), tuple(found.umls))


def read_mondo_names(reference: Path, world: World) -> MondoNames:
    """The names of Mondo's terms. Raises ContentError for a table that is missing or of another form."""
    backbone = world.tables.backbone
    labels = {name: term.label for name, term in backbone.terms.items() if name.startswith("MONDO:")}
    terms = (term for term in read_mondo_terms(reference) if term.id in labels)
    names = ((term.id, key_of(text)) for term in terms for text in term.synonyms)
    umls = ((xref.subject, xref.object) for xref in backbone.xrefs if xref.object.startswith(_UMLS))
    gard = ((gard, disease.curie) for gard, disease in world.gard.diseases.items())
    live = {name: label for name, label in labels.items() if not label.startswith("obsolete ")}
    return MondoNames(
        live,
        _inverse((name, key_of(label)) for name, label in live.items()),
        _inverse(pair for pair in names if pair[0] in live),
        _inverse(pair for pair in umls if pair[0] in live),
        _inverse(gard),
    )


def _inverse(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for value, key in pairs:
        found[key].add(value)
    return {key: tuple(sorted(values)) for key, values in found.items()}


def shared_umls(heads: Iterable[Head]) -> Mapping[str, int]:
    """How many pages have each UMLS id: one that several have says nothing of any."""
    return Counter(umls for head in heads for umls in head.umls)


def disease_candidates(
    head: Head, world: World, mondo: MondoNames, shared: Mapping[str, int]
) -> tuple[DiseaseCandidate, ...]:
    """The candidates of a page, the likeliest first, each once with all that speaks for it."""
    reasons: dict[str, dict[str, str]] = defaultdict(dict)
    for curie, why, justification in _reasons(head, world, mondo, shared):
        reasons[curie].setdefault(why, justification)
    return tuple(_candidate(curie, found, mondo) for curie, found in reasons.items())


def doubted(head: Head, world: World, mondo: MondoNames, shared: Mapping[str, int]) -> tuple[DiseaseCandidate, ...]:
    """What to look at where Mondo's term of a page has no name of the page: that term, then those that have its title.

    Empty where a name or a single UMLS id speaks for Mondo's term, and for a page without one. The mapping stands until
    a person denies it.
    """
    disease = world.gard.diseases.get(head.page)
    if disease is None or disease.curie not in mondo.labels or world.pages[head.page].disease != disease.curie:
        return ()
    named = disease_candidates(head, world, mondo, shared)
    if any(item.curie == disease.curie for item in named):
        return ()
    why = "Mondo has the page's id for it, but no name of it is one of the page's"
    return (
        DiseaseCandidate(disease.curie, mondo.labels[disease.curie], why, UNSPECIFIED),
        *(item for item in named if TITLE in item.why),
    )


def _candidate(curie: str, found: Mapping[str, str], mondo: MondoNames) -> DiseaseCandidate:
    other = mondo.gard.get(curie, ())
    taken = [f"but Mondo has {' and '.join(other)} for it"] if other else []
    return DiseaseCandidate(curie, mondo.labels[curie], "; ".join([*found, *taken]), next(iter(found.values())))


def _reasons(head: Head, world: World, mondo: MondoNames, shared: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    title = key_of(head.title)
    for disease in world.gard.ambiguous.get(head.page, ()):
        if disease.curie in mondo.labels:
            yield disease.curie, "Mondo has the page's id for several terms", UNSPECIFIED
    yield from ((curie, f"its label is {TITLE}", LEXICAL) for curie in mondo.by_label.get(title, ()))
    yield from ((curie, f"a synonym is {TITLE}", LEXICAL) for curie in mondo.by_synonym.get(title, ()))
    for name in dict.fromkeys(map(key_of, head.names)):
        yield from ((curie, "its label is a synonym of the page", LEXICAL) for curie in mondo.by_label.get(name, ()))
        yield from ((curie, "a synonym of both", LEXICAL) for curie in mondo.by_synonym.get(name, ()))
    terms = mondo.by_umls.get(_UMLS + head.umls[0], ()) if len(head.umls) == 1 and shared[head.umls[0]] == 1 else ()
    if len(terms) == 1:
        yield terms[0], f"the single UMLS id {head.umls[0]} of both", CHAINED
