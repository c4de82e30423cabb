"""Lexicons: words a rule may look for and what they mean, from graph/lexicons and the labels of graph/groundings."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, Where, nearest
from raregraph.text import fold


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A table of words: `words` as written, longest first; `rows` maps a word, case ignored, to its other columns."""

    name: str
    words: tuple[str, ...]
    rows: Mapping[str, Mapping[str, str]]

    def look_up(self, word: str, column: str) -> str:
        """A column of a word's row, or an empty string; letters may differ in case."""
        return self.rows.get(_key(word), {}).get(column, "")

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the table, without the word itself."""
        return frozenset(name for row in self.rows.values() for name in row)

    def alternation(self) -> str:
        """A regular expression for any of the words, whole: the longest wins, case and width of blanks are ignored."""
        words = "|".join(re.escape(fold(word)).replace(r"\ ", r"\s+") for word in self.words)
        return rf"(?<!\w)(?i:{words})(?!\w)"


def _key(word: str) -> str:
    return " ".join(fold(word).casefold().split())


@cache
def lexicon(name: str, where: Where) -> Lexicon:
    """The lexicon of a name: graph/lexicons/NAME.tsv, else the labels of graph/groundings/NAME.sssom.tsv.

    Raises ContentError, placed at `where`, when there is neither.
    """
    for path in (content.GRAPH / "lexicons" / f"{name}.tsv", content.GRAPH / "groundings" / f"{name}.sssom.tsv"):
        if path.is_file():
            return read_lexicon(path, name)
    raise ContentError(where, f"unknown lexicon {name!r}", nearest(name, _names()))


def _names() -> set[str]:
    folders = (content.GRAPH / "lexicons", content.GRAPH / "groundings")
    return {path.name.split(".")[0] for folder in folders for path in folder.glob("*.tsv")}


def read_lexicon(path: Path, name: str) -> Lexicon:
    """Read a table whose first column holds the words; lines that begin with # are skipped.

    Raises ContentError for a word listed twice, or a row with more or fewer columns than the head.
    """
    lines = [
        (number, line)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line and not line.startswith("#")
    ]
    cells = csv.reader((line for _, line in lines), delimiter="\t", quoting=csv.QUOTE_NONE)
    head = next(cells)
    rows: dict[str, Mapping[str, str]] = {}
    words: list[str] = []
    for (number, _), row in zip(lines[1:], cells, strict=True):
        where = Where(content.shown(path), number)
        if len(row) != len(head):
            raise ContentError(where, f"{len(row)} columns, the head has {len(head)}", "separate columns by one tab")
        if _key(row[0]) in rows and path.parent.name == "lexicons":
            raise ContentError(where, f"{row[0]!r} is listed twice", "keep one of the two rows")
        words.append(row[0])
        rows[_key(row[0])] = dict(zip(head[1:], row[1:], strict=True))
    return Lexicon(name, tuple(sorted(words, key=lambda word: (-len(word), word))), rows)
