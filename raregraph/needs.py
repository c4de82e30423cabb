"""Needs: words without which a rule finds nothing on a page, so that most rules never look at most pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from raregraph.errors import Where
from raregraph.lexicons import lexicon

_LEXICON = re.compile(r"\{\{([\w-]+)\}\}")
_PLAIN = bytes(byte if chr(byte).isalnum() and byte < 128 else 0x20 for byte in range(256))


@dataclass(frozen=True, slots=True)
class Need:
    """Wordings of which a page must have one, each as `plain` has it."""

    wordings: tuple[bytes, ...]

    def met(self, page: bytes) -> bool:
        """Whether a page, in its `plain` form, has one of the wordings."""
        return any(wording in page for wording in self.wordings)


def plain(text: str) -> bytes:
    """A text as needs see it: ASCII letters and digits, case ignored; all else is one blank, also at both ends."""
    return b" " + b" ".join(text.encode("ascii", "replace").lower().translate(_PLAIN).split()) + b" "


def need(text: str, where: Where) -> Need:
    """A need as a row writes it: `one wording|another`, where the last word may go on; or {{name}}, a lexicon's words.

    Raises ContentError for an unknown lexicon.
    """
    if match := _LEXICON.fullmatch(text):
        return Need(_shortest(plain(word) for word in lexicon(match[1], where).words))
    return Need(tuple(plain(wording)[:-1] for wording in text.split("|")))


def _shortest(words: Iterable[bytes]) -> tuple[bytes, ...]:
    """The words that hold no other one."""
    kept: list[bytes] = []
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        if not any(other in word for other in kept):
            kept.append(word)
    return tuple(kept)
