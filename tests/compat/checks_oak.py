"""oaklib: `runoak` asks the served endpoint, the OBO file and the OBO Graphs file the same, and hears the same."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.compat import served
from tests.compat.harness import Check, Ran, Twin, exits_well
from tests.compat.mutations import Put, replaced_everywhere, rewritten

DISEASE, NAME, ABOVE, GROUP = "MONDO:0004976", "amyotrophic lateral sclerosis", "MONDO:0020128", "MONDO:0005559"
"""A disease that every release has, with a superclass; and a class of diseases above it."""
NODES, EDGES, CLOSURE = "kgx/monarch/raregraph_nodes.jsonl", "kgx/monarch/raregraph_edges.jsonl", "closure.tsv"
_ID = re.compile(r"\b(?:MONDO|HP):\d{7}\b")


def objects(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def pairs(stage: Path) -> Iterator[tuple[str, str]]:
    """Each term with a term above it, or itself, as the closure has them."""
    with (stage / CLOSURE).open(encoding="utf-8", newline="") as file:
        yield from ((row[0], row[2]) for row in csv.reader(file, delimiter="\t"))


def expect_ancestors(stage: Path) -> set[str]:
    """The disease and what is above it."""
    return {above for below, above in pairs(stage) if below == DISEASE}


def expect_descendants(stage: Path) -> set[str]:
    """The group and what is below it."""
    return {below for below, above in pairs(stage) if above == GROUP}


def expect_relationships(stage: Path) -> set[str]:
    """The disease and its superclasses."""
    edges = (row for row in objects(stage / EDGES) if row["predicate"] == "biolink:subclass_of")
    return {DISEASE, *(row["object"] for row in edges if row["subject"] == DISEASE)}


def expect_disease(stage: Path) -> set[str]:  # noqa: ARG001  one of a family
    """The disease."""
    return {DISEASE}


def hears(expected: Callable[[Path], set[str]], *, more: bool = False) -> Callable[[Ran], Iterable[str]]:
    """A judge: the ids printed are those expected (`more`: there may be others), and the disease has its name."""

    def judge(ran: Ran) -> Iterator[str]:
        yield from exits_well(ran)
        text = (ran.stage / "out" / "answer.txt").read_text(encoding="utf-8")
        found, wanted = set(_ID.findall(text)), expected(ran.stage)
        if not wanted <= found or (found != wanted and not more):
            yield f"{len(found)} terms, expected {len(wanted)}: {', '.join(sorted(found ^ wanted)[:3])}"
        if DISEASE in wanted and NAME not in text:
            yield f"{DISEASE} has no name"

    return judge


def hears_mappings(ran: Ran) -> Iterator[str]:
    """A judge: as many mappings as the disease has cross-references."""
    yield from exits_well(ran)
    text = (ran.stage / "out" / "answer.txt").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    column = lines[0].index("object_id") if lines else 0
    found = {line[column] for line in lines[1:]}
    node = next(row for row in objects(ran.stage / NODES) if row["id"] == DISEASE)
    if len(found) != len(node["xref"]):
        yield f"{len(found)} mappings, {len(node['xref'])} cross-references"


@dataclass(frozen=True, slots=True)
class Question:
    """A command of runoak: its name, its arguments, what must hold of the answer, and the judge."""

    command: str
    arguments: str
    holds: str
    judge: Callable[[Ran], Iterable[str]]


QUESTIONS = (
    Question("info", DISEASE, "The disease has its name.", hears(expect_disease)),
    Question("search", f"'{NAME}'", "The disease is found by its name.", hears(expect_disease, more=True)),
    Question("ancestors", f"-p i {DISEASE}", "What is above, as in closure.tsv.", hears(expect_ancestors)),
    Question("descendants", f"-p i {GROUP}", "What is below, as in closure.tsv.", hears(expect_descendants)),
    Question("relationships", f"-p i {DISEASE}", "The superclasses of the KGX file.", hears(expect_relationships)),
    Question("mappings", f"-O sssom {DISEASE}", "As many as there are cross-references.", hears_mappings),
)
"""`-p i`: along rdfs:subClassOf."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is asked: its name, the files it is in, the command before runoak's own, and its faults.

    `unnamed` takes the disease's name away, `unlinked` a superclass, `unmapped` the cross-references.
    """

    name: str
    reads: tuple[str, ...]
    exports: tuple[str, ...]
    command: str
    unnamed: Put
    unlinked: Put
    unmapped: Put

    def twin(self, question: Question) -> Twin:
        """The fault that the question must notice."""
        if question.command == "mappings":
            return Twin("a cross-reference is missing", self.unmapped)
        if question.command in ("info", "search"):
            return Twin("the disease has another name", self.unnamed)
        return Twin("a superclass is missing", self.unlinked)


def iri(curie: str) -> str:
    """The IRI of a CURIE of an OBO ontology, as N-Quads have it."""
    return f"<http://purl.obolibrary.org/obo/{curie.replace(':', '_')}>"


def without(name: str, *marks: str) -> Put:
    """A fault: lines that have all the marks are gone."""
    return rewritten(name, lambda lines: (line for line in lines if not all(mark in line for mark in marks)))


def in_stanza(name: str, mark: str) -> Put:
    """A fault in OBO: lines of the disease's stanza that have the mark are gone."""

    def change(lines: Iterator[str]) -> Iterator[str]:
        here = False
        for line in lines:
            here = line == f"id: {DISEASE}\n" or (here and not line.startswith("["))
            if not (here and mark in line):
                yield line

    return rewritten(name, change)


