"""Mapping sets in SSSOM's table form: GARD, Mondo, OMIM, Orphanet, UMLS, and the wordings that pages print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path

from raregraph.export.graph import blocks_of
from raregraph.export.mappings import CHAINED, CURATED, INVERTED, LEXICAL, Mappings, Wording, read_mappings
from raregraph.export.rows import Loss
from raregraph.ids import ours, prefixes
from raregraph.nquads import Block

TOOL = "raregraph"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_MONDO = "https://mondo.monarchinitiative.org/"
_INFORES = "https://w3id.org/information-resource-registry/"
"""The namespace of infores CURIEs, as Mondo's own mapping sets have it."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Mapping:
    """A row of a set; the fields are SSSOM's slots of the same name, in the order of its table form."""

    subject_id: str = ""
    subject_label: str = ""
    predicate_id: str
    object_id: str
    object_label: str = ""
    mapping_justification: str
    author_label: str = ""
    subject_type: str = ""
    mapping_tool: str = ""
    comment: str = ""


COLUMNS = tuple(item.name for item in fields(Mapping))
"""The columns of a set that are written where any of its rows has a value; the four ids and reasons always are."""
_ALWAYS = ("predicate_id", "object_id", "mapping_justification")


@dataclass(frozen=True, slots=True)
class MappingSet:
    """A set: its name, what it says of itself, the rows of it, and whether they are Mondo's own."""

    name: str
    title: str
    description: str
    rows: Callable[[Mappings], Iterable[Mapping]]
    provider: str = _MONDO


def _xref(mappings: Mappings, subject: str, predicate: str, object_: str, why: str, comment: str = "") -> Mapping:
    labels = mappings.labels
    return Mapping(
        subject_id=subject,
        subject_label=labels.get(subject, ""),
        predicate_id=predicate,
        object_id=object_,
        object_label=labels.get(object_, ""),
        mapping_justification=why,
        comment=comment,
    )


def from_mondo(*wanted: str) -> Callable[[Mappings], Iterator[Mapping]]:
    """Mondo terms to ids of prefixes, as Mondo's mapping sets have them."""

    def rows(mappings: Mappings) -> Iterator[Mapping]:
        for xref in mappings.xrefs:
            if xref.subject.startswith("MONDO:") and _prefix(xref.object) in wanted:
                yield _xref(mappings, xref.subject, xref.predicate, xref.object, CURATED)

    return rows


def gard_to_mondo(mappings: Mappings) -> Iterator[Mapping]:
    """GARD ids to Mondo terms: Mondo's cross-references turned round, and the close matches of pages that have none."""
    for xref in mappings.xrefs:
        if xref.object.startswith("GARD:"):
            yield _xref(mappings, xref.object, xref.predicate, xref.subject, INVERTED)
        elif xref.subject.startswith("GARD:") and xref.object.startswith("MONDO:"):
            yield _xref(mappings, xref.subject, xref.predicate, xref.object, LEXICAL)


def gard_through_mondo(*wanted: str) -> Callable[[Mappings], Iterator[Mapping]]:
    """GARD ids to ids of prefixes by the Mondo term of both: no surer than Mondo's cross-reference to GARD."""

    def rows(mappings: Mappings) -> Iterator[Mapping]:
        exact = _exact(mappings, wanted)
        for xref in mappings.xrefs:
            if xref.object.startswith("GARD:"):
                for object_ in exact.get(xref.subject, ()):
                    yield _xref(mappings, xref.object, xref.predicate, object_, CHAINED, f"through {xref.subject}")

    return rows


