"""The neighbourhood of a disease as a picture that is also a map: boxes that are links, placed by rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from raregraph.site.reading import Thing

SHOWN = 7
"""Neighbours of a sort that the picture has room for; the last box says how many more there are."""
WIDE, HIGH, GAP = 220.0, 26.0, 8.0
"""A box, and the room between two, in user units."""
WIDTH = 760.0
LETTERS = 31
"""How many letters a box has room for."""
EDGE = 10.0


@dataclass(frozen=True, slots=True)
class Box:
    """A neighbour: its box, the text that fits, its whole name, and where it leads."""

    x: float
    y: float
    text: str
    title: str
    path: str
    sort: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """The neighbours of a sort: a heading and boxes. `id` is the anchor of the part of the page that lists them all."""

    sort: str
    title: str
    id: str
    x: float
    y: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing: the disease in the middle, its neighbours around it, and what it shows in words."""

    width: float
    height: float
    centre: Box
    columns: tuple[Column, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Neighbours of a sort, the ones to show first; `side` is left, middle or right."""

    sort: str
    title: str
    id: str
    side: str
    things: tuple[Thing, ...]


def picture(disease: Thing, neighbours: Iterable[Neighbours]) -> Picture:
    """Lay the neighbours out in three columns; a sort without any takes no room."""
    kept = [sort for sort in neighbours if sort.things]
    sides = {side: [sort for sort in kept if sort.side == side] for side in ("left", "middle", "right")}
    xs = {"left": EDGE, "middle": (WIDTH - WIDE) / 2, "right": WIDTH - WIDE - EDGE}
    above, below = sides["middle"][:1], sides["middle"][1:]
    middle = EDGE + sum(map(_height, above))
    columns = [
        *_stack(above, disease.text, xs["middle"], EDGE),
        *_stack(below, disease.text, xs["middle"], middle + 70),
    ]
    for side in ("left", "right"):
        columns += _stack(sides[side], disease.text, xs[side], EDGE)
    centre = Box(xs["middle"] - 8, middle + 8, _short(disease.text), disease.text, "", "centre")
    bottom = max([middle + 70, *(box.y + HIGH for column in columns for box in column.boxes)])
    lines = tuple(_line(centre, column) for column in columns)
    return Picture(WIDTH, bottom + EDGE, centre, tuple(columns), lines, _words(disease, kept))


def _height(sort: Neighbours) -> float:
    return 24 + min(len(sort.things), SHOWN + 1) * (HIGH + GAP) + 10


def _stack(sorts: Sequence[Neighbours], centre: str, x: float, y: float) -> Iterable[Column]:
    for sort in sorts:
        yield Column(sort.sort, sort.title, sort.id, x, y + 14, tuple(_boxes(sort, centre, x, y + 24)))
        y += _height(sort)


def _boxes(sort: Neighbours, centre: str, x: float, y: float) -> Iterable[Box]:
    for at, thing in enumerate(sort.things[:SHOWN]):
        yield Box(x, y + at * (HIGH + GAP), _short(_beside(thing.text, centre)), thing.text, thing.path, sort.sort)
    rest = len(sort.things) - SHOWN
    if rest > 0:
        text = f"and {rest:,} more"
        yield Box(x, y + SHOWN * (HIGH + GAP), text, f"{sort.title}: {text}", f"#{sort.id}", sort.sort, True)


def _beside(text: str, centre: str) -> str:
    """A name that begins with that of the disease in the middle, without it; a box has little room.

    >>> _beside("amyotrophic lateral sclerosis type 10", "amyotrophic lateral sclerosis")
    '… type 10'
    """
    rest = text.removeprefix(centre)
    return f"…{rest}" if rest != text and rest.startswith((" ", ",", "-")) else text


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - 1].rstrip() + "…"


def _line(centre: Box, column: Column) -> tuple[float, float, float, float]:
    """From the disease's box to the first box of a column, from the nearest sides."""
    first, last = column.boxes[0], column.boxes[-1]
    middle = centre.x + (WIDE + 16) / 2
    if abs(column.x + WIDE / 2 - middle) < 1:
        above = first.y < centre.y
        return (middle, centre.y if above else centre.y + 40, middle, last.y + HIGH if above else column.y - 14)
    left = column.x < centre.x
    return (centre.x if left else centre.x + WIDE + 16, centre.y + 20,
            column.x + WIDE if left else column.x, (first.y + last.y + HIGH) / 2)  # fmt: skip


def _words(disease: Thing, sorts: Iterable[Neighbours]) -> str:
    parts = []
    for sort in sorts:
        rest = len(sort.things) - SHOWN
        names = ", ".join(thing.text for thing in sort.things[:SHOWN])
        parts.append(f"{sort.title}: {names}" + (f" and {rest:,} more" if rest > 0 else ""))
    return f"{disease.text}. " + ". ".join(parts) + "."
