"""The Biolink Model itself: each line as its class, by pydantic and by LinkML."""

from __future__ import annotations

import re

from tests.compat.harness import Check, Fault, Ran, Twin, exits_well
from tests.compat.mutations import with_field, without_field

_FILES = ("kgx/biolink/raregraph_nodes.jsonl", "kgx/biolink/raregraph_edges.jsonl")
_LINES = "python $COMPAT/inside/linkml_lines.py"
UNSATISFIABLE = "https://github.com/linkml/linkml/issues/1681"
SAMPLE = 25
"""Lines of each class that LinkML reads."""


def no_bad_line(ran: Ran) -> tuple[str, ...]:
    """Every line is its class; else the problems that were printed."""
    return tuple(line for line in ran.text.splitlines() if not line.endswith("lines read")) if ran.status else ()


def still_refused(ran: Ran) -> tuple[str, ...]:
    """The known fault: every category is refused."""
    read = re.search(r"^(\d+) lines read, .* (\d+) with a category", ran.text, re.MULTILINE)
    return () if read and read[1] == read[2] else (f"{ran.last_line()}: the fault is mended",)


CHECKS = (
    Check(
        name="biolink-pydantic-nodes",
        tool="koza",
        package="biolink-model",
        reads=_FILES[:1],
        command=f"python $COMPAT/inside/biolink_lines.py {_FILES[0]}",
        holds="Every node is the Biolink class that it names.",
        judge=no_bad_line,
        twin=Twin("a node with a slot that its class has not", with_field(_FILES[0], "negated", True)),
    ),
    Check(
        name="biolink-pydantic-edges",
        tool="koza",
        package="biolink-model",
        reads=_FILES[1:],
        command=f"python $COMPAT/inside/biolink_lines.py {_FILES[1]}",
        holds="Every edge is the Biolink class that it names.",
        judge=no_bad_line,
        twin=Twin("an edge without a level of knowledge", without_field(_FILES[1], "knowledge_level")),
    ),
    Check(
        name="biolink-linkml",
        tool="koza",
        package="linkml",
        reads=_FILES,
        command=f"{_LINES} {SAMPLE} {' '.join(_FILES)}",
        holds=f"Of each class the first {SAMPLE} lines are valid by LinkML, but for the pinned faults.",
        judge=exits_well,
        twin=Twin("an agent of a type that Biolink has not", with_field(_FILES[1], "agent_type", "nobody")),
    ),
    Check(
        name="linkml-fault-category",
        tool="koza",
        package="linkml",
        reads=_FILES,
        command=f"{_LINES} 1 {' '.join(_FILES)}",
        holds="Every category is refused.",
        judge=still_refused,
        twin=None,
        fault=Fault(
            "The JSON Schema wants a category to be a list and one text at once, and a gene to be an object, no id.",
            UNSATISFIABLE,
        ),
    ),
)
