"""The loss report: what a format cannot say, which statements, and how many for which reason."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from raregraph.export.profiles import table
from raregraph.export.rows import Loss, Rows

NAME = "loss.tsv"
"""The name of a loss report."""
COLUMNS = ("format", "reason", "about", "detail")


def write_losses(losses: Iterable[Loss], path: Path) -> Path:
    """Write a loss report, a line for each loss, in the order they come: sorted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("\t".join(COLUMNS) + "\n")
        for loss in losses:
            cells = (loss.format, loss.reason, loss.about, loss.detail)
            out.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
    return path


def merged(several: Iterable[Rows]) -> Iterator[Loss]:
    """The losses of rows in several profiles, sorted."""
    return heapq.merge(*(rows.losses() for rows in several))


def summary(losses: Iterable[Loss]) -> str:
    """How many losses there are for each reason, and what it means, a line each; empty where nothing is lost."""
    counted = Counter((loss.format, loss.reason) for loss in losses)
    return "\n".join(
        f"{format_}: {number:,} {reason}: {table().losses.get(reason, '')}".removesuffix(": ")
        for (format_, reason), number in sorted(counted.items())
    )
