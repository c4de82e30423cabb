"""Blocks: all lines of one subject as one piece, kept as a template and the values that fill it; the unit of sorting.

Sorting blocks by their subject, with the `>` that ends it, is sorting their lines: no such subject begins another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

_SLOT = re.compile("\ufdd0(\\d+)\ufdd1")
_SELECTOR = "/selector>"
Filler = Callable[[str], bytes]
"""From the text of a block to its lines, sorted, each once, each with its end, as UTF-8."""


def slot(number: int) -> str:
    """What stands for a value in the text of a template: non-characters, which no page may have, around its number."""
    return f"\ufdd0{number}\ufdd1"


class Template:
    """Sorted lines with at least one slot. Equal texts are one template, see `template`: it is known by itself."""

    __slots__ = ("slots", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.slots = tuple(int(number) for number in _SLOT.findall(text))

    def __reduce__(self) -> tuple[Callable[[str], Template], tuple[str]]:
        """In another process it is that process's own."""
        return template, (self.text,)

    def filler(self) -> Filler:
        """A function that fills it, for many blocks."""
        pieces = tuple(piece.encode() for piece in _SLOT.split(self.text)[::2])
        order = [at for number, value in enumerate(self.slots) for at in (number, len(pieces) + value)]
        pick: Callable[[Any], tuple[bytes, ...]] = itemgetter(*order, len(pieces) - 1)

        def fill(text: str) -> bytes:
            return b"".join(pick((*pieces, *text.encode().split(b"\n"))))

        return fill


@cache
def template(text: str) -> Template:
    """The template of a text: lines with their ends, sorted whatever the values."""
    return Template(text)


class Block(NamedTuple):
    """A subject without its `<`; a template and its values, one a line; or without a template the lines themselves."""

    subject: str
    template: Template | None
    text: str


def plain(text: str) -> bytes:
    """The lines of a block without a template."""
    return f"{text}\n".encode()


def of_lines(lines: Iterable[str]) -> Iterator[Block]:
    """Blocks without template, of lines in any order; a passage and its selector are one block."""
    for subject, group in groupby(sorted(set(lines)), key=subject_of):
        yield Block(subject, None, "\n".join(group))


def subject_of(line: str) -> str:
    """The subject of the block that a line belongs to: `…/x/selector>` stands right before `…/x>`."""
    subject = line[1 : line.index(" ")]
    return subject.removesuffix(_SELECTOR) + ">" if subject.endswith(_SELECTOR) else subject


def lines_of(blocks: Iterable[Block]) -> list[str]:
    """The lines of some blocks, sorted, each once."""
    texts = (filled(block).decode() for block in blocks)
    return sorted({line for text in texts for line in text.split("\n")[:-1]})


def filled(block: Block) -> bytes:
    """The lines of a block; see `Template.filler` for many."""
    return block.template.filler()(block.text) if block.template else plain(block.text)


def merged(texts: Iterable[bytes]) -> bytes:
    """The lines of several blocks of one subject, sorted, each once."""
    return b"\n".join([*sorted({line for text in texts for line in text.split(b"\n")[:-1]}), b""])
