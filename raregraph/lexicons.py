"""Lexicons: words a rule may look for and what they mean, from graph/lexicons and the labels of graph/groundings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import starmap
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, Where, nearest
from raregraph.text import fold
from raregraph.tsv import read_table


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
        """A regular expression for any of the words, whole: the longest wins, case and width of blanks are ignored.

        It begins with the class of their first letters, which re can search for fast. Without words it never matches.
        """
        rests: dict[str, list[str]] = {}
        for word in map(fold, self.words):
            rests.setdefault(_either(word[0]), []).append(re.escape(word[1:]).replace(r"\ ", r"\s+"))
        if not rests:
            return "(?!)"
        first = f"[{''.join(rests)}]"
        return rf"{first}(?<!\w{first})(?:{'|'.join(starmap(_going_on, rests.items()))})(?!\w)"


def _either(letter: str) -> str:
    """A letter in both cases, for a class of letters."""
    return "".join(re.escape(case) for case in sorted({letter.lower(), letter.upper()}))


def _going_on(letters: str, rests: list[str]) -> str:
    return rf"(?<=[{letters}])(?i:{'|'.join(rests)})"


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
    """Read a table whose first column holds the words.

    Raises ContentError for a row that does not fit the head, and for a word listed twice; a mapping set may repeat one.
    """
    table = read_table(path)
    rows: dict[str, Mapping[str, str]] = {}
    for number, (word, *values) in enumerate(table.rows, len(table.head) + 2):
        if _key(word) in rows and not path.name.endswith(".sssom.tsv"):
            raise ContentError(Where(table.where.file, number), f"{word!r} is listed twice", "keep one of the two rows")
        rows[_key(word)] = dict(zip(table.columns[1:], values, strict=True))
    words = sorted({row[0] for row in table.rows}, key=lambda word: (-len(word), word))
    return Lexicon(name, tuple(words), rows)
