"""The tables of a release's raregraph.db as the routes read them: in memory, for a worker may open no file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATABASE = "raregraph.db"
"""The file of a release."""
Row = dict[str, Any]
Values = Iterable[str | int] | Mapping[str, str | int]

_NAMESPACE = "substr({0}, 1, max(instr({0}, ':') - 1, 0))"
_COUNTED = "(length({0}) - length(replace({0}, '|', '')) + ({0} <> ''))"
"""How many values a cell joins by bars."""
_ENDS = ", ".join(
    f"coalesce({end}.name, '') AS {end}_label, coalesce({end}.category, '') AS {end}_category, "
    f"{_NAMESPACE.format(f'e.{end}')} AS {end}_namespace, coalesce({end}.in_taxon, '') AS {end}_taxon, "
    f"coalesce({end}.in_taxon_label, '') AS {end}_taxon_label"
    for end in ("subject", "object")
)
_FREQUENCY = """
CASE
  WHEN e.has_quotient <> '' THEN CAST(e.has_quotient AS REAL)
  WHEN e.has_percentage <> '' THEN CAST(e.has_percentage AS REAL) / 100
  WHEN e.frequency_qualifier = 'HP:0040280' THEN 1.0 WHEN e.frequency_qualifier = 'HP:0040281' THEN 0.8
  WHEN e.frequency_qualifier = 'HP:0040282' THEN 0.3 WHEN e.frequency_qualifier = 'HP:0040283' THEN 0.05
  WHEN e.frequency_qualifier = 'HP:0040284' THEN 0.01 WHEN e.frequency_qualifier = 'HP:0040285' THEN 0.0
END
"""
"""How often, 0 to 1, NULL where it is not said: of a class of HPO's, where it begins (HP:0040279 and below)."""
_COPIED = f"""
CREATE TABLE nodes AS SELECT *, {_NAMESPACE.format("id")} AS namespace FROM release.nodes;
CREATE INDEX nodes_id ON nodes (id);
CREATE TABLE edges AS
SELECT e.*, {_ENDS}, {_COUNTED.format("e.has_evidence")} + {_COUNTED.format("e.publications")} AS evidence_count,
  e.subject || '|' || CASE e.negated WHEN '' THEN '' ELSE 'NOT' END || '|' || e.predicate || '|' || e.object
    AS grouping_key,
  {_FREQUENCY} AS frequency
FROM release.edges AS e LEFT JOIN nodes AS subject ON subject.id = e.subject
  LEFT JOIN nodes AS object ON object.id = e.object ORDER BY e.id;
CREATE INDEX edges_subject ON edges (subject);
CREATE INDEX edges_object ON edges (object);
CREATE INDEX edges_category ON edges (category);
CREATE INDEX edges_predicate ON edges (predicate);
CREATE TABLE ancestors AS
SELECT DISTINCT subject_id, object_id, 0 AS added FROM release.closure
UNION ALL SELECT id, id, 1 FROM nodes
WHERE NOT EXISTS (SELECT 1 FROM release.closure AS c WHERE c.subject_id = id AND c.object_id = id);
CREATE INDEX ancestors_above ON ancestors (subject_id, object_id);
CREATE INDEX ancestors_below ON ancestors (object_id, subject_id);
"""


class Unreadable(Exception):
    """A file that holds no such tables; the text says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The tables of one release. `kept` is for what a route works out once, under its own name, when it is warmed up.

    `nodes` and `edges` are as in the file, text, empty for none, several values joined by a bar; with their namespace,
    and of an edge what is known of its ends (subject_label …), its evidence_count, grouping_key and frequency (0 to 1).
    `ancestors` (subject_id, object_id) has each node with itself and with each of its superclasses; `added` is 1 where
    the closure of the file has no such row: a gene is not above itself there.
    """

    version: str
    modified: str
    connection: sqlite3.Connection
    kept: dict[str, Any] = field(default_factory=dict)

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """The rows that a statement answers, by column; `values` are bound to its ? or :name."""
        return list(self.each(sql, values))

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """The same, one after the other."""
        found = self.connection.execute(sql, _bound(values))
        names = [column[0] for column in found.description]
        return (dict(zip(names, row, strict=True)) for row in found)

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.connection.execute(sql, _bound(values)).fetchone()
        return row[0] if row else None

    def texts(self, sql: str, values: Values = ()) -> list[str]:
        """The first column of every row."""
        return [row[0] for row in self.connection.execute(sql, _bound(values))]


def _bound(values: Values) -> Mapping[str, str | int] | tuple[str | int, ...]:
    return values if isinstance(values, Mapping) else tuple(values)


def read_data(file: Path, version: str, modified: str) -> Data:
    """Copy the tables into memory, where nothing can change them.

    Raises Unreadable for a file that is missing or lacks a table.
    """
    connection = sqlite3.connect("file::memory:", uri=True, check_same_thread=False)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("ATTACH ? AS release", (f"{file.resolve().as_uri()}?mode=ro&immutable=1",))
        connection.executescript(_COPIED)
        connection.execute("DETACH release")
        connection.execute("PRAGMA query_only = 1")
    except sqlite3.Error as error:
        connection.close()
        raise Unreadable(f"{file.name} cannot be read: {error}") from None
    return Data(version, modified, connection)
