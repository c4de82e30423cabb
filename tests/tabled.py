"""A release with its tables and mapping sets, whether the release has them of itself or not, and how it is asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from raregraph.api.answering import Told, told
from raregraph.api.data import DATABASE, Data
from raregraph.api.mappings import FOLDER
from raregraph.export.graph import blocks_of, read_rows
from raregraph.export.sqlite import write_sqlite
from raregraph.export.sssom import write_sssom


def with_tables(release: Path, folder: Path) -> Path:
    """A copy of a release in a folder that does not exist yet, with `raregraph.db` and `sssom/`."""
    shutil.copytree(release, folder)
    if not (folder / DATABASE).exists():
        rows = read_rows(blocks_of(folder), "monarch", folder.parent / "scratch")
        write_sqlite(rows, folder)
    if not (folder / FOLDER).exists():
        write_sssom(blocks_of(folder), folder / FOLDER)
    return folder


def ask(data: Data | str, address: str, method: str = "GET", body: str = "") -> Told:
    """The answer to an address below /v3/api."""
    path, _, query = address.partition("?")
    return told(data, method, f"/v3/api{unquote(path)}", parse_qsl(query, keep_blank_values=True), body)


def read(data: Data | str, address: str) -> Any:
    """The JSON that is told at an address below /v3/api."""
    found = ask(data, address)
    assert found.status == 200, found.body
    return json.loads(found.body)


def faults(data: Data | str, address: str) -> list[tuple[str, str, str]]:
    """Type, place and message of what is at fault with an address."""
    found = ask(data, address)
    assert found.status == 422, found.body
    return [(one["type"], ".".join(map(str, one["loc"])), one["msg"]) for one in json.loads(found.body)["detail"]]
