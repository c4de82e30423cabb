"""What the tools of others said of releases: the table graph/compatibility.tsv, and the page that is made of it.

`make compat` writes the table. It holds no times and no paths: the same tools on the same release give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from raregraph import content

NAME = "compatibility.tsv"
"""The table's name in graph/."""
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
"""The columns of the table. A row is a check on a release; `twin` is the small fault that a check must fail on."""

Row = dict[str, str]


def read(path: Path | None = None) -> list[Row]:
    """The rows of a table, by default that of graph/; none where there is no table."""
    path = path or content.GRAPH / NAME
    if not path.exists():
        return []
    header, *lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [dict(zip(header, cells, strict=True)) for cells in lines]


def write(rows: Iterable[Row], path: Path) -> None:
    """Write a table."""
    lines = ["\t".join(COLUMNS), *("\t".join(row[column] for column in COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def page(rows: Sequence[Row]) -> str:
    """The page of a table, in Markdown."""
    releases = sorted({row["release"] for row in rows})
    return "\n".join(
        [
            _HEAD,
            *(f"## Results on the release {name}\n\n{_results(rows, name)}" for name in releases),
            f"## Faults of the tools\n\n{_FAULTS}\n\n{_faults(rows)}",
            f"## The commands\n\n{_COMMANDS}\n",
            _commands(rows),
        ]
    )


def _results(rows: Iterable[Row], release: str) -> str:
    lines = (
        [f"`{row['check']}`", row["tool"], row["version"]]
        + [_escaped(row[name]) for name in ("result", "twin", "twin_result")]
        for row in rows
        if row["release"] == release
    )
    return _table(("check", "tool", "version", "result", "broken twin", "on the twin"), lines)


def _faults(rows: Iterable[Row]) -> str:
    once = {row["check"]: row for row in rows if row["fault"]}
    lines = (
        (f"{row['tool']} {row['version']}", _escaped(row["fault"]), row["issue"] or "no report found")
        for _, row in sorted(once.items())
    )
    return _table(("tool", "fault", "upstream"), lines) if once else "None is pinned.\n"


def _commands(rows: Iterable[Row]) -> str:
    once = {row["check"]: row for row in rows}
    return "\n".join(
        f"### {name}\n\n{row['tool']} {row['version']}. {row['holds']}\n\n```\n{row['command']}\n```\n"
        for name, row in sorted(once.items())
    )


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


_HEAD = """\
# Compatibility

What the tools of others say of a release. `make compat` runs each tool, of a pinned version and in an environment of
its own without a network, on the files of a release, and writes this page and `graph/compatibility.tsv`. Each check
has a broken twin: the same files with one small fault. The check must fail on its twin.
"""
_FAULTS = "What a tool does wrong or otherwise than one expects. A check pins each, and fails if the tool is mended."
_COMMANDS = """\
Run in the folder of a release, with the tool's environment first on the path. `$COMPAT` is `tests/compat` of the
project; `out` is a folder for what is made."""
