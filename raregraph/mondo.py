"""Mondo's rare diseases by name: from the list of nodes that Mondo releases, or from a table of labels and synonyms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from raregraph.content import shown
from raregraph.errors import ContentError, Where
from raregraph.reference_files import MONDO_TERMS, place

_TABLE = ("ID", "LABEL", "SYNONYMS")
_NODES = ("id", "name", "synonym")
"""The columns of KGX's nodes that say the same; `synonym` has the synonyms of every scope."""
_MONDO = "MONDO:"


@dataclass(frozen=True, slots=True)
class MondoTerm:
    """A term: its CURIE, its label (empty where the file has none), its synonyms of any scope in the file's order."""

    id: str
    label: str
    synonyms: tuple[str, ...]


def read_mondo_terms(folder: Path) -> tuple[MondoTerm, ...]:
    """The terms of Mondo in a reference folder, in the order of the file; nodes that are no terms of Mondo are left.

    Raises ContentError for a file that is missing, cut, or has other columns.
    """
    path = place(folder, MONDO_TERMS)
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return tuple(_terms(file, path))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ContentError(Where(shown(path)), f"cannot be read: {reason}", "get the file anew") from None


def _terms(lines: Iterator[str], path: Path) -> Iterator[MondoTerm]:
    head = next(lines, "").rstrip("\n").split("\t")
    columns = next((names for names in (_TABLE, _NODES) if set(names) <= set(head)), None)
    if columns is None:
        fix = f"they must hold {', '.join(_TABLE)}, or {', '.join(_NODES)}"
        raise ContentError(Where(shown(path), 1), f"the columns are {', '.join(head)}", fix)
    key, label, synonyms = map(head.index, columns)
    for number, line in enumerate(lines, 2):
        cells = line.rstrip("\n").split("\t")
        if len(cells) != len(head):
            problem = f"{len(cells)} cells, but {len(head)} columns: the file is cut"
            raise ContentError(Where(shown(path), number), problem, "get the file anew")
        if cells[key].startswith(_MONDO):
            yield MondoTerm(cells[key], _plain(cells[label]), tuple(filter(None, _plain(cells[synonyms]).split("|"))))


def _plain(cell: str) -> str:
    """A cell without the quotes of CSV, which some writers of such tables set around a cell that has quotes inside."""
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '""' in cell
    return cell[1:-1].replace('""', '"') if quoted else cell
