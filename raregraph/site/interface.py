"""The page of the interface: the OpenAPI document as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from raregraph.site.layout import View
from raregraph.site.openapi import TAGS, document
from raregraph.site.opened import Opened


@dataclass(frozen=True, slots=True)
class Operation:
    """A request: its method and path, what it is for, its parameters, and by status what comes back."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Mapping[str, Any], ...]
    answers: tuple[tuple[str, str], ...]
    types: tuple[str, ...]


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """The operations by chapter."""
    found = document(opened)
    chapters = [(name, about, tuple(operations(found, name))) for name, about in TAGS.items()]
    values = {"info": found["info"], "chapters": chapters}
    return View("interface.html", "Interface", values, "What can be asked over HTTP.", (("API", ""),))


def operations(found: Mapping[str, Any], tag: str) -> Iterator[Operation]:
    """The operations of a chapter of a document."""
    shared = found["components"]["responses"]
    for path, methods in found["paths"].items():
        for method, told in methods.items():
            if tag in told["tags"]:
                answers = tuple((status, _text(answer, shared)) for status, answer in sorted(told["responses"].items()))
                types = tuple(dict.fromkeys(told["responses"]["200"]["content"]))
                yield Operation(
                    method.upper(), path, told["summary"], told.get("description", ""), tuple(told["parameters"]),
                    answers, types,
                )  # fmt: skip


def _text(answer: Mapping[str, str], shared: Mapping[str, Mapping[str, str]]) -> str:
    return answer.get("description") or shared[answer["$ref"].rpartition("/")[2]]["description"]
