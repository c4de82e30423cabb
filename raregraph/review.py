"""What was not grounded or not believed, with candidates, as SSSOM to fill in; `accept` takes it back."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph import lines
from raregraph.accepted import CLOSE, FILES, LITERAL, NAME, NONE, MappingRow, to_sssom
from raregraph.candidates import (
    LEXICAL,
    UNSPECIFIED,
    DiseaseCandidate,
    Head,
    MondoNames,
    disease_candidates,
    doubted,
    read_heads,
    read_mondo_names,
    shared_umls,
)
from raregraph.corpus_build import Summary
from raregraph.errors import RaregraphError
from raregraph.findings import Finding
from raregraph.ground import page_iri
from raregraph.ids import Curie, expand
from raregraph.labels import NOT_GROUNDED, key_of
from raregraph.medquad import NameCandidate
from raregraph.symptom_list import Unplaced
from raregraph.terms import Term
from raregraph.textfiles import write_text
from raregraph.tsv import to_text
from raregraph.world import World

GRAPH = lines.graph("review")
"""The end of a line in the graph of what is only a candidate."""
NOT_BELIEVED = "not-believed.tsv"
_COLUMNS = ("page", "what", "reason")
_LABEL = re.compile(r"no table grounds ('.*'|\".*\") as (\w+)")
_SIMILAR = "semapv:LexicalSimilarityThresholdMatching"


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be decided, as rows of SSSOM sorted within each file; and what was left out, with reasons.

    Mondo's term of a page is among the rows where no name speaks for it.

    `without` are the pages that have no Mondo term, by GARD id: title and candidates.
    """

    rows: tuple[MappingRow, ...]
    not_believed: tuple[tuple[str, str, str], ...]
    without: Mapping[str, tuple[str, tuple[MappingRow, ...]]]


def review(
    left: Summary, pages: Iterable[tuple[str, Path]], world: World, reference: Path, decided: Iterable[MappingRow] = ()
) -> Review:
    """The review of a build.

    Args:
        left: what the pages came to, with all that was left out on the way.
        pages: the good files of the corpus with their GARD ids.
        world: the reference releases with the pages of the corpus.
        reference: their folder.
        decided: rows of graph/accepted; what a person decided is not asked again, unless the build still lacks it.
    """
    judged = {_pair(row): bool(row.predicate_modifier) for row in decided}
    heads = read_heads(pages)
    mondo, shared = read_mondo_names(reference, world), shared_umls(heads)
    without = {head.page: (head.title, rows) for head, rows in _diseases(heads, world, mondo, shared, judged)}
    diseases = [row for page, (title, rows) in without.items() for row in rows or [_open_page(page, title)]]
    doubts = [_of_page(head, item) for head in heads for item in doubted(head, world, mondo, shared)]
    asked = dict.fromkeys([*_labels(left, world), *_names(left.candidates, world), *diseases, *doubts])
    rows = sorted((row for row in asked if _pair(row) not in judged), key=_order)
    return Review(tuple(rows), tuple(sorted({*_unplaced(left.unplaced), *_faults(left)})), without)


def _pair(row: MappingRow) -> tuple[tuple[str, str, str], str]:
    """What a decision is about."""
    return row.subject, row.object_id


def _order(row: MappingRow) -> tuple[int, tuple[str, str, str]]:
    """Rows of one subject stay together; of these the likelier candidate stays before the others."""
    return FILES.index(row.file), row.subject


def _diseases(
    heads: Iterable[Head],
    world: World,
    mondo: MondoNames,
    shared: Mapping[str, int],
    judged: Mapping[tuple[tuple[str, str, str], str], bool],
) -> Iterator[tuple[Head, tuple[MappingRow, ...]]]:
    """The pages without a Mondo term, each with the candidates that nobody said no to."""
    for head in heads:
        if world.pages[head.page].disease == head.page:
            rows = [_of_page(head, item) for item in disease_candidates(head, world, mondo, shared)]
            yield head, tuple(row for row in rows if not judged.get(_pair(row)))


def _open_page(page: str, title: str) -> MappingRow:
    return _row((page, title, "", ""), (NONE, ""), UNSPECIFIED, "no candidate")


def _of_page(head: Head, item: DiseaseCandidate) -> MappingRow:
    return _row((head.page, head.title, "", ""), (item.curie, item.label), item.justification, item.why)


def _row(subject: tuple[str, str, str, str], found: tuple[str, str], how: str, why: str) -> MappingRow:
    """An undecided row: the subject's id, label, type and category, the candidate's id and label."""
    return MappingRow(*subject, CLOSE, "", *found, how, "", "", why)


