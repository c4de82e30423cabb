"""One family of errors: where it is, what is wrong (with the value), what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place a person can go to: a file, or a file and a 1-based line."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class RaregraphError(Exception):
    """A fault in what was given to raregraph: `where`, `problem` and `fix` are kept apart, the text is derived."""

    exit_code = 1

    def __init__(self, where: Where | str, problem: str, fix: str) -> None:
        self.where, self.problem, self.fix = where, problem, fix
        super().__init__(f"{where}: {problem}; {fix}")

    def __reduce__(self) -> tuple[type[RaregraphError], tuple[object, ...]]:
        """An error crosses from a worker process with its parts."""
        return type(self), (self.where, self.problem, self.fix)

    def bare(self) -> Self:
        """The error without its traceback, which would keep what was at work in memory as long as the error is kept."""
        self.__cause__ = self.__context__ = None
        return self.with_traceback(None)


class UsageError(RaregraphError):
    """The command line, or an argument of the Python interface, asks for what does not exist."""

    exit_code = 2


class PageError(RaregraphError):
    """A file is not a page raregraph can read, or is not whole."""


class ContentError(RaregraphError):
    """A row, table, shape or query in graph/, shapes/ or queries/ is at fault."""


class GateError(RaregraphError):
    """The SHACL gate refused a graph, or could not be trusted to judge it."""


class ReleaseError(RaregraphError):
    """A release could not be written or read."""


class FetchError(RaregraphError):
    """A file of a source could not be had, or is not what its row in graph/sources.yaml says."""


class EndpointError(RaregraphError):
    """A SPARQL endpoint is down, slow, or does not answer with results."""


class Faults(RaregraphError):
    """All faults of one input, raised once; `faults` is sorted by place."""

    def __init__(self, faults: Iterable[RaregraphError]) -> None:
        self.faults = tuple(sorted(faults, key=_place))
        self.where = ", ".join(sorted({str(fault.where) for fault in self.faults}))
        self.problem, self.fix = f"{len(self.faults)} faults", "mend each"
        self.exit_code = max((fault.exit_code for fault in self.faults), default=1)
        Exception.__init__(self, "\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[Faults], tuple[object, ...]]:
        """As of every error, from its parts."""
        return type(self), (self.faults,)


def _place(fault: RaregraphError) -> tuple[str, int, str]:
    """Faults of one file in the order of its lines."""
    where = fault.where
    return (where.file, where.line, fault.problem) if isinstance(where, Where) else (where, 0, fault.problem)


def raise_all(faults: Iterable[RaregraphError]) -> None:
    """Raise nothing, the one fault, or `Faults` of several."""
    found = list(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise Faults(found)


def nearest(word: str, known: Iterable[str]) -> str:
    """Name the closest known word as a hint, e.g. `did you mean 'gene'?`; without one, list what is known."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return "known: " + ", ".join(names[:12]) + (f", … ({len(names)} in all)" if len(names) > 12 else "")
