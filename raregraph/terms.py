"""What labels mean: grounding tables (SSSOM), entities of ours, and the labels and categories of every term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.backbone import Backbone, read_backbone
from raregraph.errors import ContentError, RaregraphError, Where, nearest, raise_all
from raregraph.ids import Iri, curie, expand, looks_like_curie, ours
from raregraph.kinds import kinds
from raregraph.text import fold, slug
from raregraph.tsv import read_table

_REQUIRED = frozenset({"subject_label", "predicate_id", "object_id", "object_label", "mapping_justification"})
_OPTIONAL = frozenset(
    {"subject_type", "author_label", "author_id", "mapping_date", "comment", "confidence", "see_also"}
)
"""The columns of SSSOM that our mapping sets use."""
_ENTITY = frozenset({"label", "category", "definition"})


@dataclass(frozen=True, slots=True)
class Term:
    """A thing named in a statement: IRI, label, category of graph/kinds.yaml, and the table that says so."""

    iri: Iri
    label: str
    category: str
    origin: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Grounding:
    """One row of a mapping set: a label of a category, the id it is mapped to, how, and where the row stands."""

    category: str
    label: str
    predicate: str
    object_id: str
    object_label: str
    where: Where


def _key(label: str) -> str:
    """A label as it is looked up: folded, one space between words, case ignored."""
    return " ".join(fold(label).split()).casefold()


def rows_of(path: Path, required: frozenset[str], optional: frozenset[str]) -> Iterator[tuple[Where, dict[str, str]]]:
    """Rows of a TSV by column, each with its place; ContentError for an unknown, double or missing column."""
    table = read_table(path)
    first = len(table.head) + 1
    _check_columns(Where(table.where.file, first), table.columns, required, optional)
    for number, record in enumerate(table.records(), first + 1):
        yield Where(table.where.file, number), record


def _check_columns(where: Where, columns: tuple[str, ...], required: frozenset[str], optional: frozenset[str]) -> None:
    for column in columns:
        if column not in required | optional:
            raise ContentError(where, f"unknown column {column!r}", nearest(column, required | optional))
        if columns.count(column) > 1:
            raise ContentError(where, f"duplicate column {column!r}", "keep one of the two")
    for column in sorted(required - set(columns)):
        raise ContentError(where, f"missing column {column!r}", "add it to the header line")


def read_groundings(folder: Path) -> list[Grounding]:
    """Every row of the mapping sets `<category>.sssom.tsv` of a folder, files in order of name; all faults at once."""
    found: list[Grounding] = []
    faults: list[RaregraphError] = []
    for path in sorted(folder.glob("*.sssom.tsv")):
        category = path.name.removesuffix(".sssom.tsv")
        if category not in kinds().categories:
            faults.append(
                ContentError(
                    Where(content.shown(path)), f"unknown category {category!r}", nearest(category, kinds().categories)
                )
            )
            continue
        try:
            found.extend(_groundings_of(path, category))
        except RaregraphError as fault:
            faults.append(fault)
    raise_all(faults)
    return found


def _groundings_of(path: Path, category: str) -> Iterator[Grounding]:
    seen: dict[str, str] = {}
    for where, row in rows_of(path, _REQUIRED, _OPTIONAL):
        key, id_ = _key(row["subject_label"]), curie(row["object_id"], where)
        if seen.setdefault(key, id_) != id_:
            raise ContentError(
                where, f"{row['subject_label']!r} is grounded to {seen[key]} and to {id_}", "keep one of the two"
            )
        yield Grounding(category, row["subject_label"], row["predicate_id"], id_, row["object_label"], where)


def read_entities(folder: Path) -> list[tuple[Where, Term]]:
    """Terms of ours, from every `entities*.tsv` of a folder: label, category, definition."""
    found = []
    for path in sorted(folder.glob("entities*.tsv")):
        for where, row in rows_of(path, _ENTITY, frozenset()):
            if row["category"] not in kinds().categories:
                raise ContentError(
                    where, f"unknown category {row['category']!r}", nearest(row["category"], kinds().categories)
                )
            iri = ours("entity/" + slug(row["label"]))
            found.append((where, Term(iri, row["label"], row["category"], "raregraph", row["definition"])))
    return found


@dataclass(slots=True)
class Terms:
    """Labels to terms. `strict` refuses a label that no table has; otherwise it becomes an entity of ours.

    `seen` holds every term found so far by IRI and category, `minted` those made for want of an id.
    """

    by_label: Mapping[tuple[str, str], Term]
    by_iri: Mapping[Iri, Term]
    strict: bool = True
    hints: bool = True
    seen: dict[tuple[Iri, str], Term] = field(default_factory=dict)
    minted: dict[Iri, Term] = field(default_factory=dict)

    def find(self, label: str, categories: tuple[str, ...], where: Where) -> Term:
        """The term of a label or CURIE in one of the categories.

        Raises ContentError for an id that does not fit its prefix, an id of no table, and (strict) an unknown label.
        """
        term = self._by_id(label, categories, where) if looks_like_curie(label) else self._by_label(label, categories)
        if term is None:
            term = self._mint(label, categories, where)
        self.seen.setdefault((term.iri, term.category), term)
        return term

    def _by_id(self, text: str, categories: tuple[str, ...], where: Where) -> Term:
        iri = expand(curie(text, where))
        term = self.by_iri.get(iri)
        if term is None and self.strict:
            raise ContentError(
                where,
                f"{text} is in no table of graph/",
                "add a row for it to graph/groundings, or rebuild graph/backbone",
            )
        if term is None:
            return Term(iri, text, categories[0], "unmatched")
        return (
            term if term.category in categories else Term(iri, term.label, categories[0], term.origin, term.definition)
        )

    def _by_label(self, label: str, categories: tuple[str, ...]) -> Term | None:
        key = _key(label)
        return next((term for category in categories if (term := self.by_label.get((category, key)))), None)

    def _mint(self, label: str, categories: tuple[str, ...], where: Where) -> Term:
        if self.strict:
            names = [name for category, name in self.by_label if category in categories] if self.hints else []
            wanted = " or ".join(categories)
            raise ContentError(
                where,
                f"no table grounds {label!r} as {wanted}",
                (nearest(_key(label), names) + " Or add" if self.hints else "add") + " it to graph/entities*.tsv",
            )
        iri = ours("entity/" + (slug(label) or "unnamed"))
        term = self.by_iri.get(iri) or Term(iri, " ".join(label.split()), categories[0], "minted")
        self.minted.setdefault(iri, term)
        return term


@dataclass(frozen=True, slots=True)
class Tables:
    """Every known term by (category, looked-up label) and by IRI, and the backbone they come from."""

    by_label: Mapping[tuple[str, str], Term]
    by_iri: Mapping[Iri, Term]
    backbone: Backbone

    def terms(self, strict: bool = True, hints: bool = True) -> Terms:
        """A fresh look-up; without `hints` the fault of an unknown label names no near one, which is slow to find."""
        return Terms(self.by_label, self.by_iri, strict, hints)

    def with_terms(self, found: Iterable[Term], labels: Mapping[tuple[str, str], Iri]) -> Tables:
        """The tables with further terms, and further labels by category and wording; what is there stays."""
        by_iri = {**{term.iri: term for term in found}, **self.by_iri}
        by_label = {(category, _key(label)): by_iri[iri] for (category, label), iri in labels.items()}
        return Tables({**by_label, **self.by_label}, by_iri, self.backbone)


def tables_of(backbone: Backbone) -> Tables:
    """The tables of graph/ over a backbone: its terms, the mapping sets, the entities of ours."""
    by_iri: dict[Iri, Term] = {}
    by_label: dict[tuple[str, str], Term] = {}
    for curie_, known in backbone.terms.items():
        by_iri[expand(curie_)] = Term(expand(curie_), known.label, _category_of(curie_, backbone), known.source.name)
    for row in read_groundings(content.GRAPH / "groundings"):
        _add_grounding(row, by_iri, by_label)
    for where, term in read_entities(content.GRAPH):
        if term.iri in by_iri and by_iri[term.iri].label != term.label:
            raise ContentError(
                where, f"{term.label!r} has the IRI of {by_iri[term.iri].label!r}", "choose another label"
            )
        by_iri[term.iri] = term
        by_label.setdefault((term.category, _key(term.label)), term)
    for term in list(by_iri.values()):
        by_label.setdefault((term.category, _key(term.label)), term)
    return Tables(by_label, by_iri, backbone)


@cache
def own_tables() -> Tables:
    """The tables of graph/ over the project's own backbone, read once."""
    return tables_of(read_backbone())


