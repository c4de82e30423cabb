"""What the front answers besides pages, as files for a host of files: answers of saved queries, what is well known."""

from __future__ import annotations

from collections.abc import Iterator

from raregraph import queries
from raregraph.engine import Limits
from raregraph.ids import BASE
from raregraph.site.opened import Opened
from raregraph.web.description import told
from raregraph.web.handlers import saved
from raregraph.web.problem import Problem

ROOT = BASE.rstrip("/")
"""The address that a file speaks of as its server: it does not know where it will be."""
FORMS = ("csv", "json")
"""The forms of answers that pages link to."""
WELL_KNOWN = {".well-known/void": "void", ".well-known/sparql-examples": "examples"}


def plain_files(opened: Opened) -> Iterator[tuple[str, bytes]]:
    """Each file by its place. A query that has no answer without parameters, or one too large, has none."""
    for place, name in WELL_KNOWN.items():
        yield place, told(opened, name, ROOT).body
    for query in queries.saved():
        if query.form in ("SELECT", "ASK") and not any(parameter.required for parameter in query.parameters):
            yield from _answers(opened, query.name)


def _answers(opened: Opened, name: str) -> Iterator[tuple[str, bytes]]:
    for form in FORMS:
        try:
            yield f"queries/{name}.{form}", saved(opened, Limits(), name, form, f"{ROOT}/sparql", []).body
        except Problem:
            return