def _labels(left: Summary, world: World) -> Iterator[MappingRow]:
    """The labels of lists and of prose that no table grounds, with how often they stand where."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    printed: dict[tuple[str, str], str] = {}
    for page, label, category in (*_of_lists(left.unplaced), *_of_prose(left.ungrounded)):
        key = (category, key_of(label))
        places[key].append(page)
        printed.setdefault(key, label)
    for key, found in places.items():
        seen = ("once" if len(found) == 1 else f"{len(found)} times") + (
            f", first on {min(found)}" if min(found) else ""
        )
        yield from _candidates(printed[key], key[0], seen, world)


def _of_lists(unplaced: Iterable[Unplaced]) -> Iterator[tuple[str, str, str]]:
    return ((row.page, row.label, "phenotype") for row in unplaced if row.reason == NOT_GROUNDED)


def _of_prose(ungrounded: Iterable[RaregraphError]) -> Iterator[tuple[str, str, str]]:
    """Label and category of a fault that says that no table has it."""
    for fault in ungrounded:
        if match := _LABEL.match(fault.problem):
            yield "", ast.literal_eval(match[1]), match[2]


def _candidates(label: str, category: str, seen: str, world: World) -> Iterator[MappingRow]:
    subject = ("", label, LITERAL, category)
    found = world.hpo.candidates(label) if category in ("phenotype", "inheritance", "onset") else ()
    for item in found:
        how = _SIMILAR if item.why == "words in common" else LEXICAL
        yield _row(subject, (item.curie, item.label), how, f"{item.why}; {seen}")
    if not found:
        yield _row(subject, (NONE, ""), UNSPECIFIED, f"no candidate; {seen}")


def _names(candidates: Iterable[NameCandidate], world: World) -> Iterator[MappingRow]:
    """Synonyms that are another page's title: exactMatch says that the name is this page's too."""
    for item in candidates:
        for other in item.others:
            why = f"a synonym of this page is the title of {other}"
            subject = (item.page, item.name, LITERAL, NAME)
            yield _row(subject, (other, world.pages[other].titles[0]), LEXICAL, why)


def _unplaced(rows: Iterable[Unplaced]) -> Iterator[tuple[str, str, str]]:
    return ((row.page, f"{row.label} {row.value}", row.reason) for row in rows if row.reason != NOT_GROUNDED)


def _faults(left: Summary) -> Iterator[tuple[str, str, str]]:
    for fault in (*left.faults, *left.ungrounded):
        if not _LABEL.match(fault.problem):
            yield "", str(fault.where), f"{fault.problem}; {fault.fix}"


def write_review(found: Review, folder: Path) -> tuple[Path, ...]:
    """Write a file for each kind of question, and what was not believed; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        rows = [row for row in found.rows if row.file == name]
        write_text(folder / f"{name}.sssom.tsv", to_sssom(rows, "review", name))
    left = [dict(zip(_COLUMNS, map(_cell, row), strict=True)) for row in found.not_believed]
    write_text(folder / NOT_BELIEVED, to_text([("what", "left out, and why")], _COLUMNS, left))
    return (*(folder / f"{name}.sssom.tsv" for name in FILES), folder / NOT_BELIEVED)


def _cell(text: str) -> str:
    return " ".join(text.split())


def lines_of_review(found: Review, world: World) -> list[str]:
    """Each page without a Mondo term and its candidates as N-Quads lines, sorted: closeMatch, and a finding with why.

    No candidate is identity: the page's statements stay under its GARD IRI.
    """
    made = {line for page, (title, rows) in found.without.items() for line in _lines_of(page, title, rows, world)}
    return sorted(made)


def _lines_of(page: str, title: str, rows: tuple[MappingRow, ...], world: World) -> Iterator[str]:
    me = Term(expand(page), title, "disease", "gard")
    yield from lines.of_term(me, world.tables.backbone)
    about = {page_iri(page), me.iri, *(expand(row.object_id) for row in rows)}
    said = "; ".join(f"{row.object_id} ({row.comment})" for row in rows) or "none"
    finding = Finding("unmatched", tuple(sorted(about)), f"Mondo has no term for {page}, “{title}”; candidates: {said}")
    yield from (line + GRAPH for line in lines.of_finding(finding))
    for row in rows:
        other = world.tables.by_iri[expand(row.object_id)]
        yield f"<{me.iri}> {lines.node(CLOSE)} <{other.iri}>{GRAPH}"
        yield from lines.of_term(other, world.tables.backbone)


def mentioned(found: Review) -> frozenset[Curie]:
    """The Mondo terms that are candidates: a release that publishes them needs their place in Mondo."""
    return frozenset(Curie(row.object_id) for _, rows in found.without.values() for row in rows)
