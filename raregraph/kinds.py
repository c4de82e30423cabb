"""The table of the kinds of statement (graph/kinds.yaml): what a row may say and how it becomes triples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, nearest
from raregraph.rows import Row, Scalar, read_file

LITERAL_OBJECTS = frozenset({"text", "date", "number"})
"""Object types that are literals, not terms: a string in English, an xsd:date, a number."""
COLUMN_TYPES = frozenset({"term", "integer", "decimal", "boolean", "string", "date", "year"})
_NEEDED = frozenset({"kind", "class", "predicates", "subject", "object", "disease", "label"})
_ALLOWED = frozenset(
    {"class_of", "roles", "required", "optional", "key", "single", "direct", "denied", "label_of", "corpus"}
)
CERTAINTIES = ("stated", "likely", "possible", "hypothesised", "unknown")
QUANTITIES = ("all", "most", "some", "few", "rare")


@dataclass(frozen=True, slots=True)
class Column:
    """A qualifier: its property as a CURIE, its type, what terms it takes."""

    name: str
    property: str
    type: str
    categories: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement; see the head of graph/kinds.yaml for what each part means."""

    name: str
    classes: Mapping[str, str]
    predicates: tuple[str, ...]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    disease: str
    roles: Mapping[str, str]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    key: tuple[str, ...]
    single: bool
    direct: tuple[str, ...]
    label: str
    label_of: Mapping[str, str]
    denied: str

    @property
    def columns(self) -> frozenset[str]:
        """Every qualifier a row of this kind may have."""
        return frozenset(self.required + self.optional)

    @property
    def literal(self) -> str:
        """`text`, `date` or `number` when the object is a literal, else an empty string."""
        return next((name for name in self.object if name in LITERAL_OBJECTS), "")


@dataclass(frozen=True, slots=True)
class FrequencyClass:
    """An HPO frequency term with its bounds in percent, inclusive."""

    curie: str
    label: str
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Kinds:
    """The whole table. `of_corpora`: the classes, as CURIEs, that only the pages of a corpus have instances of."""

    categories: Mapping[str, str]
    columns: Mapping[str, Column]
    kinds: Mapping[str, Kind]
    frequencies: Mapping[str, FrequencyClass]
    branches: Mapping[str, str]
    hedged: Mapping[str, str]
    of_corpora: frozenset[str] = frozenset()


def read_kinds(path: Path) -> Kinds:
    """Read a kinds table. Raises ContentError where a kind names a column or category that the table lacks."""
    top = read_file(path)
    top.check_keys({"categories", "columns", "kinds", "frequency_classes", "branches", "hedged"})
    categories = {name: row.text("class") for name, row in _mappings(top, "categories")}
    columns = {name: _column(name, row, categories) for name, row in _mappings(top, "columns")}
    kinds = {}
    for row in top.rows("kinds"):
        kind = _kind(row, categories, columns)
        if kind.name in kinds:
            raise ContentError(row.where, f"the kind {kind.name!r} is there twice", "keep one of the two")
        kinds[kind.name] = kind
    frequencies = {
        curie: FrequencyClass(curie, row.text("label"), row.integer("lower"), row.integer("upper"))
        for curie, row in _mappings(top, "frequency_classes")
    }
    branches = {curie: row.word("category") for curie, row in _mappings(top, "branches")}
    _known(top, tuple(branches.values()), categories)
    hedged = {predicate: row.text("direct") for predicate, row in _mappings(top, "hedged")}
    return Kinds(categories, columns, kinds, frequencies, branches, hedged, frozenset(_of_corpora(top)))


def _of_corpora(top: Row) -> Iterator[str]:
    rows = [*top.rows("kinds"), *(row for _, row in _mappings(top, "categories"))]
    yield from (row.text("class") for row in rows if row.boolean("corpus", False))


@cache
def kinds() -> Kinds:
    """The project's own table, read once."""
    return read_kinds(content.GRAPH / "kinds.yaml")


def _mappings(top: Row, key: str) -> list[tuple[str, Row]]:
    inner = top.row(key) or Row({}, top.where)
    return [(name, inner.row(name) or Row({}, inner.where)) for name in inner.values]


def _column(name: str, row: Row, categories: Mapping[str, str]) -> Column:
    row.check_keys({"property", "type", "category", "values"}, {"property", "type"})
    type_ = row.word("type")
    _known(row, (type_,), COLUMN_TYPES)
    words = _words(row, "category")
    _known(row, words, categories)
    return Column(name, row.text("property"), type_, words, row.texts("values"))


def _kind(row: Row, categories: Mapping[str, str], columns: Mapping[str, Column]) -> Kind:
    row.check_keys(_NEEDED | _ALLOWED, _NEEDED)
    subject, object_ = _words(row, "subject"), _words(row, "object")
    required, optional, key = _words(row, "required"), _words(row, "optional"), _words(row, "key")
    _known(row, subject, categories)
    _known(row, object_, {*categories, *LITERAL_OBJECTS})
    _known(row, required + optional, columns)
    _known(row, key, {*required, *optional})
    _known(row, (row.word("disease"),), {"subject", "object", "page", *required})
    _known(row, tuple(_texts_of(row, "roles").values()), {"subject", "object"})
    labels = _texts_of(row, "label_of")
    _known(row, tuple(labels), row.texts("predicates"))
    for template in (row.text("label"), row.text("denied", ""), *labels.values()):
        _check_template(row, template, required, optional)
    classes = {predicate: row.text("class") for predicate in row.texts("predicates")}
    classes.update(_texts_of(row, "class_of"))
    return Kind(
        row.word("kind"),
        classes,
        row.texts("predicates"),
        subject,
        object_,
        row.word("disease"),
        _texts_of(row, "roles"),
        required,
        optional,
        key,
        row.boolean("single", False),
        row.texts("direct"),
        row.text("label"),
        labels,
        row.text("denied", ""),
    )


def _texts_of(row: Row, key: str) -> dict[str, str]:
    inner = row.row(key)
    return {name: inner.scalar(name).text for name in inner.values} if inner else {}


def _words(row: Row, key: str) -> tuple[str, ...]:
    """The bare words of a list, or the one there is."""
    value = row.values.get(key, ())
    if isinstance(value, tuple) and all(isinstance(item, Scalar) for item in value):
        return tuple(item.text for item in value)
    return (row.word(key),)


_FIELD, _OPTIONAL = re.compile(r"\{(\w+)\}"), re.compile(r"\[[^\[\]]*\]")


def _check_template(row: Row, template: str, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    """What stands outside of [..] must be there in every row."""
    always = {"subject", "predicate", "object", *required}
    _known(row, tuple(_FIELD.findall(_OPTIONAL.sub("", template))), always)
    _known(row, tuple(_FIELD.findall(template)), {*always, "share", *optional})


def _known(row: Row, words: tuple[str, ...], known: Iterable[str]) -> None:
    names = set(known)
    for word in words:
        if word not in names:
            raise ContentError(row.where, f"unknown name {word!r}", nearest(word, names))
