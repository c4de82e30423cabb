"""graph/judged.tsv: what a reader judged of single statements, with the reason; kept, so that it is judged once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, Where, nearest
from raregraph.tsv import read_table

COLUMNS = ("set", "statement", "verdict", "label", "reason")
SETS = ("sample", "gene", "inheritance")
"""Why a statement was judged: it was drawn, or a source says otherwise."""
RIGHT, WRONG, UNSURE = "right", "wrong", "unsure"
VERDICTS = (RIGHT, WRONG, UNSURE)
"""Of what the page says: right, wrong, or one that two readers could see differently."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on a statement, by its id, against its passage; `reason` is a sentence of the judge's own."""

    set: str
    statement: str
    verdict: str
    label: str
    reason: str


def read_judged(path: Path | None = None) -> Mapping[tuple[str, str], Judgement]:
    """Judgements by set and statement; none when there is no file.

    Raises ContentError for an unknown set or verdict, a statement judged twice, or a verdict without a reason.
    """
    path = path or content.GRAPH / "judged.tsv"
    if not path.exists():
        return {}
    table = read_table(path, COLUMNS)
    found: dict[tuple[str, str], Judgement] = {}
    for number, row in enumerate(table.rows, len(table.head) + 2):
        item = Judgement(*row)
        _check(item, Where(table.where.file, number))
        if found.setdefault((item.set, item.statement), item) is not item:
            raise ContentError(Where(table.where.file, number), f"{item.statement} is judged twice", "keep one row")
    return found


def _check(item: Judgement, where: Where) -> None:
    for value, known in ((item.set, SETS), (item.verdict, VERDICTS)):
        if value not in known:
            raise ContentError(where, f"unknown {value!r}", nearest(value, known))
    if not item.reason:
        raise ContentError(where, "a verdict without a reason", "say why, in a sentence")