def in_graph(name: str, change: Callable[[dict[str, Any]], None]) -> Put:
    """A fault in OBO Graphs: the first graph is changed."""

    def put(stage: Path) -> None:
        document = json.loads((stage / name).read_text(encoding="utf-8"))
        before = json.dumps(document)
        change(document["graphs"][0])
        if json.dumps(document) == before:
            raise ValueError(f"the twin's fault changed nothing in {name}")
        (stage / name).write_text(json.dumps(document), encoding="utf-8")

    return put


def _unlinked(graph: dict[str, Any]) -> None:
    ends = (iri(DISEASE)[1:-1], iri(ABOVE)[1:-1])
    graph["edges"] = [edge for edge in graph["edges"] if (edge["sub"], edge["obj"]) != ends]


def _unmapped(graph: dict[str, Any]) -> None:
    for node in graph["nodes"]:
        if node["id"] == iri(DISEASE)[1:-1]:
            node["meta"].pop("xrefs", None)
            node["meta"].pop("basicPropertyValues", None)


_SERVED, _OBO, _JSON = "raregraph.nq", "obo/raregraph.obo", "obographs/raregraph.json"
SOURCES = (
    Source(
        "endpoint",
        served.FILES,
        (),
        "$RAREGRAPH $COMPAT/served.py -- runoak -i 'sparql:$ADDRESS/sparql'",
        replaced_everywhere(_SERVED, f'"{NAME}"', '"another"'),
        without(_SERVED, iri(DISEASE), "subClassOf", iri(ABOVE)),
        without(_SERVED, iri(DISEASE), "exactMatch"),
    ),
    Source(
        "obo",
        (_OBO,),
        ("obo",),
        f"runoak -i simpleobo:{_OBO}",
        replaced_everywhere(_OBO, f"name: {NAME}\n", "name: another\n"),
        in_stanza(_OBO, f"is_a: {ABOVE}"),
        in_stanza(_OBO, "xref: "),
    ),
    Source(
        "obographs",
        (_JSON,),
        ("obographs",),
        f"runoak -i obograph:{_JSON}",
        replaced_everywhere(_JSON, f'"{NAME}"', '"another"'),
        in_graph(_JSON, _unlinked),
        in_graph(_JSON, _unmapped),
    ),
)


def _check(source: Source, question: Question) -> Check:
    return Check(
        name=f"runoak-{question.command}-{source.name}",
        tool="oak",
        package="oaklib",
        reads=(*source.reads, NODES, EDGES, CLOSURE),
        exports=source.exports,
        command=f"{source.command} {question.command} {question.arguments} > out/answer.txt",
        holds=question.holds,
        judge=question.judge,
        twin=source.twin(question),
    )


CHECKS = tuple(_check(source, question) for source in SOURCES for question in QUESTIONS)
