"""phenopackets: GA4GH's own classes read every template."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.compat.harness import Check, Ran, Twin, exits_well

FILES = "phenopackets/TEMPLATE-*.json"


def all_read(ran: Ran) -> Iterator[str]:
    """A judge: each template is read and written again the same, lacks nothing, and is of no person."""
    yield from exits_well(ran)
    found = [json.loads(line) for line in (ran.stage / "out" / "read.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in found:
        yield from (f"{row['file']}: {problem}" for problem in problems(row))
    if len(found) != len(list(ran.stage.glob(FILES))):
        yield f"{len(found)} templates were read"


def problems(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a template."""
    if "wrong" in row:
        yield str(row["wrong"])
        return
    yield from (f"lacks {what}" for what in row["lacks"])
    if not row["same"]:
        yield "written again it is another"
    if row["subject"] or row["modifiers"] or not row["id"].startswith("TEMPLATE-"):
        yield "looks like a case of a person"


def in_first(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    """A fault in the first template."""

    def put(stage: Path) -> None:
        path = sorted(stage.glob(FILES))[0]
        packet = json.loads(path.read_text(encoding="utf-8"))
        change(packet)
        path.write_text(json.dumps(packet), encoding="utf-8")

    return put


def _check(name: str, holds: str, twin: Twin) -> Check:
    return Check(
        name=name,
        tool="phenopackets",
        package="phenopackets",
        reads=(FILES,),
        exports=("phenopackets",),
        command="python $COMPAT/inside/phenopackets_read.py phenopackets/TEMPLATE-*.json > out/read.jsonl",
        holds=holds,
        judge=all_read,
        twin=twin,
    )


CHECKS = (
    _check(
        "phenopackets-read",
        "Each template is a GA4GH Phenopacket of version 2, and the same when it is written again.",
        Twin("a field that the schema has not", in_first(lambda packet: packet.update(frequency="often"))),
    ),
    _check(
        "phenopackets-required",
        "Each template has what the schema requires, and a resource for every term.",
        Twin("no resources", in_first(lambda packet: packet["metaData"].pop("resources"))),
    ),
    _check(
        "phenopackets-no-person",
        "No template has a subject, a modifier, or an id of its own.",
        Twin("a subject", in_first(lambda packet: packet.update(subject={"id": "someone"}))),
    ),
)
