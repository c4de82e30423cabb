"""An answer as bytes: JSON as FastAPI writes it, or a table of its items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from raregraph.api.route import Json

JSON, TSV = "application/json", "text/tab-separated-values"
"""Media types."""


def to_json(value: Json) -> bytes:
    """Members in the order of the model, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def to_tsv(value: Json, columns: tuple[str, ...]) -> bytes:
    """A line of columns, those given where there are no items, then a line for each item, or for the answer itself.

    Several values are joined by bars, nothing is an empty cell, objects are JSON; blanks stand for tabs and line ends.
    """
    return "".join("\t".join(row) + "\n" for row in _rows(value, columns)).encode()


def _rows(value: Json, columns: tuple[str, ...]) -> Iterator[Iterable[str]]:
    items = value.get("items", [value]) if isinstance(value, dict) else value
    columns = tuple(items[0]) if items else columns
    yield columns
    yield from ([_cell(item.get(column)) for column in columns] for item in items)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(item, Mapping) for item in value):
        return "|".join(map(_cell, value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return " ".join(text.split())
