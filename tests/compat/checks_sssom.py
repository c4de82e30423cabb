"""sssom: validates the mapping sets, and turns them into other forms and back with no row lost."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.compat.harness import Check, Fault, Ran, Twin, exits_well
from tests.compat.mutations import cell

SETS = "sssom/*.sssom.tsv"
ENDS = ("subject_id", "predicate_id", "object_id", "mapping_justification")
"""What a row is known by; `subject_label` stands for `subject_id` where the subject is a text."""
LIMIT = 3
"""Files named when something is wrong with many."""


def of_each(command: str) -> str:
    """A shell command for every mapping set: `$file`, and `$name` without folder and ending."""
    return f'for file in {SETS}; do name=$(basename "$file" .sssom.tsv); {command}; done'


def rows(path: Path) -> Counter[tuple[str, ...]]:
    """The rows of a mapping set as tables have it, each with how often it is there."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return Counter(map(known, csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)))


def json_rows(path: Path) -> Counter[tuple[str, ...]]:
    """The rows of a mapping set as JSON has it."""
    return Counter(map(known, json.loads(path.read_text(encoding="utf-8")).get("mappings", [])))


def turtle_rows(path: Path) -> Counter[tuple[str, ...]]:
    """As many empty rows as a mapping set in Turtle has mappings."""
    return Counter({(): path.read_text(encoding="utf-8").count("a owl:Axiom")})


def known(row: dict[str, str]) -> tuple[str, ...]:
    """What a row is known by."""
    subject = row.get("subject_id") or row.get("subject_label") or ""
    return (subject, *(row.get(name) or "" for name in ENDS[1:]))


def kept(suffix: str, read: Callable[[Path], Counter[tuple[str, ...]]]) -> Callable[[Ran], Iterator[str]]:
    """A judge: every row of every set is in the file of `out` that was made of it; only the count, if rows are bare."""

    def judge(ran: Ran) -> Iterator[str]:
        yield from exits_well(ran)
        for path in sorted(ran.stage.glob(SETS)):
            name = path.name.removesuffix(".sssom.tsv")
            here, there = rows(path), read(ran.stage / "out" / f"{name}{suffix}")
            missing = here.total() - there.total() if () in there else (here - there).total()
            if missing or here.total() != there.total():
                yield f"{name}: {missing} of {here.total()} rows are not in {name}{suffix}, which has {there.total()}"

    return judge


def still_loses(ran: Ran) -> Iterable[str]:
    """A judge of the fault: without `--no-condense` a set whose subjects all are texts loses every row."""
    found = [path for path in sorted(ran.stage.glob(SETS)) if all_texts(path)]
    lost = [path for path in found if not json_rows(ran.stage / "out" / (path.name + ".json"))]
    return () if lost == found else (f"{len(found) - len(lost)} of {len(found)} sets of texts are whole now",)


def all_texts(path: Path) -> bool:
    """Whether every subject of a set is a text."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return all(row.get("subject_type") == "rdfs literal" for row in csv.DictReader(lines, delimiter="\t"))


def first_set(column: str, value: str) -> Callable[[Path], None]:
    """A fault in a cell of the first row of the first mapping set."""

    def put(stage: Path) -> None:
        name = sorted(stage.glob(SETS))[0].relative_to(stage).as_posix()
        cell(name, column, value)(stage)

    return put


def valid(ran: Ran) -> Iterator[str]:
    """The tool ends well also where it leaves a mapping out, and says so."""
    yield from exits_well(ran)
    yield from (line[:LONGEST] for line in ran.text.splitlines() if "not well-formed" in line)


LONGEST = 80
"""Characters of a line that are told: the whole mapping follows."""
PARSE = 'sssom parse "$file" --output "out/$name.tsv"'
TO_JSON = 'sssom convert "$file" --no-condense --output-format json --output "out/$name.json"'
BACK = 'sssom parse "out/$name.json" --input-format json --output "out/$name.back.tsv"'
TO_TURTLE = 'sssom convert "$file" --no-condense --output-format ttl --output "out/$name.ttl"'
CONDENSED = 'sssom convert "$file" --output-format json --output "out/$name.sssom.tsv.json"'

CHECKS = (
    Check(
        name="sssom-validate",
        tool="oak",
        package="sssom",
        reads=(SETS,),
        command=of_each('sssom validate "$file"'),
        holds="Every mapping set is valid: the schema, and each prefix is declared; no mapping is left out.",
        judge=valid,
        twin=Twin("a justification that is no term", first_set("mapping_justification", "by hand")),
    ),
    Check(
        name="sssom-parse",
        tool="oak",
        package="sssom",
        reads=(SETS,),
        command=of_each(PARSE),
        holds="What is read and written again has the same rows: subject, predicate, object, justification.",
        judge=kept(".tsv", rows),
        twin=Twin("an object with a prefix that is not declared", first_set("object_id", "NOWHERE:1")),
    ),
    Check(
        name="sssom-convert-json",
        tool="oak",
        package="sssom",
        reads=(SETS,),
        command=of_each(f"{TO_JSON}; {BACK}"),
        holds="Turned into JSON and back, every row is there, and no other.",
        judge=kept(".back.tsv", rows),
        twin=Twin("a row without an object", first_set("object_id", "")),
    ),
    Check(
        name="sssom-convert-turtle",
        tool="oak",
        package="sssom",
        reads=(SETS,),
        command=of_each(TO_TURTLE),
        holds="Turned into Turtle, there is a mapping for every row.",
        judge=kept(".ttl", turtle_rows),
        twin=Twin("a row without an object", first_set("object_id", "")),
    ),
    Check(
        name="sssom-convert-condensed",
        tool="oak",
        package="sssom",
        reads=("sssom/labels.sssom.tsv",),
        command=of_each(CONDENSED),
        holds="Without `--no-condense` no row of a set whose subjects all are texts comes through.",
        judge=still_loses,
        twin=None,
        fault=Fault(
            "`sssom convert` moves a `subject_type` that all rows share to the head of the set, does not see it there "
            "when it checks the rows, and drops each row of texts for want of a `subject_id`. `--no-condense` keeps "
            "them.",
            "https://github.com/mapping-commons/sssom-py/issues/584, "
            "https://github.com/mapping-commons/sssom-py/issues/606",
        ),
    ),
)
