"""What all commands share: data to stdout, the rest to stderr, progress on a terminal, examples in the help."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from raregraph.textfiles import write_text

FILES = click.Path(path_type=Path)


def say(text: str) -> None:
    """Tell the person at the terminal: to stderr."""
    click.echo(text, err=True)


def put(text: str) -> None:
    """Give data: to stdout, with one newline at its end."""
    click.echo(text.removesuffix("\n"))


def save(path: Path | None, text: str) -> None:
    """Write data to a file, or to stdout without one."""
    if path is None:
        put(text)
    else:
        write_text(path, text)


def complain(faults: Iterable[Exception]) -> None:
    """Name what was rejected, a line each."""
    for fault in faults:
        say(f"rejected: {fault}")


class Stages:
    """A progress display on a terminal; silent elsewhere."""

    def __init__(self) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress = Progress(
            *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
        )

    def __enter__(self) -> Callable[[str], None]:
        self._progress.start()
        task = self._progress.add_task("starting")
        return lambda stage: self._progress.update(task, description=stage)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def example(*lines: str) -> Any:
    """The examples at the end of a command's help, kept line by line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
