"""monarch-py: reads the SQLite file, and builds its own models from it and from what the server answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.compat.harness import Check, Fault, Ran, Twin, exits_well
from tests.compat.served import FILES

Row = dict[str, Any]
NODES, EDGES, DATABASE = "kgx/monarch/raregraph_nodes.jsonl", "kgx/monarch/raregraph_edges.jsonl", "raregraph.db"
OURS = {
    "ExpandedAssociation.clinical_approval_status",
    "ExpandedAssociation.inferred",
    "DirectionalAssociation.clinical_approval_status",
    "DirectionalAssociation.inferred",
    "CompactAssociation.inferred",
    "HistoBin.count_direct",
    "Node.uri",
}
"""Fields that we add and that monarch-py's models do not name; they let others pass."""


def lines(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def all_nodes(ran: Ran) -> Iterator[str]:
    """A judge: monarch-py gives every node of the KGX file, with its name, class, cross-references and synonyms."""
    yield from exits_well(ran)
    found = {row["id"]: row for row in lines(ran.stage / "out" / "entities.jsonl")}
    nodes = lines(ran.stage / NODES)
    if len(found) != len(nodes):
        yield f"{len(found)} entities of {len(nodes)} nodes"
    for node in nodes:
        entity = found.get(node["id"], {})
        for field, value in told(node):
            if entity.get(field) != value:
                yield f"{node['id']}: {field} is {entity.get(field)!r}, not {value!r}"


def told(node: Row) -> Iterator[tuple[str, object]]:
    """The fields of a node that monarch-py repeats; a class is one text there."""
    yield "name", node["name"]
    yield "category", node["category"][0] if isinstance(node["category"], list) else node["category"]
    for field in ("xref", "synonym"):
        yield field, sorted(node[field]) if field in node else [""]


def all_edges(ran: Ran) -> Iterator[str]:
    """A judge: monarch-py gives every edge of the KGX file, and says of the same that they are denied."""
    yield from exits_well(ran)
    found = sorted(map(ends, lines(ran.stage / "out" / "associations.jsonl")))
    edges = sorted(map(ends, lines(ran.stage / EDGES)))
    if found != edges:
        yield f"{len(found)} associations and {len(edges)} edges, {len(set(found) ^ set(edges))} not in both"


def ends(edge: Row) -> tuple[str, str, str, bool]:
    """What an edge says."""
    return edge["subject"], edge["predicate"], edge["object"], bool(edge.get("negated"))


def all_expanded(ran: Ran) -> Iterator[str]:
    """A judge: each row of denormalized_edges is an association, and no field but ours is unknown to the model."""
    yield from exits_well(ran)
    found, edges = lines(ran.stage / "out" / "expanded.jsonl"), lines(ran.stage / EDGES)
    if {row["id"] for row in found} != {edge["id"] for edge in edges}:
        yield f"{len(found)} associations, {len(edges)} edges"
    names = {f"ExpandedAssociation.{field}" for row in found for field in row["unknown"]}
    yield from (f"the model does not name {name}" for name in sorted(names - OURS))


def all_routes(ran: Ran) -> Iterator[str]:
    """A judge: each route's example gives items of its model, and what must be refused is."""
    yield from exits_well(ran)
    for row in lines(ran.stage / "out" / "routes.jsonl"):
        if row["status"] != row.get("expected", 200):
            yield f"{row['route']}: status {row['status']}"
        elif row.get("wrong"):
            yield f"{row['route']}: {row['wrong']}"
        elif row["model"] and not row["items"]:
            yield f"{row['route']}: no items"
        yield from (f"{row['route']}: {row['model']} has no {name}" for name in set(row.get("unknown", ())) - OURS)


def says(name: str, expected: Row) -> Callable[[Ran], Iterable[str]]:
    """A judge of a fault: the tool still says this."""

    def judge(ran: Ran) -> Iterable[str]:
        found = lines(ran.stage / "out" / name)
        return () if found == [expected] else (f"it says {found} now",)

    return judge


def filters_wrongly(ran: Ran) -> Iterable[str]:
    """A judge of a fault: other predicates come with the one that was asked for."""
    found = lines(ran.stage / "out" / "filtered.jsonl")[0]["predicates"]
    return () if len(found) > 1 else (f"only {found} now",)


def refuses(text: str) -> Callable[[Ran], Iterable[str]]:
    """A judge of a fault: the command fails and prints this."""

    def judge(ran: Ran) -> Iterable[str]:
        return () if ran.status and text in ran.text else (f"exit status {ran.status}: {ran.last_line()}",)

    return judge


def changed(statement: str) -> Callable[[Path], None]:
    """A fault in the database: one statement of SQL, which must change a row."""

    def put(stage: Path) -> None:
        with closing(sqlite3.connect(stage / DATABASE)) as database:
            if database.execute(statement).rowcount == 0:
                raise ValueError(f"the twin's fault changed nothing: {statement}")
            database.commit()

    return put


SQL = "python $COMPAT/inside/monarch_sql.py"
_ONE = "rowid = (SELECT max(rowid) FROM denormalized_edges)"
CHECKS: tuple[Check, ...] = (
    Check(
        name="monarch-py-entities",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE, NODES),
        command=f"{SQL} entities > out/entities.jsonl",
        holds="SQLImplementation.get_entity gives every node with its name, class, cross-references and synonyms.",
        judge=all_nodes,
        twin=Twin("a synonym that is NULL", changed("UPDATE nodes SET synonym = NULL WHERE rowid = 1")),
    ),
    Check(
        name="monarch-py-associations",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE, EDGES),
        command=f"{SQL} associations > out/associations.jsonl",
        holds="SQLImplementation.get_associations gives every edge, denied or not, in the compact form.",
        judge=all_edges,
        twin=Twin("an edge is missing", changed(f"DELETE FROM denormalized_edges WHERE {_ONE}")),
    ),
    Check(
        name="monarch-py-expanded",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE, EDGES),
        command=f"{SQL} expanded > out/expanded.jsonl",
        holds="Every row of denormalized_edges is a monarch_py ExpandedAssociation, with no unknown field but ours.",
        judge=all_expanded,
        twin=Twin("a count that is a word", changed(f"UPDATE denormalized_edges SET has_count = 'some' WHERE {_ONE}")),
    ),
    Check(
        name="monarch-py-cli-associations",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE,),
        command="mkdir -p pystow/monarch/sql && cp raregraph.db pystow/monarch/sql/monarch-kg.db && "
        "PYSTOW_HOME=$PWD/pystow python -c 'from monarch_py.sql_cli import sql_app; sql_app()' "
        "associations --subject MONDO:0004976 --compact --limit 1 --output out/page.json",
        holds="The `associations` command of monarch-py's `sql` group answers from the file.",
        judge=exits_well,
        twin=Twin("no table of that name", changed("ALTER TABLE denormalized_edges RENAME TO edges_wide")),
    ),
    Check(
        name="monarch-py-api",
        tool="monarch",
        package="monarch-py",
        reads=FILES,
        command="$RAREGRAPH $COMPAT/served.py -- python $COMPAT/inside/monarch_api.py > out/routes.jsonl",
        holds="Each route of /v3/api answers with items of monarch-py's response model, and no unknown field but ours; "
        "errors have its status and shape.",
        judge=all_routes,
        twin=Twin("counts that are words", changed("UPDATE edges SET has_count = 'some'")),
    ),
    Check(
        name="monarch-py-fault-full-associations",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE,),
        command=f"{SQL} full > out/full.jsonl",
        holds="The long form of get_associations cannot be made from any SQLite file.",
        judge=says("full.jsonl", {"missing": ["agent_type", "knowledge_level"]}),
        twin=None,
        fault=Fault(
            "SQLImplementation.get_associations does not hand agent_type and knowledge_level to its model, which "
            "demands both: only `compact=True` works. The check `monarch-py-expanded` makes the models from the rows."
        ),
    ),
    Check(
        name="monarch-py-fault-filters",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE,),
        command=f"{SQL} filtered > out/filtered.jsonl",
        holds="Two filters at once are not both kept.",
        judge=filters_wrongly,
        twin=None,
        fault=Fault(
            "SQLImplementation.get_associations joins its filters without brackets: with a subject and a predicate, "
            "all edges of the subject come, whatever their predicate. Filter the answer, or use one filter."
        ),
    ),
    Check(
        name="monarch-py-fault-cli-entity",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE,),
        command="python -c 'from monarch_py.sql_cli import sql_app; sql_app()' entity MONDO:0004976",
        holds="`sql entity` cannot be asked without downloading Monarch's graph.",
        judge=refuses("Missing option"),
        twin=None,
        fault=Fault(
            "`monarch sql entity` demands the flags --extra and --update, and has none to say no: it always downloads "
            "Monarch's own graph over the file. In Python, SQLImplementation().get_entity works."
        ),
    ),
)
