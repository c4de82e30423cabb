"""Nodes and edges of KGX files, read without a tool, so that what a tool made can be compared with what it got."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Record = dict[str, tuple[str, ...]]
"""A node or an edge: each column with its values as text, sorted; a column without a value is not there."""

ADDED = ("file_source", "knowledge_source", "provided_by", "relation")
"""What a tool says of a record by itself, from the name of its file or of another column: not compared."""
_LONGEST = 1 << 30
SHOWN = 3
"""How many differences are told."""


def values(value: object) -> tuple[str, ...]:
    """A value of JSON as sorted text; null is none."""
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(sorted(text for part in value for text in values(part)))
    return (str(value).lower() if isinstance(value, bool) else str(value),)


def record(columns: Iterable[tuple[str, tuple[str, ...]]]) -> Record:
    """A record without what is empty, false or added; 95.0 is 95."""
    return {
        name: tuple(f"{float(text):.10g}" for text in found) if name in _NUMBERS else found
        for name, found in columns
        if name not in ADDED and any(found) and (name, found) != _NOT_NEGATED
    }


_NUMBERS = ("has_count", "has_total", "has_percentage", "has_quotient")
_NOT_NEGATED = ("negated", ("false",))


def read_jsonl(path: Path) -> Iterator[Record]:
    """The records of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield record((name, values(value)) for name, value in json.loads(line).items())


def read_tsv(path: Path) -> Iterator[Record]:
    """The records of a table with a header; several values stand with a bar between them."""
    csv.field_size_limit(_LONGEST)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield record((name, _cell(name, text)) for name, text in row.items())


def _cell(name: str, text: str) -> tuple[str, ...]:
    return (text.lower(),) if name == "negated" else tuple(sorted(text.split("|")))


def read(path: Path) -> Iterator[Record]:
    """The records of a file, by the end of its name."""
    return read_jsonl(path) if path.suffix == ".jsonl" else read_tsv(path)


def by_id(path: Path) -> dict[str, Record]:
    """The records of a file by their id."""
    return {found["id"][0]: found for found in read(path)}


def triple(edge: Record) -> tuple[str, str, str]:
    """Subject, predicate and object of an edge."""
    return edge["subject"][0], edge["predicate"][0], edge["object"][0]


def triples(path: Path) -> Counter[tuple[str, str, str]]:
    """How often each triple is an edge of a file."""
    return Counter(triple(edge) for edge in read(path))


def differences(what: str, wanted: Mapping[str, Record], got: Mapping[str, Record]) -> Iterator[str]:
    """How records differ from those wanted: missing, too many, and changed in which column."""
    for name, ids in (("missing", wanted.keys() - got.keys()), ("too many", got.keys() - wanted.keys())):
        if ids:
            yield f"{len(ids)} {what} {name}, as {min(ids)}"
    changed = [
        (id_, column) for id_ in sorted(wanted.keys() & got.keys()) for column in _changed(wanted[id_], got[id_])
    ]
    for column, number in sorted(Counter(column for _, column in changed).items()):
        id_ = next(id_ for id_, name in changed if name == column)
        was, now = ("|".join(records[id_].get(column, ())) or "nothing" for records in (wanted, got))
        yield f"{column} of {number} {what} is otherwise, as of {id_}: {was!r} became {now!r}"


def _changed(one: Record, other: Record) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
