"""HPO's classes of onset and their bounds: which one an age falls into (graph/onset_classes.yaml)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError
from raregraph.rows import Row, read_file


@dataclass(frozen=True, slots=True)
class OnsetClass:
    """A class of onset; bounds in years, inclusive; `exclusive`: an age must lie above `lower`; None is no bound."""

    curie: str
    label: str
    lower: Decimal
    upper: Decimal | None
    exclusive: bool = False

    def holds(self, years: Decimal) -> bool:
        """Whether an age in years falls into the class. Upper bounds count completed years: 15.5 is still 15."""
        completed = Decimal(math.floor(years)) if years >= 1 else years
        above = years > self.lower if self.exclusive else years >= self.lower
        return above and (self.upper is None or completed <= self.upper)


def read_onset_classes(path: Path) -> tuple[OnsetClass, ...]:
    """Read the table, in its order."""
    top = read_file(path)
    top.check_keys({"onset_classes"}, {"onset_classes"})
    table = top.row("onset_classes") or Row({}, top.where)
    return tuple(_onset_class(curie, table.row(curie) or Row({}, table.where)) for curie in table.values)


@cache
def onset_classes() -> tuple[OnsetClass, ...]:
    """The project's own table, read once."""
    return read_onset_classes(content.GRAPH / "onset_classes.yaml")


def onset_class(years: str) -> OnsetClass | None:
    """The class an age in years (canonical text) falls into, or None.

    Where several hold it, the one that begins latest, and of these the narrowest: at 40 `Middle age onset`, at 20
    `Young adult onset` rather than `Adult onset`.

    >>> onset_class("56").label
    'Middle age onset'
    """
    return onset_class_between(Decimal(years), Decimal(years))


def onset_class_between(lower: Decimal | None, upper: Decimal | None) -> OnsetClass | None:
    """The narrowest class that holds all ages from one to another, both in years; None when none does.

    A bound that is absent is open: `after 65` is of a class without an upper bound, `before 20` of none, because it may
    be from birth.

    >>> onset_class_between(Decimal(6), Decimal(15)).label
    'Juvenile onset'
    """
    if lower is None:
        return None
    fitting = [row for row in onset_classes() if row.holds(lower) and _holds_end(row, upper)]
    return max(fitting, key=lambda row: (row.lower, row.upper is not None, -(row.upper or 0)), default=None)


def _holds_end(row: OnsetClass, upper: Decimal | None) -> bool:
    return row.upper is None if upper is None else row.holds(upper)


def _onset_class(curie: str, row: Row) -> OnsetClass:
    row.check_keys({"label", "lower", "upper", "after"}, {"label"})
    if ("lower" in row) == ("after" in row):
        fix = "write lower: 40, or after: 60 for an open bound"
        raise ContentError(row.where, f"{curie} needs one of lower and after", fix)
    upper = Decimal(row.number("upper")) if "upper" in row else None
    lower = Decimal(row.number("after" if "after" in row else "lower"))
    return OnsetClass(curie, row.text("label"), lower, upper, "after" in row)
