"""The matrix of what the tools said: graph/compatibility.tsv, and docs/COMPATIBILITY.md made from it.

The table holds no times and no paths, so that the same tools on the same release give the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tests.compat.harness import ABSENT, CHECKOUT, NONE, Outcome

TABLE = CHECKOUT / "graph" / "compatibility.tsv"
PAGE = CHECKOUT / "docs" / "COMPATIBILITY.md"
COLUMNS = (
    "release",
    "check",
    "tool",
    "version",
    "command",
    "holds",
    "result",
    "twin",
    "twin_result",
    "fault",
    "issue",
)
LENGTH = 160
"""Characters of a problem that the table keeps."""

Row = dict[str, str]


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


def read(path: Path = TABLE) -> list[Row]:
    """The rows of the table; none where there is no table yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """New rows in place of old ones of the same release and check; the rest as it was."""
    rows = {(row["release"], row["check"]): row for row in (*old, *new)}
    return [rows[key] for key in sorted(rows)]


def write(rows: Iterable[Row], path: Path = TABLE) -> None:
    """Write the table."""
    lines = ["\t".join(COLUMNS), *("\t".join(row[column] for column in COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def recorded(outcomes: Iterable[Outcome], release: str) -> None:
    """Bring the table and the page up to date with outcomes; what could not be run leaves the row as it was."""
    new = [row(outcome, release) for outcome in outcomes if outcome.result not in (NONE, ABSENT)]
    rows = merged(read(), new)
    write(rows)
    PAGE.write_text(page(rows), encoding="utf-8")


def escaped(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [tuple(header)]
    lines += [("---",) * len(lines[0]), *(tuple(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def commands(rows: Iterable[Row]) -> str:
    """Each check once: the command, and what must hold."""
    once = {row["check"]: row for row in rows}
    return "\n".join(
        f"### {name}\n\n{row['tool']} {row['version']}. {row['holds']}\n\n```\n{row['command']}\n```\n"
        for name, row in sorted(once.items())
    )


def faults(rows: Iterable[Row]) -> str:
    """The faults of the tools that checks pin."""
    once = {row["check"]: row for row in rows if row["fault"]}
    if not once:
        return "None is pinned.\n"
    lines = (
        (f"{row['tool']} {row['version']}", escaped(row["fault"]), row["issue"] or "no report found")
        for _, row in sorted(once.items())
    )
    return table(("tool", "fault", "upstream"), lines)


def results(rows: list[Row], release: str) -> str:
    """The results on one release."""
    lines = (
        [f"`{row['check']}`", row["tool"], row["version"]]
        + [escaped(row[name]) for name in ("result", "twin", "twin_result")]
        for row in rows
        if row["release"] == release
    )
    return table(("check", "tool", "version", "result", "broken twin", "on the twin"), lines)


def page(rows: list[Row]) -> str:
    """The written page."""
    releases = sorted({row["release"] for row in rows})
    return "\n".join(
        [
            HEAD,
            *(f"## Results on the release {name}\n\n{results(rows, name)}" for name in releases),
            f"## Faults of the tools\n\n{FAULTS}\n\n{faults(rows)}",
            f"## The commands\n\n{COMMANDS}\n",
            commands(rows),
        ]
    )


HEAD = """\
# Compatibility

What the tools of others say of a release. `make compat` runs each tool, of a pinned version and in an environment of
its own without a network, on the files of a release, and writes this page and `graph/compatibility.tsv`. Each check
has a broken twin: the same files with one small fault. The check must fail on its twin.
"""
FAULTS = "What a tool does wrong or otherwise than one expects. A check pins each, and fails if the tool is mended."
COMMANDS = """\
Run in the folder of a release, with the tool's environment first on the path. `$COMPAT` is `tests/compat` of the
project; `out` is a folder for what is made."""
