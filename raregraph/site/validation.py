"""The page of the checks: what the SHACL gate said of this release."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from raregraph.errors import ReleaseError
from raregraph.site.layout import View
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing

REPORT = "shacl-report.json"
SHOWN = 50
"""Nodes listed of one shape."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a shape remarked on: how gravely, in which words, on which nodes (the first `SHOWN` of `total`)."""

    severity: str
    shape: Thing
    message: str
    nodes: tuple[Thing, ...]
    total: int


def view(opened: Opened, path: str, parameters: Mapping[str, str]) -> View:  # noqa: ARG001 -- as every view
    """The report of the gate, remarks by shape."""
    report = read_report(opened)
    remarks = tuple(of_report(opened, report["results"]))
    values = {"report": report, "remarks": remarks}
    words = ", ".join(f"{count:,} {name.lower()}s" for name, count in report["counts"].items())
    return View(
        "validation.html", "Checks", values, f"What the SHACL shapes found in this release: {words}.", (("Checks", ""),)
    )


def read_report(opened: Opened) -> dict[str, Any]:
    """The report of a release as JSON; what it does not count is 0. Raises ReleaseError where it is no JSON."""
    place = opened.folder / REPORT
    try:
        found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(REPORT, f"cannot be read: {error}", "build the release anew") from None
    return {"conforms": False, "counts": {}, "triples": 0, "shapes": 0, "results": []} | found


def of_report(opened: Opened, results: list[dict[str, str]]) -> Iterator[Remark]:
    """The results of a report by severity and shape."""

    def key(result: dict[str, str]) -> tuple[str, str, str]:
        return result["severity"], result["sourceShape"], result["message"]

    for (severity, shape, message), group in groupby(sorted(results, key=key), key=key):
        nodes = sorted({result["focusNode"] for result in group})
        yield Remark(severity, opened.thing(shape), message, tuple(map(opened.thing, nodes[:SHOWN])), len(nodes))
