"""Small faults for twins: each changes one thing of one file in place, and refuses to change nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

Put = Callable[[Path], None]


def rewritten(name: str, change: Callable[[Iterator[str]], Iterator[str]]) -> Put:
    """A fault that passes the lines of a file (with their ends) through `change`; the file is never all in memory."""

    def put(stage: Path) -> None:
        path, changed = stage / name, stage / f"{name}.changed"
        with path.open(encoding="utf-8", newline="") as old, changed.open("w", encoding="utf-8", newline="") as new:
            same = True
            for before, after in _pairs(old, change):
                new.write(after)
                same = same and before == after
        changed.replace(path)
        if same:
            raise ValueError(f"the twin's fault changed nothing in {name}")

    return put


def _pairs(lines: Iterator[str], change: Callable[[Iterator[str]], Iterator[str]]) -> Iterator[tuple[str, str]]:
    """What was read since the last line written, and that line."""
    read: list[str] = []

    def kept() -> Iterator[str]:
        for line in lines:
            read.append(line)
            yield line

    for line in change(kept()):
        yield "".join(read), line
        read.clear()
    if read:
        yield "".join(read), ""


def replaced(name: str, old: str, new: str) -> Put:
    """In the first line that has `old`, it is `new`."""

    def change(lines: Iterator[str]) -> Iterator[str]:
        done = False
        for line in lines:
            yield line if done else line.replace(old, new, 1)
            done = done or old in line

    return rewritten(name, change)


def replaced_everywhere(name: str, old: str, new: str) -> Put:
    """Wherever a line has `old`, it is `new`."""
    return rewritten(name, lambda lines: (line.replace(old, new) for line in lines))


def without_line(name: str, mark: str) -> Put:
    """The first line that has `mark` is gone."""

    def change(lines: Iterator[str]) -> Iterator[str]:
        done = False
        for line in lines:
            if done or mark not in line:
                yield line
            else:
                done = True

    return rewritten(name, change)


def with_line(name: str, text: str) -> Put:
    """A line more, at the end."""

    def change(lines: Iterator[str]) -> Iterator[str]:
        yield from lines
        yield text + "\n"

    return rewritten(name, change)


def with_field(name: str, field: str, value: object, where: tuple[str, object] | None = None) -> Put:
    """In a JSON Lines file, a field of the first object (with a field that is so, if `where` says) has this value."""

    def change(lines: Iterator[str]) -> Iterator[str]:
        done = False
        for line in lines:
            entry = json.loads(line)
            if not done and (where is None or entry.get(where[0]) == where[1]):
                done = True
                line = json.dumps({**entry, field: value}, ensure_ascii=False) + "\n"
            yield line

    return rewritten(name, change)


def without_field(name: str, field: str) -> Put:
    """In a JSON Lines file, the first object that has the field loses it."""

    def change(lines: Iterator[str]) -> Iterator[str]:
        done = False
        for line in lines:
            entry = json.loads(line)
            if not done and field in entry:
                done = True
                entry.pop(field)
                line = json.dumps(entry, ensure_ascii=False) + "\n"
            yield line

    return rewritten(name, change)


def cell(name: str, column: str, value: str, row: int = 1) -> Put:
    """In a TSV file with a header, one cell of the row (1 is the first below the header) has this value."""

    def change(lines: Iterator[str]) -> Iterator[str]:
        header: list[str] = []
        number = -1
        for line in lines:
            if not line.startswith("#"):
                number += 1
                header = header or line.rstrip("\n").split("\t")
                if number == row:
                    cells = line.rstrip("\n").split("\t")
                    cells[header.index(column)] = value
                    line = "\t".join(cells) + "\n"
            yield line

    return rewritten(name, change)
