"""The tables that the interface in Monarch's shape answers from, of a release, and how it is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from raregraph.api.answering import told
from raregraph.api.data import Data, read_data
from raregraph.api.route import PREFIX
from raregraph.export.graph import blocks_of, read_rows
from raregraph.export.sqlite import write_sqlite
from raregraph.web.request import form_of, path_of


def tables(release: Path, folder: Path) -> Data:
    """The tables of a release, written to a folder and read from there."""
    [file] = write_sqlite(read_rows(blocks_of(release), "monarch", folder / "scratch"), folder)
    return read_data(file, "1", "2026-01-01")


def ask(data: Data, address: str, body: Any = None) -> tuple[int, Any]:
    """The status and the JSON that an address below /v3/api is answered with; a body makes it a POST."""
    parts = urlsplit(PREFIX + address)
    path, query = path_of(parts.path.encode()), form_of(parts.query.encode())
    found = told(data, "GET" if body is None else "POST", path, query, "" if body is None else json.dumps(body))
    return found.status, json.loads(found.body)
