"""kgx: reads, validates and turns the node and edge files of both profiles, and the N-Triples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tests.compat.graphs import Record, by_id, differences, read, triples
from tests.compat.harness import Check, Fault, Ran, Twin
from tests.compat.mutations import cell, replaced_everywhere, with_field

KGX = "python $COMPAT/inside/kgx_offline.py"
SUBSLOTS = ("broad_synonym", "exact_synonym", "in_taxon", "narrow_synonym", "related_synonym")
"""Slots that take several values by what they inherit; kgx reads only what a slot itself says."""
MERGED = "https://github.com/biolink/kgx/issues/413"
UNWRITTEN = "https://github.com/biolink/kgx/issues/435"
STREAMED = "https://github.com/biolink/kgx/pull/254"


def files(profile: str, ending: str) -> tuple[str, str]:
    """The node and the edge file of a profile."""
    return f"kgx/{profile}/raregraph_nodes.{ending}", f"kgx/{profile}/raregraph_edges.{ending}"


def errors(ran: Ran) -> dict[str, list[str]]:
    """Each message of kgx validate with the ids it names, from the report among what it printed."""
    found = re.search(r"^\{(?:\}|.*?^\})$", ran.text, re.DOTALL | re.MULTILINE)
    if not found:
        raise ValueError("kgx validate printed no report")
    kinds = json.loads(found[0]).get("ERROR", {})
    return {message: ids for messages in kinds.values() for message, ids in messages.items()}


def known(message: str) -> bool:
    """Whether a message of kgx validate is its own fault."""
    found = re.match(r"Single-valued node property '(\w+)'", message)
    return bool(found and found[1] in SUBSLOTS)


def no_error(ran: Ran) -> Iterable[str]:
    """No message but those of the known fault."""
    found = errors(ran)
    return [f"{message}: {ids[0]}" for message, ids in found.items() if not known(message)]


def says_single_valued(ran: Ran) -> Iterable[str]:
    """The known fault is there."""
    found = [message for message in errors(ran) if known(message)]
    return () if found else ("kgx takes lists of synonyms now: the fault is mended",)


def same_graph(made: str, wanted: str) -> object:
    """The judge who compares nodes and edges that kgx made with those of the release."""

    def judge(ran: Ran) -> Iterable[str]:
        for kind in ("nodes", "edges"):
            ending = Path(made).suffix
            got = ran.stage / "out" / f"{Path(made).stem}_{kind}{ending}"
            yield from differences(kind, by_id(ran.release / f"{wanted}_{kind}{ending}"), by_id(got))

    return judge


def validate(profile: str, ending: str, twin: Twin) -> Check:
    """Run kgx validate on both files of a profile."""
    nodes, edges = files(profile, ending)
    return Check(
        name=f"kgx-validate-{profile}-{ending}",
        tool="kgx",
        package="kgx",
        reads=(nodes, edges),
        command=f"{KGX} validate -i {ending} {nodes} {edges} || test $? = 1",
        holds="No error but the pinned fault on lists of synonyms.",
        judge=no_error,
        twin=twin,
    )


def to_jsonl(profile: str) -> Check:
    """Tables to JSON Lines."""
    nodes, edges = files(profile, "tsv")
    return Check(
        name=f"kgx-tsv-to-jsonl-{profile}",
        tool="kgx",
        package="kgx",
        reads=(nodes, edges),
        command=f"{KGX} transform --stream -i tsv -f jsonl -o out/made {nodes} {edges}",
        holds="Every node and edge of the tables is in kgx's JSON Lines, with the columns of the release's own.",
        judge=same_graph("made.jsonl", f"kgx/{profile}/raregraph"),
        twin=Twin("an edge ends elsewhere", cell(edges, "object", "HP:0000118")),
    )


def and_back(profile: str) -> Check:
    """Tables to JSON Lines to tables."""
    nodes, edges = files(profile, "tsv")
    return Check(
        name=f"kgx-tsv-to-jsonl-to-tsv-{profile}",
        tool="kgx",
        package="kgx",
        reads=(nodes, edges),
        command=f"{KGX} transform --stream -i tsv -f jsonl -o out/made {nodes} {edges} && "
        "python $COMPAT/inside/kgx_columns.py out/again out/made_nodes.jsonl out/made_edges.jsonl",
        holds="The tables that kgx makes again have every node and edge, each column as it was.",
        judge=same_graph("again.tsv", f"kgx/{profile}/raregraph"),
        twin=Twin("a node has another name", cell(nodes, "name", "no such name")),
    )


def same_triples(ran: Ran) -> Iterable[str]:
    """The triples are those of the profile biolink, the nodes too; an edge that no other merges with is the same."""
    wanted = by_id(ran.release / files("biolink", "jsonl")[1])
    often = triples(ran.release / files("biolink", "jsonl")[1])
    single = {id_: edge for id_, edge in wanted.items() if often[_triple(edge)] == 1}
    got = by_id(ran.stage / "out" / "made_edges.jsonl")
    if missing := {_triple(edge) for edge in wanted.values()} ^ {_triple(edge) for edge in got.values()}:
        yield f"{len(missing)} triples are not in both, as {' '.join(min(missing))}"
    nodes = by_id(ran.release / files("biolink", "jsonl")[0])
    yield from differences("nodes", _named(nodes), _named(by_id(ran.stage / "out" / "made_nodes.jsonl")))
    yield from differences("edges", single, {id_: got[id_] for id_ in single.keys() & got.keys()})


def _named(nodes: dict[str, Record]) -> dict[str, Record]:
    """What the N-Triples say of nodes; kgx makes each a NamedThing besides."""
    return {
        id_: {"name": node.get("name", ()), "category": tuple(set(node["category"]) - {"biolink:NamedThing"})}
        for id_, node in nodes.items()
    }


def _triple(edge: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return edge["subject"] + edge["predicate"] + edge["object"]


def one_edge_a_triple(ran: Ran) -> Iterable[str]:
    """The known fault: as many edges as triples."""
    edges = sum(1 for _ in read(ran.stage / "out" / "made_edges.jsonl"))
    different = len(triples(ran.release / files("biolink", "jsonl")[1]))
    return () if edges == different else (f"{edges} edges of {different} triples: the fault is mended",)


def all_negated(ran: Ran) -> Iterable[str]:
    """The known fault: every edge is negated."""
    mended = [edge["id"][0] for edge in read(ran.stage / "out" / "made_edges.jsonl") if "negated" not in edge]
    return (f"{mended[0]} is not negated: the fault is mended",) if mended else ()


def nothing_read(ran: Ran) -> Iterable[str]:
    """The known fault: a file of another name is left out, and the status is 0."""
    read_ = sum(1 for _ in read(ran.stage / "out" / "made_edges.jsonl"))
    return (f"{read_} edges were read: the fault is mended",) if read_ or ran.status else ()


def empty_report(ran: Ran) -> Iterable[str]:
    """The known fault: the report is printed, the file for it stays empty."""
    written = (ran.stage / "out" / "report.json").stat().st_size
    return (f"{written} bytes of report were written: the fault is mended",) if written else ()


def few_columns(ran: Ran) -> Iterable[str]:
    """The known fault: no table of a stream has the qualifiers."""
    header = (ran.stage / "out" / "made_edges.tsv").read_text(encoding="utf-8").partition("\n")[0].split("\t")
    return ("the column is there: the fault is mended",) if "primary_knowledge_source" in header else ()


_NODES, _EDGES = files("biolink", "jsonl")
_TABLES = files("biolink", "tsv")
_NT = "raregraph-biolink.nt"


def pinned(name: str, command: str, holds: str, judge: object, fault: Fault, reads: tuple[str, ...]) -> Check:
    """A fault of kgx."""
    return Check(
        name=name,
        tool="kgx",
        package="kgx",
        reads=reads,
        command=command,
        holds=holds,
        judge=judge,
        twin=None,
        fault=fault,
    )


CHECKS = (
    validate(
        "biolink",
        "jsonl",
        Twin("an edge with a predicate that Biolink has not", with_field(_EDGES, "predicate", "biolink:cures")),
    ),
    validate(
        "biolink",
        "tsv",
        Twin("a node with a class that Biolink has not", cell(_TABLES[0], "category", "biolink:Illness")),
    ),
    validate(
        "monarch",
        "jsonl",
        Twin("an edge to something that is no CURIE", with_field(files("monarch", "jsonl")[1], "object", "weakness")),
    ),
    validate(
        "monarch",
        "tsv",
        Twin("an edge to something that is no CURIE", cell(files("monarch", "tsv")[1], "object", "weakness")),
    ),
    *(make(profile) for profile in ("biolink", "monarch") for make in (to_jsonl, and_back)),
    Check(
        name="kgx-nt-to-jsonl",
        tool="kgx",
        package="kgx",
        reads=(_NT, _NODES, _EDGES),
        command=f"{KGX} transform --stream -i nt -f jsonl -o out/made {_NT}",
        holds="Nodes and triples are those of the profile biolink; an edge that is not merged is wholly the same.",
        judge=same_triples,
        twin=Twin(
            "every phenotype is a mode of inheritance",
            replaced_everywhere(_NT, "vocab/has_phenotype>", "vocab/has_mode_of_inheritance>"),
        ),
    ),
    pinned(
        "kgx-fault-merges",
        f"{KGX} transform -i tsv -f jsonl -o out/made {' '.join(_TABLES)}",
        "Without --stream there is one edge for each subject, predicate and object.",
        one_edge_a_triple,
        Fault(
            "Edges with the same subject, predicate and object become one, whatever their ids. Use --stream.", MERGED
        ),
        (*_TABLES, _EDGES),
    ),
    pinned(
        "kgx-fault-stream-columns",
        f"{KGX} transform --stream -i jsonl -f tsv -o out/made {_NODES} {_EDGES}",
        "With --stream a table has a few columns only.",
        few_columns,
        Fault(
            "The command line has no option for the columns of a streamed table. Use Python: inside/kgx_columns.py.",
            STREAMED,
        ),
        (_NODES, _EDGES),
    ),
    pinned(
        "kgx-fault-false-is-true",
        "awk -F'\\t' -v OFS='\\t' 'NR == 1 { while ($++n != \"negated\"); } NR > 1 { $n = \"False\" } 1' "
        f"{_TABLES[1]} > out/false_edges.tsv && "
        f"{KGX} transform --stream -i tsv -f jsonl -o out/made out/false_edges.tsv",
        "An edge whose column negated says False is read as negated.",
        all_negated,
        Fault("The text False in the column negated is read as true; so it is blank in our tables unless it is true."),
        _TABLES,
    ),
    pinned(
        "kgx-fault-name-of-file",
        f"cp {_EDGES} out/others.jsonl && {KGX} transform --stream -i jsonl -f jsonl -o out/made out/others.jsonl",
        "A file whose name does not end in nodes or edges is left out without an error.",
        nothing_read,
        Fault("What a file holds is told by its name, and a file of another name is left out with status 0."),
        (_EDGES,),
    ),
    pinned(
        "kgx-fault-single-valued",
        f"{KGX} validate -i jsonl {_NODES} {_EDGES} || test $? = 1",
        "kgx validate says that a list of exact synonyms should be one text.",
        says_single_valued,
        Fault("What a slot inherits is not read: the kinds of synonyms and in_taxon take several values in the model."),
        (_NODES, _EDGES),
    ),
    pinned(
        "kgx-fault-report-file",
        f"{KGX} validate -i jsonl -o out/report.json {_NODES} {_EDGES} || test $? = 1",
        "The file that kgx validate is given for its report stays empty.",
        empty_report,
        Fault("The report of kgx validate goes to the standard error, whatever -o says.", UNWRITTEN),
        (_NODES, _EDGES),
    ),
)