def _add_grounding(row: Grounding, by_iri: dict[Iri, Term], by_label: dict[tuple[str, str], Term]) -> None:
    iri = expand(row.object_id)
    term = by_iri.get(iri)
    if term is None:
        origin = "raregraph" if row.object_id.startswith("en:") else row.object_id.split(":")[0].lower()
        term = by_iri[iri] = Term(iri, row.object_label, row.category, origin)
    elif term.label != row.object_label:
        raise ContentError(
            row.where, f"object_label {row.object_label!r} is not the label of {row.object_id}", f"write {term.label!r}"
        )
    if term.category != row.category:
        term = Term(iri, term.label, row.category, term.origin, term.definition)
    by_label[row.category, _key(row.label)] = term


_CATEGORY_OF_PREFIX = {"MONDO": "disease", "HP": "phenotype", "HGNC": "gene"}


def _category_of(curie_: str, backbone: Backbone) -> str:
    """By prefix; an HPO term by the nearest ancestor that graph/kinds.yaml calls a branch."""
    branches, queue = kinds().branches, [curie_]
    while queue and curie_.startswith("HP:"):
        here = queue.pop(0)
        if here in branches:
            return branches[here]
        queue += backbone.terms[here].parents if here in backbone.terms else ()
    return _CATEGORY_OF_PREFIX.get(curie_.split(":")[0], "topic")


def terms(strict: bool = True) -> Terms:
    """A fresh look-up over the tables of graph/."""
    return own_tables().terms(strict)
