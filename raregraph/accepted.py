"""graph/accepted: what people decided of the review's candidates (SSSOM), and the world with it.

An exactMatch that a person signed is identity. A closeMatch is never one. A row with the modifier Not is a candidate
that is none: the review no longer names it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, RaregraphError, Where, nearest, raise_all
from raregraph.gard import Disease, GardIndex
from raregraph.ids import Iri, curie, expand
from raregraph.kinds import kinds
from raregraph.labels import CONFIRMED, LabelIndex, key_of
from raregraph.terms import Term, rows_of
from raregraph.textfiles import write_text

EXACT, CLOSE = "skos:exactMatch", "skos:closeMatch"
PREDICATES = (EXACT, CLOSE, "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
BY_HAND = "semapv:ManualMappingCuration"
NONE = "sssom:NoTermFound"
"""What SSSOM has for a subject without a candidate. Signed, it says that there is no term, and is not asked again."""
LITERAL, NAME = "rdfs literal", "name"
FILES = ("labels", "names", "diseases")
"""The files of graph/accepted, and of a review: labels of lists and prose, synonyms, pages."""
_HEAD = """#curie_map:
#  GARD: https://rarediseases.info.nih.gov/diseases/
#  HGNC: http://identifiers.org/hgnc/
#  HP: http://purl.obolibrary.org/obo/HP_
#  MONDO: http://purl.obolibrary.org/obo/MONDO_
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#  sssom: https://w3id.org/sssom/
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_set_id: https://w3id.org/raregraph/mappings/{folder}-{name}
#mapping_set_title: raregraph {folder} {name}
"""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True, order=True)
class MappingRow:
    """A row of SSSOM. `subject_id` is empty for a label; `subject_category` is a label's category, or `name`."""

    subject_id: str
    subject_label: str
    subject_type: str
    subject_category: str
    predicate_id: str
    predicate_modifier: str
    object_id: str
    object_label: str
    mapping_justification: str
    author_label: str
    mapping_date: str
    comment: str

    @property
    def file(self) -> str:
        """The file of FILES that it belongs to."""
        if self.subject_category == NAME:
            return "names"
        return "diseases" if self.subject_id else "labels"

    @property
    def subject(self) -> tuple[str, str, str]:
        """What is mapped: the page, the label as it is looked up, its category."""
        label = "" if self.file == "diseases" else key_of(self.subject_label)
        return self.subject_id, label, self.subject_category

    @property
    def confirmed(self) -> bool:
        """Whether a person says that both are the same."""
        same = self.predicate_id == EXACT and not self.predicate_modifier and self.object_id != NONE
        return same and bool(self.author_label)


COLUMNS = tuple(field.name for field in fields(MappingRow))


def to_sssom(rows: Iterable[MappingRow], folder: str, name: str) -> str:
    """Rows as a mapping set, in the order given."""
    lines = ["\t".join(getattr(row, column).replace("\t", " ") for column in COLUMNS) for row in rows]
    return _HEAD.format(folder=folder, name=name) + "\n".join(["\t".join(COLUMNS), *lines]) + "\n"


def read_mappings(path: Path) -> tuple[MappingRow, ...]:
    """The rows of a mapping set that a person signed; the others are undecided. All faults are raised at once."""
    found: list[MappingRow] = []
    faults: list[RaregraphError] = []
    for where, record in rows_of(path, frozenset(COLUMNS), frozenset()):
        row = MappingRow(**{name: record[name].strip() for name in COLUMNS})
        try:
            if row.author_label:
                _check(row, where)
                found.append(row)
        except RaregraphError as fault:
            faults.append(fault)
    raise_all([*faults, *_rivals(found, Where(content.shown(path)))])
    return tuple(found)


def _check(row: MappingRow, where: Where) -> None:
    if row.object_id != NONE:
        curie(row.object_id, where)
    if row.subject_id:
        curie(row.subject_id, where)
    if row.predicate_id not in PREDICATES:
        raise ContentError(where, f"predicate_id {row.predicate_id!r}", nearest(row.predicate_id, PREDICATES))
    if row.predicate_modifier not in ("", "Not"):
        raise ContentError(where, f"predicate_modifier {row.predicate_modifier!r}", "leave it empty, or write Not")
    if row.mapping_justification != BY_HAND or not _DATE.match(row.mapping_date):
        fix = f"write {BY_HAND} as mapping_justification and the day (2026-11-21) as mapping_date"
        raise ContentError(where, "a signed row that does not say how and when it was decided", fix)
    if row.file == "labels" and row.subject_category not in kinds().categories:
        problem = f"unknown subject_category {row.subject_category!r}"
        raise ContentError(where, problem, nearest(row.subject_category, kinds().categories))


