"""Outcomes of checks, put into the table graph/compatibility.tsv, and docs/COMPATIBILITY.md made from it."""

from __future__ import annotations

from collections.abc import Iterable

from raregraph.compatibility import COLUMNS, NAME, Row, page, read, write
from tests.compat.checks import checks
from tests.compat.harness import ABSENT, CHECKOUT, NONE, Outcome

TABLE = CHECKOUT / "graph" / NAME
PAGE = CHECKOUT / "docs" / "COMPATIBILITY.md"
LENGTH = 160
"""Characters of a problem that the table keeps."""


def short(text: str) -> str:
    """One line of a problem, without folders of this machine."""
    words = (word if "/" not in word or "://" in word else word.rsplit("/", 1)[-1] for word in text.split())
    line = " ".join(words)
    return line if len(line) <= LENGTH else line[: LENGTH - 1] + "…"


def row(outcome: Outcome, release: str) -> Row:
    """An outcome as a row of the table."""
    check = outcome.check
    problem = f": {outcome.problems[0]}" if outcome.problems else ""
    cells = (
        release,
        check.name,
        check.package,
        outcome.version,
        " ".join(check.command.split()),
        check.holds,
        short(outcome.result + problem),
        check.twin.name if check.twin else "",
        short(outcome.twin_result),
        check.fault.says if check.fault else "",
        check.fault.issue if check.fault else "",
    )
    return dict(zip(COLUMNS, cells, strict=True))


def merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """New rows in place of old ones of the same release and check; the rest as it was."""
    rows = {(row["release"], row["check"]): row for row in (*old, *new)}
    return [rows[key] for key in sorted(rows)]


def recorded(outcomes: Iterable[Outcome], release: str) -> None:
    """Bring the table and the page up to date with outcomes; what could not be run leaves the row as it was.

    The row of a check that is no more goes.
    """
    new = [row(outcome, release) for outcome in outcomes if outcome.result not in (NONE, ABSENT)]
    known = {check.name for check in checks()}
    rows = [found for found in merged(read(TABLE), new) if found["check"] in known]
    write(rows, TABLE)
    PAGE.write_text(page(rows), encoding="utf-8")
