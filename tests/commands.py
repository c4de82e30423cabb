"""The page of commands, made from what `--help` prints: `python tests/commands.py` writes docs/commands.md anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
sys.path.insert(0, str(PAGE.parents[1]))  # for who runs this file
HEAD = """# Commands

`python publish.py` in a checkout and `raregraph` once installed are the same command. Without a name it builds.
Data goes to stdout, everything else to stderr; a progress display is shown on a terminal only.

| exit status | means |
|---|---|
| 0 | done |
| 1 | what was given is at fault: a page, a row, a shape, a folder, an endpoint; see [errors](errors.md) |
| 2 | wrong usage: an unknown command, option, query, parameter or name; the nearest is named |
| 3 | `build --pages` released what is good, and named on stderr what it rejected |
| 130 | stopped with Ctrl-C |

This page is written by `python tests/commands.py` from the commands' own help.
"""


def help_of(name: str, command: click.Command) -> str:
    """What `--help` prints, at a width that does not depend on the terminal."""
    from raregraph.cli import cli

    parent = click.Context(cli, info_name="raregraph", terminal_width=110, **cli.context_settings)
    with click.Context(command, parent=parent, info_name=name) as context:
        return command.get_help(context)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command in order of name."""
    from raregraph.cli import cli

    yield from sorted(cli.commands.items())


def text() -> str:
    """The whole page."""
    parts = [f"## {name}\n\n```text\n{help_of(name, command)}\n```\n" for name, command in commands()]
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