def _rivals(rows: Iterable[MappingRow], where: Where) -> Iterator[ContentError]:
    """A subject that is the same as two things; a name may be several pages'."""
    same: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.confirmed and row.file != "names":
            same[row.subject].add(row.object_id)
    for subject, objects in sorted(same.items()):
        if len(objects) > 1:
            problem = f"{' '.join(subject).strip()!r} is the same as {' and as '.join(sorted(objects))}"
            yield ContentError(where, problem, "keep one exactMatch")


def read_accepted(folder: Path | None = None) -> tuple[MappingRow, ...]:
    """Every decision of graph/accepted; none when there is no such folder."""
    folder = folder or content.GRAPH / "accepted"
    return tuple(row for path in sorted(folder.glob("*.sssom.tsv")) for row in read_mappings(path))


def accept(path: Path, folder: Path | None = None) -> tuple[MappingRow, ...]:
    """Take the signed rows of a filled-in review into graph/accepted, in place of earlier ones on the same pairs.

    Raises ContentError for a row that is not well filled in, or that says otherwise than one that stays.
    """
    folder = folder or content.GRAPH / "accepted"
    new = read_mappings(path)
    if not new:
        fix = "fill in author_label, mapping_date, mapping_justification and predicate_id of the rows you decided"
        raise ContentError(Where(content.shown(path)), "no row is signed", fix)
    rows = {(row.subject, row.object_id): row for row in (*read_accepted(folder), *new)}
    raise_all(list(_rivals(rows.values(), Where(content.shown(path)))))
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if kept := sorted(row for row in rows.values() if row.file == name):
            write_text(folder / f"{name}.sssom.tsv", to_sssom(kept, "accepted", name))
    return new


def with_labels(index: LabelIndex, rows: Iterable[MappingRow]) -> LabelIndex:
    """The label index with the labels of phenotypes and modes that a person confirmed.

    Raises ContentError for a term that this release of HPO does not have.
    """
    found = {key_of(row.subject_label): frozenset({row.object_id}) for row in _same(rows, "labels", "HP:")}
    for (curie_,) in found.values():
        if curie_ not in index.names:
            problem = f"{curie_} is no current term of HPO {index.release}"
            raise ContentError("graph/accepted/labels.sssom.tsv", problem, "decide anew: `publish.py review`")
    return replace(index, rules={**index.rules, CONFIRMED: found}, routed={}, found={}) if found else index


def with_diseases(index: GardIndex, rows: Sequence[MappingRow]) -> GardIndex:
    """The index of GARD ids with the diseases that a person confirmed, and without those a person said no to."""
    denied = {(row.subject_id, row.object_id) for row in rows if row.predicate_modifier}
    own = {gard: disease for gard, disease in index.diseases.items() if (gard, disease.curie) not in denied}
    found = {row.subject_id: Disease(row.object_id, row.object_label) for row in _same(rows, "diseases", "MONDO:")}
    left = {gard: group for gard, group in index.ambiguous.items() if gard not in found}
    return replace(index, diseases={**own, **found}, ambiguous=left)


def names_of(rows: Iterable[MappingRow]) -> Mapping[str, frozenset[str]]:
    """The synonyms, as they are looked up, that a person confirmed as a page's although another page is called so."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in _same(rows, "names", ""):
        found[row.subject_id].add(key_of(row.subject_label))
    return {page: frozenset(keys) for page, keys in found.items()}


def labels_of(rows: Iterable[MappingRow], known: Mapping[Iri, Term]) -> dict[tuple[str, str], Iri]:
    """The IRIs of confirmed labels of prose by category and label, of terms that are known."""
    return {
        (row.subject_category, row.subject_label): expand(row.object_id)
        for row in _same(rows, "labels", "")
        if expand(row.object_id) in known
    }


def check_known(rows: Iterable[MappingRow], known: Mapping[Iri, Term]) -> None:
    """Raise ContentError, all at once, for confirmed terms that these releases do not have, or call otherwise.

    A mistyped id is nearly always that of another term: its label gives it away.
    """
    wanted = [row for row in rows if row.confirmed and row.file != "names"]
    raise_all(fault for row in wanted for fault in _odd(row, known.get(expand(row.object_id))))


def _odd(row: MappingRow, term: Term | None) -> Iterator[ContentError]:
    where = f"graph/accepted/{row.file}.sssom.tsv"
    if term is None:
        yield ContentError(where, f"{row.object_id} is no term of these releases", "decide anew: `publish.py review`")
    elif row.object_label != term.label:
        problem = f"{row.object_id} is called {term.label!r}, the row says {row.object_label!r}"
        yield ContentError(where, problem, "mend the id or the label")


def _same(rows: Iterable[MappingRow], file: str, prefix: str) -> Sequence[MappingRow]:
    return [row for row in rows if row.confirmed and row.file == file and row.object_id.startswith(prefix)]
