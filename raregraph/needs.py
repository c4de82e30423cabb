"""Needs: words without which a rule finds nothing on a page, so that most rules never look at most pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from raregraph.errors import Where
from raregraph.lexicons import lexicon

_LEXICON = re.compile(r"\{\{([\w-]+)\}\}")
_PLAIN = bytes(byte if byte < 128 and chr(byte).isalnum() else 0x20 for byte in range(256))


@dataclass(frozen=True, slots=True)
class Words:
    """A text as needs see it: runs of ASCII letters and digits, case ignored, one blank before and after each."""

    text: bytes
    each: frozenset[bytes]


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """Wordings of which a page must have one, each with its longest word, which is looked for first."""

    wordings: tuple[tuple[bytes, bytes], ...]

    def met(self, words: Words) -> bool:
        """Whether a page has one of the wordings."""
        return bool(met_by(words, by_word([self])))


def by_word(needs: Iterable[Need]) -> dict[bytes, tuple[tuple[Need, bytes], ...]]:
    """Needs with their wordings, by the longest word of each wording."""
    found: dict[bytes, dict[tuple[Need, bytes], None]] = defaultdict(dict)
    for need_ in needs:
        for longest, wording in need_.wordings:
            found[longest][need_, wording] = None
    return {longest: tuple(pairs) for longest, pairs in found.items()}


def met_by(words: Words, needs: Mapping[bytes, tuple[tuple[Need, bytes], ...]]) -> set[Need]:
    """The needs, by longest word, that a page meets: seen from its words, most needs are not looked at."""
    return {need_ for word in words.each & needs.keys() for need_, wording in needs[word] if wording in words.text}


def words_of(text: str) -> Words:
    """A text as needs see it."""
    each = text.encode("ascii", "replace").lower().translate(_PLAIN).split()
    return Words(b" " + b" ".join(each) + b" ", frozenset(each))


def need(text: str, where: Where) -> Need:
    """A need as a row writes it: `one wording|another`, of whole words; {{name}} stands for the words of a lexicon.

    Raises ContentError for an unknown lexicon.
    """
    return _need(tuple(word for wording in text.split("|") for word in _words(wording, where)))


def _words(wording: str, where: Where) -> tuple[str, ...]:
    match = _LEXICON.fullmatch(wording)
    return lexicon(match[1], where).words if match else (wording,)


@cache
def _need(wordings: tuple[str, ...]) -> Need:
    """Equal needs are one, so that each is looked for once."""
    found = _shortest(words_of(wording).text for wording in wordings)
    return Need(tuple((max(wording.split(), key=len, default=b""), wording) for wording in found))


def _shortest(wordings: Iterable[bytes]) -> list[bytes]:
    """The wordings that hold no other one."""
    kept: list[bytes] = []
    for wording in sorted(set(wordings), key=lambda wording: (len(wording), wording)):
        if not any(other in wording for other in kept):
            kept.append(wording)
    return kept