def _exact(mappings: Mappings, wanted: tuple[str, ...]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for xref in mappings.xrefs:
        if xref.predicate == "skos:exactMatch" and _prefix(xref.object) in wanted:
            found[xref.subject].append(xref.object)
    return found


def normalising(mappings: Mappings) -> Iterator[Mapping]:
    """Each raw id that one Mondo term alone has: the term is the subject, as tools that rewrite ids expect it."""
    for xref, terms in _targets(mappings).items():
        if len(terms) == 1:
            [(term, predicate)] = terms
            yield _xref(mappings, term, predicate, xref, CURATED)


def _targets(mappings: Mappings) -> dict[str, set[tuple[str, str]]]:
    """The Mondo terms of each raw id, with the predicate; close matches are none."""
    found = defaultdict(set)
    for xref in sorted(mappings.xrefs):
        raw = xref.subject.startswith("MONDO:") and _prefix(xref.object) in prefixes()
        if raw and xref.predicate != "skos:closeMatch":
            found[xref.object].add((xref.subject, xref.predicate))
    return found


def wordings(mappings: Mappings) -> Iterator[Mapping]:
    """Wordings as printed to terms: of each wording and term the surest."""
    best: dict[tuple[str, str], tuple[int, Wording, int]] = {}
    for wording, count in mappings.wordings.items():
        wording = _settled(wording, mappings.labels.get(wording.term, ""))
        key, rank = (wording.label, wording.term), _RANKS.index(wording.predicate)
        _, _, before = best.get(key, (0, wording, 0))
        known = min(best.get(key, (rank, wording, 0))[:2], (rank, wording))
        best[key] = (*known, before + count)
    for _, wording, count in best.values():
        if wording.label:
            yield _wording(wording, count, mappings)


_RANKS = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")


def _settled(wording: Wording, name: str) -> Wording:
    """A wording with its label: the term's own where a statement keeps no other; one that equals it is exact."""
    if not wording.label:
        return Wording(name, wording.term, wording.predicate, wording.justification, wording.author)
    if wording.label.casefold() == name.casefold() and wording.predicate == "skos:closeMatch":
        return Wording(wording.label, wording.term, "skos:exactMatch", LEXICAL, "")
    return wording


def _wording(wording: Wording, count: int, mappings: Mappings) -> Mapping:
    return Mapping(
        subject_label=wording.label,
        predicate_id=wording.predicate,
        object_id=wording.term,
        object_label=mappings.labels.get(wording.term, ""),
        mapping_justification=wording.justification,
        author_label=wording.author,
        subject_type="rdfs literal",
        mapping_tool="" if wording.author else TOOL,
        comment=f"statements: {count}",
    )


def _prefix(curie: str) -> str:
    return curie.partition(":")[0]


_THROUGH = "GARD ids to {} ids by the Mondo term that Mondo gives to both."
_OWN = "Mondo terms to {} ids, as Mondo's own mapping set has them; the terms of this release only."
SETS = (
    MappingSet(
        "gard-mondo",
        "GARD to Mondo",
        "GARD ids to Mondo terms. A close match fits the names of a page whose GARD id Mondo does not know.",
        gard_to_mondo,
    ),
    MappingSet("gard-omim", "GARD to OMIM", _THROUGH.format("OMIM"), gard_through_mondo("OMIM", "OMIMPS")),
    MappingSet("gard-orphanet", "GARD to Orphanet", _THROUGH.format("Orphanet"), gard_through_mondo("Orphanet")),
    MappingSet("gard-umls", "GARD to UMLS", _THROUGH.format("UMLS"), gard_through_mondo("UMLS")),
    MappingSet("mondo-omim", "Mondo to OMIM", _OWN.format("OMIM"), from_mondo("OMIM", "OMIMPS")),
    MappingSet("mondo-orphanet", "Mondo to Orphanet", _OWN.format("Orphanet"), from_mondo("Orphanet")),
    MappingSet("mondo-umls", "Mondo to UMLS", _OWN.format("UMLS"), from_mondo("UMLS")),
    MappingSet(
        "normalise",
        "Raw disease ids to Mondo",
        "The one Mondo term of each raw id, as subject; ids that several terms have are left out.",
        normalising,
    ),
    MappingSet(
        "labels",
        "Labels as pages print them",
        "Wordings of GARD pages to terms. A row of a symptoms table prints a label of HPO; a wording of prose was "
        "judged by a person and may lean on its sentence; a name of a disease is the page's own claim.",
        wordings,
        ours(""),
    ),
)
"""The sets, one file each."""


def write_sssom(blocks: Callable[[], Iterable[Block]], folder: Path) -> list[Path]:
    """Write the mapping sets of a graph into a folder, which is made.

    Args:
        blocks: the graph's subjects in the order of their IRIs, read once.
        folder: where the sets go.

    Returns:
        the files, one for each of `SETS`, in that order.
    """
    mappings = read_mappings(blocks())
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(item, mappings, folder / f"{item.name}.sssom.tsv") for item in SETS]


