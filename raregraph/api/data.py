"""The tables of a release's raregraph.db as the routes read them: in memory, for a worker may open no file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

DATABASE = "raregraph.db"
"""The file of a release."""
TABLES = ("nodes", "edges", "closure")
"""What is read of it; what the denormalised tables add is worked out from these, an item at a time."""
INDICES = (
    "nodes (id)", "edges (subject)", "edges (object)", "edges (category)", "edges (predicate)", "edges (id)",
    "ancestors (subject_id, object_id)", "ancestors (object_id, subject_id)",
)  # fmt: skip
_ANCESTORS = """
CREATE TABLE ancestors AS
SELECT id AS subject_id, id AS object_id FROM nodes
UNION SELECT subject_id, object_id FROM closure WHERE predicate_id IN ('biolink:subclass_of', 'rdfs:subClassOf')
"""
"""Each node with itself and every superclass, whether or not the file's closure says the former."""


class Unreadable(Exception):
    """A file that holds no such tables; the text says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The tables of one release. `kept` is for what a route works out once, under its own name, when it is warmed up.

    `nodes`, `edges` and `closure` are as in the file: text, empty for none; several values joined by a bar. Of our own
    are `ancestors` (subject_id, object_id: a node, and itself or one of its superclasses) and `mappings`.
    """

    version: str
    modified: str
    connection: sqlite3.Connection
    kept: dict[str, Any] = field(default_factory=dict)

    def rows(self, sql: str, values: Iterable[str | int] | Mapping[str, str | int] = ()) -> list[dict[str, Any]]:
        """The rows that a statement answers, by column; `values` are bound to its ? or :name."""
        found = self.connection.execute(sql, values if isinstance(values, Mapping) else tuple(values))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def value(self, sql: str, values: Iterable[str | int] | Mapping[str, str | int] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.connection.execute(sql, values if isinstance(values, Mapping) else tuple(values)).fetchone()
        return row[0] if row else None


def read_data(file: Path, version: str, modified: str) -> Data:
    """Copy the tables into memory. Raises Unreadable for a file that is missing or lacks one of them."""
    connection = sqlite3.connect("file::memory:", uri=True, check_same_thread=False)
    try:
        connection.execute("ATTACH ? AS release", (f"file:{quote(str(file))}?mode=ro&immutable=1",))
        for table in TABLES:
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM release.{table}")
        connection.execute(_ANCESTORS)
        for number, index in enumerate(INDICES):
            connection.execute(f"CREATE INDEX index{number} ON {index}")
        connection.commit()
        connection.execute("DETACH release")
        connection.execute("PRAGMA query_only = 1")
    except sqlite3.Error as error:
        connection.close()
        raise Unreadable(f"{file.name} cannot be read: {error}") from None
    return Data(version, modified, connection)
