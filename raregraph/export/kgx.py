"""KGX: nodes and edges as tables and as JSON Lines."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from raregraph.export.rows import EDGE_COLUMNS, NODE_COLUMNS, Edge, Node, Rows

STEM = "raregraph"
"""How the names of the files begin; tools go by their ends."""


ARCHIVE = f"{STEM}-kg.tar.gz"
"""The name of the archive in the shape of Monarch's: both tables, in no folder."""


def write_kgx(rows: Rows, folder: Path) -> list[Path]:
    """Write `raregraph_{nodes,edges}.{tsv,jsonl}` into a folder, and say what was written.

    The profile monarch has both tables once more as an archive in the shape of Monarch's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        *_write(folder / f"{STEM}_nodes", NODE_COLUMNS, rows.nodes.values()),
        *_write(folder / f"{STEM}_edges", EDGE_COLUMNS, rows.edges()),
    ]
    if rows.profile == "monarch":
        tables = [path for path in written if path.suffix == ".tsv"]
        written.append(write_archive(tables, folder / ARCHIVE))
    return written


def write_archive(tables: Sequence[Path], path: Path) -> Path:
    """Write files into a compressed archive; its bytes depend on theirs and on the compression library alone."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for table in sorted(tables):
            entry = tarfile.TarInfo(table.name)
            entry.size, entry.mode = table.stat().st_size, 0o644
            with table.open("rb") as content:
                archive.addfile(entry, content)
    return path


def _write(stem: Path, columns: tuple[str, ...], found: Iterable[Node | Edge]) -> list[Path]:
    """Both files at once: the rows are read only once."""
    table, lines = stem.with_suffix(".tsv"), stem.with_suffix(".jsonl")
    with _open(table) as tsv, _open(lines) as jsonl:
        tsv.write("\t".join(columns) + "\n")
        for row in found:
            tsv.write("\t".join(cell(getattr(row, name)) for name in columns) + "\n")
            jsonl.write(json.dumps(item(row, columns), ensure_ascii=False) + "\n")
    return [table, lines]


def _open(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="\n")


def cell(value: object) -> str:
    """A cell of a table: several values with a bar between, true or nothing, no tab and no line end."""
    if isinstance(value, tuple):
        return "|".join(_flat(text).replace("|", " ") for text in value)
    return "true" if value is True else _flat(value or "")


def _flat(value: object) -> str:
    return " ".join(str(value).split("\n")).replace("\t", " ").replace("\r", " ")


_NUMBERS = ("has_count", "has_total", "has_percentage", "has_quotient")


def item(row: Node | Edge, columns: tuple[str, ...]) -> dict[str, object]:
    """A line of JSON: what is empty or false is not there, the category is a list, numbers are numbers."""
    found: dict[str, object] = {}
    for name in columns:
        if value := getattr(row, name):
            found[name] = [value] if name in _lists(row) else _json(name, value)
    return found


def _lists(row: Node | Edge) -> tuple[str, ...]:
    """The columns with one value that Biolink has a list for."""
    return ("category", "in_taxon", "provided_by") if isinstance(row, Node) else ("category",)


def _json(name: str, value: object) -> object:
    if name in _NUMBERS:
        return _number(str(value))
    return list(value) if isinstance(value, tuple) else value


def _number(text: str) -> int | float:
    """A number as it is written: 95 is not 95.0, for a tool that reads the table would find a difference."""
    return int(text) if text.lstrip("-").isdecimal() else float(text)