def export_sssom(release: Path, folder: Path) -> list[Path]:
    """Write the mapping sets of a release into a folder; the files."""
    return write_sssom(blocks_of(release), folder)


def losses_of(release: Path) -> list[Loss]:
    """What the mapping sets of a release do not say, sorted."""
    return losses(read_mappings(blocks_of(release)()))


def _write(of: MappingSet, mappings: Mappings, path: Path) -> Path:
    path.write_bytes(to_text(of, mappings).encode())
    return path


def to_text(of: MappingSet, mappings: Mappings) -> str:
    """A set in SSSOM's table form: its head as comments, then the rows, sorted, each once."""
    rows = sorted(set(of.rows(mappings)))
    columns = [name for name in COLUMNS if name in _ALWAYS or any(getattr(row, name) for row in rows)]
    cells = attrgetter(*columns)
    lines = [*(f"#{line}" for line in _head(of, mappings, rows)), "\t".join(columns)]
    lines += ["\t".join(map(_cell, cells(row))) for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """A cell; quotes are doubled in quotes, as readers of separated values undo it."""
    return '"' + text.replace('"', '""') + '"' if '"' in text else text


def _head(of: MappingSet, mappings: Mappings, rows: list[Mapping]) -> Iterator[str]:
    """The metadata of a set as lines of YAML, sorted by key."""
    yield "curie_map:"
    yield from (f"  {prefix}: {iri}" for prefix, iri in _curie_map(rows))
    yield f"license: {_CC_BY}"
    yield f"mapping_provider: {of.provider}"
    yield f'mapping_set_description: "{of.description}"'
    yield f"mapping_set_id: {ours(f'sssom/{of.name}.sssom.tsv')}"
    yield from _sources(of, mappings)
    yield f'mapping_set_title: "{of.title}"'
    yield f'mapping_set_version: "{mappings.version or mappings.issued}"'
    if mappings.issued:
        yield f'publication_date: "{mappings.issued}"'
    yield from _mondo(of, mappings)


def _sources(of: MappingSet, mappings: Mappings) -> Iterator[str]:
    if of.provider == _MONDO and mappings.files:
        yield "mapping_set_source:"
        yield from (f"  - {iri}" for iri in sorted(mappings.files))


def _mondo(of: MappingSet, mappings: Mappings) -> Iterator[str]:
    """Where the Mondo end is from."""
    if of.rows in (gard_to_mondo,):
        yield "object_source: infores:mondo"
        yield f'object_source_version: "{mappings.mondo}"'
    elif of.name.startswith(("mondo-", "normalise")):
        yield "subject_source: infores:mondo"
        yield f'subject_source_version: "{mappings.mondo}"'


def _curie_map(rows: list[Mapping]) -> list[tuple[str, str]]:
    used = {"infores", "semapv", "skos", "oboInOwl"}
    used |= {_prefix(id_) for row in rows for id_ in (row.subject_id, row.object_id) if id_}
    known = {**prefixes(), "infores": _INFORES}
    return sorted((prefix, known[prefix]) for prefix in used)


def losses(mappings: Mappings) -> list[Loss]:
    """What no set says, or `normalise` leaves out, sorted."""
    found = [
        Loss("sssom", "ambiguous-id", id_, " ".join(sorted(term for term, _ in terms)))
        for id_, terms in _targets(mappings).items()
        if len(terms) > 1
    ]
    close = {xref.subject for xref in mappings.xrefs if xref.subject.startswith("GARD:")}
    unmatched = [page for page, about in mappings.pages.items() if about.startswith("GARD:")]
    found += [Loss("sssom", "close-match" if page in close else "no-mondo", page) for page in unmatched]
    return sorted(found)
