"""koza: joins, normalises by mappings, closes over superclasses, checks against Biolink, as Monarch's build does."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from tests.compat.graphs import Record, by_id, differences, read_jsonl
from tests.compat.harness import Check, Fault, Ran, Twin
from tests.compat.mutations import cell, replaced, replaced_everywhere, with_field, without_line

MADE = "2> out/koza.txt"
"""koza logs a good deal, and draws bars."""


def files(profile: str, ending: str) -> tuple[str, str]:
    """The node and the edge file of a profile."""
    return f"kgx/{profile}/raregraph_nodes.{ending}", f"kgx/{profile}/raregraph_edges.{ending}"


def joined(profile: str, ending: str) -> str:
    """The command that reads both files of a profile into a DuckDB file."""
    nodes, edges = files(profile, ending)
    return f"koza join -n {nodes} -e {edges} -o out/graph.duckdb -q {MADE}"


def violations(ran: Ran) -> Iterator[str]:
    """The rows of koza's two tables of errors, a sentence each."""
    for name in ("subobj_errors.tsv", "prefix_errors.tsv"):
        with (ran.stage / "out" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                yield " ".join(row.values())


ALLOWED = {
    "['biolink:Disease'] biolink:has_mode_of_inheritance ['biolink:PhenotypicFeature']",
    "['biolink:Gene'] biolink:contributes_to ['biolink:Disease'] ['biolink:CorrelatedGeneToDiseaseAssociation']",
    "['biolink:GeneticInheritance'] biolink:subclass_of ['biolink:GeneticInheritance']",
    "['biolink:GeneticInheritance'] biolink:subclass_of ['biolink:PhenotypicFeature']",
}
"""What profile monarch has, since Monarch's build has it, and Biolink has no association for."""


def but_allowed(ran: Ran) -> Iterable[str]:
    """No violation but those of profile monarch."""
    return [found for found in violations(ran) if not any(found.startswith(one) for one in ALLOWED)]


def biolink_check(profile: str, ending: str, twin: Twin) -> Check:
    """Run koza biolink-check on a profile."""
    strict = profile == "biolink"
    return Check(
        name=f"koza-biolink-check-{profile}-{ending}",
        tool="koza",
        package="koza",
        reads=files(profile, ending),
        command=f"{joined(profile, ending)} && koza biolink-check out/graph.duckdb -o out -f tsv {MADE}",
        holds="No violation, strict or advisory, of an edge's type or of a node's prefix."
        if strict
        else "No violation but those of Monarch's build: modes of inheritance and contributing genes.",
        judge=violations if strict else but_allowed,
        twin=twin,
    )


def all_joined(profile: str, ending: str) -> object:
    """The judge who compares the nodes and edges that koza exports with those of the release."""

    def judge(ran: Ran) -> Iterable[str]:
        for kind, name in zip(("nodes", "edges"), files(profile, ending), strict=True):
            wanted, got = by_id(ran.release / name), by_id(ran.stage / "out" / f"graph_{kind}.jsonl")
            late = unseen(wanted.values()) if ending == "jsonl" else set()
            yield from differences(kind, without(wanted, late), without(got, late))

    return judge


SAMPLE = 20_480
"""Lines of JSON that DuckDB looks at for the slots of a file (its `sample_size`); koza does not ask for more."""


def unseen(records: Iterable[Record]) -> set[str]:
    """The slots that first stand behind the sample."""
    seen, late = set[str](), set[str]()
    for number, found in enumerate(records):
        (seen if number < SAMPLE else late).update(found)
    return late - seen


def without(records: dict[str, Record], slots: set[str]) -> dict[str, Record]:
    """Records by id, without some slots."""
    return {id_: {name: value for name, value in found.items() if name not in slots} for id_, found in records.items()}


def joins(profile: str, ending: str, twin: Twin) -> Check:
    """Run koza join, and its tables out again."""
    tables = " && ".join(
        f"python $COMPAT/inside/duck_table.py out/graph.duckdb {kind} out/graph_{kind}.jsonl"
        for kind in ("nodes", "edges")
    )
    return Check(
        name=f"koza-join-{profile}-{ending}",
        tool="koza",
        package="koza",
        reads=files(profile, ending),
        command=f"{joined(profile, ending)} && {tables}",
        holds="koza's tables have every node and edge, each column as in the files."
        + (
            " Not of JSON a slot that first stands behind line 20,480: DuckDB looks no further."
            if ending == "jsonl"
            else ""
        ),
        judge=all_joined(profile, ending),
        twin=twin,
    )


CLOSURIZE = (
    "koza closurize out/graph.duckdb -c {closure} --edge-field subject --edge-field object"
    " --edge-field-to-label frequency_qualifier --node-field biolink:has_phenotype -q " + MADE
)
_CLOSED = "python $COMPAT/inside/duck_table.py out/graph.duckdb denormalized_edges out/closed.jsonl"
_NODES, _EDGES = files("monarch", "tsv")


def closures(path: Path) -> dict[str, tuple[set[str], set[str]]]:
    """The closures of subject and object of each edge, of a table of koza's."""
    with path.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {row["id"]: (set(row["subject_closure"] or ()), set(row["object_closure"] or ())) for row in rows}


def in_sqlite(path: Path) -> dict[str, tuple[set[str], set[str]]]:
    """The same of the SQLite file of the release."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, subject_closure, object_closure FROM denormalized_edges").fetchall()
    return {id_: (_parts(subject), _parts(object_)) for id_, subject, object_ in rows}


def _parts(text: str) -> set[str]:
    return set(filter(None, text.split("|")))


def as_in_sqlite(ran: Ran) -> Iterable[str]:
    """The closures are those of the SQLite file of the release, edge by edge."""
    wanted, got = in_sqlite(ran.release / "raregraph.db"), closures(ran.stage / "out" / "closed.jsonl")
    if wanted.keys() != got.keys():
        yield f"{len(wanted.keys() ^ got.keys())} edges are not in both, as {min(wanted.keys() ^ got.keys())}"
    other = [id_ for id_ in sorted(wanted.keys() & got.keys()) if wanted[id_] != got[id_]]
    if other:
        yield f"{len(other)} edges have another closure, as {other[0]}: {wanted[other[0]]} became {got[other[0]]}"


def loses_a_line(ran: Ran) -> Iterable[str]:
    """The known fault: of a closure without a header the first line is gone."""
    lines = sum(1 for _ in (ran.stage / "out" / "bare.tsv").open(encoding="utf-8"))
    read = sum(1 for _ in (ran.stage / "out" / "closure.jsonl").open(encoding="utf-8"))
    return (f"{read} of {lines} lines were read: the fault is mended",) if read == lines else ()


def back_to_mondo(ran: Ran) -> Iterable[str]:
    """Every edge on raw ids came back to Mondo, and keeps the raw id it had."""
    raw = {edge["id"][0]: edge for edge in read_jsonl(ran.stage / "out" / "raw_edges.jsonl")}
    got = {edge["id"][0]: edge for edge in read_jsonl(ran.stage / "out" / "merged.jsonl")}
    wanted = by_id(ran.release / files("monarch", "jsonl")[1])
    turned = sum(1 for id_, edge in raw.items() if edge["subject"] + edge["object"] != _ends(wanted[id_]))
    if not turned:
        yield "no edge has a raw id: nothing is tried"
    if missing := raw.keys() - got.keys():
        yield f"{len(missing)} edges are lost, as {min(missing)}"
    for id_ in sorted(raw.keys() & got.keys()):
        if _ends(got[id_]) != _ends(wanted[id_]):
            yield f"{id_}: {_ends(wanted[id_])} became {_ends(got[id_])}"


def _ends(edge: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return edge["subject"] + edge["object"]


_SETS = "sssom/normalise.sssom.tsv"
_RAW = "sssom/mondo-orphanet.sssom.tsv"
CHECKS = (
    biolink_check(
        "biolink",
        "jsonl",
        Twin(
            "a gene is a phenotype",
            with_field(
                files("biolink", "jsonl")[0], "category", ["biolink:PhenotypicFeature"], ("category", ["biolink:Gene"])
            ),
        ),
    ),
    biolink_check(
        "biolink",
        "tsv",
        Twin(
            "every disease is a drug",
            replaced_everywhere(files("biolink", "tsv")[0], "biolink:Disease", "biolink:Drug"),
        ),
    ),
    biolink_check(
        "monarch", "tsv", Twin("a gene is a disease", replaced(_NODES, "biolink:Gene\t", "biolink:Disease\t"))
    ),
    joins("monarch", "jsonl", Twin("a node is gone", without_line(files("monarch", "jsonl")[0], "MONDO:"))),
    joins("monarch", "tsv", Twin("an edge has no source", cell(_EDGES, "primary_knowledge_source", ""))),
    Check(
        name="koza-closurize",
        tool="koza",
        package="koza",
        reads=(_NODES, _EDGES, "closure.tsv", "raregraph.db"),
        command=f"{joined('monarch', 'tsv')} && {CLOSURIZE.format(closure='closure.tsv')} && {_CLOSED}",
        holds="Of each edge the closures that koza makes of closure.tsv are those of raregraph.db.",
        judge=as_in_sqlite,
        twin=Twin("a line of the closure is gone", without_line("closure.tsv", "HP:0000118\n")),
    ),
    Check(
        name="koza-fault-closure-header",
        tool="koza",
        package="koza",
        reads=(_NODES, _EDGES, "closure.tsv"),
        command=f"tail -n +2 closure.tsv > out/bare.tsv && {joined('monarch', 'tsv')} && "
        f"{CLOSURIZE.format(closure='out/bare.tsv')} && "
        "python $COMPAT/inside/duck_table.py out/graph.duckdb closure out/closure.jsonl",
        holds="Of a closure without a header, as relation-graph writes it, koza does not read the first line.",
        judge=loses_a_line,
        twin=None,
        fault=Fault("The first line of a closure without a header is taken for one; so our closure.tsv has a header."),
    ),
    Check(
        name="koza-merge-sssom",
        tool="koza",
        package="koza",
        exports=("sssom",),
        reads=(*files("monarch", "jsonl"), _RAW, _SETS),
        command=f"python $COMPAT/inside/raw_ids.py {_RAW} {files('monarch', 'jsonl')[1]} out/raw_edges.jsonl && "
        f"koza merge -n {files('monarch', 'jsonl')[0]} -e out/raw_edges.jsonl -m {_SETS} --use-match skos:exactMatch "
        f"-o out/graph.duckdb -q {MADE} && python $COMPAT/inside/duck_table.py out/graph.duckdb edges out/merged.jsonl",
        holds="Edges whose diseases are written as Orphanet ids come back to the Mondo terms they had.",
        judge=back_to_mondo,
        twin=Twin("Orphanet ids are written otherwise", replaced_everywhere(_SETS, "Orphanet:", "Orphanet:0")),
    ),
)
