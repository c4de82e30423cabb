"""OBO Graphs JSON: nodes, edges, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

from raregraph.export.obographs import lines, losses, write_obographs
from raregraph.export.ontology import to_ontology
from tests.export_rows import rows_of

OBO = "http://purl.obolibrary.org/obo/"
GRAPH = json.loads("".join(lines(to_ontology(rows_of(), "0.1.0-0"))))["graphs"][0]


def test_a_node_has_its_name_and_cross_references() -> None:
    """As OBO Graphs spells them."""
    [node] = [node for node in GRAPH["nodes"] if node["id"] == f"{OBO}MONDO_0004976"]
    assert node == {
        "id": f"{OBO}MONDO_0004976",
        "lbl": "amyotrophic lateral sclerosis",
        "type": "CLASS",
        "meta": {"xrefs": [{"val": "GARD:0005786"}, {"val": "OMIM:105400"}]},
    }


def test_a_link_names_a_property_that_is_a_node() -> None:
    """With a name of its own."""
    pred = "https://w3id.org/biolink/vocab/has_phenotype"
    assert {"sub": f"{OBO}MONDO_0004976", "pred": pred, "obj": f"{OBO}HP_0003394"} in GRAPH["edges"]
    assert {"id": pred, "lbl": "has phenotype", "type": "PROPERTY", "propertyType": "OBJECT"} in GRAPH["nodes"]


def test_every_end_is_a_node_and_the_graph_has_its_version() -> None:
    """Six superclasses and three links, between nine terms."""
    ids = {node["id"] for node in GRAPH["nodes"]}
    assert {edge[end] for edge in GRAPH["edges"] for end in ("sub", "obj")} <= ids
    assert (len(GRAPH["edges"]), len(ids), GRAPH["meta"]["version"]) == (9, 10, "0.1.0-0")


def test_a_release_has_synonyms_by_scope(released: Path, tmp_path: Path) -> None:
    """Of the flagship, from its rows."""
    from raregraph.export.graph import blocks_of, read_rows

    rows = read_rows(blocks_of(released), "monarch", tmp_path / "scratch")
    [path] = write_obographs(rows, released, tmp_path)
    nodes = json.loads(path.read_text(encoding="utf-8"))["graphs"][0]["nodes"]
    [als] = [node for node in nodes if node["id"] == f"{OBO}MONDO_0004976"]
    assert {"pred": "hasNarrowSynonym", "val": "ALS1"} in als["meta"]["synonyms"]
    assert {loss.format for loss in losses(rows, released)} == {"obographs"}
